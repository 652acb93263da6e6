/** 复购周期: the typical days between two orders of one buyer, which the thresholds of the tiers follow. */
import type { Handles } from '../../../platform/handles.ts'
import { startOfPeriod } from '../../../platform/time-zone.ts'
import { ask, openParameters, ordersSql } from '../../events/index.ts'
import type { RepurchaseCycle } from './contract.ts'
import { remembered } from './remembered.ts'

/** Below so many buyers with a second order the median says more about them than about the brand. */
const BUYERS_NEEDED = 30
/** Older orders tell about another brand. */
const LOOK_BACK_DAYS = 730
const DAY_MS = 86_400_000

export type CycleHandles = Pick<Handles, 'clickhouse' | 'clocks'>

export interface CycleQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
}

/**
 * The cycle by the orders of the two years before the day of `asOf` began: it stays as it is all day long, so that nobody changes tiers because
 * somebody else bought. Orders of one day are one purchase. What arrives late is in it after a minute.
 */
export function readCycle(handles: CycleHandles, { workspaceId, timeZone, asOf }: CycleQuestion): Promise<RepurchaseCycle> {
  const before = startOfPeriod(asOf, 'day', timeZone)
  return remembered(handles, `cycle ${workspaceId} ${timeZone} ${before}`, async () => {
    const parameters = openParameters()
    const from = before - LOOK_BACK_DAYS * DAY_MS
    const day = `toInt32(toDate32(at, ${parameters.bind('String', timeZone)}))`
    const [row] = await ask<{ buyers: number; gaps: number; median: number }>(handles, {
      query: `
        SELECT countIf(notEmpty(spans)) AS buyers, sum(length(spans)) AS gaps, quantileExactArray(0.5)(spans) AS median
        FROM (
          SELECT arrayPopFront(arrayDifference(arraySort(groupUniqArray(${day})))) AS spans
          FROM (${ordersSql({ workspaceId, timeZone, from, before, withPerson: true }, parameters)})
          GROUP BY person
        )`,
      parameters,
    })
    const { buyers, gaps, median } = row ?? { buyers: 0, gaps: 0, median: 0 }
    return { days: buyers < BUYERS_NEEDED ? null : median, buyers, buyersNeeded: BUYERS_NEEDED, gaps }
  })
}
