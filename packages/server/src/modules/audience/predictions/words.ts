/** Predictions in words: what each number means, why there is none, what to be careful with. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { PURCHASES_HORIZON_DAYS, VALUE_HORIZON_DAYS } from './contract.ts'
import { predictionErrors } from './errors.ts'
import { MIN_REPEAT_BUYERS } from './fit.ts'
import type { Caution, NoSpend } from './model/calculate.ts'
import type { Refusal } from './tables.ts'

const CAUTIONS: Readonly<Record<Caution, Words>> = {
  ridge: {
    zh: '数据几乎分不清各个参数（似然面在最高处是平的）：单个参数没有意义，整体预测仍可参考',
    en: 'The data hardly tell the parameters apart (the likelihood is flat at its top): single parameters mean little, predictions as a whole still hold',
  },
  unsure: {
    zh: '至少一个参数的标准误与它本身一样大：样本偏少或客户太相似',
    en: 'At least one parameter has a standard error as large as itself: too few customers, or all too much alike',
  },
  spend_depends: {
    zh: '买得越勤的人客单价明显更高或更低，金额模型假设两者无关：生命周期价值会有偏差',
    en: 'Those who buy more often spend clearly more or less each time, which the model of spend takes for independent: lifetime values are off',
  },
}

const NO_SPEND: Readonly<Record<NoSpend, Words>> = {
  no_amounts: { zh: '复购的日子都没有金额，没有生命周期价值', en: 'No repeat purchase has an amount, so there is no lifetime value' },
  too_few: {
    zh: '有金额的复购客户太少，没有生命周期价值',
    en: 'Too few customers have repeat purchases with amounts, so there is no lifetime value',
  },
  diverged: {
    zh: '金额不符合 Gamma-Gamma 模型，没有生命周期价值',
    en: 'The amounts do not fit the Gamma-Gamma model, so there is no lifetime value',
  },
  too_uneven: {
    zh: '客单价悬殊到平均值不存在，没有生命周期价值',
    en: 'Amounts differ so much among people that they have no mean, so there is no lifetime value',
  },
}

export function cautionWords({ cautions, noSpend }: { cautions: readonly Caution[]; noSpend: NoSpend | undefined }): Words[] {
  return [...cautions.map((caution) => CAUTIONS[caution]), ...(noSpend ? [NO_SPEND[noSpend]] : [])]
}

/** Why a fit made no model. */
export function refusalWords({ code, details }: Refusal): Words {
  const table: Readonly<Record<string, Words>> = predictionErrors
  const { zh, en } = table[code] ?? predictionErrors['audience.fit_failed']
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole))
  return { zh: filled(zh).replace(/^calibrationEnd：/, ''), en: filled(en).replace(/^calibrationEnd: /, '') }
}

export const noPredictionWords = {
  noModel: {
    zh: `还没有预测模型：要有至少 ${MIN_REPEAT_BUYERS} 位复购客户`,
    en: `There is no model yet: it takes at least ${MIN_REPEAT_BUYERS} customers who bought again`,
  },
  noOrder: { zh: '模型知道的日子里没有订单，无从预测', en: 'No order on the days the model knows, so nothing can be predicted' },
} as const satisfies Readonly<Record<string, Words>>

export interface Told {
  readonly calibrationEnd: string
  readonly purchases: number
  readonly alive: number
  readonly expectedPurchases: number
  readonly lifetimeValue: number | null
  readonly currency: string | null
  readonly nextPurchaseOn: string | null
}

/** Everything about one person in one sentence. */
export function predictionWords(told: Told): Words {
  const { calibrationEnd, purchases, lifetimeValue, currency, nextPurchaseOn } = told
  const alive = percent(told.alive)
  const expected = told.expectedPurchases.toFixed(2)
  const money = lifetimeValue === null ? undefined : `${lifetimeValue.toFixed(2)} ${currency ?? ''}`.trim()
  const oneTime = purchases === 1
  return {
    zh: [
      `按截至 ${calibrationEnd} 的 ${purchases} 次购买推算：还会再买的概率 ${alive}${oneTime ? '（只买过一次的人按模型都算还在）' : ''}`,
      `${PURCHASES_HORIZON_DAYS} 天内预计购买 ${expected} 次`,
      ...(money ? [`${VALUE_HORIZON_DAYS} 天内预计消费 ${money}（未折现）`] : []),
      nextPurchaseOn ? `同样的人有一半会在 ${nextPurchaseOn} 前再次购买` : '同样的人超过一半十年内不会再买',
    ].join('，'),
    en: [
      `Going by ${purchases} ${oneTime ? 'purchase' : 'purchases'} until ${calibrationEnd}: ${alive} likely to buy again${oneTime ? ' (the model takes everybody with one purchase for still there)' : ''}`,
      `${expected} purchases expected within ${PURCHASES_HORIZON_DAYS} days`,
      ...(money ? [`${money} within ${VALUE_HORIZON_DAYS} days, not discounted`] : []),
      nextPurchaseOn
        ? `half of such people have bought again by ${nextPurchaseOn}`
        : 'more than half of such people do not buy again within ten years',
    ].join('; '),
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}
