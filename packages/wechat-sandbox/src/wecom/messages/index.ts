/** Messages of apps to staff 应用消息: send, recall, rewrite a card, count (section A12). */
import { z } from 'zod'
import type { Area } from '../../area.ts'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { DAY_MS, dayBegin } from '../beijing-days.ts'
import { appsOf } from '../corp/corps.ts'
import { addressed, checkDay, listed } from './recipients.ts'
import { messagesSchema } from './schema.ts'
import { recipientsOf, sendMessage, show } from './sending.ts'
import { readMessage } from './shapes.ts'

/** WW:94867: what is older cannot be recalled. */
const RECALL_WITHIN_MS = DAY_MS
/** WW:94888: a response_code lives 72 hours (older copies of the page say 24). */
const RESPONSE_CODE_LIFE_MS = 3 * DAY_MS
/** WW:90236 */
const DEFAULT_DUPLICATE_INTERVAL_S = 1_800
const MAX_DUPLICATE_INTERVAL_S = 14_400
const flag = z.union([z.literal(0), z.literal(1)]).optional()

/** @throws PlatformError 301002 when the token is another app's */
function checkAgent(app: CallingApp, agentId: number): void {
  if (agentId !== app.agentId) platformError(301002, `agentid ${agentId} is not the app of this token`)
}

const sendCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/send',
  source: 'WW:90236, WW:90454 2023-08-28',
  limits:
    '≤ 1,000 users, 100 parties, 100 tags; text ≤ 2,048 bytes (cut), news ≤ 8 articles; 200 × members a day (45009); ' +
    '30 a minute and 1,000 an hour to one member (dropped); duplicate check',
  body: z.looseObject({
    touser: z.string().optional(),
    toparty: z.string().optional(),
    totag: z.string().optional(),
    msgtype: z.string(),
    agentid: z.coerce.number().int(),
    safe: flag,
    enable_id_trans: flag,
    enable_duplicate_check: flag,
    duplicate_check_interval: z.number().int().positive().max(MAX_DUPLICATE_INTERVAL_S).optional(),
  }),
  answer: ({ world, app, body }) => {
    checkAgent(app, body.agentid)
    const content = readMessage(world, app.corpId, body)
    const to = addressed(world, app, { touser: body.touser ?? '', toparty: body.toparty ?? '', totag: body.totag ?? '' })
    checkDay(world, app, to.userIds.length)
    const intervalS = body.duplicate_check_interval ?? DEFAULT_DUPLICATE_INTERVAL_S
    const withoutDuplicatesMs = body.enable_duplicate_check === 1 ? intervalS * 1_000 : undefined
    const sent = sendMessage(world, app, { content, userIds: to.userIds, withoutDuplicatesMs })
    return {
      ...(to.invalidUsers.length > 0 && { invaliduser: listed(to.invalidUsers) }),
      ...(to.invalidParties.length > 0 && { invalidparty: listed(to.invalidParties) }),
      ...(to.invalidTags.length > 0 && { invalidtag: listed(to.invalidTags) }),
      msgid: sent.msgid,
      ...(sent.responseCode && { response_code: sent.responseCode }),
    }
  },
})

interface MessageRow {
  readonly msgid: string
  readonly content: string
  readonly sent_at: number
  readonly recalled_at: number | null
  readonly response_code_used_at: number | null
}

const recallCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/recall',
  source: 'WW:94867',
  limits: 'own messages of the last 24 hours (42052), once; the errcode of a wrong msgid is unverified',
  body: z.object({ msgid: z.string().min(1) }),
  answer: ({ world, app, body }) => {
    const sql = 'select * from messages where msgid = ? and corp_id = ? and agent_id = ?'
    const found = world.store.get<MessageRow>(sql, [body.msgid, app.corpId, app.agentId])
    const now = world.clock.now()
    if (!found || found.recalled_at !== null) return platformError(40058, 'msgid: none of this app, or recalled already')
    if (now - found.sent_at > RECALL_WITHIN_MS) platformError(42052)
    world.store.run('update messages set recalled_at = ? where msgid = ?', [now, body.msgid])
    for (const userId of recipientsOf(world, body.msgid)) show(world, app, userId, { msgtype: 'recalled', msgid: body.msgid })
    return {}
  },
})

const updateCardCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/update_template_card',
  source: 'WW:94888',
  limits: 'a response_code works once within 72 hours (60140)',
  body: z.object({
    userids: z.array(z.string()).optional(),
    partyids: z.array(z.number().int()).optional(),
    tagids: z.array(z.number().int()).optional(),
    atall: flag,
    agentid: z.coerce.number().int(),
    response_code: z.string().min(1),
    button: z.object({ replace_name: z.string().min(1) }).optional(),
    template_card: z.looseObject({ card_type: z.string() }).optional(),
    replace_text: z.string().optional(),
  }),
  answer: ({ world, app, body }) => {
    checkAgent(app, body.agentid)
    if (!body.button && !body.template_card) platformError(40058, 'button or template_card')
    const found = useResponseCode(world, app, body.response_code)
    const received = recipientsOf(world, found.msgid)
    const asked = body.atall === 1 ? { touser: '@all' } : { touser: listed(body.userids ?? []), toparty: listed(body.partyids ?? []) }
    const to = addressed(world, app, asked)
    const before = JSON.parse(found.content) as { template_card: object }
    const template_card = body.template_card ?? { ...before.template_card, replace_name: body.button?.replace_name }
    for (const userId of to.userIds.filter((one) => received.includes(one))) {
      show(world, app, userId, { ...before, template_card, updated: true })
    }
    const missed = body.atall === 1 ? [] : to.userIds.filter((userId) => !received.includes(userId))
    return { invaliduser: [...to.invalidUsers, ...missed] }
  },
})

function useResponseCode(world: World, app: CallingApp, code: string): MessageRow {
  const sql = 'select * from messages where response_code = ? and corp_id = ? and agent_id = ?'
  const found = world.store.get<MessageRow>(sql, [code, app.corpId, app.agentId])
  const now = world.clock.now()
  if (!found || found.response_code_used_at !== null || now - found.sent_at > RESPONSE_CODE_LIFE_MS) {
    return platformError(60140, 'unknown, used or expired')
  }
  world.store.run('update messages set response_code_used_at = ? where response_code = ?', [now, code])
  return found
}

const statisticsCall = defineCall({
  method: 'POST',
  path: '/cgi-bin/message/get_statistics',
  source: 'WW:92369',
  limits: 'today or yesterday',
  body: z.object({ time_type: z.union([z.literal(0), z.literal(1)]).default(0) }),
  answer: ({ world, app, body }) => {
    const begin = dayBegin(world.clock.now()) - body.time_type * DAY_MS
    const sql = `select agent_id as agentId, count(*) as n from message_recipients where corp_id = ? and sent_at >= ? and sent_at < ? group by agent_id`
    const counts = world.store.all<{ agentId: number; n: number }>(sql, [app.corpId, begin, begin + DAY_MS])
    const named = new Map(appsOf(world, app.corpId).map((one) => [one.agentId, one.name]))
    return { statistics: counts.map(({ agentId, n }) => ({ agentid: agentId, app_name: named.get(agentId) ?? '', count: n })) }
  },
})

export const messagesArea: Area = {
  name: 'messages',
  schema: messagesSchema,
  calls: [sendCall, recallCall, updateCardCall, statisticsCall],
  verbs: [],
}
