/** Where the lines between the tiers are drawn: as the workspace set them, else as multiples of its own repurchase cycle. */
import type { Db } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { TierThresholds } from '../rule/operator.ts'
import { type RepurchaseCycle, THRESHOLDS, type ThresholdName, TierSettings } from './contract.ts'
import { type CycleHandles, type CycleQuestion, readCycle } from './cycle.ts'
import { readSettings } from './settings.ts'

/** Without a cycle: new 30 days, silent after 90, lost after 180. */
const DEFAULT_CYCLE_DAYS = 30
/** However fast or slow people buy again, a week is short and half a year is long. */
const LEAST_CYCLE_DAYS = 7
const MOST_CYCLE_DAYS = 180

/**
 * Days as cycles. Half of those who buy again have done so after one; where they do so evenly, seven in eight after three and 98% after six:
 * who has been away for three is overdue, who has been away for six is unlikely to come by themselves.
 */
const CYCLES = { newDays: 1, silentDays: 3, lostDays: 6, valueLostDays: 6 } as const
const FIXED = { qualityOrders: 3, loyalOrders: 5, intentDays: 14 } as const

export type Thresholds = Readonly<Record<ThresholdName, { readonly value: number; readonly source: 'set' | 'cycle' | 'default' }>>

export interface TiersInForce {
  readonly settings: TierSettings
  readonly cycle: RepurchaseCycle
  readonly thresholds: Thresholds
}

/** Everything about the thresholds as of a moment, for those who show them. */
export async function readTiersInForce(handles: CycleHandles & Pick<Handles, 'db'>, question: CycleQuestion): Promise<TiersInForce> {
  const [{ settings }, cycle] = await Promise.all([readSettings(handles.db, question), readCycle(handles, question)])
  return inForce(settings, cycle)
}

function inForce(settings: TierSettings, cycle: RepurchaseCycle): TiersInForce {
  return { settings, cycle, thresholds: ordered(thresholdsOf(settings, cycle)) }
}

/** The same for those who compute with them; the workspace's own time zone unless told. */
export async function readThresholds(
  handles: CycleHandles & Pick<Handles, 'db'>,
  { timeZone, ...question }: Omit<CycleQuestion, 'timeZone'> & { readonly timeZone?: string | undefined },
): Promise<TierThresholds> {
  return plainThresholds(await readTiersInForce(handles, { ...question, timeZone: timeZone ?? (await timeZoneOf(handles.db, question)) }))
}

async function timeZoneOf(db: Db, { workspaceId }: { readonly workspaceId: number }): Promise<string> {
  const row = await db.selectFrom('auth_workspaces').select('time_zone').where('id', '=', workspaceId).executeTakeFirst()
  return row?.time_zone ?? 'UTC'
}

export function plainThresholds({ settings, cycle, thresholds }: TiersInForce): TierThresholds {
  const values = Object.fromEntries(THRESHOLDS.map((name) => [name, thresholds[name].value])) as Record<ThresholdName, number>
  return { ...values, cycleDays: cycleDays(cycle), rfmBounds: settings.rfmBounds ?? undefined }
}

export function thresholdsOf(settings: TierSettings, cycle: RepurchaseCycle): Thresholds {
  const source = cycle.days === null ? 'default' : 'cycle'
  const of = (name: ThresholdName): Thresholds[ThresholdName] => {
    const set = settings[name]
    if (set !== null) return { value: set, source: 'set' }
    return name in CYCLES
      ? { value: CYCLES[name as keyof typeof CYCLES] * cycleDays(cycle), source }
      : { value: FIXED[name as keyof typeof FIXED], source: 'default' }
  }
  return Object.fromEntries(THRESHOLDS.map((name) => [name, of(name)])) as unknown as Thresholds
}

/** Pairs of which the first must be the lower. */
export const LOWER_FIRST = [
  ['silentDays', 'lostDays'],
  ['qualityOrders', 'loyalOrders'],
] as const satisfies readonly (readonly [ThresholdName, ThresholdName])[]

/** A cycle that grew or shrank under thresholds that were set may not turn them round. */
function ordered(thresholds: Thresholds): Thresholds {
  const lifted = LOWER_FIRST.map(([lower, upper]) => {
    const value = Math.max(thresholds[upper].value, thresholds[lower].value + 1)
    return [upper, { ...thresholds[upper], value }]
  })
  return { ...thresholds, ...Object.fromEntries(lifted) }
}

function cycleDays({ days }: RepurchaseCycle): number {
  return Math.min(MOST_CYCLE_DAYS, Math.max(LEAST_CYCLE_DAYS, days ?? DEFAULT_CYCLE_DAYS))
}

/** Of a brand that set nothing and of which nothing is known. */
export const usualThresholds: TierThresholds = plainThresholds(
  inForce(TierSettings.parse({}), { days: null, buyers: 0, buyersNeeded: 0, gaps: 0 }),
)
