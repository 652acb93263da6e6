/** How the figures of the pool are counted, as one sentence each in both languages. */
import type { Words } from '../../../platform/i18n/locale.ts'

const REACH = {
  zh: '触达指自有渠道上送达、打开、点击或回复的消息；同一条消息只算一次，没有消息编号的同一渠道同一天算一次',
  en: 'a reach is a message delivered, opened, clicked or replied to on an own channel; one message counts once, without a number those of one channel and day are one',
}

export const poolWords = {
  people: { zh: '已知的全部客户，合并后的算一位', en: 'Everybody known, merged people as one' },
  pool: {
    zh: `在自有渠道触达过至少两次的去重人数；${REACH.zh}`,
    en: `Distinct people reached at least twice on own channels; ${REACH.en}`,
  },
  reachedOnce: {
    zh: `在自有渠道只触达过一次的去重人数；${REACH.zh}`,
    en: `Distinct people reached exactly once on own channels; ${REACH.en}`,
  },
  reachableNow: {
    zh: '至少有一个标识能通到某个渠道（企业微信外部联系人、openid、手机号、邮箱），且没有撤回该渠道营销同意的人数；没有表过态的算在内',
    en: 'People with at least one identifier that a channel can reach (WeCom contact, openid, phone, e-mail) who have not withdrawn consent to marketing there; those who never said anything are included',
  },
} as const satisfies Readonly<Record<string, Words>>
