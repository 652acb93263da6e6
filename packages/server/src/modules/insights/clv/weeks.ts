/** Repeat purchases week by week: what the model expects of everybody who came, each from their first day on, and what happened. */
import { DAYS_PER_WEEK, dateOfDay, type Fitted, type PurchaseQuestion, purchaseDaysSql } from '../../audience/index.ts'
import { ask, type Caller, openParameters } from '../../events/index.ts'

/** Repeat purchases of the customers of the calibration by week; week 0 ends with it. */
export async function readActualWeeks(caller: Caller, question: PurchaseQuestion): Promise<Map<number, number>> {
  const parameters = openParameters()
  const end = parameters.bind('Int64', question.calibrationEnd)
  const rows = await ask<{ week: number; purchases: number }>(caller, {
    query: `
      SELECT toInt32(ceil((day - ${end}) / ${DAYS_PER_WEEK})) AS week, count() AS purchases
      FROM (
        SELECT person, min(day) AS firstDay, groupArray(day) AS days FROM (${purchaseDaysSql(question, parameters)})
        GROUP BY person HAVING firstDay <= ${end}
      )
      ARRAY JOIN days AS day
      WHERE day > firstDay GROUP BY week`,
    parameters,
  })
  return new Map(rows.map(({ week, purchases }) => [week, purchases]))
}

export interface TrackedWeek {
  readonly day: string
  readonly holdout: boolean
  readonly expected: number
  readonly expectedCumulative: number
  readonly actual: number | null
  readonly actualCumulative: number | null
}

interface Tracking {
  /** Days as numbers, both counted. */
  readonly calibrationEnd: number
  readonly dataEnd: number
  readonly horizonWeeks: number
  readonly actual: ReadonlyMap<number, number>
}

/** From the week of the first customer until the end of the horizon. */
export function trackedWeeks(fitted: Fitted, { calibrationEnd, dataEnd, horizonWeeks, actual }: Tracking): TrackedWeek[] {
  const { ageDays, people } = fitted.patterns
  const newcomers = new Map<number, number>()
  ageDays.forEach((age, at) => {
    newcomers.set(calibrationEnd - age, (newcomers.get(calibrationEnd - age) ?? 0) + (people[at] ?? 0))
  })
  const oldest = ageDays.reduce((most, age) => Math.max(most, age), 0)
  const weeks: TrackedWeek[] = []
  let [expectedBefore, actualBefore] = [0, 0]
  for (let week = -Math.floor(oldest / DAYS_PER_WEEK); week <= horizonWeeks; week++) {
    const day = calibrationEnd + week * DAYS_PER_WEEK
    let expectedCumulative = 0
    for (const [first, n] of newcomers) if (first <= day) expectedCumulative += n * (fitted.curve[day - first] ?? 0)
    const isKnown = day <= dataEnd
    const happened = actual.get(week) ?? 0
    actualBefore += happened
    weeks.push({
      day: dateOfDay(day),
      holdout: week > 0,
      expected: expectedCumulative - expectedBefore,
      expectedCumulative,
      actual: isKnown ? happened : null,
      actualCumulative: isKnown ? actualBefore : null,
    })
    expectedBefore = expectedCumulative
  }
  return weeks
}
