/**
 * How often an interface may be called: below the platform's limits, for all processes together. A process draws some calls at once from the
 * row of corp, interface and hour, more the faster it uses them; what it drew and did not use goes back with the next draw of the same hour.
 */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import { WecomFailure } from './failures.ts'
import type {} from './tables.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

export interface CallLimits {
  readonly perMinute: number
  readonly perHour: number
}

/** WW:90454: 10,000 a minute and 150,000 an hour for one corp and interface; a fifth is left to other apps of the corp. */
export const CALL_LIMITS: CallLimits = { perMinute: 8_000, perHour: 120_000 }
/** Drawn at once at most. */
const MAX_DRAWN = 100
/** WW:90454: who went over the limit of a minute is refused for so long. */
const BLOCKED_MS = 60_000
const KEPT_MS = 31 * 24 * HOUR_MS

type BudgetHandles = Pick<Handles, 'db' | 'clocks'>

/** What this process has drawn for one corp and interface. */
interface Drawn {
  minute: number
  left: number
  size: number
}

export interface Budget {
  readonly handles: BudgetHandles
  readonly limits: CallLimits
  readonly drawn: Map<string, Promise<Drawn>>
}

export function openBudget(handles: BudgetHandles, limits: CallLimits = CALL_LIMITS): Budget {
  return { handles, limits, drawn: new Map() }
}

interface Asked {
  readonly corp: Corp
  readonly api: string
}

/** Takes one call. @throws WecomFailure `retry`, with the time until there is one again */
export async function takeCall(budget: Budget, { corp, api }: Asked): Promise<void> {
  const key = keyOf({ corp, api })
  // One after the other: two calls at once must not both use the last of what was drawn.
  const before = budget.drawn.get(key) ?? Promise.resolve(NOTHING_DRAWN)
  const mine = before.catch(() => NOTHING_DRAWN).then((drawn) => use(budget, { corp, api, drawn }))
  budget.drawn.set(key, mine)
  await mine
}

function keyOf({ corp, api }: Asked): string {
  return `${corp.workspaceId} ${corp.corpId} ${api}`
}

const NOTHING_DRAWN: Drawn = { minute: 0, left: 0, size: 0 }

async function use(budget: Budget, { corp, api, drawn }: Asked & { drawn: Drawn }): Promise<Drawn> {
  const now = budget.handles.clocks.business.now()
  const minute = startOf(now, MINUTE_MS)
  if (drawn.minute === minute && drawn.left > 0) return { ...drawn, left: drawn.left - 1 }
  const size = drawn.minute === minute ? Math.min(Math.max(1, drawn.size * 2), MAX_DRAWN) : 1
  const sameHour = startOf(drawn.minute, HOUR_MS) === startOf(minute, HOUR_MS)
  await draw(budget, { corp, api, minute, now, size, unused: sameHour ? drawn.left : 0 })
  return { minute, left: size - 1, size }
}

interface Draw extends Asked {
  readonly minute: number
  readonly now: number
  readonly size: number
  readonly unused: number
}

async function draw({ handles: { db }, limits }: Budget, input: Draw): Promise<void> {
  const { corp, api, size, unused } = input
  const minute = new Date(input.minute)
  const hour = new Date(startOf(input.minute, HOUR_MS))
  const { rows } = await sql`
    insert into channels_wecom_calls as known (workspace_id, corp_id, api, hour, calls, minute, minute_calls)
    values (${corp.workspaceId}, ${corp.corpId}, ${api}, ${hour}, ${size}, ${minute}, ${size})
    on conflict (workspace_id, corp_id, api, hour) do update set
      calls = greatest(known.calls - ${unused}, 0) + ${size}, minute = greatest(known.minute, excluded.minute),
      minute_calls = case when known.minute < excluded.minute then 0 else known.minute_calls end + ${size}
    where greatest(known.calls - ${unused}, 0) + ${size} <= ${limits.perHour}
      and (known.minute < excluded.minute or known.minute_calls + ${size} <= ${limits.perMinute})
      and (known.blocked_until is null or known.blocked_until <= ${new Date(input.now)})
    returning calls`.execute(db)
  if (rows.length === 0) await refuse({ db, limits }, input, hour)
}

async function refuse(
  { db, limits }: { db: Handles['db']; limits: CallLimits },
  { corp, api, minute, now }: Draw,
  hour: Date,
): Promise<never> {
  const known = await db
    .selectFrom('channels_wecom_calls')
    .select(['calls', 'blocked_until'])
    .where('workspace_id', '=', corp.workspaceId)
    .where('corp_id', '=', corp.corpId)
    .where('api', '=', api)
    .where('hour', '=', hour)
    .executeTakeFirst()
  const hourSpent = (known?.calls ?? 0) + MAX_DRAWN > limits.perHour
  const until = Math.max(hourSpent ? hour.getTime() + HOUR_MS : minute + MINUTE_MS, known?.blocked_until?.getTime() ?? 0)
  throw new WecomFailure({
    kind: 'retry',
    api,
    words: 'this interface was called as often as we allow ourselves',
    retryAfterMs: until - now,
  })
}

/** Notes that the platform refused for frequency; nobody calls this interface until its block is over. */
export async function noteBlocked({ handles: { db, clocks }, drawn }: Budget, { corp, api }: Asked): Promise<void> {
  drawn.delete(keyOf({ corp, api }))
  const now = clocks.business.now()
  await sql`update channels_wecom_calls set limited = limited + 1, blocked_until = ${new Date(now + BLOCKED_MS)}
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and api = ${api} and hour = ${new Date(startOf(now, HOUR_MS))}`.execute(
    db,
  )
}

export interface CallFigure {
  readonly api: string
  readonly calls: number
  readonly limited: number
}

/** Calls of the hour of `at` by interface, most first. Up to what the processes have drawn and not used too high. */
export async function callsOfHour(db: Handles['db'], input: { corp: Corp; at: number }): Promise<CallFigure[]> {
  return db
    .selectFrom('channels_wecom_calls')
    .select(['api', 'calls', 'limited'])
    .where('workspace_id', '=', input.corp.workspaceId)
    .where('corp_id', '=', input.corp.corpId)
    .where('hour', '=', new Date(startOf(input.at, HOUR_MS)))
    .orderBy('calls', 'desc')
    .orderBy('api')
    .execute()
}

/** Forgets hours that are older than a month. */
export async function sweepCalls({ db, clocks }: BudgetHandles): Promise<void> {
  await sql`delete from channels_wecom_calls where hour < ${new Date(clocks.business.now() - KEPT_MS)}`.execute(db)
}

function startOf(at: number, lengthMs: number): number {
  return at - (at % lengthMs)
}
