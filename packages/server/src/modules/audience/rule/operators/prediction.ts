/** What the model in force predicts of a person, compared with a number; who has no prediction matches nothing. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import { PURCHASES_HORIZON_DAYS, VALUE_HORIZON_DAYS } from '../../predictions/contract.ts'
import { FOLDED } from '../../predictions/read.ts'
import { PREDICTIONS_TABLE } from '../../predictions/tables.ts'
import { comparisonSql, comparisonWords } from '../comparison.ts'
import type { Operator } from '../operator.ts'
import type { LeafConfig } from '../rule.ts'

type Name = LeafConfig<'prediction'>['name']

const NAMES: Readonly<Record<Name, Words>> = {
  alive: { zh: '预测还会再买的概率', en: 'probability of buying again' },
  expectedPurchases: {
    zh: `预测 ${PURCHASES_HORIZON_DAYS} 天内的购买次数`,
    en: `purchases predicted within ${PURCHASES_HORIZON_DAYS} days`,
  },
  lifetimeValue: { zh: `预测 ${VALUE_HORIZON_DAYS} 天内的消费额`, en: `money predicted to be spent within ${VALUE_HORIZON_DAYS} days` },
  daysToNextPurchase: { zh: '预测距下次购买的天数', en: 'days predicted until the next purchase' },
}

const DIGITS = 2

function shown(name: Name, number: number): string {
  return name === 'alive' ? `${Number((number * 100).toFixed(DIGITS))}%` : String(Number(number.toFixed(DIGITS)))
}

export const predictionOperator: Operator<'prediction'> = {
  name: 'prediction',
  sql: (leaf, scope) => {
    const { workspaceId, parameters, known } = scope
    if (!known.model) return undefined
    const rows = `
      SELECT ${scope.person()} AS person, ${FOLDED[leaf.name]} AS predicted FROM ${PREDICTIONS_TABLE}
      WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND model = ${parameters.bind('UInt64', known.model.id)} ${scope.onlyPeople()}
      GROUP BY person`
    return {
      rows,
      holds: `isNotNull(predicted) AND ${comparisonSql('ifNull(predicted, 0)', leaf, parameters)}`,
      measures: { predicted: 'ifNull(toFloat64(predicted), -1)' },
    }
  },
  words: ({ name, ...comparison }) => {
    const compared = comparisonWords(comparison, (number) => shown(name, number))
    return { zh: `${NAMES[name].zh}${compared.zh}`, en: `have a ${NAMES[name].en} of ${compared.en}` }
  },
  found: ({ name }, measures) => {
    const predicted = measures === undefined ? -1 : Number(measures.predicted)
    if (predicted < 0) return { zh: '没有这项预测', en: 'has no such prediction' }
    return { zh: `预测为 ${shown(name, predicted)}`, en: `is predicted ${shown(name, predicted)}` }
  },
  depends: () => ({ population: true }),
}
