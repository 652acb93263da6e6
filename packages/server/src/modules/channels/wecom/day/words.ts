/** How figures of a day are counted, and what each fault says. */
import type { Words } from '../../../../platform/i18n/locale.ts'
import type { ContactFigure, Fault } from './contract.ts'

export const figureWords: Readonly<Record<ContactFigure, Words>> = {
  added: {
    zh: '当天成为好友的员工与客户对数（wecom_contact_added 事件）；一位客户加两位员工算两个',
    en: 'Pairs of member and customer that became contacts that day (events wecom_contact_added); a customer who adds two members counts twice',
  },
  lostByCustomer: {
    zh: '客户删除员工的次数（wecom_contact_deleted_by_customer 事件）；漏掉的回调在核对时补上，算在补上的那天',
    en: 'Times a customer deleted a member (events wecom_contact_deleted_by_customer); what callbacks lost counts on the day a comparison found it',
  },
  lostByStaff: {
    zh: '员工删除客户的次数（wecom_contact_deleted_by_staff 事件）',
    en: 'Times a member deleted a customer (events wecom_contact_deleted_by_staff)',
  },
  net: { zh: '新增减去两种流失；在职与离职继承不算', en: 'Added less both kinds of losses; transfers between members do not count' },
  welcomed: { zh: '企业微信已收下的欢迎语条数', en: 'Welcomes that WeCom took' },
  welcomeFailed: {
    zh: '过了 20 秒、被拒绝或结果不明的欢迎语条数；别的应用已欢迎、没有规则的不算',
    en: 'Welcomes that were too late, refused, or of unknown outcome; not those another app sent or no rule was for',
  },
}

interface Said {
  readonly words: Words
  readonly mend: Words
}

/** `of`: a count, or what the platform said. */
export const faultWords: Readonly<Record<Fault, (of: { readonly count: number; readonly reason: string }) => Said>> = {
  callback_unverified: () => ({
    words: {
      zh: '企业微信还没有验证过回调地址，新好友和流失都收不到',
      en: 'WeCom has not verified the callback address: adds and losses do not arrive',
    },
    mend: {
      zh: '按检查清单填写回调地址、Token 与 EncodingAESKey',
      en: 'Enter callback address, token and EncodingAESKey as the check list says',
    },
  }),
  callbacks_quiet: () => ({
    words: { zh: '一天多没有收到任何回调', en: 'No callback came for more than a day' },
    mend: { zh: '运行检查清单，看回调地址是否可达', en: 'Run the check list and see whether the callback address can be reached' },
  }),
  callbacks_behind: ({ count }) => ({
    words: { zh: `${count} 条回调等了十分钟以上还没处理`, en: `${count} callbacks have waited for more than ten minutes` },
    mend: { zh: '运行检查清单，看接口是否被拒绝或限频', en: 'Run the check list and see whether calls are refused or limited' },
  }),
  callbacks_failed: ({ count }) => ({
    words: { zh: `${count} 条回调试了多次仍失败，已放弃`, en: `${count} callbacks failed every time and were given up` },
    mend: { zh: '发起一次核对，把漏掉的补上', en: 'Start a comparison, which repairs what was lost' },
  }),
  reconcile_failed: ({ reason }) => ({
    words: { zh: `上次核对没有完成：${reason}`, en: `The last comparison came to nothing: ${reason}` },
    mend: { zh: '运行检查清单，解决后再核对一次', en: 'Run the check list, mend it, and compare again' },
  }),
  reconcile_old: () => ({
    words: {
      zh: '一天半没有核对成功，名单可能与企业微信不一致',
      en: 'No comparison succeeded for a day and a half: the registers may differ from WeCom',
    },
    mend: { zh: '发起一次核对', en: 'Start a comparison' },
  }),
}
