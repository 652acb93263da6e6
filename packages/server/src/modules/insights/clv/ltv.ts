/** What customers have spent by the month of their first order, and what the model expects of them from here on. */
import { AppError } from '../../../platform/errors.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import {
  type Among,
  cautionWords,
  commonestCurrency,
  dayAt,
  type Fitted,
  fitModel,
  lastDataDay,
  monthOfDay,
  type PurchaseQuestion,
  purchaseDaysSql,
  refusalWords,
} from '../../audience/index.ts'
import { ask, type Caller, openParameters } from '../../events/index.ts'
import { MAX_COHORT_MONTHS } from './contract.ts'
import { expectedValue } from './value.ts'

/** A year. */
export const LTV_HORIZON_WEEKS = 52

export interface LtvQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** Orders before this moment are known. Milliseconds. */
  readonly asOf: number
  readonly among: Among | undefined
}

interface Cohort {
  readonly month: string
  readonly customers: number
  readonly cumulative: (number | null)[]
  readonly toDate: number
  readonly predicted: number | null
}

export async function readLtv(
  caller: Caller,
  { workspaceId, timeZone, asOf, among }: LtvQuestion,
): Promise<{ cohorts: Cohort[]; currency: string | null; noPrediction: Words | null }> {
  const [lastDay, currency] = await Promise.all([
    lastDataDay(caller, { workspaceId, timeZone, before: asOf }),
    commonestCurrency(caller, { workspaceId, timeZone, before: asOf }),
  ])
  const dataEnd = lastDay ?? dayAt(asOf, timeZone)
  const question = { workspaceId, timeZone, calibrationEnd: dataEnd, dataEnd, currency, among: among?.condition }
  const [spent, outlook] = await Promise.all([readCohorts(caller, question), readOutlook(caller, question)])
  const cohorts = spent.map((cohort) => shown(cohort, { dataEnd, predicted: outlook.perCustomer.get(cohort.month) }))
  return { cohorts, currency: currency ?? null, noPrediction: outlook.none }
}

interface SpentCohort {
  readonly month: string
  readonly customers: number
  /** Months after the first in which somebody ordered, ascending, and what was spent in each. */
  readonly months: readonly number[]
  readonly spent: readonly number[]
}

/** The latest cohorts, the oldest of them first. */
async function readCohorts(caller: Caller, question: PurchaseQuestion): Promise<SpentCohort[]> {
  const parameters = openParameters()
  const monthOf = (day: string) => `toYear(toDate32(${day})) * 12 + toMonth(toDate32(${day})) - 1`
  const rows = await ask<{ number: number; customers: number; byMonth: [number, number][] }>(caller, {
    query: `
      SELECT number, sum(people) AS customers, arraySort(groupArray((months, money))) AS byMonth FROM (
        SELECT ${monthOf('firstDay')} AS number, ${monthOf('one.1')} - number AS months, countIf(one.1 = firstDay) AS people, sum(one.2) AS money
        FROM (
          SELECT person, min(day) AS firstDay, groupArray((day, spent)) AS bought FROM (${purchaseDaysSql(question, parameters)})
          GROUP BY person
        )
        ARRAY JOIN bought AS one
        GROUP BY number, months
      )
      GROUP BY number ORDER BY number DESC LIMIT ${parameters.bind('UInt32', MAX_COHORT_MONTHS)}`,
    parameters,
  })
  return rows.toReversed().map(({ number, customers, byMonth }) => ({
    month: `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`,
    customers,
    months: byMonth.map(([months]) => months),
    spent: byMonth.map(([, money]) => money),
  }))
}

function shown(cohort: SpentCohort, { dataEnd, predicted }: { dataEnd: number; predicted: number | undefined }): Cohort {
  const { month, customers, months, spent } = cohort
  // The month that the last day belongs to is over when the next day is in another.
  const current = monthNumber(monthOfDay(dataEnd))
  const isOver = monthOfDay(dataEnd + 1) !== monthOfDay(dataEnd)
  const length = current - monthNumber(month) + 1
  let total = 0
  const cumulative = Array.from({ length }, (_, after): number | null => {
    const at = months.indexOf(after)
    if (at >= 0) total += spent[at] ?? 0
    return after === length - 1 && !isOver ? null : total / customers
  })
  return { month, customers, cumulative, toDate: total / customers, predicted: predicted ?? null }
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
}

interface Outlook {
  /** By month of the first order. */
  readonly perCustomer: ReadonlyMap<string, number>
  readonly none: Words | null
}

async function readOutlook(caller: Caller, question: PurchaseQuestion): Promise<Outlook> {
  try {
    const fitted = await fitModel(caller, question, { horizons: [LTV_HORIZON_WEEKS] })
    if (!fitted.spend) return { perCustomer: new Map(), none: cautionWords({ ...fitted, cautions: [] })[0] ?? null }
    return { perCustomer: valueByMonth(fitted, question.calibrationEnd), none: null }
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('audience.')) throw error
    return { perCustomer: new Map(), none: refusalWords({ code: error.code, details: error.details }) }
  }
}

function valueByMonth(fitted: Fitted, calibrationEnd: number): Map<string, number> {
  const { ageDays, people } = fitted.patterns
  const places = Map.groupBy(ageDays.keys(), (at) => monthOfDay(calibrationEnd - (ageDays[at] ?? 0)))
  return new Map(
    [...places].map(([month, of]) => [month, (expectedValue(fitted, 0, of) ?? 0) / of.reduce((sum, at) => sum + (people[at] ?? 0), 0)]),
  )
}
