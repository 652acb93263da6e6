/** Welcomes: what newcomers are told within a second, by code, member and time. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { bothWords } from '../../../../platform/i18n/schema-words.ts'
import { TagId } from '../../../identity/tags/contract.ts'
import { corpParams } from '../connection/contract.ts'
import { kindOfOwn, type MediaKind } from '../media/kinds.ts'
import { WELCOME_OUTCOMES } from './outcomes.ts'
import { byteLength, mostBytes, unknownPlaceholder } from './placeholders.ts'

export { filledText, mostBytes, unknownPlaceholder } from './placeholders.ts'

/** WW:92599. */
export const MAX_TEXT_BYTES = 4_000
/** WW:92599. */
const MAX_ATTACHMENTS = 9
/** WW:92599: of a link. */
const MAX_LINK_TITLE_BYTES = 128
const MAX_LINK_TEXT_BYTES = 512
const MAX_URL_BYTES = 2_048
/** WW:92599: of a mini program. */
const MAX_CARD_TITLE_BYTES = 64
const MAX_ID_LENGTH = 128
const MAX_PAGE_BYTES = 1_024
/** WW:42923: a link's channel has up to 64 bytes, a code's `state` 30 characters. */
const MAX_STATE_LENGTH = 64
const MAX_USER_ID_LENGTH = 64
/** Ours: nobody reads longer lists. */
const MAX_STATES = 200
const MAX_STAFF = 1_000
const MAX_HOURS = 21
const MAX_NAME_LENGTH = 60
const MAX_TAGS = 20
export const MAX_WELCOME_RULES = 200
const MAX_FIGURE_DAYS = 366
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/
const DAYS_OF_WEEK = 7

const bytes = (most: number) =>
  z.string().refine((text) => byteLength(text) <= most, bothWords(`不能超过 ${most} 字节`, `must have at most ${most} bytes`))
const filled = (most: number) => bytes(most).min(1)
const url = z
  .url({ protocol: /^https?$/ })
  .refine(
    (text) => byteLength(text) <= MAX_URL_BYTES,
    bothWords(`不能超过 ${MAX_URL_BYTES} 字节`, `must have at most ${MAX_URL_BYTES} bytes`),
  )

/** Of media kept here: what the platform keeps for three days is renewed in time. */
const MEDIA_WORDS = { image: '图片', video: '视频', file: '文件' } as const
const media = (kind: MediaKind) =>
  z
    .string()
    .refine((id) => kindOfOwn(id) === kind, bothWords(`要是素材库里的${MEDIA_WORDS[kind]}`, `must be a ${kind} of the media kept here`))

export const Attachment = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image'), mediaId: media('image') }),
  z.strictObject({ type: z.literal('video'), mediaId: media('video') }),
  z.strictObject({ type: z.literal('file'), mediaId: media('file') }),
  z.strictObject({
    type: z.literal('link'),
    title: filled(MAX_LINK_TITLE_BYTES),
    url,
    description: bytes(MAX_LINK_TEXT_BYTES).default(''),
    pictureUrl: url.optional(),
  }),
  z.strictObject({
    type: z.literal('miniprogram'),
    title: filled(MAX_CARD_TITLE_BYTES),
    /** Linked with the corp. */
    appId: z.string().min(1).max(MAX_ID_LENGTH),
    page: filled(MAX_PAGE_BYTES),
    /** The cover: of media kept here, or one uploaded to the corp, which the platform keeps for three days. WW:96484 */
    pictureMediaId: z
      .string()
      .min(1)
      .max(MAX_ID_LENGTH * 2),
  }),
])
export type Attachment = z.output<typeof Attachment>

/** Of the workspace's zone. `to` earlier than `from`: over midnight, into the day after. */
export const Hours = z
  .strictObject({
    /** 1 Monday to 7 Sunday: on which it begins. */
    days: z.array(z.int().min(1).max(DAYS_OF_WEEK)).min(1).max(DAYS_OF_WEEK),
    from: z.string().regex(TIME_OF_DAY),
    to: z.string().regex(TIME_OF_DAY),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], ...bothWords('不能与开始相同', 'must differ from the beginning') })
export type Hours = z.output<typeof Hours>

const Text = z
  .string()
  .refine(
    (text) => mostBytes(text) <= MAX_TEXT_BYTES,
    bothWords(`连同最长的名字不能超过 ${MAX_TEXT_BYTES} 字节`, `must have at most ${MAX_TEXT_BYTES} bytes with the longest names`),
  )
  .refine(
    (text) => unknownPlaceholder(text) === undefined,
    bothWords('花括号里只能是 {客户昵称} 或 {员工}', 'knows {客户昵称} and {员工} in braces, nothing else'),
  )

const ruleFields = {
  name: z.string().trim().min(1).max(MAX_NAME_LENGTH),
  on: z.boolean().default(true),
  /** `state` of the codes and links that bring the newcomer; empty: any, and none. */
  channelStates: z.array(z.string().min(1).max(MAX_STATE_LENGTH)).max(MAX_STATES).default([]),
  /** Members who are added; empty: all. */
  userIds: z.array(z.string().min(1).max(MAX_USER_ID_LENGTH)).max(MAX_STAFF).default([]),
  /** Empty: always. */
  hours: z.array(Hours).max(MAX_HOURS).default([]),
  text: Text.default(''),
  /** Sent after the text, in this order. */
  attachments: z.array(Attachment).max(MAX_ATTACHMENTS).default([]),
  /** Ids of tags that are put on by hand: who is added and falls to this rule gets them, welcomed or not. */
  tags: z.array(TagId).max(MAX_TAGS).default([]),
}

const WelcomeInput = z.strictObject(ruleFields).refine(({ text, attachments }) => text !== '' || attachments.length > 0, {
  path: ['text'],
  ...bothWords('没有附件时不能为空', 'must not be empty without attachments'),
})
export type WelcomeInput = z.output<typeof WelcomeInput>

const bothLanguages = z.object({ zh: z.string(), en: z.string() })

export const WelcomeRule = z.object({
  id: z.string(),
  ...ruleFields,
  /** Whom it is for, and which rules come before it. */
  explanation: bothLanguages,
  changedAt: instant,
  changedBy: z.string(),
})
export type WelcomeRule = z.output<typeof WelcomeRule>

const WELCOMES = '/channels/wecom/:corpId/welcomes'
const ruleParams = corpParams.extend({ id: z.string().regex(/^\d{1,15}$/) })

export const listWelcomeRules = endpoint({
  name: 'channels.wecom.welcomes',
  method: 'GET',
  path: WELCOMES,
  access: 'channels.read',
  summary: { zh: '欢迎语规则，按优先顺序', en: 'Welcome rules, those that come first at the top' },
  params: corpParams,
  response: z.object({ items: z.array(WelcomeRule) }),
  errors: ['channels.corp_unknown'],
})

export const addWelcomeRule = endpoint({
  name: 'channels.wecom.add_welcome',
  method: 'POST',
  path: WELCOMES,
  access: 'channels.welcome',
  summary: { zh: '新建欢迎语规则', en: 'Add a welcome rule' },
  params: corpParams,
  body: WelcomeInput,
  response: WelcomeRule,
  errors: ['channels.corp_unknown', 'channels.too_many_welcomes', 'platform.not_found', 'identity.tag_not_manual'],
})

export const putWelcomeRule = endpoint({
  name: 'channels.wecom.put_welcome',
  method: 'PUT',
  path: `${WELCOMES}/:id`,
  access: 'channels.welcome',
  summary: { zh: '修改欢迎语规则', en: 'Change a welcome rule' },
  params: ruleParams,
  body: WelcomeInput,
  response: WelcomeRule,
  errors: ['channels.corp_unknown', 'channels.welcome_unknown', 'platform.not_found', 'identity.tag_not_manual'],
})

export const deleteWelcomeRule = endpoint({
  name: 'channels.wecom.delete_welcome',
  method: 'DELETE',
  path: `${WELCOMES}/:id`,
  access: 'channels.welcome',
  summary: { zh: '删除欢迎语规则；它的数字保留', en: 'Delete a welcome rule; its figures stay' },
  params: ruleParams,
  response: z.object({ deleted: z.boolean() }),
  errors: ['channels.corp_unknown', 'channels.welcome_unknown'],
})

export const restoreWelcomeRule = endpoint({
  name: 'channels.wecom.restore_welcome',
  method: 'POST',
  path: `${WELCOMES}/:id/restore`,
  access: 'channels.welcome',
  summary: { zh: '撤销删除欢迎语规则，三十天内有效', en: 'Take the deletion of a welcome rule back, within thirty days' },
  params: ruleParams,
  response: WelcomeRule,
  errors: ['channels.corp_unknown', 'channels.welcome_unknown', 'channels.too_many_welcomes'],
})

/** Why a rule is the one, or is not. */
export const VERDICTS = ['chosen', 'off', 'other_state', 'other_staff', 'other_time', 'after_another'] as const

export const previewWelcome = endpoint({
  name: 'channels.wecom.preview_welcome',
  method: 'POST',
  path: `${WELCOMES}/preview`,
  access: 'channels.read',
  summary: { zh: '试算：谁会收到哪条欢迎语，为什么', en: 'Which welcome somebody would get, and why' },
  params: corpParams,
  body: z.strictObject({
    userId: z.string().min(1).max(MAX_USER_ID_LENGTH),
    /** `state` of the code; '' without one. */
    state: z.string().max(MAX_STATE_LENGTH).default(''),
    /** A moment, or without a zone a time of the workspace; absent: now. */
    at: z.iso.datetime({ local: true }).optional(),
    /** Absent: as when it is not known. */
    nickname: z.string().min(1).max(MAX_NAME_LENGTH).optional(),
  }),
  response: z.object({
    at: instant,
    /** Null: they are not welcomed. */
    id: z.string().nullable(),
    text: z.string(),
    attachments: z.array(Attachment),
    /** Ids of the tags they would get. */
    tags: z.array(TagId),
    rules: z.array(z.object({ id: z.string(), name: z.string(), verdict: z.enum(VERDICTS), words: bothLanguages })),
  }),
  errors: ['channels.corp_unknown'],
  readOnly: true,
})

export const readWelcomeFigures = endpoint({
  name: 'channels.wecom.welcome_figures',
  method: 'GET',
  path: `${WELCOMES}/figures`,
  access: 'channels.read',
  summary: { zh: '欢迎语的结果，按规则和日期', en: 'How welcomes ended, by rule and day' },
  params: corpParams,
  query: z
    .object({ from: z.iso.date(), to: z.iso.date() })
    .refine(({ from, to }) => from <= to, { path: ['to'], ...bothWords('不能早于 from', 'must not be before from') })
    .refine(({ from, to }) => (Date.parse(to) - Date.parse(from)) / 86_400_000 < MAX_FIGURE_DAYS, {
      path: ['to'],
      ...bothWords(`最多 ${MAX_FIGURE_DAYS} 天`, `spans at most ${MAX_FIGURE_DAYS} days`),
    }),
  response: z.object({
    items: z.array(
      z.object({
        /** Of the workspace's zone. */
        day: z.iso.date(),
        /** Null: no rule was for them. */
        ruleId: z.string().nullable(),
        outcome: z.enum(WELCOME_OUTCOMES),
        welcomes: z.number(),
        /** From the callback to the outcome, on average. */
        meanMs: z.number(),
      }),
    ),
    /** Of those sent in the last 24 hours, from the callback to the platform's answer; null without any. */
    latest: z.object({ sent: z.number(), p50Ms: z.number(), p99Ms: z.number() }).nullable(),
  }),
  errors: ['channels.corp_unknown'],
})
