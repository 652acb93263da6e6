/** The business clock's offset: stored, so that a restart and every other process agree on what day it is. */
import { Temporal } from '@js-temporal/polyfill'
import { type MovableClock, movableClock, realClock } from '../clock.ts'
import { type Db, sql } from '../db/index.ts'
import { type ErrorTable, failer } from '../errors.ts'
import { type Binding, bindToAccount } from '../http/bind.ts'
import { moveClock } from './contract.ts'

export const clockErrors = {
  'clock.sandbox_only': { status: 409, zh: '只有沙箱模式可以移动时间', en: "Time can only be moved in the sandbox's mode" },
  'clock.not_a_duration': {
    status: 422,
    zh: '{advance} 不能用来前进时间：要大于零，最长 10 年',
    en: '{advance} cannot move time: it must be above zero and at most 10 years',
  },
} as const satisfies ErrorTable

const fail = failer(clockErrors)

const OFFSET_SETTING = 'business_clock_offset_ms'
const MAX_ADVANCE_MS = 10 * 366 * 86_400_000

/** Opens the clock with the offset that the store remembers. */
export async function openBusinessClock(db: Db): Promise<MovableClock> {
  const clock = movableClock(realClock)
  await refreshBusinessClock(db, clock)
  return clock
}

/** Follows a move that another process made. */
export async function refreshBusinessClock(db: Db, clock: MovableClock): Promise<void> {
  const stored = await db.selectFrom('platform_settings').select('value').where('name', '=', OFFSET_SETTING).executeTakeFirst()
  clock.setOffsetMs(Number(stored?.value ?? 0))
}

/** `runDue` executes what is due at the moved time and answers how many things that were. */
export function clockRoutes(services: { clock: MovableClock; sandbox: boolean; runDue: () => Promise<number> }): Binding[] {
  return [
    bindToAccount(moveClock, async ({ handles, body }) => {
      if (!services.sandbox) fail('clock.sandbox_only')
      const advanceMs = Temporal.Duration.from(body.advance).total({
        unit: 'millisecond',
        relativeTo: Temporal.PlainDateTime.from('2026-01-01'),
      })
      if (advanceMs <= 0 || advanceMs > MAX_ADVANCE_MS) fail('clock.not_a_duration', { advance: body.advance })
      services.clock.setOffsetMs(await storeOffset(handles.db, Math.round(advanceMs)))
      return { ran: await services.runDue(), now: new Date(services.clock.now()).toISOString() }
    }),
  ]
}

/** Adds to the stored offset in one statement, so that two callers at once both count. */
async function storeOffset(db: Db, advanceMs: number): Promise<number> {
  const stored = await sql<{ value: string }>`
    insert into platform_settings (name, value) values (${OFFSET_SETTING}, ${String(advanceMs)})
    on conflict (name) do update set value = (platform_settings.value::bigint + ${advanceMs}::bigint)::text returning value`.execute(db)
  return Number(stored.rows[0]?.value ?? 0)
}
