/** Contacts won and lost, counted from the events, and welcomes, counted from their days. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import { ask, type Caller, EVENTS_TABLE, filterSql, openParameters, TIME_MS } from '../../../events/index.ts'
import { EVENT_NAMES } from '../contacts/events.ts'
import type { WelcomeOutcome } from '../welcome/outcomes.ts'
import type { ContactFigure } from './contract.ts'
import type { TwoDays } from './days.ts'
import { figureWords } from './words.ts'

type Pair = readonly [value: number, previous: number]

interface Asked {
  readonly workspaceId: number
  readonly days: TwoDays
}

/** All figures of a day, in the order in which they are shown. */
export async function contactFigures(db: Queryable, caller: Caller, asked: Asked) {
  const [events, welcomes] = await Promise.all([countChanges(caller, asked), countWelcomes(db, asked)])
  const of = (name: string): Pair => events.get(name) ?? [0, 0]
  const [added, byCustomer, byStaff] = [of(EVENT_NAMES.added), of(EVENT_NAMES.deleted_by_customer), of(EVENT_NAMES.deleted_by_staff)]
  const net: Pair = [added[0] - byCustomer[0] - byStaff[0], added[1] - byCustomer[1] - byStaff[1]]
  const figures: Readonly<Record<ContactFigure, Pair>> = {
    added,
    lostByCustomer: byCustomer,
    lostByStaff: byStaff,
    net,
    welcomed: welcomes.sent,
    welcomeFailed: welcomes.failed,
  }
  return (Object.keys(figures) as ContactFigure[]).map((name) => {
    const [value, previous] = figures[name]
    return { name, value, previous, countedAs: figureWords[name] }
  })
}

/** Event name → of the day and of the day before. */
async function countChanges(caller: Caller, { workspaceId, days }: Asked): Promise<Map<string, Pair>> {
  const names = [EVENT_NAMES.added, EVENT_NAMES.deleted_by_customer, EVENT_NAMES.deleted_by_staff]
  const parameters = openParameters()
  const filter = filterSql({ workspaceId, names, from: days.fromBefore, to: days.to }, parameters)
  const isOfDay = `${TIME_MS} >= ${parameters.bind('Int64', days.from)}`
  const rows = await ask<{ event: string; value: number; previous: number }>(caller, {
    query: `
      SELECT toString(name) AS event, countIf(${isOfDay}) AS value, countIf(NOT (${isOfDay})) AS previous
      FROM ${EVENTS_TABLE} WHERE ${filter} GROUP BY event`,
    parameters,
  })
  return new Map(rows.map(({ event, value, previous }) => [event, [value, previous]]))
}

/** What did not arrive, or may not have. Whom another app welcomed, and who has no rule, is neither. */
const FAILED: readonly WelcomeOutcome[] = ['expired', 'refused', 'unknown']

async function countWelcomes(db: Queryable, { workspaceId, days }: Asked): Promise<{ sent: Pair; failed: Pair }> {
  const { rows } = await sql<{ sent: number; failed: number; day: string }>`
    select day, coalesce(sum(welcomes) filter (where outcome = 'sent'), 0)::int as sent,
      coalesce(sum(welcomes) filter (where outcome = any(${[...FAILED]}::text[])), 0)::int as failed
    from channels_wecom_welcome_days
    where workspace_id = ${workspaceId} and day in (${days.day}::date, ${days.dayBefore}::date) group by day`.execute(db)
  const on = (day: string) => rows.find((row) => row.day === day) ?? { sent: 0, failed: 0 }
  const [now, before] = [on(days.day), on(days.dayBefore)]
  return { sent: [now.sent, before.sent], failed: [now.failed, before.failed] }
}
