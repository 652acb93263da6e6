/** Connecting a workspace to WeCom corps. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { RELATION_STATES } from '../contacts/states.ts'
import { WELCOME_OUTCOMES } from '../welcome/outcomes.ts'

/** `ww…` or `wx…`; kept as part of an identifier kind, so without what those exclude. */
const CORP_ID = /^[A-Za-z0-9_-]{1,64}$/
/** WW:96238: at most 32 letters and digits. */
const CALLBACK_TOKEN = /^[A-Za-z0-9]{1,32}$/
/** WW:96238: 43 letters and digits. */
const ENCODING_AES_KEY = /^[A-Za-z0-9]{43}$/
const MAX_SECRET_LENGTH = 128
const MAX_URL_LENGTH = 500

export const CorpId = z.string().regex(CORP_ID)
export const corpParams = z.object({ corpId: CorpId })

export const WecomCorp = z.object({
  corpId: z.string(),
  agentId: z.number(),
  /** Where its interfaces are called. */
  apiBase: z.string(),
  /** False: the installation's address. */
  ownApiBase: z.boolean(),
  /** Path below this installation's public address; with that address in front where it is known. */
  callbackUrl: z.string(),
  connectedAt: instant,
  connectedBy: z.string(),
  /** When the platform last asked for the proof that the callback address is ours, and was answered. */
  verifiedAt: instant.nullable(),
  lastCallbackAt: instant.nullable(),
})
export type WecomCorp = z.output<typeof WecomCorp>

export const listWecomCorps = endpoint({
  name: 'channels.wecom.list',
  method: 'GET',
  path: '/channels/wecom',
  access: 'channels.read',
  summary: { zh: '已连接的企业微信', en: 'WeCom corps that are connected' },
  response: z.object({ items: z.array(WecomCorp) }),
})

export const putWecomCorp = endpoint({
  name: 'channels.wecom.put',
  method: 'PUT',
  path: '/channels/wecom/:corpId',
  access: 'channels.manage',
  summary: { zh: '连接企业微信，或修改连接', en: 'Connect a WeCom corp, or change the connection' },
  params: corpParams,
  body: z.strictObject({
    agentId: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    /** Of the app; absent: as it was. */
    secret: z.string().trim().min(1).max(MAX_SECRET_LENGTH).optional(),
    /** Of callbacks; absent: as it was, at the first time made here. */
    token: z.string().regex(CALLBACK_TOKEN).optional(),
    encodingAesKey: z.string().regex(ENCODING_AES_KEY).optional(),
    /** Null: the installation's; absent: as it was. */
    apiBase: z
      .url({ protocol: /^https?$/ })
      .max(MAX_URL_LENGTH)
      .nullable()
      .optional(),
  }),
  response: WecomCorp.extend({
    /** Shown once, where they were made here: to be entered in WeCom's page for receiving messages. */
    made: z.object({ token: z.string().optional(), encodingAesKey: z.string().optional() }),
  }),
  errors: ['channels.corp_taken', 'channels.secret_needed', 'channels.too_many_corps'],
})

export const renewWecomKeys = endpoint({
  name: 'channels.wecom.renew_keys',
  method: 'POST',
  path: '/channels/wecom/:corpId/keys',
  access: 'channels.manage',
  summary: {
    zh: '重新生成回调的 Token 与 EncodingAESKey；旧的一小时内仍然有效',
    en: 'Make a new token and EncodingAESKey of callbacks; the old ones are good for another hour',
  },
  params: corpParams,
  response: WecomCorp.extend({
    /** Shown once. */
    made: z.object({ token: z.string(), encodingAesKey: z.string() }),
  }),
  errors: ['channels.corp_unknown'],
})

export const deleteWecomCorp = endpoint({
  name: 'channels.wecom.delete',
  method: 'DELETE',
  path: '/channels/wecom/:corpId',
  access: 'channels.manage',
  summary: {
    zh: '断开企业微信：删除密钥，不再接收回调；已知的联系人保留',
    en: 'Disconnect a WeCom corp: its keys go and callbacks are not taken any more; known contacts stay',
  },
  params: corpParams,
  response: z.object({ deleted: z.boolean() }),
  errors: ['channels.corp_unknown'],
})

const count = z.number()

export const CorpFigures = z.object({
  /** Callbacks, calls and welcomes are counted from here on, 24 hours. */
  since: instant,
  /** Members the app sees, and those who may use 客户联系. */
  staff: z.object({ members: count, withContacts: count }),
  /** Pairs of a member and a contact by how they stand, and how many contacts those are. */
  relations: z.array(z.object({ state: z.enum(RELATION_STATES), relations: count, contacts: count })),
  callbacks: z.array(
    z.object({ event: z.string(), changeType: z.string(), outcome: z.enum(['waiting', 'done', 'unknown', 'failed']), callbacks: count }),
  ),
  /** Of all times: not worked through yet, since when the oldest, and given up. */
  waiting: count,
  oldestWaitingAt: instant.nullable(),
  failed: count,
  /** By interface, most first; `limited`: refused by the platform for their frequency. */
  calls: z.array(z.object({ api: z.string(), calls: count, limited: count })),
  welcomes: z.array(z.object({ outcome: z.enum(WELCOME_OUTCOMES), welcomes: count })),
  /** Mass tasks that are not at their end, and welcome rules that are on: they stop when the corp is disconnected. */
  openMassTasks: count,
  welcomeRules: count,
  lastReconciliation: z.object({ endedAt: instant, error: z.string().nullable() }).nullable(),
})
export type CorpFigures = z.output<typeof CorpFigures>

export const readCorpFigures = endpoint({
  name: 'channels.wecom.figures',
  method: 'GET',
  path: '/channels/wecom/:corpId/figures',
  access: 'channels.read',
  summary: {
    zh: '一个企业的数字：员工、好友、回调、接口调用、欢迎语',
    en: 'Figures of a corp: staff, contacts, callbacks, calls, welcomes',
  },
  params: corpParams,
  response: CorpFigures,
  errors: ['channels.corp_unknown'],
})

export const listFailingCallbacks = endpoint({
  name: 'channels.wecom.failing_callbacks',
  method: 'GET',
  path: '/channels/wecom/:corpId/failing-callbacks',
  access: 'channels.read',
  summary: { zh: '没有处理成功的回调', en: 'Callbacks that could not be worked through' },
  params: corpParams,
  response: z.object({
    /** Latest first, at most a hundred. */
    items: z.array(
      z.object({
        id: z.string(),
        event: z.string(),
        changeType: z.string(),
        /** `failed`: given up; `waiting`: tried again at `dueAt`. */
        state: z.enum(['waiting', 'failed']),
        attempts: count,
        error: z.string(),
        receivedAt: instant,
        dueAt: instant,
      }),
    ),
  }),
  errors: ['channels.corp_unknown'],
})

export const retryFailingCallbacks = endpoint({
  name: 'channels.wecom.retry_callbacks',
  method: 'POST',
  path: '/channels/wecom/:corpId/failing-callbacks/retry',
  access: 'channels.manage',
  summary: { zh: '马上重试没有处理成功的回调', en: 'Try callbacks that failed again now' },
  params: corpParams,
  response: z.object({ retried: count }),
  errors: ['channels.corp_unknown'],
})

const bothLanguages = z.object({ zh: z.string(), en: z.string() })

export const CHECK_IDS = [
  'secret',
  'ip',
  'contacts',
  'staff',
  'callback_reachable',
  'callback_verified',
  'callbacks_seen',
  'quotas',
] as const

export const CheckItem = z.object({
  id: z.enum(CHECK_IDS),
  state: z.enum(['ok', 'warning', 'wrong']),
  words: bothLanguages,
  /** What to do; null when nothing is to be done. */
  mend: bothLanguages.nullable(),
})
export type CheckItem = z.output<typeof CheckItem>

export const checkWecomCorp = endpoint({
  name: 'channels.wecom.check',
  method: 'POST',
  path: '/channels/wecom/:corpId/check',
  access: 'channels.read',
  summary: { zh: '检查连接：哪里不对、怎样解决', en: 'Check the connection: what is wrong and how to mend it' },
  params: corpParams,
  response: z.object({ checkedAt: instant, items: z.array(CheckItem) }),
  errors: ['channels.corp_unknown'],
  readOnly: true,
})
