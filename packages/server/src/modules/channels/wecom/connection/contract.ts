/** Connecting a workspace to WeCom corps. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'

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
