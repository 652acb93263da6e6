/** Lifecycle stage: new, active, silent or lost, and whether they ever bought. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { tierRowsSql } from '../../tiers/rows.ts'
import { lifecycleEndsSql, lifecycleSql } from '../../tiers/stages.ts'
import { lifecycleNames } from '../../tiers/words.ts'
import type { Operator } from '../operator.ts'
import { joined, momentText } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'

export const lifecycleOperator: Operator<'lifecycle'> = {
  name: 'lifecycle',
  sql: (leaf, scope) => {
    const stage = lifecycleSql(scope, { moment: scope.asOf, first: 'firstMs', last: 'lastMs' })
    const among = `${stage} IN ${scope.parameters.bind('Array(String)', leaf.in)}`
    const paying = leaf.paying === undefined ? '' : ` AND orders ${leaf.paying ? '>' : '='} 0`
    return {
      rows: tierRowsSql(scope, { activity: true, orders: leaf.paying !== undefined }),
      holds: `(${among}${paying})`,
      flipsAt: lifecycleEndsSql(scope),
      measures: { stage, lastMs: 'lastMs', orders: 'orders' },
    }
  },
  words: leafWords,
  found: (leaf, measures, { timeZone }) => {
    const stage = lifecycleNames[String(measures?.stage) as keyof typeof lifecycleNames]
    if (!measures || !stage) return { zh: '还没有行为', en: 'has done nothing yet' }
    const last = momentText(Number(measures.lastMs), timeZone)
    const paid = leaf.paying === undefined ? undefined : Number(measures.orders) > 0
    return {
      zh: `${stage.zh}，最近一次行为 ${last}${paid === undefined ? '' : paid ? '，买过' : '，没买过'}`,
      en: `${stage.en}, last did something on ${last}${paid === undefined ? '' : paid ? ', has bought' : ', never bought'}`,
    }
  },
  depends: () => ({ anyEvent: true }),
}

function leafWords({ in: stages, paying }: LeafConfig<'lifecycle'>): Words {
  const names = joined(
    stages.map((stage) => lifecycleNames[stage]),
    { zh: '或', en: ' or ' },
  )
  const paid = paying === undefined ? undefined : paying
  return {
    zh: `生命周期是${names.zh}${paid === undefined ? '' : paid ? '且付费过' : '且没付费过'}`,
    en: `are ${names.en} in their lifecycle${paid === undefined ? '' : paid ? ' and have bought' : ' and never bought'}`,
  }
}
