/** Whether somebody of whom nothing is known but that they exist may be in an audience: only then a new person must be looked at. */
import { comparisonHolds } from '../rule/comparison.ts'
import type { Rule } from '../rule/rule.ts'

/** May say yes where it is no; never the other way round. */
export function mayHoldForNewcomers(rule: Rule): boolean {
  if ('all' in rule) return rule.all.every(mayHoldForNewcomers)
  if ('any' in rule) return rule.any.some(mayHoldForNewcomers)
  if ('not' in rule) return true
  if ('event' in rule) {
    const { count, sum } = rule.event
    return (count !== undefined || sum !== undefined) && (!count || comparisonHolds(0, count)) && (!sum || comparisonHolds(0, sum))
  }
  if ('trait' in rule) return rule.trait.op === 'exists' && !rule.trait.value
  return !('tag' in rule || 'sequence' in rule || 'consent' in rule)
}
