/** How several audiences overlap: who is in exactly which of them, as their rules and lists say now. */
import { ask, type Caller } from '../events/index.ts'
import { settleCopies } from './copies/publish.ts'
import { bitmapSql, openKnown, openScope, type RuleHandles } from './rule/index.ts'
import type { Rule } from './rule/rule.ts'

const SETTLE_MS = 2_000

export interface Overlap {
  /** People of each, in the order asked. */
  readonly counts: readonly number[]
  /** One a combination that somebody is in, the largest first: places in what was asked. */
  readonly intersections: readonly { readonly places: readonly number[]; readonly only: number; readonly all: number }[]
  readonly union: number
}

interface Question {
  readonly workspaceId: number
  readonly timeZone: string
  /** Milliseconds. */
  readonly asOf: number
  readonly ids: readonly string[]
}

export async function readOverlap(
  handles: RuleHandles & Parameters<typeof settleCopies>[0],
  caller: Caller,
  { ids, ...question }: Question,
): Promise<Overlap> {
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const rules = ids.map((id): Rule => ({ audience: { id } }))
  const scope = openScope({ ...question, known: await openKnown(handles, { ...question, rules }) })
  const each = rules.map((rule, place) => `SELECT arrayJoin(bitmapToArray(${bitmapSql(rule, scope)})) AS person, ${2 ** place} AS bit`)
  const masks = await ask<{ mask: number; people: number }>(caller, {
    query: `SELECT mask, count() AS people FROM (
        SELECT person, groupBitOr(toUInt32(bit)) AS mask FROM (${each.join(' UNION ALL ')}) GROUP BY person
      ) GROUP BY mask`,
    parameters: scope.parameters,
  })
  const within = (mask: number) => masks.filter((one) => (one.mask & mask) === mask).reduce((sum, { people }) => sum + people, 0)
  return {
    counts: ids.map((_, place) => within(2 ** place)),
    intersections: masks
      .map(({ mask, people }) => ({
        places: ids.flatMap((_, place) => ((mask & (2 ** place)) === 0 ? [] : [place])),
        only: people,
        all: within(mask),
      }))
      .sort((a, b) => b.only - a.only || a.places.length - b.places.length || a.places.join().localeCompare(b.places.join())),
    union: masks.reduce((sum, { people }) => sum + people, 0),
  }
}
