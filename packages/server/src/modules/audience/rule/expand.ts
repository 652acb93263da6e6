/** A rule with every live audience it names replaced by that audience's own rule. */
import type { Known } from './operator.ts'
import { leaves, type Rule } from './rule.ts'
import { nodeOf } from './tree.ts'

const nobody: Rule = { any: [] }

/** Saving refuses circles; one that slipped in through two savings at once holds for nobody rather than without end. */
export function expanded(rule: Rule, audiences: Known['audiences'], within: readonly string[] = []): Rule {
  const node = nodeOf(rule)
  switch (node.kind) {
    case 'all':
      return { all: node.rules.map((one) => expanded(one, audiences, within)) }
    case 'any':
      return { any: node.rules.map((one) => expanded(one, audiences, within)) }
    case 'not':
      return { not: expanded(node.rule, audiences, within) }
    case 'leaf': {
      if (node.leaf.name !== 'audience') return rule
      const { id } = leaves.audience.parse(node.leaf.config)
      const audience = audiences.get(id)
      if (audience?.kind !== 'live') return rule
      return within.includes(id) ? nobody : expanded(audience.rule, audiences, [...within, id])
    }
  }
}
