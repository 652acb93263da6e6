/** The interfaces of inheritance (section A10). */
import { z } from 'zod'
import { type CallingApp, defineCall, type PlatformCall } from '../../call.ts'
import { errmsgOf } from '../../errcodes.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { cutPage, partCursor, readPartCursor, readSeqCursor } from '../contacts/cursor.ts'
import { transferChat } from './chats.ts'
import { beginTransfer, checkPair, checkSuccessor, type TransferKind, WAITING } from './customers.ts'
import { unassignedOf } from './unassigned.ts'

/** WW:92125, WW:94081, WW:92127 */
const MAX_A_CALL = 100
const MAX_SUCCESS_MSG = 200
/** WW:94088 */
const RESULT_PAGE = 1_000
/** WW:92124 */
const MAX_UNASSIGNED_PAGE = 1_000
const MAX_UNASSIGNED_REACH = 50_000

const pair = { handover_userid: z.string().min(1), takeover_userid: z.string().min(1) }
const customers = z.array(z.string()).min(1).max(MAX_A_CALL)

function begin(
  world: World,
  app: CallingApp,
  asked: {
    kind: TransferKind
    body: { handover_userid: string; takeover_userid: string; external_userid: string[]; transfer_success_msg?: string | undefined }
  },
) {
  const { kind, body } = asked
  const transfer = {
    ...app,
    kind,
    handover: body.handover_userid,
    takeover: body.takeover_userid,
    successMsg: body.transfer_success_msg ?? '',
  }
  checkPair(world, transfer)
  return { customer: body.external_userid.map((id) => ({ external_userid: id, errcode: beginTransfer(world, transfer, id) })) }
}

const transferCustomer = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/transfer_customer',
  source: 'WW:92125',
  limits: '≤ 100 customers; message ≤ 200 characters; in effect after 24 h; twice in 90 days (40128)',
  body: z.object({ ...pair, external_userid: customers, transfer_success_msg: z.string().max(MAX_SUCCESS_MSG).optional() }),
  answer: ({ world, app, body }) => begin(world, app, { kind: 'onjob', body }),
})

const transferResigned = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/resigned/transfer_customer',
  source: 'WW:94081',
  limits: '≤ 100 customers; in effect after 24 h',
  body: z.object({ ...pair, external_userid: customers }),
  answer: ({ world, app, body }) => begin(world, app, { kind: 'resigned', body }),
})

interface ResultRow {
  readonly seq: number
  readonly externalUserId: string
  readonly status: number
  readonly takesEffectAt: number
  readonly takenOverAt: number | null
}

/** The latest transfer of each customer between the two; of a waiting one the time is when it will be. */
function resultsOf(
  world: World,
  corpId: string,
  asked: { kind: TransferKind; handover: string; takeover: string; cursor: string | undefined },
) {
  const sql = `select seq, external_userid as externalUserId, status, takes_effect_at as takesEffectAt, taken_over_at as takenOverAt from transfers as latest
    where corp_id = ? and kind = ? and handover = ? and takeover = ? and seq > ? and not exists (select 1 from transfers as later
      where later.corp_id = latest.corp_id and later.external_userid = latest.external_userid and later.kind = latest.kind
      and later.handover = latest.handover and later.takeover = latest.takeover and later.seq > latest.seq)
    order by seq limit ?`
  const values = [corpId, asked.kind, asked.handover, asked.takeover, readSeqCursor(asked.cursor), RESULT_PAGE + 1]
  const { page, cursor: next_cursor } = cutPage(world.store.all<ResultRow>(sql, values), RESULT_PAGE)
  const time = (row: ResultRow) => (row.status === WAITING ? row.takesEffectAt : (row.takenOverAt ?? 0))
  const customer = page.map((row) => ({
    external_userid: row.externalUserId,
    status: row.status,
    takeover_time: Math.floor(time(row) / 1_000),
  }))
  return { customer, next_cursor }
}

const resultShape = z.object({ ...pair, cursor: z.string().optional() })
const transferResult = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/transfer_result',
  source: 'WW:94088',
  limits: '1,000 a page; status 1 to 4',
  body: resultShape,
  answer: ({ world, app, body }) =>
    resultsOf(world, app.corpId, { kind: 'onjob', handover: body.handover_userid, takeover: body.takeover_userid, cursor: body.cursor }),
})

const resignedResult = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/resigned/transfer_result',
  source: 'WW:94082',
  limits: '1,000 a page; status 1 to 4',
  body: resultShape,
  answer: ({ world, app, body }) =>
    resultsOf(world, app.corpId, { kind: 'resigned', handover: body.handover_userid, takeover: body.takeover_userid, cursor: body.cursor }),
})

const unassignedList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_unassigned_list',
  source: 'WW:92124',
  limits: 'page ≤ 1,000; page_id × page_size < 50,000, beyond that by cursor; who left last comes first',
  body: z.object({
    page_id: z.number().int().min(0).default(0),
    page_size: z
      .number()
      .int()
      .min(0)
      .max(MAX_UNASSIGNED_PAGE)
      .default(MAX_UNASSIGNED_PAGE)
      .transform((size) => size || MAX_UNASSIGNED_PAGE),
    cursor: z.string().optional(),
  }),
  answer: ({ world, app, body }) => {
    const skip = body.cursor ? 0 : body.page_id * body.page_size
    if (skip >= MAX_UNASSIGNED_REACH) platformError(40058, 'page_id: use the cursor for so many')
    const seen = readPartCursor(body.cursor)
    const after = seen && { resignedAt: Number(seen.part), seq: seen.after }
    const rows = unassignedOf(world, app.corpId, { after, skip, limit: body.page_size + 1 })
    const page = rows.slice(0, body.page_size)
    const last = rows.length > page.length ? page.at(-1) : undefined
    return {
      info: page.map((row) => ({
        handover_userid: row.handover,
        external_userid: row.externalUserId,
        dimission_time: Math.floor(row.resignedAt / 1_000),
      })),
      is_last: last === undefined,
      next_cursor: last ? partCursor(String(last.resignedAt), last.seq) : '',
    }
  },
})

const chatShape = z.object({ chat_id_list: z.array(z.string()).min(1).max(MAX_A_CALL), new_owner: z.string().min(1) })

function transferChats(world: World, app: CallingApp, asked: { kind: TransferKind; body: z.output<typeof chatShape> }) {
  const { kind, body } = asked
  checkSuccessor(world, app, body.new_owner)
  const failed_chat_list = body.chat_id_list.flatMap((chatId) => {
    const error = transferChat(world, { corpId: app.corpId, kind, newOwner: body.new_owner }, chatId)
    return error ? [{ chat_id: chatId, errcode: error.errcode, errmsg: errmsgOf(error.errcode) }] : []
  })
  return { failed_chat_list }
}

const transferResignedChats = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/transfer',
  source: 'WW:92127',
  limits: '≤ 100 groups; ≤ 300 of one owner a day; being inherited (status 2) for a moment',
  body: chatShape,
  answer: ({ world, app, body }) => transferChats(world, app, { kind: 'resigned', body }),
})

const transferChatsOnTheJob = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/groupchat/onjob_transfer',
  source: 'WW:95703',
  limits: '≤ 100 groups; ≤ 300 of one owner a day; one group twice in 90 days',
  body: chatShape,
  answer: ({ world, app, body }) => transferChats(world, app, { kind: 'onjob', body }),
})

export const transferCalls: readonly PlatformCall[] = [
  transferCustomer,
  transferResult,
  unassignedList,
  transferResigned,
  resignedResult,
  transferResignedChats,
  transferChatsOnTheJob,
]
