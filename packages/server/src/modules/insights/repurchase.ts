/** 复购率: of the buyers whose N days have passed since their first order, those with a second one within the N days. */
import { ask, type Caller, openParameters, ordersSql, type Parameters } from '../events/index.ts'
import { type PeoplePage, peoplePage } from './people.ts'

const DAY_MS = 86_400_000

export interface RepurchaseQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** A day is 24 hours. */
  readonly withinDays: number
  /** Orders before this moment are known. Milliseconds. */
  readonly asOf: number
}

export interface Repurchase {
  readonly eligible: number
  readonly repurchased: number
  /** Null when nobody is eligible. */
  readonly rate: number | null
}

/** The rate as a whole and by month of the first order in the workspace's calendar. */
export async function readRepurchase(
  caller: Caller,
  question: RepurchaseQuestion,
): Promise<Repurchase & { cohorts: (Repurchase & { month: string })[] }> {
  const parameters = openParameters()
  const rows = await ask<{ month: string; eligible: number; repurchased: number }>(caller, {
    query: `
      SELECT month, count() AS eligible, countIf(again) AS repurchased
      FROM (${buyersSql(question, parameters)}) GROUP BY month ORDER BY month`,
    parameters,
  })
  const total = (column: 'eligible' | 'repurchased') => rows.reduce((sum, row) => sum + row[column], 0)
  const cohorts = rows.map(({ month, ...counts }) => ({ month, ...withRate(counts) }))
  return { ...withRate({ eligible: total('eligible'), repurchased: total('repurchased') }), cohorts }
}

export interface RepurchasePeople {
  readonly which: 'eligible' | 'repurchased' | 'notRepurchased'
  /** Month of the first order: `2011-03`. */
  readonly month?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** One page of the people behind the rate. */
export function readRepurchasePeople(caller: Caller, question: RepurchaseQuestion, people: RepurchasePeople): Promise<PeoplePage> {
  return peoplePage(caller, people, (parameters) => {
    const buyers = buyersSql(question, parameters)
    const which = { eligible: '1', repurchased: 'again', notRepurchased: 'NOT again' }[people.which]
    const month = people.month === undefined ? '' : ` AND month = ${parameters.bind('String', people.month)}`
    return `SELECT person FROM (${buyers}) WHERE ${which}${month}`
  })
}

/** Subquery with one row an eligible buyer: `person`, `month` of the first order, `again` (UInt8). */
function buyersSql(question: RepurchaseQuestion, parameters: Parameters): string {
  const { workspaceId, timeZone, asOf } = question
  const withinMs = parameters.bind('Int64', question.withinDays * DAY_MS)
  return `
    SELECT person, formatDateTime(fromUnixTimestamp64Milli(moments[1], 'UTC'), '%Y-%m', ${parameters.bind('String', timeZone)}) AS month,
      length(moments) > 1 AND moments[2] <= moments[1] + ${withinMs} AS again
    FROM (
      SELECT person, arraySort(groupArray(toUnixTimestamp64Milli(at))) AS moments
      FROM (${ordersSql({ workspaceId, timeZone, before: asOf, withPerson: true }, parameters)})
      GROUP BY person
    )
    WHERE moments[1] + ${withinMs} <= ${parameters.bind('Int64', asOf)}`
}

function withRate(counts: { eligible: number; repurchased: number }): Repurchase {
  return { ...counts, rate: counts.eligible === 0 ? null : counts.repurchased / counts.eligible }
}
