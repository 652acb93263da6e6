/** Walking a rule: its nodes, and its leaves as their operators see them. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { Dependencies, LeafSql, Operator, RuleNames, Scope, Together } from './operator.ts'
import { operators } from './operators/index.ts'
import type { LeafConfig, OperatorName, Rule } from './rule.ts'

/** A leaf with its operator at hand. */
export interface Asked {
  readonly name: OperatorName
  readonly config: unknown
  /** Equal for leaves that say the same. */
  readonly key: string
  sql(scope: Scope): LeafSql | undefined
  words(names: RuleNames): Words
  found(measures: Readonly<Record<string, string | number>> | undefined, names: RuleNames): Words
  depends(): Partial<Dependencies>
}

/** Leaves of one operator answered together, as `Operator.together` does; undefined where it does not. */
export function togetherSql(name: OperatorName, leaves: readonly Asked[], scope: Scope): Together | undefined {
  const operator = operators[name] as Operator<OperatorName>
  return operator.together?.(
    leaves.map(({ config }) => config as LeafConfig<OperatorName>),
    scope,
  )
}

export type Node =
  | { readonly kind: 'all' | 'any'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'leaf'; readonly leaf: Asked }

/** One node of a rule, told apart. */
export function nodeOf(rule: Rule): Node {
  if ('all' in rule) return { kind: 'all', rules: rule.all }
  if ('any' in rule) return { kind: 'any', rules: rule.any }
  if ('not' in rule) return { kind: 'not', rule: rule.not }
  const [name, config] = Object.entries(rule)[0] as [OperatorName, never]
  return { kind: 'leaf', leaf: asked(name, config) }
}

function asked<Name extends OperatorName>(name: Name, config: LeafConfig<Name>): Asked {
  const operator = operators[name] as Operator<Name>
  return {
    name,
    config,
    key: `${name} ${JSON.stringify(config)}`,
    sql: (scope) => operator.sql(config, scope),
    words: (names) => operator.words(config, names),
    found: (measures, names) => operator.found(config, measures, names),
    depends: () => operator.depends(config),
  }
}

/** Every leaf, in the order of reading; the same one more than once where it stands more than once. */
export function leavesOf(rule: Rule): Asked[] {
  const node = nodeOf(rule)
  if (node.kind === 'leaf') return [node.leaf]
  return node.kind === 'not' ? leavesOf(node.rule) : node.rules.flatMap(leavesOf)
}

/** The configuration of each leaf of one operator. */
export function leavesNamed<Name extends OperatorName>(rules: Iterable<Rule>, name: Name): LeafConfig<Name>[] {
  return [...rules].flatMap(leavesOf).flatMap((leaf) => (leaf.name === name ? [leaf.config as LeafConfig<Name>] : []))
}
