/** Counting everybody for whom a rule holds, and reading them page by page. */
import type { Handles } from '../../../platform/handles.ts'
import { ask, type Caller } from '../../events/index.ts'
import { bitmapSql } from './compile.ts'
import { openKnown } from './known.ts'
import type { Rule } from './rule.ts'
import { openScope } from './scope.ts'

export interface RuleQuestion {
  readonly workspaceId: number
  readonly timeZone: string
  /** What happened before this moment is known. Milliseconds. */
  readonly asOf: number
  readonly rule: Rule
}

export type RuleHandles = Pick<Handles, 'db' | 'clickhouse' | 'clocks'>

/** People that one page may hold. */
const MAX_RULE_PAGE = 500_000

/** How many people, and some of them spread evenly over all. */
export async function countRule(
  handles: RuleHandles,
  caller: Caller,
  { sample, ...question }: RuleQuestion & { readonly sample: number },
): Promise<{ count: number; sample: number[] }> {
  const scope = await scopeOf(handles, question)
  const few = `least(toUInt64(${Math.max(0, Math.floor(sample))}), bitmapCardinality(people))`
  const rows = await ask<{ count: number; sample: number[] }>(caller, {
    query: `
      SELECT bitmapCardinality(people) AS count,
        arrayMap(place -> bitmapMin(subBitmap(people, intDiv(place * bitmapCardinality(people), ${few}), 1)), range(${few})) AS sample
      FROM (SELECT ${bitmapSql(question.rule, scope)} AS people)`,
    parameters: scope.parameters,
  })
  return rows[0] ?? { count: 0, sample: [] }
}

/** The next people after one, ascending, by their numbers. Fewer than `limit` means that these were the last. */
export async function pageOfRule(
  handles: RuleHandles,
  caller: Caller,
  { after, limit, ...question }: RuleQuestion & { readonly after: number; readonly limit: number },
): Promise<number[]> {
  const scope = await scopeOf(handles, question)
  const { bind } = scope.parameters
  const rows = await ask<{ people: number[] }>(caller, {
    query: `
      SELECT arraySort(bitmapToArray(bitmapSubsetLimit(${bitmapSql(question.rule, scope)}, ${bind('UInt64', after + 1)},
        ${bind('UInt64', Math.min(limit, MAX_RULE_PAGE))}))) AS people`,
    parameters: scope.parameters,
  })
  return rows[0]?.people ?? []
}

async function scopeOf(handles: RuleHandles, { rule, ...question }: RuleQuestion) {
  return openScope({ ...question, known: await openKnown(handles, { ...question, rules: [rule] }) })
}
