/** The purposes every workspace begins with, and how long what the product keeps is kept. */
import type { Words } from '../../../platform/i18n/locale.ts'
import { EXPORT_KEPT_DAYS } from '../rights/export-file.ts'
import type { Purpose } from './contract.ts'

type Known = Omit<Purpose, 'declared' | 'changedAt' | 'changedBy'>

const known = (name: string, words: Words, more: Partial<Known> & Pick<Known, 'legalBasis' | 'dataCategories' | 'description'>): Known => ({
  name,
  words,
  channels: ['all'],
  retentionDays: null,
  marketing: false,
  recipients: [],
  needsConsent: more.legalBasis === 'consent',
  ...more,
})

export const knownPurposes: readonly Known[] = [
  known(
    'marketing',
    { zh: '营销推送', en: 'Marketing messages' },
    {
      legalBasis: 'consent',
      marketing: true,
      dataCategories: ['联系方式', '行为', '购买记录'],
      description: '推送活动、新品与优惠',
    },
  ),
  known(
    'service',
    { zh: '服务通知', en: 'Service messages' },
    { legalBasis: 'contract', dataCategories: ['联系方式', '购买记录'], description: '订单、物流、售后、到期提醒' },
  ),
  known(
    'personalisation',
    { zh: '个性化推荐', en: 'Personalisation' },
    {
      legalBasis: 'contract',
      dataCategories: ['行为', '购买记录', '资料'],
      description: '按个人特征决定看到什么；客户可以随时拒绝，此后只给不针对个人特征的内容（个人信息保护法第二十四条）',
    },
  ),
  known(
    'analytics',
    { zh: '统计分析', en: 'Analytics' },
    { legalBasis: 'contract', dataCategories: ['行为', '购买记录'], description: '改进商品与服务的统计，结果不针对个人' },
  ),
  known(
    'membership',
    { zh: '会员权益', en: 'Membership' },
    { legalBasis: 'contract', dataCategories: ['资料', '联系方式', '购买记录'], description: '积分、等级、优惠券与会员身份' },
  ),
  known(
    'research',
    { zh: '问卷调研', en: 'Surveys' },
    { legalBasis: 'consent', dataCategories: ['联系方式', '资料'], description: '邀请参加问卷与访谈' },
  ),
]

export interface KnownRetention {
  readonly kind: string
  readonly words: Words
  readonly days: number | null
  readonly why: Words
  readonly upheld: 'kept' | 'stated'
}

/** The days of `kept` kinds are those by which the product removes them. */
export const knownRetention: readonly KnownRetention[] = [
  {
    kind: 'people',
    words: { zh: '客户、标识与特征', en: 'People, identifiers and traits' },
    days: null,
    why: { zh: '直到客户要求删除或用途已经达到', en: 'Until the person asks for erasure or the purpose is fulfilled' },
    upheld: 'stated',
  },
  {
    kind: 'events',
    words: { zh: '行为事件', en: 'Events' },
    days: null,
    why: { zh: '直到客户被删除', en: 'Until the person is erased' },
    upheld: 'stated',
  },
  {
    kind: 'orders',
    words: { zh: '订单', en: 'Orders' },
    days: 3650,
    why: {
      zh: '电子商务法：交易完成起不少于三年；会计档案最低十年。客户被删除后只留下无法对应到人的账目',
      en: 'E-commerce law: at least three years after the sale; accounts ten years. After an erasure only books that name nobody stay',
    },
    upheld: 'stated',
  },
  {
    kind: 'consents',
    words: { zh: '同意与撤回', en: 'Consents and withdrawals' },
    days: null,
    why: {
      zh: '证明处理有依据；客户被删除后只在带密钥的哈希下留下用途、渠道、状态和时间',
      en: 'To show on what ground data was used; after an erasure purpose, channel, state and time stay under a keyed hash',
    },
    upheld: 'stated',
  },
  {
    kind: 'audit',
    words: { zh: '审计记录', en: 'Audit' },
    days: null,
    why: { zh: '谁在何时做了什么；只有编号，没有内容', en: 'Who did what and when; ids only, no content' },
    upheld: 'stated',
  },
  {
    kind: 'erasure_proofs',
    words: { zh: '删除证明', en: 'Proofs of erasure' },
    days: null,
    why: {
      zh: '证明已经删除，并在恢复备份时再次删除；只有带密钥的哈希',
      en: 'To show what was erased and to erase it again after a restore; keyed hashes only',
    },
    upheld: 'stated',
  },
  {
    kind: 'refused',
    words: { zh: '被拒的事件与导入行', en: 'Refused events and rows' },
    days: 92,
    why: { zh: '找出数据为什么进不来；手机号与邮箱已遮盖', en: 'To find out why data did not come in; phone numbers and addresses masked' },
    upheld: 'kept',
  },
  {
    kind: 'exports',
    words: { zh: '客户资料的导出文件', en: 'Exported files of people' },
    days: EXPORT_KEPT_DAYS,
    why: { zh: '够交给本人', en: 'Long enough to hand them over' },
    upheld: 'kept',
  },
  {
    kind: 'repeated_requests',
    words: { zh: '重复请求的答复', en: 'Answers kept for repeated requests' },
    days: 1,
    why: { zh: '同一请求重发时给出同一答复；已加密', en: 'The same request sent again gets the same answer; sealed' },
    upheld: 'kept',
  },
]
