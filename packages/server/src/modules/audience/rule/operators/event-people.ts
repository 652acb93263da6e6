/** Events of some people, read once for however many `event` leaves: finding these people among all events is what costs. */
import { conditionsSql, EVENTS_TABLE, filterSql, HAS_PERSON, TIME_MS } from '../../../events/index.ts'
import type { Scope } from '../operator.ts'
import type { LeafConfig } from '../rule.ts'
import { type Span, spanOf } from '../when.ts'
import { addedSql, addendSql } from './event-total.ts'

type EventConfig = LeafConfig<'event'>

/** Properties that leaves add up, each once; the sum of the one at `place` is the column `total_PLACE`. */
export function summedProperties(leaves: readonly EventConfig[]): string[] {
  return [...new Set(leaves.flatMap(({ sum }) => (sum ? [sum.property] : [])))]
}

/**
 * One row a leaf and person who did it: `leaf` (index), `person`, `times`, `total_0` …, `firstAt`, `lastAt`, `newest` (the moments, latest
 * first, as many as asked for) and `nextAt`, of an event dated after `asOf`, which counts once the clock has passed it.
 */
export function eventsOfPeople(leaves: readonly EventConfig[], scope: Scope, newest: number): string {
  const { workspaceId, people, parameters } = scope
  const spans = leaves.map((leaf) => spanOf(leaf, scope))
  const properties = summedProperties(leaves)
  const names = [...new Set(leaves.map(({ name }) => name))]
  const filter = filterSql({ workspaceId, names, ...widest(spans), atoms: people?.atoms }, parameters)
  // An event may be of several leaves: it becomes a row for each.
  const matches = leaves.map((leaf, index) => `if(${matchSql(leaf, spans[index], scope)}, ${index}, -1)`)
  const columns = [
    'countIf(known) AS times',
    ...properties.map((property, place) => `${addedSql(property, `addend_${place}`, 'known')} AS total_${place}`),
    'minIf(ms, known) AS firstAt',
    'maxIf(ms, known) AS lastAt',
    'minIf(ms, NOT known) AS nextAt',
    ...(newest > 1 ? [`arraySlice(arrayReverseSort(groupArrayIf(ms, known)), 1, ${newest}) AS newest`] : []),
  ]
  return `
    SELECT leaf, person, ${columns.join(', ')}
    FROM (
      SELECT ${scope.person()} AS person, ${TIME_MS} AS ms, ms < ${parameters.bind('Int64', scope.asOf)} AS known,
        ${properties.map((property, place) => `${addendSql(property)} AS addend_${place}, `).join('')}
        arrayJoin(arrayFilter(leaf -> leaf >= 0, [${matches.join(', ')}])) AS leaf
      FROM ${EVENTS_TABLE} WHERE ${filter} AND ${HAS_PERSON}
    )
    GROUP BY leaf, person`
}

/** From the earliest beginning to the latest end. */
function widest(spans: readonly Span[]): { from: number | undefined; to: number | undefined } {
  const all = (ends: readonly (number | undefined)[]) => ends.filter((end) => end !== undefined)
  const [froms, tos] = [all(spans.map(({ from }) => from)), all(spans.map(({ to }) => to))]
  return {
    from: froms.length < spans.length ? undefined : Math.min(...froms),
    to: tos.length < spans.length ? undefined : Math.max(...tos),
  }
}

/** Whether one event is of the leaf, `asOf` left aside. */
function matchSql({ name, where }: EventConfig, span: Span | undefined, { parameters }: Scope): string {
  const parts = [`name = ${parameters.bind('String', name)}`]
  if (span?.from !== undefined) parts.push(`ms >= ${parameters.bind('Int64', span.from)}`)
  if (span?.to !== undefined) parts.push(`ms < ${parameters.bind('Int64', span.to)}`)
  if (where?.length) parts.push(conditionsSql(where, parameters))
  return parts.join(' AND ')
}
