/** OAuth codes and member tickets: who opened the page (A1). */
import { platformError } from '../../platform-error.ts'
import type { Person, World } from '../../world.ts'
import { findCorp } from './corps.ts'

/** A1: one use within 5 minutes */
const CODE_LIFE_MS = 300_000
/** Unverified. */
const TICKET_LIFE_MS = 1_800_000
/** A1: at most 512 bytes. */
const CODE_LENGTH = 43
const TICKET_LENGTH = 64

export const oauthSchema = `
create table if not exists oauth_codes (
  code text primary key,
  corp_id text not null,
  -- JSON of the person
  person text not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;

create table if not exists oauth_tickets (
  ticket text primary key,
  corp_id text not null,
  user_id text not null,
  expires_at integer not null
) strict, without rowid;
`

interface CodeRow {
  person: string
  expires_at: number
  used_at: number | null
}

/** @returns undefined when there is no such corp */
export function issueCode(world: World, input: { corpId: string; person: Person }): string | undefined {
  if (!findCorp(world, input.corpId)) return undefined
  const code = world.ids.opaque('', CODE_LENGTH)
  const row = [code, input.corpId, JSON.stringify(input.person), world.clock.now() + CODE_LIFE_MS]
  world.store.run('insert into oauth_codes values (?, ?, ?, ?, null)', row)
  return code
}

/** @throws 40029 of an unknown, foreign or expired code, 42022 of one used before */
export function redeemCode(world: World, input: { corpId: string; code: string }): Person {
  const sql = 'select person, expires_at, used_at from oauth_codes where code = ? and corp_id = ?'
  const row = world.store.get<CodeRow>(sql, [input.code, input.corpId])
  if (!row || row.expires_at <= world.clock.now()) return platformError(40029)
  if (row.used_at !== null) return platformError(42022)
  world.store.run('update oauth_codes set used_at = ? where code = ?', [world.clock.now(), input.code])
  return JSON.parse(row.person) as Person
}

export function issueTicket(world: World, input: { corpId: string; userId: string }): { ticket: string; expiresInSeconds: number } {
  const ticket = world.ids.opaque('', TICKET_LENGTH)
  world.store.run('insert into oauth_tickets values (?, ?, ?, ?)', [ticket, input.corpId, input.userId, world.clock.now() + TICKET_LIFE_MS])
  return { ticket, expiresInSeconds: TICKET_LIFE_MS / 1_000 }
}

/** @returns the member's userid @throws 40029 of an unknown or expired ticket */
export function memberOfTicket(world: World, input: { corpId: string; ticket: string }): string {
  const sql = 'select user_id as userId from oauth_tickets where ticket = ? and corp_id = ? and expires_at > ?'
  const row = world.store.get<{ userId: string }>(sql, [input.ticket, input.corpId, world.clock.now()])
  return row?.userId ?? platformError(40029, 'user_ticket')
}
