/** Names of the tiers, and how each is counted. */
import type { Words } from '../../../platform/i18n/locale.ts'
import type { TierThresholds } from '../rule/operator.ts'
import type { INTENTS, LIFECYCLE_STAGES, RELATIONS, RFM_SEGMENTS, VALUE_STAGES } from '../rule/rule.ts'

export const lifecycleNames: Readonly<Record<(typeof LIFECYCLE_STAGES)[number], Words>> = {
  new: { zh: '新客', en: 'new' },
  active: { zh: '活跃', en: 'active' },
  silent: { zh: '沉默', en: 'silent' },
  lost: { zh: '流失', en: 'lost' },
}

export const valueNames: Readonly<Record<(typeof VALUE_STAGES)[number], Words>> = {
  loyal: { zh: '忠诚', en: 'loyal' },
  quality: { zh: '优质', en: 'quality' },
  ordinary: { zh: '普通', en: 'ordinary' },
  low_frequency: { zh: '低频', en: 'low-frequency' },
  lost: { zh: '流失买家', en: 'lost buyer' },
}

export const intentNames: Readonly<Record<(typeof INTENTS)[number], Words>> = {
  low: { zh: '低意向', en: 'low intent' },
  high: { zh: '高意向', en: 'high intent' },
  high_value: { zh: '高价值意向', en: 'high-value intent' },
}

export const relationNames: Readonly<Record<(typeof RELATIONS)[number], Words>> = {
  potential: { zh: '潜客（没买过）', en: 'potential (never bought)' },
  direct: { zh: '直客（买过一次）', en: 'direct (bought once)' },
  old: { zh: '老客（买过两次以上）', en: 'old (bought more than once)' },
}

export const segmentNames: Readonly<Record<(typeof RFM_SEGMENTS)[number], Words>> = {
  champion: { zh: '重要价值', en: 'champions' },
  important_develop: { zh: '重要发展', en: 'important, to develop' },
  important_keep: { zh: '重要保持', en: 'important, to keep' },
  important_win_back: { zh: '重要挽留', en: 'important, to win back' },
  general_value: { zh: '一般价值', en: 'general, of value' },
  general_develop: { zh: '一般发展', en: 'general, to develop' },
  general_keep: { zh: '一般保持', en: 'general, to keep' },
  general_win_back: { zh: '一般挽留', en: 'general, to win back' },
}

/** The sentence of the lifecycle stages. */
export function lifecycleCountedAs({ newDays, silentDays, lostDays }: TierThresholds): Words {
  return {
    zh: `按客户自己的行为（只是给他发了或送达了消息不算）：超过 ${lostDays} 天没有行为为流失，超过 ${silentDays} 天为沉默，其余里首次行为不满 ${newDays} 天为新客，别的为活跃；下过单的为付费`,
    en: `By what people did themselves (a message sent to them or delivered is none): no event for ${lostDays} days is lost, for ${silentDays} days silent; of the rest, a first event less than ${newDays} days ago is new, all others active; paying is who has an order`,
  }
}

/** The sentence of value stage, intent and relation. */
export function valueCountedAs({ valueLostDays, qualityOrders, loyalOrders, intentDays }: TierThresholds): Words {
  const low = valueLostDays / 2
  return {
    zh: `买家里 ${valueLostDays} 天没下单为流失；其余满 ${loyalOrders} 单为忠诚，满 ${qualityOrders} 单为优质，不满的里 ${low} 天没下单为低频，别的为普通。最近 ${intentDays} 天、上次下单之后，只看过为低意向，加购或收藏过为高意向，优质或忠诚买家看过或加购收藏过为高价值意向。没买过为潜客，买过一次为直客，两次以上为老客`,
    en: `Of buyers, no order for ${valueLostDays} days is lost; of the rest ${loyalOrders} orders are loyal, ${qualityOrders} quality, and of those with fewer no order for ${low} days is low-frequency, all others ordinary. In the last ${intentDays} days and since the latest order: who only looked has low intent, who put into the cart or favourited high intent, and a quality or loyal buyer who did any of it high-value intent. Never bought is potential, bought once direct, more often old`,
  }
}

/** How the thresholds come about. */
export const thresholdsCountedAs: Words = {
  zh: '复购周期是近两年里同一买家相邻两个下单日之间天数的中位数（每天按前一天为止的订单推算一次）。没有自己设定的：新客 1 个周期，沉默 3 个，流失与流失买家 6 个；周期不短于 7 天、不长于 180 天。复购买家太少时按 30 天算',
  en: 'The repurchase cycle is the median number of days between two days with orders of one buyer over the last two years, by the orders before the day began. What is not set: new is 1 cycle, silent 3, lost and lost buyer 6; a cycle is taken as 7 days at least and 180 at most. With too few repeat buyers it is 30 days',
}
