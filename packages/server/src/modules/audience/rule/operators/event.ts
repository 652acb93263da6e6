/** `event`: done so often, adding up to so much. */
import { conditionsSql, EVENTS_TABLE, filterSql, HAS_PERSON } from '../../../events/index.ts'
import { comparisonHolds, comparisonSql } from '../comparison.ts'
import type { LeafSql, Operator, Scope, Together } from '../operator.ts'
import type { LeafConfig } from '../rule.ts'
import { spanOf } from '../when.ts'
import { flipsSql, newestNeeded } from './event-flips.ts'
import { eventsOfPeople, summedProperties } from './event-people.ts'
import { addedSql, addendSql } from './event-total.ts'
import { eventFound, eventLeafWords } from './event-words.ts'

type EventConfig = LeafConfig<'event'>

export const eventOperator: Operator<'event'> = {
  name: 'event',
  sql: (leaf, scope) => ({
    ...(scope.people ? amongPeople(leaf, scope) : amongEverybody(leaf, scope)),
    holds: holdsSql(leaf, 'total_0', scope),
    holdsWithoutRow: holdsForNone(leaf),
  }),
  together,
  words: eventLeafWords,
  found: eventFound,
  depends: ({ name }) => ({ events: new Set([name]) }),
}

/** Of the column `times` of the rows and the one of its sum. */
function holdsSql({ count, sum }: EventConfig, total: string, { parameters }: Scope): string {
  const times = count ? comparisonSql('times', count, parameters) : 'times > 0'
  return sum ? `${times} AND ${comparisonSql(total, sum, parameters)}` : times
}

/** Without `count` at least one event is needed; with one, nobody's events count 0 and add up to 0. */
function holdsForNone({ count, sum }: EventConfig): boolean {
  return count !== undefined && comparisonHolds(0, count) && (sum === undefined || comparisonHolds(0, sum))
}

function amongEverybody(leaf: EventConfig, scope: Scope): Pick<LeafSql, 'rows' | 'anyAtom'> {
  const { workspaceId, parameters, asOf } = scope
  const { from, to = asOf } = spanOf(leaf, scope)
  const filter = filterSql({ workspaceId, names: [leaf.name], from, to: Math.min(to, asOf) }, parameters)
  const conditions = leaf.where?.length ? ` AND ${conditionsSql(leaf.where, parameters)}` : ''
  const events = `FROM ${EVENTS_TABLE} WHERE ${filter} AND ${HAS_PERSON}${conditions}`
  const total = leaf.sum ? `, ${addedSql(leaf.sum.property, addendSql(leaf.sum.property))} AS total_0` : ''
  const rows = `SELECT ${scope.person()} AS person, count() AS times${total} ${events} GROUP BY person`
  return leaf.count || leaf.sum ? { rows } : { rows, anyAtom: `SELECT atom ${events}` }
}

function amongPeople(leaf: EventConfig, scope: Scope): Pick<LeafSql, 'rows' | 'measures'> {
  const total = leaf.sum ? { total: 'toFloat64(total_0)' } : {}
  return { rows: eventsOfPeople([leaf], scope, 0), measures: { times: 'times', ...total, lastAt: 'lastAt' } }
}

function together(leaves: readonly EventConfig[], scope: Scope): Together {
  const properties = summedProperties(leaves)
  const holds = leaves.map((leaf, index) => {
    const total = leaf.sum ? `total_${properties.indexOf(leaf.sum.property)}` : ''
    return `leaf = ${index}, ${holdsSql(leaf, total, scope)}`
  })
  return {
    rows: `
      SELECT leaf, person, multiIf(${holds.join(', ')}, 0) AS now, ${flipsSql(leaves, scope)} AS flip
      FROM (${eventsOfPeople(leaves, scope, newestNeeded(leaves))})`,
    holdsWithoutRow: leaves.map(holdsForNone),
  }
}
