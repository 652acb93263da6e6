/** Value stage, intent, and how somebody stands to the brand. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { BUY, ORDER_CANCELLED } from '../../../events/index.ts'
import { STRONG_INTENT, WEAK_INTENT } from '../../tiers/intent-events.ts'
import { tierRowsSql } from '../../tiers/rows.ts'
import { intentSql, RELATION_SQL, valueEndsSql, valueStageSql } from '../../tiers/stages.ts'
import { intentNames, relationNames, valueNames } from '../../tiers/words.ts'
import type { Operator } from '../operator.ts'
import { joined, momentText } from '../phrases.ts'
import type { LeafConfig } from '../rule.ts'

type ValueConfig = LeafConfig<'value'>

export const valueOperator: Operator<'value'> = {
  name: 'value',
  sql: (leaf, scope) => {
    const among = (expression: string, names: readonly string[]) => `${expression} IN ${scope.parameters.bind('Array(String)', names)}`
    const parts = [
      ...(leaf.in ? [among(valueStageSql(scope), leaf.in)] : []),
      ...(leaf.intent ? [among(intentSql(scope), leaf.intent)] : []),
      ...(leaf.relation ? [among(RELATION_SQL, leaf.relation)] : []),
    ]
    return {
      rows: tierRowsSql(scope, { orders: true, intent: leaf.intent !== undefined }),
      holds: `(${parts.join(' AND ')})`,
      // Who has neither bought nor looked is a potential customer all the same.
      holdsWithoutRow: !leaf.in && !leaf.intent && (leaf.relation?.includes('potential') ?? false),
      flipsAt: valueEndsSql(scope),
      measures: {
        stage: valueStageSql(scope),
        intent: intentSql(scope),
        relation: RELATION_SQL,
        orders: 'orders',
        lastOrderMs: 'lastOrderMs',
      },
    }
  },
  words: leafWords,
  found: (leaf, measures, { timeZone }) => {
    const orders = Number(measures?.orders ?? 0)
    const last = orders > 0 ? momentText(Number(measures?.lastOrderMs), timeZone) : ''
    const told = [
      ...(leaf.in ? [nameOf(valueNames, measures?.stage) ?? { zh: '不是买家', en: 'no buyer' }] : []),
      ...(leaf.intent ? [nameOf(intentNames, measures?.intent) ?? { zh: '近期没有意向', en: 'no intent of late' }] : []),
      ...(leaf.relation ? [nameOf(relationNames, measures?.relation) ?? relationNames.potential] : []),
      orders > 0
        ? { zh: `${orders} 单，最近一单 ${last}`, en: `${orders} orders, the latest on ${last}` }
        : { zh: '没有订单', en: 'no order' },
    ]
    return joined(told, { zh: '，', en: ', ' })
  },
  depends: ({ intent }) => ({ events: new Set([BUY, ORDER_CANCELLED, ...(intent ? [...STRONG_INTENT, ...WEAK_INTENT] : [])]) }),
}

function nameOf(names: Readonly<Record<string, Words>>, name: unknown): Words | undefined {
  return names[String(name)]
}

function leafWords(leaf: ValueConfig): Words {
  const either = (names: readonly Words[]) => joined(names, { zh: '或', en: ' or ' })
  const parts: Words[] = []
  if (leaf.in) {
    const { zh, en } = either(leaf.in.map((stage) => valueNames[stage]))
    parts.push({ zh: `价值阶段是${zh}`, en: `are of the value stage ${en}` })
  }
  if (leaf.intent) {
    const { zh, en } = either(leaf.intent.map((intent) => intentNames[intent]))
    parts.push({ zh: `是${zh}`, en: `have ${en}` })
  }
  if (leaf.relation) {
    const { zh, en } = either(leaf.relation.map((relation) => relationNames[relation]))
    parts.push({ zh: `是${zh}`, en: `are ${en} customers` })
  }
  return joined(parts, { zh: '且', en: ' and ' })
}
