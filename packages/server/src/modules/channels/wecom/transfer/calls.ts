/** Interfaces of transfers, in our words. WW:92125, 94088, 92124, 94081, 94082, 92127, 95703 */
import { z } from 'zod'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import { fetchGroupPage } from '../client/groups.ts'
import { pages } from '../client/pages.ts'
import type { Corp } from '../connection/corps.ts'
import type { TransferKind } from './states.ts'

/** WW:92125, 94081, 92127: customers, or groups, of one call. */
export const MAX_A_CALL = 100
/** WW:92124 */
const UNASSIGNED_PER_PAGE = 1_000
/** Of a list that does not end. */
const MAX_PAGES = 100

/** WW:90313 */
export const TRANSFER_ERRCODE = {
  notResigned: 40097,
  sameMember: 40130,
  receiverFull: 40099,
  /** Being transferred already: of who has left, and on the job. */
  beingTransferredResigned: 40100,
  beingTransferred: 40129,
  /** Groups. */
  sameOwner: 90504,
  chatBeingInherited: 90507,
  chatInherited: 90508,
} as const

interface Pair {
  readonly corp: Corp
  readonly kind: TransferKind
  readonly handover: string
  readonly takeover: string
  readonly signal?: AbortSignal | undefined
}

const answerOfCustomers = z.object({
  customer: z.array(z.object({ external_userid: z.string(), errcode: z.number().int().default(0) })).default([]),
})
const HAND_OVER = {
  onjob: { method: 'POST', api: 'externalcontact/transfer_customer', repeatable: false, answer: answerOfCustomers },
  resigned: { method: 'POST', api: 'externalcontact/resigned/transfer_customer', repeatable: false, answer: answerOfCustomers },
} as const satisfies Record<TransferKind, WecomCall>

/** Hands customers over: up to a hundred. By external userid the platform's code, 0 accepted. @throws WecomFailure when all are refused */
export async function transferCustomers(
  wecom: Wecom,
  { corp, kind, handover, takeover, externalUserIds, message }: Pair & { externalUserIds: readonly string[]; message: string },
): Promise<Map<string, number>> {
  const body = {
    handover_userid: handover,
    takeover_userid: takeover,
    external_userid: externalUserIds,
    ...(kind === 'onjob' && message && { transfer_success_msg: message }),
  }
  const { customer } = await callWecom(wecom, { corp, call: HAND_OVER[kind], body })
  return new Map(customer.map((row) => [row.external_userid, row.errcode]))
}

const answerOfResults = z.object({
  next_cursor: z.string().default(''),
  customer: z
    .array(z.object({ external_userid: z.string(), status: z.number().int(), takeover_time: z.number().int().default(0) }))
    .default([]),
})
const RESULT = {
  onjob: { method: 'POST', api: 'externalcontact/transfer_result', repeatable: true, answer: answerOfResults },
  resigned: { method: 'POST', api: 'externalcontact/resigned/transfer_result', repeatable: true, answer: answerOfResults },
} as const satisfies Record<TransferKind, WecomCall>

/** WW:94088 */
const RESULT_STATES = { 1: 'done', 2: 'waiting', 3: 'customer_refused', 4: 'receiver_full', 5: 'no_record' } as const

export interface TransferResult {
  readonly state: (typeof RESULT_STATES)[keyof typeof RESULT_STATES]
  /** Milliseconds: when it took effect, of a waiting one when it will; 0 where the platform tells none. */
  readonly at: number
}

/** What the platform says of the latest transfer of each customer between the two, by external userid. @throws WecomFailure */
export async function fetchResults(wecom: Wecom, { corp, kind, handover, takeover, signal }: Pair): Promise<Map<string, TransferResult>> {
  const results = new Map<string, TransferResult>()
  const call = RESULT[kind]
  const pair = { handover_userid: handover, takeover_userid: takeover }
  const fetchPage = (cursor: string) => callWecom(wecom, { corp, call, body: { ...pair, ...(cursor && { cursor }) }, signal })
  for await (const { customer } of pages({ api: call.api, most: MAX_PAGES }, fetchPage))
    for (const { external_userid, status, takeover_time } of customer) {
      const state = RESULT_STATES[status as keyof typeof RESULT_STATES]
      if (state) results.set(external_userid, { state, at: takeover_time * 1_000 })
    }
  return results
}

const UNASSIGNED = {
  method: 'POST',
  api: 'externalcontact/get_unassigned_list',
  repeatable: true,
  answer: z.object({
    info: z.array(z.object({ handover_userid: z.string(), external_userid: z.string(), dimission_time: z.number().int() })).default([]),
    next_cursor: z.string().default(''),
  }),
} as const satisfies WecomCall

export interface LeftBehind {
  readonly handover: string
  readonly externalUserId: string
  /** Milliseconds: when the member left. */
  readonly leftAt: number
}

/** Customers whom members who left have left behind, by pages. @throws WecomFailure */
export async function* listUnassigned(wecom: Wecom, asked: { corp: Corp; signal?: AbortSignal | undefined }): AsyncGenerator<LeftBehind[]> {
  const fetchPage = (cursor: string) =>
    callWecom(wecom, { ...asked, call: UNASSIGNED, body: { page_size: UNASSIGNED_PER_PAGE, ...(cursor && { cursor }) } })
  for await (const { info } of pages({ api: UNASSIGNED.api, most: MAX_PAGES }, fetchPage))
    yield info.map((row) => ({ handover: row.handover_userid, externalUserId: row.external_userid, leftAt: row.dimission_time * 1_000 }))
}

/** Groups that a member owns now: their status by id. @throws WecomFailure */
export async function fetchChatsOf(
  wecom: Wecom,
  { corp, owner, signal }: { corp: Corp; owner: string; signal?: AbortSignal | undefined },
): Promise<Map<string, number>> {
  const chats = new Map<string, number>()
  const fetchPage = async (cursor: string) => {
    const { groups, nextCursor } = await fetchGroupPage(wecom, { corp, owners: [owner], cursor, signal })
    return { groups, next_cursor: nextCursor }
  }
  for await (const { groups } of pages({ api: 'externalcontact/groupchat/list', most: MAX_PAGES }, fetchPage))
    for (const { chatId, status } of groups) chats.set(chatId, status)
  return chats
}

const answerOfChats = z.object({
  failed_chat_list: z
    .array(z.object({ chat_id: z.string(), errcode: z.number().int().default(0), errmsg: z.string().default('') }))
    .default([]),
})
const GIVE_CHATS = {
  onjob: { method: 'POST', api: 'externalcontact/groupchat/onjob_transfer', repeatable: false, answer: answerOfChats },
  resigned: { method: 'POST', api: 'externalcontact/groupchat/transfer', repeatable: false, answer: answerOfChats },
} as const satisfies Record<TransferKind, WecomCall>

/** Gives groups to another owner: up to a hundred. By id the codes of those refused; the others are accepted. @throws WecomFailure */
export async function transferChats(
  wecom: Wecom,
  { corp, kind, takeover, chatIds }: Omit<Pair, 'handover'> & { chatIds: readonly string[] },
): Promise<Map<string, number>> {
  const body = { chat_id_list: chatIds, new_owner: takeover }
  const { failed_chat_list } = await callWecom(wecom, { corp, call: GIVE_CHATS[kind], body })
  return new Map(failed_chat_list.map((row) => [row.chat_id, row.errcode]))
}
