/** How each figure is counted, as one sentence in both languages. */
import type { Words } from '../../platform/i18n/locale.ts'
import type { StepsQuestion } from '../events/index.ts'
import type { RepurchaseQuestion } from './repurchase.ts'
import type { RetentionQuestion } from './retention.ts'

/** What an order is. */
export const ORDER_WORDS = {
  zh: '订单按 buy 事件的订单号或发票号去重，没有单号的同一人同一天算一单，有同号 order_cancelled 的不算',
  en: 'orders are distinct order or invoice numbers of buy events, buys of one person and day without a number are one, those with an order_cancelled of the same number are none',
}

export const overviewWords = {
  events: { zh: '事件总次数', en: 'All events' },
  activePersons: { zh: '有任意事件的去重人数', en: 'Distinct people with any event' },
  buyers: { zh: `下过单的去重人数；${ORDER_WORDS.zh}`, en: `Distinct people with an order; ${ORDER_WORDS.en}` },
  orders: { zh: `订单数；${ORDER_WORDS.zh}`, en: `Number of orders; ${ORDER_WORDS.en}` },
  amount: { zh: 'buy 与 order_cancelled 事件金额之和', en: 'Sum of the amounts of buy and order_cancelled events' },
} as const satisfies Readonly<Record<string, Words>>

/** The sentence of a funnel; with the rule it is narrowed by, in words. */
export function funnelWords(question: StepsQuestion, rule?: Words): Words {
  const words = stepsWords(question)
  return rule ? { zh: `${words.zh}；只看：${rule.zh}`, en: `${words.en}; only ${rule.en}` } : words
}

function stepsWords({ steps, order, windowMs }: StepsQuestion): Words {
  const span = durationWords(windowMs)
  const names = steps.map(({ event }) => event)
  return order === 'strict'
    ? {
        zh: `按顺序做完 ${names.join(' → ')} 的去重人数，中间可以有别的事件，最后一步离第一步不超过${span.zh}，同一时刻的事件按步骤顺序算`,
        en: `Distinct people who did ${names.join(' → ')} in this order, other events allowed between, the last at most ${span.en} after the first; events of one instant count in the order of the steps`,
      }
    : {
        zh: `不分先后、在${span.zh}内做过前几步（${names.join('、')}）的去重人数`,
        en: `Distinct people who did the steps up to this one (${names.join(', ')}) in any order within ${span.en}`,
      }
}

const UNIT_MS = [
  [86_400_000, { zh: '天', en: 'days' }],
  [3_600_000, { zh: '小时', en: 'hours' }],
  [60_000, { zh: '分钟', en: 'minutes' }],
] as const

function durationWords(spanMs: number): Words {
  const [unitMs, words] = UNIT_MS.find(([unit]) => spanMs % unit === 0) ?? [1_000, { zh: '秒', en: 'seconds' }]
  return { zh: ` ${spanMs / unitMs} ${words.zh}`, en: `${spanMs / unitMs} ${words.en}` }
}

const PERIODS = {
  hour: { zh: '小时', en: 'hour' },
  day: { zh: '天', en: 'day' },
  week: { zh: '周', en: 'week' },
  month: { zh: '月', en: 'month' },
}

/** The sentence of a retention table. */
export function retentionWords(question: RetentionQuestion): Words {
  const unit = PERIODS[question.unit]
  const [start, back] = [question.start.event, question.return.event]
  const cohort =
    question.cohort === 'each'
      ? { zh: `某${unit.zh}做过 ${start} 的人`, en: `people who did ${start} in a ${unit.en}` }
      : { zh: `某${unit.zh}第一次做 ${start} 的人`, en: `people who did ${start} for the first time in a ${unit.en}` }
  const mode =
    question.mode === 'exact'
      ? { zh: `在第 n ${unit.zh}做过 ${back}`, en: `did ${back} in the n-th ${unit.en} after` }
      : { zh: `在第 n ${unit.zh}或之后做过 ${back}`, en: `did ${back} in the n-th ${unit.en} after or later` }
  return {
    zh: `${cohort.zh}中${mode.zh}的比例，按 ${question.timeZone} 的日历；第 0 ${unit.zh}要求不早于 ${start}；还没过完的${unit.zh}留空`,
    en: `Of ${cohort.en}, the share who ${mode.en}, by the calendar of ${question.timeZone}; in period 0 not before ${start}; periods not over yet are blank`,
  }
}

/** The sentence of the repurchase rate. */
export function repurchaseWords({ withinDays }: RepurchaseQuestion): Words {
  return {
    zh: `首单已满 ${withinDays} 天的买家中，首单后 ${withinDays} 天内再次下单的比例；${ORDER_WORDS.zh}`,
    en: `Of buyers whose first order is at least ${withinDays} days old, the share with another order within ${withinDays} days of it; ${ORDER_WORDS.en}`,
  }
}
