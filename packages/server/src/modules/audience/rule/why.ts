/** Why a rule holds for somebody, or why not: what each part of it says and what was found. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { ask, type Caller } from '../../events/index.ts'
import type { RuleHandles, RuleQuestion } from './count.ts'
import { expanded } from './expand.ts'
import { openKnown } from './known.ts'
import type { Known, LeafSql, RuleNames } from './operator.ts'
import { leaves, type Rule } from './rule.ts'
import { openScope } from './scope.ts'
import { type Asked, leavesOf, nodeOf } from './tree.ts'
import { groupWords, namesIn } from './words.ts'

export interface WhyNode {
  readonly words: Words
  readonly holds: boolean
  /** Of a leaf: 「3 次，最近一次 2026-03-01 08:30」. */
  readonly found?: Words
  readonly children?: readonly WhyNode[]
}

interface Found {
  readonly holds: boolean
  readonly measures: Readonly<Record<string, string | number>> | undefined
}

interface Judge {
  readonly names: RuleNames
  readonly audiences: Known['audiences']
  readonly found: ReadonlyMap<string, Found>
}

/** About the one person with these atoms, all of them. */
export async function whyRule(
  handles: RuleHandles,
  caller: Caller,
  { rule, atoms, ...question }: RuleQuestion & { readonly atoms: readonly number[] },
): Promise<WhyNode> {
  const known = await openKnown(handles, { ...question, rules: [rule] })
  const people = { atoms, persons: atoms.map(() => atoms[0] ?? 0) }
  const asked = new Map(leavesOf(expanded(rule, known.audiences)).map((leaf) => [leaf.key, leaf]))
  const found = await findLeaves(caller, { ...question, known, people }, asked)
  return judged(rule, { names: namesIn(known.audiences, question.timeZone), audiences: known.audiences, found })
}

async function findLeaves(
  caller: Caller,
  input: Parameters<typeof openScope>[0],
  asked: ReadonlyMap<string, Asked>,
): Promise<Map<string, Found>> {
  const scope = openScope(input)
  const compiled = [...asked].map(([key, leaf]) => ({ key, sql: leaf.sql(scope) }))
  const queries = compiled.flatMap(({ sql }, index) => (sql ? [leafQuery(sql, index)] : []))
  const rows =
    queries.length === 0
      ? []
      : await ask<{ leaf: number; now: number; measures: string }>(caller, {
          query: queries.join(' UNION ALL '),
          parameters: scope.parameters,
          lane: 'point',
        })
  return new Map(
    compiled.map(({ key, sql }, index): [string, Found] => {
      const row = rows.find(({ leaf }) => leaf === index)
      if (!sql || !row) return [key, { holds: sql?.holdsWithoutRow ?? false, measures: undefined }]
      const values = JSON.parse(row.measures) as (string | number)[]
      const measures = Object.fromEntries(Object.keys(sql.measures ?? {}).map((name, place) => [name, values[place] ?? '']))
      return [key, { holds: row.now === 1, measures }]
    }),
  )
}

function leafQuery({ rows, holds, measures = {} }: LeafSql, leaf: number): string {
  const values = Object.values(measures)
  const found = values.length === 0 ? `'[]'` : `toJSONString(tuple(${values.join(', ')}))`
  return `SELECT toUInt32(${leaf}) AS leaf, toUInt8(${holds}) AS now, ${found} AS measures FROM (${rows})`
}

function judged(rule: Rule, judge: Judge, within: readonly string[] = []): WhyNode {
  const node = nodeOf(rule)
  if (node.kind === 'leaf') return judgedLeaf(node.leaf, judge, within)
  if (node.kind === 'not') {
    const child = judged(node.rule, judge, within)
    return { words: groupWords.not, holds: !child.holds, children: [child] }
  }
  const children = node.rules.map((one) => judged(one, judge, within))
  const holds = node.kind === 'all' ? children.every((child) => child.holds) : children.some((child) => child.holds)
  return { words: groupWords[node.kind], holds, children }
}

/** A live audience is judged by its own rule, shown below it. */
function judgedLeaf(leaf: Asked, judge: Judge, within: readonly string[]): WhyNode {
  const words = leaf.words(judge.names)
  const id = leaf.name === 'audience' ? leaves.audience.parse(leaf.config).id : undefined
  const audience = id === undefined ? undefined : judge.audiences.get(id)
  if (id !== undefined && audience?.kind === 'live') {
    if (within.includes(id)) return { words, holds: false }
    const child = judged(audience.rule, judge, [...within, id])
    return { words, holds: child.holds, children: [child] }
  }
  const found = judge.found.get(leaf.key)
  return { words, holds: found?.holds ?? false, found: leaf.found(found?.measures, judge.names) }
}
