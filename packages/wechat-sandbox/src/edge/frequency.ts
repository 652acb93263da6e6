/** Frequency limits: so many calls of one interface in a minute, an hour, a day, a month; then it is blocked for a while [WW:90454]. */
import type { Frequency } from '../call.ts'
import { platformError } from '../platform-error.ts'
import type { World } from '../world.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
/** The platform's natural days are Beijing's. */
const BEIJING_OFFSET_MS = 28_800_000

/** WW:90454, per corp and interface */
export const CORP_FREQUENCY: Frequency = { perMinute: 10_000, perHour: 150_000 }
/** WW:90454, per address and interface */
export const ADDRESS_FREQUENCY: Frequency = { perMinute: 20_000, perHour: 600_000 }

/** A1: wrong calls of gettoken, per address; then an hour's block */
export const WRONG_CALLS: Frequency = { perHour: 2_000 }

interface Span {
  readonly name: keyof Frequency
  readonly windowStart: (now: number) => number
  /** How long a block lasts, from now. */
  readonly blockedUntil: (now: number) => number
}

const startOfDay = (now: number) => Math.floor((now + BEIJING_OFFSET_MS) / DAY_MS) * DAY_MS - BEIJING_OFFSET_MS
const startOfMonth = (now: number) => {
  const day = new Date(now + BEIJING_OFFSET_MS)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), 1) - BEIJING_OFFSET_MS
}

const SPANS: readonly Span[] = [
  { name: 'perMinute', windowStart: (now) => now - (now % MINUTE_MS), blockedUntil: (now) => now + MINUTE_MS },
  { name: 'perHour', windowStart: (now) => now - (now % HOUR_MS), blockedUntil: (now) => now + HOUR_MS },
  { name: 'perDay', windowStart: startOfDay, blockedUntil: (now) => startOfDay(now) + DAY_MS },
  { name: 'perMonth', windowStart: startOfMonth, blockedUntil: (now) => now + 30 * DAY_MS },
]

interface WindowRow {
  started_at: number
  calls: number
  blocked_until: number
}

/** @throws 45009 while a block lasts; counts nothing */
export function refuseBlocked(world: World, input: { caller: string; path: string }): void {
  const sql = 'select 1 from call_windows where caller = ? and path = ? and blocked_until > ?'
  if (world.store.get(sql, [input.caller, input.path, world.clock.now()])) platformError(45009, input.path)
}

/** Counts one call. @throws 45009 when one of the limits is used up or a block still lasts */
export function countCall(world: World, input: { caller: string; path: string; frequency: Frequency }): void {
  for (const span of SPANS) {
    const limit = input.frequency[span.name]
    if (limit === undefined || limit === Number.POSITIVE_INFINITY) continue
    countIn(world, { ...input, span, limit })
  }
}

function countIn(world: World, input: { caller: string; path: string; span: Span; limit: number }): void {
  const { caller, path, span, limit } = input
  const now = world.clock.now()
  const startedAt = span.windowStart(now)
  const key = [caller, path, span.name]
  const row = world.store.get<WindowRow>('select * from call_windows where caller = ? and path = ? and span = ?', key)
  if (row && row.blocked_until > now) platformError(45009, `${path} ${span.name}`)
  const calls = row?.started_at === startedAt ? row.calls + 1 : 1
  const over = calls > limit
  world.store.run(
    `insert into call_windows values (?, ?, ?, ?, ?, ?) on conflict (caller, path, span)
     do update set started_at = excluded.started_at, calls = excluded.calls, blocked_until = excluded.blocked_until`,
    [...key, startedAt, calls, over ? span.blockedUntil(now) : 0],
  )
  if (over) platformError(45009, `${path} ${span.name}`)
}
