/** How RFM, lifecycle and the repurchase rate by tier are counted, as sentences in both languages. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { lifecycleCountedAs, type TierThresholds, valueCountedAs } from '../../audience/index.ts'
import { ORDER_WORDS } from '../words.ts'

const NOTHING: Words = { zh: '', en: '' }

/** The sentence of RFM. */
export function rfmWords({ method, ruleWords }: { readonly method: 'quintile' | 'bounds'; readonly ruleWords: Words | undefined }): Words {
  const scores =
    method === 'quintile'
      ? {
          zh: '按全部买家各分五等份打 1 到 5 分（5 最好），数值相同的同分、取其中最低的一档',
          en: 'scored 1 to 5 (5 is best) by fifths of all buyers; equal values get one score, the lowest that any of them would get',
        }
      : { zh: '按设定的固定界值打 1 到 5 分（5 最好）', en: 'scored 1 to 5 (5 is best) by fixed bounds' }
  const only = ruleWords
    ? {
        zh: `；这里只数${ruleWords.zh}的人，分数仍是在全部买家里的`,
        en: `; only people who ${ruleWords.en} are counted here, with their scores among all buyers`,
      }
    : NOTHING
  return {
    zh: `R 为距最近一单的整天数，F 为订单数，M 为主要币种的订单金额合计；${scores.zh}；R、F、M 各与全体买家的平均分比，高于平均为高，组成八类${only.zh}。${ORDER_WORDS.zh}`,
    en: `R is whole days since the latest order, F the number of orders, M what orders in the main currency add up to; ${scores.en}; the eight segments are by whether R, F and M are above the average score of all buyers${only.en}. Here ${ORDER_WORDS.en}`,
  }
}

/** The sentences of the lifecycle. */
export function lifecycleWords(tiers: TierThresholds, ruleWords: Words | undefined): Words {
  const [stages, values] = [lifecycleCountedAs(tiers), valueCountedAs(tiers)]
  const only = ruleWords ? { zh: `只数${ruleWords.zh}的人。`, en: `Only people who ${ruleWords.en}. ` } : NOTHING
  return {
    zh: `${only.zh}${stages.zh}。${values.zh}。流动按同一套阈值看每个时点；${ORDER_WORDS.zh}`,
    en: `${only.en}${stages.en}. ${values.en}. The flow looks at every moment with the same thresholds; ${ORDER_WORDS.en}`,
  }
}

/** The sentence of the repurchase rate by tier. */
export function repurchaseByTierWords({ withinDays, by }: { readonly withinDays: number; readonly by: 'value' | 'segment' }): Words {
  const tier = by === 'value' ? { zh: '价值阶段', en: 'value stage' } : { zh: 'RFM 类别', en: 'RFM segment' }
  return {
    zh: `${withinDays} 天前已是买家的人，按当时的${tier.zh}分组，到现在这 ${withinDays} 天里又下过单的比例；${ORDER_WORDS.zh}`,
    en: `Of those who were buyers ${withinDays} days ago, by their ${tier.en} then, the share who ordered within the ${withinDays} days since; ${ORDER_WORDS.en}`,
  }
}
