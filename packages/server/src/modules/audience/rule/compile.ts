/**
 * A rule over everybody as SQL: each leaf becomes a bitmap of people, and bitmaps combine in no time. A part of the rule may come out as
 * "everybody but these"; such parts combine without asking who everybody is, which only a rule that comes out so as a whole has to.
 */
import { everybodyBitmap } from './everybody.ts'
import { expanded } from './expand.ts'
import type { LeafSql, Scope } from './operator.ts'
import type { Rule } from './rule.ts'
import { nodeOf } from './tree.ts'

/** `bitmap` is an SQL expression; undefined: nobody. */
interface Part {
  readonly bitmap: string | undefined
  /** Everybody but these. */
  readonly others: boolean
}

const NOBODY = "bitmapBuild(CAST([], 'Array(UInt64)'))"

/**
 * An SQL expression of the people for whom the rule holds, a bitmap of UInt64 made of scalar subqueries: to stand in a query that goes
 * through `ask` with the parameters of the scope, such as `SELECT bitmapCardinality(…)` or `WHERE bitmapContains(…, person)`.
 */
export function bitmapSql(rule: Rule, scope: Scope): string {
  const { bitmap = NOBODY, others } = partOf(expanded(rule, scope.known.audiences), scope)
  if (others) return `bitmapAndnot(${everybodyBitmap(scope)}, ${bitmap})`
  return scope.known.someErased ? `bitmapAnd(${bitmap}, ${everybodyBitmap(scope)})` : bitmap
}

function partOf(rule: Rule, scope: Scope): Part {
  const node = nodeOf(rule)
  switch (node.kind) {
    case 'leaf':
      return leafPart(node.leaf.sql(scope), scope)
    case 'not':
      return not(partOf(node.rule, scope))
    case 'all':
      return all(node.rules.map((one) => partOf(one, scope)))
    case 'any':
      // Whoever is in any is not among those who are in none.
      return not(all(node.rules.map((one) => not(partOf(one, scope)))))
  }
}

function not({ bitmap, others }: Part): Part {
  return { bitmap, others: !others }
}

function all(parts: readonly Part[]): Part {
  const ins = parts.filter(({ others }) => !others).map(({ bitmap }) => bitmap)
  const outs = parts.flatMap(({ bitmap, others }) => (others && bitmap !== undefined ? [bitmap] : []))
  if (ins.includes(undefined)) return { bitmap: undefined, others: false }
  const out = outs.length === 0 ? undefined : outs.reduce((a, b) => `bitmapOr(${a}, ${b})`)
  if (ins.length === 0) return { bitmap: out, others: true }
  const both = ins.filter((one) => one !== undefined).reduce((a, b) => `bitmapAnd(${a}, ${b})`)
  return { bitmap: out === undefined ? both : `bitmapAndnot(${both}, ${out})`, others: false }
}

function leafPart(leaf: LeafSql | undefined, scope: Scope): Part {
  if (!leaf) return { bitmap: undefined, others: false }
  const others = leaf.holdsWithoutRow ?? false
  if (leaf.bitmap !== undefined) return { bitmap: leaf.bitmap, others }
  if (leaf.anyAtom !== undefined && !others)
    return { bitmap: `(SELECT groupBitmapState(${scope.person()}) FROM (${leaf.anyAtom}))`, others }
  const condition = others ? `NOT (${leaf.holds})` : leaf.holds
  return { bitmap: `(SELECT groupBitmapState(person) FROM (${leaf.rows}) WHERE ${condition})`, others }
}
