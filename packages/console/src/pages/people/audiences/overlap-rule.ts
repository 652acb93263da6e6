/** An intersection of audiences as a rule, so that a bar of the overlap becomes an audience. */
import type { RuleJson } from './rule/rule-draft.ts'

/** In all of `inside` and in none of `outside`. */
export function intersectionRule(inside: readonly string[], outside: readonly string[]): RuleJson {
  return { all: [...inside.map((id) => ({ audience: { id } })), ...outside.map((id) => ({ not: { audience: { id } } }))] }
}

/** `A`, `B`, …: short names for the axis of a chart. */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}
