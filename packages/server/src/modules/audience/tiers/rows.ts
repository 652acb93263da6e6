/** What the tiers are told by, one row a person: first and latest event, orders, and what tells an intent. */
import { standardEvents } from '../../events/contract.ts'
import { BUY, comingCancellationsSql, EVENTS_TABLE, filterSql, ORDER_CANCELLED, ordersSql, TIME_MS } from '../../events/index.ts'
import { everybodySql } from '../rule/everybody.ts'
import type { Scope } from '../rule/operator.ts'
import { STRONG_INTENT, WEAK_INTENT } from './intent-events.ts'

export const DAY_MS = 86_400_000

/** That a message was sent or arrived is the brand's doing: it makes nobody active. */
const DONE_TO_PEOPLE: readonly string[] = standardEvents.channel
  .filter(({ reach }) => reach === 'sent' || reach === 'delivered')
  .map(({ name }) => name)

/** What the rows tell; whatever is not wanted is 0 in them, and only who has something of what is wanted has a row. */
export interface Wanted {
  readonly activity?: boolean
  readonly orders?: boolean
  readonly intent?: boolean
  /** A row for everybody who has an identifier. */
  readonly everybody?: boolean
  /** Moments before `asOf`, milliseconds, at which the latest event until then is wanted too: `lastBeforeMs`, in their order. */
  readonly moments?: readonly number[]
}

/** Columns in their order. Moments are milliseconds, 0: never. */
const COLUMNS = ['firstMs', 'lastMs', 'orders', 'firstOrderMs', 'lastOrderMs', 'strongMs', 'weakMs', 'nextMs'] as const
type Column = (typeof COLUMNS)[number]

/**
 * Query with one row a person of the scope, each value from the one part that has it: `person`, `firstMs`, `lastMs`, `orders`, `firstOrderMs`,
 * `lastOrderMs`, `strongMs`, `weakMs` and, for some people, `nextMs`: an event dated `asOf` or later, which counts once the clock has passed it.
 */
export function tierRowsSql(scope: Scope, wanted: Wanted): string {
  const parts = [
    ...(wanted.activity ? [activitySql(scope, wanted.moments)] : []),
    ...(wanted.orders ? [buyersSql(scope, wanted.moments)] : []),
    ...(wanted.intent ? [intentSql(scope, wanted.moments)] : []),
    ...(wanted.everybody ? [partSql({}, everybodySql(scope), wanted.moments)] : []),
    ...(scope.people ? [comingSql(scope, wanted)] : []),
    ...(scope.people && wanted.orders ? [comingByOthersSql(scope, wanted.moments)] : []),
  ]
  if (parts.length === 1) return parts[0] ?? ''
  const columns = COLUMNS.map((name) => (name === 'nextMs' ? 'minIf(nextMs, nextMs > 0) AS nextMs' : `max(${name}) AS ${name}`))
  if (wanted.moments) columns.push('maxForEach(lastBeforeMs) AS lastBeforeMs')
  return `SELECT person, ${columns.join(', ')} FROM (${parts.join(' UNION ALL ')}) GROUP BY person`
}

/** One part with all columns; `values` are those it has. */
function partSql(values: Partial<Record<Column | 'lastBeforeMs', string>>, from: string, moments: readonly number[] | undefined): string {
  const columns = COLUMNS.map((name) => `toInt64(${values[name] ?? 0}) AS ${name}`)
  if (moments) columns.push(`${values.lastBeforeMs ?? "CAST([], 'Array(Int64)')"} AS lastBeforeMs`)
  return `SELECT person, ${columns.join(', ')} FROM (${from})`
}

/** Events are grouped by atom first: the person is then looked up once an atom instead of once an event. */
function activitySql(scope: Scope, moments: readonly number[] | undefined): string {
  const { workspaceId, asOf, parameters } = scope
  const until = moments?.map((moment) => `maxIf(${TIME_MS}, time < ${parameters.moment(moment)})`)
  const ofAtom = `
    SELECT atom, min(${TIME_MS}) AS first, max(${TIME_MS}) AS last${until ? `, [${until.join(', ')}] AS lastBefore` : ''}
    FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, to: asOf, withPerson: true }, parameters)} ${scope.onlyPeople()}
      AND name NOT IN ${parameters.bind('Array(String)', DONE_TO_PEOPLE)}
    GROUP BY atom`
  const ofPerson = `
    SELECT ${scope.person()} AS person, min(first) AS firstEvent, max(last) AS lastEvent${until ? ', maxForEach(lastBefore) AS before' : ''}
    FROM (${ofAtom}) GROUP BY person`
  return partSql({ firstMs: 'firstEvent', lastMs: 'lastEvent', ...(until && { lastBeforeMs: 'before' }) }, ofPerson, moments)
}

function buyersSql(scope: Scope, moments: readonly number[] | undefined): string {
  const ofPerson = `
    SELECT person, count() AS count, min(at) AS firstAt, max(at) AS lastAt FROM (${scopedOrdersSql(scope)}) GROUP BY person`
  const ms = (column: string) => `toUnixTimestamp64Milli(${column})`
  return partSql({ orders: 'count', firstOrderMs: ms('firstAt'), lastOrderMs: ms('lastAt') }, ofPerson, moments)
}

/** Orders of the people of the scope before its `asOf`. */
export function scopedOrdersSql(scope: Scope): string {
  const { workspaceId, timeZone, asOf, parameters } = scope
  const people = { person: scope.person(), only: scope.onlyPeople() }
  return ordersSql({ workspaceId, timeZone, before: asOf, withPerson: true, people }, parameters)
}

function intentSql(scope: Scope, moments: readonly number[] | undefined): string {
  const { workspaceId, asOf, parameters, known } = scope
  // A day of intent ends that very moment: what is exactly so old tells nothing any more.
  const from = asOf - known.tiers.intentDays * DAY_MS + 1
  const latest = (names: readonly string[]) => `maxIf(${TIME_MS}, name IN ${parameters.bind('Array(String)', names)})`
  const ofAtom = `
    SELECT atom, ${latest(STRONG_INTENT)} AS strong, ${latest(WEAK_INTENT)} AS weak FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, names: [...STRONG_INTENT, ...WEAK_INTENT], from, to: asOf, withPerson: true }, parameters)} ${scope.onlyPeople()}
    GROUP BY atom`
  const ofPerson = `SELECT ${scope.person()} AS person, max(strong) AS strongest, max(weak) AS weakest FROM (${ofAtom}) GROUP BY person`
  return partSql({ strongMs: 'strongest', weakMs: 'weakest' }, ofPerson, moments)
}

/** Clocks of clients run fast: what they say happened later than now is known when it has happened. */
function comingSql(scope: Scope, { activity, moments }: Wanted): string {
  const { workspaceId, asOf, parameters } = scope
  const names = activity ? undefined : [BUY, ORDER_CANCELLED, ...STRONG_INTENT, ...WEAK_INTENT]
  const ofPerson = `
    SELECT ${scope.person()} AS person, min(${TIME_MS}) AS next FROM ${EVENTS_TABLE}
    WHERE ${filterSql({ workspaceId, names, from: asOf, withPerson: true }, parameters)} ${scope.onlyPeople()}
    GROUP BY person`
  return partSql({ nextMs: 'next' }, ofPerson, moments)
}

/** Who cancels an order need not be who bought: an employee, a shop system, nobody known. */
function comingByOthersSql(scope: Scope, moments: readonly number[] | undefined): string {
  const { workspaceId, asOf, parameters } = scope
  const people = { person: scope.person(), only: scope.onlyPeople() }
  return partSql({ nextMs: 'next' }, comingCancellationsSql({ workspaceId, asOf, people }, parameters), moments)
}
