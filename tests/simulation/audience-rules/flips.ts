/** The moments at which a rule may say something else of somebody although nothing happens: every one that its words and the facts make. */
import type { Rule } from '../../../packages/server/src/modules/audience/rule/index.ts'
import type { Facts } from './build.ts'
import { lengthOf } from './slow.ts'
import { DAY_MS } from './worlds.ts'

/** Undefined where people are not looked at one by one: scores and predictions change with everybody else. */
export function flipMoments(facts: Facts, rule: Rule, asOf: number): number[] | undefined {
  const leaves = leavesOf(facts, rule)
  if (leaves.some((leaf) => 'rfm' in leaf || 'prediction' in leaf)) return undefined
  const lengths = new Set(leaves.flatMap((leaf) => lengthsOf(facts, leaf)))
  const moments = facts.events.flatMap(({ time }) => [time + 1, ...[...lengths].flatMap((length) => [time + length, time + length + 1])])
  return [...new Set(moments)].filter((moment) => moment > asOf).sort((a, b) => a - b)
}

function leavesOf(facts: Facts, rule: Rule): Rule[] {
  if ('all' in rule) return rule.all.flatMap((one) => leavesOf(facts, one))
  if ('any' in rule) return rule.any.flatMap((one) => leavesOf(facts, one))
  if ('not' in rule) return leavesOf(facts, rule.not)
  if (!('audience' in rule)) return [rule]
  const audience = facts.audiences.get(rule.audience.id)
  return audience && 'rule' in audience ? leavesOf(facts, audience.rule) : []
}

function lengthsOf({ thresholds }: Facts, leaf: Rule): number[] {
  if ('event' in leaf) return leaf.event.within === undefined ? [] : [lengthOf(leaf.event.within)]
  if ('sequence' in leaf) return leaf.sequence.within === undefined ? [] : [lengthOf(leaf.sequence.within)]
  if ('lifecycle' in leaf) return [thresholds.newDays, thresholds.silentDays, thresholds.lostDays].map((days) => days * DAY_MS)
  if ('value' in leaf) return [thresholds.valueLostDays, thresholds.valueLostDays / 2, thresholds.intentDays].map((days) => days * DAY_MS)
  return []
}
