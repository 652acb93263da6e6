/**
 * How often a password may be tried, by account and by address. Every try is counted before the password is checked, so that many at
 * once gain nothing; a right password takes its count back. Kept in Postgres, by the real clock: a restart forgives nobody.
 */
import { createHmac } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { type Db, sql } from '../db/index.ts'
import { fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import type {} from './tables.ts'

/** Tries before the first wait. An office shares one address, so it has more of them. */
const FREE_TRIES = { account: 10, address: 50 } as const
const FIRST_WAIT_SECONDS = 5
/** Each further try doubles the wait up to this. */
export const LONGEST_WAIT_SECONDS = 15 * 60
/** After so long without a failure the count begins again. */
export const FORGET_AFTER_MS = 60 * 60 * 1000

/** Not blocked, also when the clock is set back. */
const FREE = new Date(0)

export interface LoginSubject {
  readonly kind: keyof typeof FREE_TRIES
  readonly value: string
}

type LimitHandles = Pick<Handles, 'db' | 'clocks' | 'secret'>

/** Counts one try for each subject in turn. Throws `platform.too_many` with the wait when one of them is blocked. */
export async function countTry(handles: LimitHandles, subjects: readonly LoginSubject[]): Promise<void> {
  for (const subject of subjects) {
    const blockedUntil = await countOne(handles, subject)
    const waitMs = blockedUntil === undefined ? 0 : blockedUntil.getTime() - handles.clocks.real.now()
    if (blockedUntil !== undefined) fail('platform.too_many', { retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)) })
  }
}

/** Takes the tries of an account back and one of an address, after the right password. */
export async function forgiveTry(handles: LimitHandles, subjects: readonly LoginSubject[]): Promise<void> {
  for (const subject of subjects) {
    const row = subjectKey(handles, subject)
    if (subject.kind === 'account') await handles.db.deleteFrom('auth_login_failures').where('subject', '=', row).execute()
    else
      await handles.db
        .updateTable('auth_login_failures')
        .set({ failures: sql<number>`greatest(failures - 1, 0)`, blocked_until: FREE })
        .where('subject', '=', row)
        .execute()
  }
}

/** Undefined when the try was counted, else until when the subject is blocked. One statement, so that tries at once queue up. */
async function countOne(handles: LimitHandles, subject: LoginSubject): Promise<Date | undefined> {
  const nowMs = handles.clocks.real.now()
  const [now, forgotten] = [new Date(nowMs), new Date(nowMs - FORGET_AFTER_MS)]
  const free = FREE_TRIES[subject.kind]
  const row = subjectKey(handles, subject)
  const counted = await sql<{ failures: number }>`
    insert into auth_login_failures as known (subject, failures, failed_at, blocked_until) values (${row}, 1, ${now}, ${FREE})
    on conflict (subject) do update set
      failures = case when known.failed_at < ${forgotten} then 1 else known.failures + 1 end,
      failed_at = ${now},
      blocked_until = case
        when known.failed_at < ${forgotten} or known.failures + 1 < ${free} then ${FREE}::timestamptz
        else ${now}::timestamptz + make_interval(secs =>
          least(${LONGEST_WAIT_SECONDS}, ${FIRST_WAIT_SECONDS} * power(2, least(known.failures + 1 - ${free}, 20)))) end
    where known.blocked_until <= ${now}
    returning failures`.execute(handles.db)
  return counted.rows.length > 0 ? undefined : blockedUntil(handles.db, row, now)
}

async function blockedUntil(db: Db, subject: string, now: Date): Promise<Date> {
  const row = await db.selectFrom('auth_login_failures').select('blocked_until').where('subject', '=', subject).executeTakeFirst()
  return row?.blocked_until ?? now
}

/** Addresses and e-mail addresses are kept as keyed hashes only. */
function subjectKey(handles: LimitHandles, subject: LoginSubject): string {
  const value = subject.kind === 'address' ? network(subject.value) : subject.value
  return `${subject.kind}:${createHmac('sha256', handles.secret).update(`login\0${subject.kind}\0${value}`).digest('base64url')}`
}

/** One IPv6 customer owns a /64. */
function network(address: string): string {
  return isIPv6(address) && !address.includes('.') ? expand(address).slice(0, 4).join(':') : address
}

const IPV6_GROUPS = 8

function expand(address: string): string[] {
  const [head = '', tail] = address.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail?.split(':').filter(Boolean) ?? []
  return [...before, ...Array<string>(Math.max(0, IPV6_GROUPS - before.length - after.length)).fill('0'), ...after]
}
