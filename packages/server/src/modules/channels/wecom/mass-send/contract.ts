/** Mass sends: what is sent, and how many of them a contact may receive. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { corpParams } from '../connection/contract.ts'
import { RECEIVE_RULES } from './states.ts'

export { WecomContent } from './content.ts'

export const ReceiveCap = z.object({
  rule: z.enum(RECEIVE_RULES),
  /** Null: the platform's own, nobody chose one. */
  chosenAt: instant.nullable(),
  /** How many mass sends a contact may receive from `windowFrom` on, in the window of now. */
  most: z.number(),
  windowFrom: instant,
})
export type ReceiveCap = z.output<typeof ReceiveCap>

export const getReceiveCap = endpoint({
  name: 'channels.wecom.receive_cap',
  method: 'GET',
  path: '/channels/wecom/:corpId/receive-cap',
  access: 'channels.read',
  summary: { zh: '每位客户能收到多少条企业群发', en: 'How many mass sends a contact may receive' },
  params: corpParams,
  response: ReceiveCap,
  errors: ['channels.corp_unknown'],
})

export const putReceiveCap = endpoint({
  name: 'channels.wecom.receive_cap.put',
  method: 'PUT',
  path: '/channels/wecom/:corpId/receive-cap',
  access: 'channels.manage',
  summary: {
    zh: '告知企业微信后台选的是哪种接收上限；从现在起照此计算',
    en: 'Say which receive cap the corp chose in WeCom; counted by it from now on',
  },
  params: corpParams,
  body: z.strictObject({ rule: z.enum(RECEIVE_RULES) }),
  response: ReceiveCap,
  errors: ['channels.corp_unknown'],
})
