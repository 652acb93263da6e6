/** Rules and outcomes in sentences, from what was found. */
import type { Words } from '../../platform/i18n/locale.ts'
import type { Findings } from './rules.ts'
import type { DeliveryState, HeldState } from './states.ts'

/** What the variants are called, in their order. */
export const VARIANT_LETTERS = 'ABCD'

type Says = (found: Findings, passed: boolean) => Words

/** The name of each rule, and what it says of somebody. */
export const ruleWords: Readonly<Record<HeldState, { readonly name: string; readonly says: Says }>> = {
  not_friend: {
    name: 'friend',
    says: ({ pairs, senders }, passed) => {
      if (passed) return { zh: `有 ${senders} 位员工可以给 TA 发消息`, en: `${senders} member(s) of staff can message them` }
      if (pairs > 0) return { zh: '已不是任何在职员工的企业微信好友', en: 'no longer a WeCom contact of anybody who works here' }
      return { zh: '不是企业微信好友', en: 'is nobody’s WeCom contact' }
    },
  },
  no_consent: {
    name: 'consent',
    says: ({ consent, needs }) => {
      if (consent === 'granted') return { zh: '已同意', en: 'agreed' }
      if (consent === 'withdrawn') return { zh: '撤回了同意', en: 'took back their consent' }
      if (needs === 'granted') return { zh: '没有同意记录，而设置要求先同意', en: 'never agreed, and the settings ask for it' }
      return { zh: '没有撤回同意', en: 'did not take back their consent' }
    },
  },
  fatigued: { name: 'fatigue', says: fatigueWords },
  no_slot: {
    name: 'slot',
    says: (_, passed) =>
      passed
        ? { zh: '平台接收名额还有', en: 'the platform lets them receive one more' }
        : { zh: '平台接收名额已用完', en: 'has received as many as the platform allows' },
  },
  quiet_hours: {
    name: 'quietHours',
    says: (_, passed) =>
      passed
        ? { zh: '不受免打扰时段影响', en: 'quiet hours do not stand in the way' }
        : { zh: '落在免打扰时段，设置为不发', en: 'falls into the quiet hours, in which nothing is sent' },
  },
  holdout: {
    name: 'holdout',
    says: ({ share }, passed) => {
      if (share === 0) return { zh: '没有对照组', en: 'nobody is left out to compare with' }
      const percent = Math.round(share * 100)
      return passed
        ? { zh: `不在 ${percent}% 的对照组`, en: `not among the ${percent}% left out to compare with` }
        : { zh: `随机进了 ${percent}% 的对照组`, en: `by chance among the ${percent}% left out to compare with` }
    },
  },
}

function fatigueWords({ touches, caps }: Findings): Words {
  if (touches === null) return { zh: '服务消息不计疲劳度', en: 'service messages do not count' }
  const spans = [
    { zh: '今天', en: 'today' },
    { zh: '七天内', en: 'in seven days' },
    { zh: '三十天内', en: 'in thirty days' },
  ]
  const parts = spans.map((span, place) => ({ span, count: touches[place] ?? 0, cap: caps[place] ?? null }))
  const zh = parts.map(({ span, count, cap }) => `${span.zh} ${count} 次${cap === null ? '' : `，上限 ${cap}`}`).join('；')
  const en = parts.map(({ span, count, cap }) => `${count} ${span.en}${cap === null ? '' : ` of ${cap}`}`).join(', ')
  return { zh: `营销触达：${zh}`, en: `marketing: ${en}` }
}

/** How it ended, or how it stands. */
export const outcomeWords: Readonly<Record<DeliveryState, Words>> = {
  pending: { zh: '等待交给渠道', en: 'waits to be handed to the channel' },
  unconfirmed: { zh: '等待员工在企业微信里点发送', en: 'waits for the member of staff to tap' },
  sent: { zh: '已发出', en: 'sent' },
  expired: { zh: '员工没有及时点发送，已过期', en: 'nobody tapped in time' },
  cancelled: { zh: '已取消', en: 'cancelled' },
  not_friend: { zh: '客户已不是好友，没有发出', en: 'not sent: they are no contact any more' },
  no_slot: { zh: '接收名额已满，没有发出', en: 'not sent: they have received as many as the platform allows' },
  no_consent: { zh: '没有同意，不发', en: 'not sent: no consent' },
  fatigued: { zh: '触达太多，不发', en: 'not sent: touched too often' },
  quiet_hours: { zh: '免打扰时段，不发', en: 'not sent: quiet hours' },
  holdout: { zh: '对照组，不发', en: 'left out to compare with' },
  unknown: { zh: '不能确定有没有发出，按已发计入上限', en: 'whether it was sent cannot be told; it counts as sent' },
  failed: { zh: '平台拒绝了', en: 'the platform refused it' },
}
