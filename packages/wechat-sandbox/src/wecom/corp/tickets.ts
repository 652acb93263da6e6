/** JS-SDK tickets: of the corp for `config`, of an app for `agentConfig` (A1). */
import type { World } from '../../world.ts'

/** A1 */
const TICKET_LIFE_SECONDS = 7_200
const TICKET_LENGTH = 86

export const ticketsSchema = `
create table if not exists jsapi_tickets (
  corp_id text not null,
  -- 'corp' or 'agent AGENTID'
  kind text not null,
  ticket text not null,
  expires_at integer not null,
  primary key (corp_id, kind)
) strict, without rowid;
`

/** The ticket in force, or a new one. */
export function corpTicket(world: World, input: { corpId: string; kind: string }): { ticket: string; expires_in: number } {
  const now = world.clock.now()
  const sql = 'select ticket, expires_at as expiresAt from jsapi_tickets where corp_id = ? and kind = ? and expires_at > ?'
  const known = world.store.get<{ ticket: string; expiresAt: number }>(sql, [input.corpId, input.kind, now])
  if (known) return { ticket: known.ticket, expires_in: Math.ceil((known.expiresAt - now) / 1_000) }
  const ticket = world.ids.opaque('', TICKET_LENGTH)
  world.store.run('insert or replace into jsapi_tickets values (?, ?, ?, ?)', [
    input.corpId,
    input.kind,
    ticket,
    now + TICKET_LIFE_SECONDS * 1_000,
  ])
  return { ticket, expires_in: TICKET_LIFE_SECONDS }
}
