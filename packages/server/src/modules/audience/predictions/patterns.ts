/** Reading what the models are fitted over: customers that are alike together, so that two million of them are some hundred thousand rows. */
import { ask, type Caller, openParameters } from '../../events/index.ts'
import { failPredictions } from './errors.ts'
import type { Patterns } from './model/bg-nbd.ts'
import type { Spends } from './model/gamma-gamma.ts'
import { customersSql, type PurchaseQuestion } from './purchases.ts'

/** Also what is needed to hold the model against what happened; one entry a pattern in each array. */
export interface CustomerPatterns extends Patterns {
  /** Days with an order after the calibration, of all of them together. */
  readonly later: Float64Array
  /** Repeats with an amount, of each of them, and what was spent on them, of all together. */
  readonly paidRepeats: Uint32Array
  readonly repeatSpend: Float64Array
}

const MAX_PATTERNS = 3_000_000
/** Means that differ by less than a twentieth of a percent are taken for one. */
const BUCKETS_PER_LOG = 2_000
/** Rounding leaves something where all amounts are 0. */
const SMALLEST_MEAN = 1e-6

const COLUMNS = ['repeats', 'recency', 'age', 'paidRepeats', 'people', 'laterDays', 'spent', 'logMean'] as const
type Columns = Readonly<Record<(typeof COLUMNS)[number], readonly number[]>>

/**
 * Histories of purchases, and means of what was spent by those with amounts on days after the first: both from one reading of the orders.
 * @throws audience.too_many_patterns
 */
export async function readPurchases(caller: Caller, question: PurchaseQuestion): Promise<{ patterns: CustomerPatterns; spends: Spends }> {
  const parameters = openParameters()
  const isPaid = `paidRepeats > 0 AND repeatSpend / paidRepeats > ${SMALLEST_MEAN}`
  // In one row of arrays each: names would be repeated with every row otherwise.
  const rows = await ask<Columns & { ofSpends: number }>(caller, {
    query: `
      SELECT ofSpends, ${COLUMNS.map((column) => `groupArray(${column}) AS ${column}`).join(', ')} FROM (
        SELECT repeats, recency, age, paidRepeats, count() AS people, sum(later) AS laterDays, round(sum(repeatSpend), 4) AS spent, round(avg(meanLog), 7) AS logMean,
          grouping(repeats) AS ofSpends
        FROM (
          SELECT *, if(${isPaid}, log(repeatSpend / paidRepeats), 0) AS meanLog,
            if(${isPaid}, toNullable(toInt32(floor(meanLog * ${BUCKETS_PER_LOG}))), NULL) AS bucket
          FROM (${customersSql(question, parameters)})
        )
        GROUP BY GROUPING SETS ((repeats, recency, age, paidRepeats), (paidRepeats, bucket))
        HAVING ofSpends = 0 OR isNotNull(bucket)
        ORDER BY repeats, recency, age, paidRepeats, logMean LIMIT ${parameters.bind('UInt32', MAX_PATTERNS + 1)}
      )
      GROUP BY ofSpends`,
    parameters,
  })
  if (rows.reduce((sum, { people }) => sum + people.length, 0) > MAX_PATTERNS)
    failPredictions('audience.too_many_patterns', { limit: MAX_PATTERNS })
  const of = (ofSpends: number) => rows.find((row) => row.ofSpends === ofSpends)
  return { patterns: patternsOf(of(0)), spends: spendsOf(of(1)) }
}

function patternsOf(columns: Columns | undefined): CustomerPatterns {
  return {
    repeats: Uint32Array.from(columns?.repeats ?? []),
    recencyDays: Uint32Array.from(columns?.recency ?? []),
    ageDays: Uint32Array.from(columns?.age ?? []),
    people: Float64Array.from(columns?.people ?? []),
    later: Float64Array.from(columns?.laterDays ?? []),
    paidRepeats: Uint32Array.from(columns?.paidRepeats ?? []),
    repeatSpend: Float64Array.from(columns?.spent ?? []),
  }
}

function spendsOf(columns: Columns | undefined): Spends {
  return {
    purchases: Uint32Array.from(columns?.paidRepeats ?? []),
    mean: Float64Array.from(columns?.logMean ?? [], Math.exp),
    people: Float64Array.from(columns?.people ?? []),
  }
}
