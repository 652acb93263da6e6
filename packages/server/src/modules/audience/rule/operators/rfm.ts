/** Scores of recency, frequency and money among all buyers, or the segment they make. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { BUY, ORDER_CANCELLED } from '../../../events/index.ts'
import { scoredSql, standingWithin } from '../../tiers/rfm.ts'
import { segmentNames } from '../../tiers/words.ts'
import { comparisonSql, comparisonWords } from '../comparison.ts'
import type { Operator } from '../operator.ts'
import { joined } from '../phrases.ts'

const SCORES = ['r', 'f', 'm'] as const

export const rfmOperator: Operator<'rfm'> = {
  name: 'rfm',
  sql: (leaf, scope) => {
    const parts = SCORES.flatMap((name) => {
      const comparison = leaf[name]
      return comparison ? [comparisonSql(name, comparison, scope.parameters)] : []
    })
    if (leaf.segment) parts.push(`segment IN ${scope.parameters.bind('Array(String)', leaf.segment)}`)
    const { with: among, standing } = standingWithin(scope)
    return {
      rows: `${among} ${scoredSql(scope, standing)}`,
      holds: `(${parts.join(' AND ')})`,
      measures: { r: 'r', f: 'f', m: 'm', segment: 'segment', days: 'days', orders: 'orders', amount: 'amount' },
    }
  },
  words: (leaf) => {
    const scores = SCORES.flatMap((name): Words[] => {
      const comparison = leaf[name]
      if (!comparison) return []
      const { zh, en } = comparisonWords(comparison)
      return [{ zh: `${name.toUpperCase()} 分${zh}`, en: `have an ${name.toUpperCase()} score of ${en}` }]
    })
    const segments =
      leaf.segment &&
      joined(
        leaf.segment.map((one) => segmentNames[one]),
        { zh: '或', en: ' or ' },
      )
    return joined([...scores, ...(segments ? [{ zh: `RFM 属于${segments.zh}`, en: `are ${segments.en} by RFM` }] : [])], {
      zh: '且',
      en: ' and ',
    })
  },
  found: (_leaf, measures) => {
    if (!measures) return { zh: '没有订单', en: 'no order' }
    const { r, f, m, days, orders, amount } = measures
    const segment = segmentNames[String(measures.segment) as keyof typeof segmentNames]
    return {
      zh: `R${r} F${f} M${m}，${segment?.zh ?? ''}：${days} 天前下单，共 ${orders} 单、${amount}`,
      en: `R${r} F${f} M${m}, ${segment?.en ?? ''}: latest order ${days} days ago, ${orders} orders, ${amount} in all`,
    }
  },
  depends: () => ({ events: new Set([BUY, ORDER_CANCELLED]), population: true }),
}
