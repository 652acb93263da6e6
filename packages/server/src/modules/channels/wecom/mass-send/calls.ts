/** Interfaces of mass sends, in our words. WW:92135, 93338, 97610, 97611 */
import { z } from 'zod'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { pages } from '../client/pages.ts'
import type { Corp } from '../connection/corps.ts'
import type { WecomAttachment, WecomContent } from './content.ts'

/** WW:90313 */
export const MASS_ERRCODE = {
  /** Nobody of those named can be sent to. */
  nobodySendable: 41048,
  /** Media that the platform does not have, or no longer. */
  mediaGone: 40007,
  /** The tasks are not with the members yet. */
  notDispatched: 41063,
  /** Cancelled before. */
  cancelled: 41093,
  /** Three times within 24 hours. */
  remindedEnough: 41094,
} as const

type Asked = { readonly corp: Corp; readonly signal?: AbortSignal | undefined }

/** WW:93338: rows of a page. */
const SENDS_PER_PAGE = 100
const TASKS_PER_PAGE = 1_000
const RESULTS_PER_PAGE = 1_000
/** A task has at most 10,000 recipients; a list that goes on is none of ours. */
const MAX_PAGES = 50

const nextCursor = z.string().default('')
/** WW:93338: the documents type some times as strings. */
const seconds = z.coerce.number().int().nonnegative()

const ADD = {
  method: 'POST',
  api: 'externalcontact/add_msg_template',
  repeatable: false,
  answer: z.object({ fail_list: z.array(z.string()).default([]), msgid: z.string().min(1) }),
} as const satisfies WecomCall

export interface MadeMassSend {
  readonly msgid: string
  /** Who cannot be sent to. */
  readonly failed: readonly string[]
}

/** Makes the task of one member for named contacts of theirs: at least one, or it would be for all of them. @throws WecomFailure */
export async function makeMassSend(
  wecom: Wecom,
  input: { corp: Corp; userId: string; externalUserIds: readonly string[]; content: WecomContent },
): Promise<MadeMassSend> {
  const { corp, userId, externalUserIds, content } = input
  if (externalUserIds.length === 0) throw new Error('a mass send without recipients would go to everybody')
  const body = { chat_type: 'single', sender: userId, external_userid: externalUserIds, ...bodyOf(content) }
  const { msgid, fail_list: failed } = await callWecom(wecom, { corp, call: ADD, body })
  return { msgid, failed }
}

function bodyOf({ text, attachments }: WecomContent): object {
  return {
    ...(text !== undefined && { text: { content: text } }),
    ...(attachments.length > 0 && { attachments: attachments.map(attached) }),
  }
}

function attached(one: WecomAttachment): object {
  switch (one.kind) {
    case 'link': {
      const { title, url, description, pictureUrl } = one
      return { msgtype: 'link', link: { title, url, ...(description && { desc: description }), ...(pictureUrl && { picurl: pictureUrl }) } }
    }
    case 'miniprogram': {
      const { title, appId: appid, page, coverMediaId: pic_media_id } = one
      return { msgtype: 'miniprogram', miniprogram: { title, pic_media_id, appid, page } }
    }
    default:
      return { msgtype: one.kind, [one.kind]: { media_id: one.mediaId } }
  }
}

const LIST = {
  method: 'POST',
  api: 'externalcontact/get_groupmsg_list_v2',
  repeatable: true,
  answer: z.object({
    next_cursor: nextCursor,
    group_msg_list: z
      .array(
        z.object({
          msgid: z.string().min(1),
          create_time: seconds,
          text: z.object({ content: z.string().default('') }).optional(),
          attachments: z.array(z.unknown()).default([]),
        }),
      )
      .default([]),
  }),
} as const satisfies WecomCall

export interface ListedMassSend {
  readonly msgid: string
  /** Milliseconds. */
  readonly createdAt: number
  readonly text: string
  /** As the platform lists them. */
  readonly attachments: readonly unknown[]
}

/** Mass sends to contacts that were made by interfaces between two moments, by pages. @throws WecomFailure */
export async function* listMassSends(
  wecom: Wecom,
  { from, to, ...asked }: Asked & { from: number; to: number },
): AsyncGenerator<ListedMassSend[]> {
  const span = { start_time: Math.floor(from / 1_000), end_time: Math.ceil(to / 1_000) }
  const body = { chat_type: 'single', filter_type: 0, ...span, limit: SENDS_PER_PAGE }
  for await (const { group_msg_list } of pages({ api: LIST.api, most: MAX_PAGES }, (cursor) =>
    callWecom(wecom, { ...asked, call: LIST, body: { ...body, cursor } }),
  ))
    yield group_msg_list.map(({ msgid, create_time, text, attachments }) => ({
      msgid,
      createdAt: create_time * 1_000,
      text: text?.content ?? '',
      attachments,
    }))
}

const TASKS = {
  method: 'POST',
  api: 'externalcontact/get_groupmsg_task',
  repeatable: true,
  answer: z.object({
    next_cursor: nextCursor,
    task_list: z.array(z.object({ userid: z.string(), status: z.number().int(), send_time: seconds.optional() })).default([]),
  }),
} as const satisfies WecomCall

/** WW:93338: the member has tapped. */
const TASK_SENT = 2

export interface MemberTask {
  readonly userId: string
  readonly tapped: boolean
  /** Milliseconds; absent where the platform did not tell. */
  readonly tappedAt: number | undefined
}

/** The members who are to tap. @throws WecomFailure 41063 while it is on its way to them */
export async function fetchMemberTasks(wecom: Wecom, { msgid, ...asked }: Asked & { msgid: string }): Promise<MemberTask[]> {
  const members: MemberTask[] = []
  const fetchPage = (cursor: string) => callWecom(wecom, { ...asked, call: TASKS, body: { msgid, limit: TASKS_PER_PAGE, cursor } })
  for await (const { task_list } of pages({ api: TASKS.api, most: MAX_PAGES }, fetchPage))
    for (const { userid, status, send_time } of task_list)
      members.push({ userId: userid, tapped: status === TASK_SENT, tappedAt: send_time === undefined ? undefined : send_time * 1_000 })
  return members
}

const RESULTS = {
  method: 'POST',
  api: 'externalcontact/get_groupmsg_send_result',
  repeatable: true,
  answer: z.object({
    next_cursor: nextCursor,
    send_list: z
      .array(z.object({ external_userid: z.string().default(''), status: z.number().int(), send_time: seconds.optional() }))
      .default([]),
  }),
} as const satisfies WecomCall

/** WW:93338 */
const RESULT_STATES = { 0: 'unsent', 1: 'sent', 2: 'not_friend', 3: 'no_slot' } as const

export interface SendResult {
  readonly externalUserId: string
  readonly state: (typeof RESULT_STATES)[keyof typeof RESULT_STATES]
  /** Milliseconds. */
  readonly sentAt: number | undefined
}

/** What came of the recipients of one member. @throws WecomFailure 41063 while it is on its way to the member */
export async function fetchSendResults(
  wecom: Wecom,
  { msgid, userId, ...asked }: Asked & { msgid: string; userId: string },
): Promise<SendResult[]> {
  const results: SendResult[] = []
  const body = { msgid, userid: userId, limit: RESULTS_PER_PAGE }
  for await (const { send_list } of pages({ api: RESULTS.api, most: MAX_PAGES }, (cursor) =>
    callWecom(wecom, { ...asked, call: RESULTS, body: { ...body, cursor } }),
  ))
    for (const { external_userid: externalUserId, status, send_time } of send_list) {
      const state = RESULT_STATES[status as keyof typeof RESULT_STATES] ?? 'unsent'
      results.push({ externalUserId, state, sentAt: send_time === undefined ? undefined : send_time * 1_000 })
    }
  return results
}

const REMIND = {
  method: 'POST',
  api: 'externalcontact/remind_groupmsg_send',
  repeatable: false,
  answer: z.object({}),
} as const satisfies WecomCall

/** Shows the members once more that there is something to tap. @throws WecomFailure 41094 the fourth time within 24 hours */
export async function remindMassSend(wecom: Wecom, { msgid, ...asked }: Asked & { msgid: string }): Promise<void> {
  await callWecom(wecom, { ...asked, call: REMIND, body: { msgid } })
}

const CANCEL = {
  method: 'POST',
  api: 'externalcontact/cancel_groupmsg_send',
  repeatable: true,
  answer: z.object({}),
} as const satisfies WecomCall

/** From here on nobody can tap; what was tapped before stays sent. Doing it twice does no harm. @throws WecomFailure */
export async function cancelMassSend(wecom: Wecom, { msgid, ...asked }: Asked & { msgid: string }): Promise<void> {
  try {
    await callWecom(wecom, { ...asked, call: CANCEL, body: { msgid } })
  } catch (error) {
    if (!(error instanceof WecomFailure && error.errcode === MASS_ERRCODE.cancelled)) throw error
  }
}
