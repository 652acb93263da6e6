/** Interfaces of customer groups, in our words. WW:93414, 92707 */
import { z } from 'zod'
import type { Corp } from '../connection/corps.ts'
import { callWecom, type Wecom, type WecomCall } from './client.ts'
import { ERRCODE, WecomFailure } from './failures.ts'

/** WW:93414 takes a thousand; fewer, so that less is asked again after a crash. */
const MAX_GROUPS_PER_PAGE = 100

const text = z.string().default('')

const Member = z
  .object({
    userid: z.string().min(1),
    type: z.number().int(),
    unionid: z.string().optional(),
    join_time: z.number().int(),
    join_scene: z.number().int().default(0),
    invitor: z.object({ userid: text }).optional(),
    group_nickname: text,
    name: text,
    state: text,
  })
  .transform((member) => ({
    memberId: member.userid,
    kind: member.type === 1 ? ('staff' as const) : ('customer' as const),
    unionid: member.unionid || null,
    /** Milliseconds. */
    joinedAt: member.join_time * 1_000,
    /** 1 invited, 2 by an invitation link, 3 by code. */
    joinScene: member.join_scene,
    invitor: member.invitor?.userid ?? '',
    nickname: member.group_nickname,
    name: member.name,
    /** Of the code that brought them; '' without one. */
    channelState: member.state,
  }))
/** Who is in a group, as the platform tells it. */
export type MemberFacts = z.output<typeof Member>

const Group = z
  .object({
    chat_id: z.string().min(1),
    name: text,
    owner: text,
    create_time: z.number().int(),
    notice: text,
    member_list: z.array(Member).default([]),
    admin_list: z.array(z.object({ userid: z.string() })).default([]),
    member_version: text,
  })
  .transform((group) => ({
    chatId: group.chat_id,
    name: group.name,
    owner: group.owner,
    /** Milliseconds. */
    createdAt: group.create_time * 1_000,
    notice: group.notice,
    members: group.member_list,
    admins: group.admin_list.map(({ userid }) => userid).sort(),
    memberVersion: group.member_version,
  }))
/** A customer group, as the platform tells it. */
export type GroupFacts = z.output<typeof Group>

const LIST = {
  method: 'POST',
  api: 'externalcontact/groupchat/list',
  repeatable: true,
  answer: z.object({
    group_chat_list: z.array(z.object({ chat_id: z.string().min(1), status: z.number().int().default(0) })).default([]),
    next_cursor: text,
  }),
} as const satisfies WecomCall

export interface ListedGroup {
  readonly chatId: string
  /** 0 served, 1 its owner left, 2 being inherited, 3 inherited. */
  readonly status: number
}

/**
 * A page of the groups that were not dismissed; of these owners (a hundred at most), of everybody when none is named.
 * @throws WecomFailure; `ERRCODE.ownersNeeded` when the app sees too many members for a question without owners
 */
export async function fetchGroupPage(
  wecom: Wecom,
  input: { corp: Corp; owners: readonly string[]; cursor: string; signal?: AbortSignal | undefined },
): Promise<{ groups: ListedGroup[]; nextCursor: string }> {
  const { corp, owners, cursor, signal } = input
  const ofOwners = owners.length > 0 && { owner_filter: { userid_list: owners } }
  const body = { status_filter: 0, limit: MAX_GROUPS_PER_PAGE, ...ofOwners, ...(cursor && { cursor }) }
  const answer = await callWecom(wecom, { corp, call: LIST, body, signal })
  return { groups: answer.group_chat_list.map(({ chat_id, status }) => ({ chatId: chat_id, status })), nextCursor: answer.next_cursor }
}

const GET = {
  method: 'POST',
  api: 'externalcontact/groupchat/get',
  repeatable: true,
  answer: z.object({ group_chat: Group }),
} as const satisfies WecomCall

/** Why the platform tells nothing: it was dismissed, it is not known (or not yet), or the app does not see its owner. */
export type NoGroup = 'dismissed' | 'unknown' | 'unseen'

const NO_GROUP: ReadonlyMap<number, NoGroup> = new Map([
  [ERRCODE.groupDismissed, 'dismissed'],
  [ERRCODE.unknownGroup, 'unknown'],
  [ERRCODE.outOfRange, 'unseen'],
])

/** One group with everybody in it. @throws WecomFailure */
export async function fetchGroup(
  wecom: Wecom,
  input: { corp: Corp; chatId: string; signal?: AbortSignal | undefined },
): Promise<GroupFacts | NoGroup> {
  const { corp, chatId, signal } = input
  try {
    return (await callWecom(wecom, { corp, call: GET, body: { chat_id: chatId, need_name: 1 }, signal })).group_chat
  } catch (error) {
    const why = error instanceof WecomFailure ? NO_GROUP.get(error.errcode) : undefined
    if (why === undefined) throw error
    return why
  }
}
