/** Interfaces of Moments, in our words. WW:95094, 97612, 93333 */
import { z } from 'zod'
import { callWecom, type Wecom, type WecomCall } from '../client/client.ts'
import { pages } from '../client/pages.ts'
import type { Corp } from '../connection/corps.ts'

/** WW:90313 */
export const MOMENT_ERRCODE = {
  /** The job is unknown, or older than a day. */
  noJob: 40088,
  /** Media that the platform does not have, or no longer. */
  mediaGone: 40007,
  /** The member has not published it, or not any more. */
  notPublished: 41062,
  notOfMember: 41061,
} as const

type Asked = { readonly corp: Corp }

/** WW:93333: rows of a page. */
const MOMENTS_PER_PAGE = 20
const MEMBERS_PER_PAGE = 1_000
const VIEWERS_PER_PAGE = 5_000
/** A list that goes on is none of ours: twenty thousand Moments in a day or so, a million members or customers. */
const MAX_PAGES = 1_000
/** WW:95094 */
const JOB_DONE = 3

const nextCursor = z.string().default('')
/** WW:93333: the documents type some times as strings. */
const seconds = z.coerce.number().int().nonnegative()

const ADD = {
  method: 'POST',
  api: 'externalcontact/add_moment_task',
  repeatable: false,
  answer: z.object({ jobid: z.string().min(1) }),
} as const satisfies WecomCall

export type MomentAttachment =
  | { readonly msgtype: 'image'; readonly image: { readonly media_id: string } }
  | { readonly msgtype: 'video'; readonly video: { readonly media_id: string } }
  | { readonly msgtype: 'link'; readonly link: { readonly title: string; readonly url: string; readonly media_id: string } }

/** Begins the job that makes a Moment for these members, who must be some. Answers the job. @throws WecomFailure */
export async function beginMoment(
  wecom: Wecom,
  input: Asked & { text: string; attachments: readonly MomentAttachment[]; userIds: readonly string[]; tagIds: readonly string[] },
): Promise<string> {
  const { corp, text, attachments, userIds, tagIds } = input
  if (userIds.length === 0) throw new Error('a Moment without members would be for all of them')
  const body = {
    ...(text !== '' && { text: { content: text } }),
    ...(attachments.length > 0 && { attachments }),
    visible_range: {
      sender_list: { user_list: userIds },
      ...(tagIds.length > 0 && { external_contact_list: { tag_list: tagIds } }),
    },
  }
  return (await callWecom(wecom, { corp, call: ADD, body })).jobid
}

const userList = z.object({ user_list: z.array(z.string()).default([]) }).default({ user_list: [] })
const tagList = z.object({ tag_list: z.array(z.string()).default([]) }).default({ tag_list: [] })

const RESULT = {
  method: 'GET',
  api: 'externalcontact/get_moment_task_result',
  repeatable: true,
  answer: z.object({
    status: z.number().int(),
    result: z
      .object({
        errcode: z.number().int().default(0),
        errmsg: z.string().default(''),
        moment_id: z.string().default(''),
        invalid_sender_list: userList,
        invalid_external_contact_list: tagList,
      })
      .optional(),
  }),
} as const satisfies WecomCall

export interface MadeMoment {
  /** '' when it was refused. */
  readonly momentId: string
  readonly refusal: string
  readonly refusedUserIds: readonly string[]
  readonly refusedTagIds: readonly string[]
}

/** What came of the job; undefined while it is at work. @throws WecomFailure 40088 after a day */
export async function fetchMadeMoment(wecom: Wecom, { corp, jobId }: Asked & { jobId: string }): Promise<MadeMoment | undefined> {
  const { status, result } = await callWecom(wecom, { corp, call: RESULT, query: { jobid: jobId } })
  if (status !== JOB_DONE || !result) return undefined
  const { errcode, errmsg, moment_id, invalid_sender_list, invalid_external_contact_list } = result
  return {
    momentId: errcode === 0 ? moment_id : '',
    refusal: errcode === 0 ? '' : `${errcode} ${errmsg}`,
    refusedUserIds: invalid_sender_list.user_list,
    refusedTagIds: invalid_external_contact_list.tag_list,
  }
}

const CANCEL = {
  method: 'POST',
  api: 'externalcontact/cancel_moment_task',
  repeatable: true,
  answer: z.object({}),
} as const satisfies WecomCall

/** From here on nobody can publish it; what was published stays. Doing it twice does no harm. @throws WecomFailure */
export async function cancelPlatformMoment(wecom: Wecom, { corp, momentId }: Asked & { momentId: string }): Promise<void> {
  await callWecom(wecom, { corp, call: CANCEL, body: { moment_id: momentId } })
}

const LIST = {
  method: 'POST',
  api: 'externalcontact/get_moment_list',
  repeatable: true,
  answer: z.object({
    next_cursor: nextCursor,
    moment_list: z
      .array(
        z.object({
          moment_id: z.string().min(1),
          create_time: seconds,
          text: z.object({ content: z.string().default('') }).optional(),
          image: z.array(z.unknown()).default([]),
          video: z.unknown().optional(),
          link: z.object({ url: z.string().default('') }).optional(),
        }),
      )
      .default([]),
  }),
} as const satisfies WecomCall

export interface ListedMoment {
  readonly momentId: string
  readonly text: string
  readonly pictures: number
  readonly hasVideo: boolean
  /** '' without a link. */
  readonly url: string
}

/** Moments that were made by interfaces between two moments, by pages. @throws WecomFailure */
export async function* listPlatformMoments(
  wecom: Wecom,
  { corp, from, to }: Asked & { from: number; to: number },
): AsyncGenerator<ListedMoment[]> {
  const body = { start_time: Math.floor(from / 1_000), end_time: Math.ceil(to / 1_000), filter_type: 0, limit: MOMENTS_PER_PAGE }
  for await (const { moment_list } of pages({ api: LIST.api, most: MAX_PAGES }, (cursor) =>
    callWecom(wecom, { corp, call: LIST, body: { ...body, cursor } }),
  ))
    yield moment_list.map(({ moment_id, text, image, video, link }) => ({
      momentId: moment_id,
      text: text?.content ?? '',
      pictures: image.length,
      hasVideo: video !== undefined,
      url: link?.url ?? '',
    }))
}

const MEMBERS = {
  method: 'POST',
  api: 'externalcontact/get_moment_task',
  repeatable: true,
  answer: z.object({
    next_cursor: nextCursor,
    task_list: z.array(z.object({ userid: z.string(), publish_status: z.number().int() })).default([]),
  }),
} as const satisfies WecomCall

export interface MomentMember {
  readonly userId: string
  readonly published: boolean
}

/** Who is to publish it. @throws WecomFailure */
export async function fetchMomentMembers(wecom: Wecom, { corp, momentId }: Asked & { momentId: string }): Promise<MomentMember[]> {
  const members: MomentMember[] = []
  const body = { moment_id: momentId, limit: MEMBERS_PER_PAGE }
  for await (const { task_list } of pages({ api: MEMBERS.api, most: MAX_PAGES }, (cursor) =>
    callWecom(wecom, { corp, call: MEMBERS, body: { ...body, cursor } }),
  ))
    members.push(...task_list.map(({ userid, publish_status }) => ({ userId: userid, published: publish_status === 1 })))
  return members
}

const VIEWERS = {
  method: 'POST',
  api: 'externalcontact/get_moment_send_result',
  repeatable: true,
  answer: z.object({ next_cursor: nextCursor, customer_list: z.array(z.unknown()).default([]) }),
} as const satisfies WecomCall

type OfMember = Asked & { readonly momentId: string; readonly userId: string }

/** How many customers can see what the member published. @throws WecomFailure 41062 before that */
export async function countViewers(wecom: Wecom, { corp, momentId, userId }: OfMember): Promise<number> {
  let viewers = 0
  const body = { moment_id: momentId, userid: userId, limit: VIEWERS_PER_PAGE }
  for await (const { customer_list } of pages({ api: VIEWERS.api, most: MAX_PAGES }, (cursor) =>
    callWecom(wecom, { corp, call: VIEWERS, body: { ...body, cursor } }),
  ))
    viewers += customer_list.length
  return viewers
}

const Reactions = z.array(z.object({ external_userid: z.string().optional(), create_time: seconds })).default([])
const COMMENTS = {
  method: 'POST',
  api: 'externalcontact/get_moment_comments',
  repeatable: true,
  answer: z.object({ comment_list: Reactions, like_list: Reactions }),
} as const satisfies WecomCall

export interface Reaction {
  readonly kind: 'like' | 'comment'
  readonly externalUserId: string
  /** Milliseconds. */
  readonly at: number
}

/** Likes and comments of customers, not of colleagues, in the platform's order. @throws WecomFailure 41062 before the member published it */
export async function fetchReactions(wecom: Wecom, { corp, momentId, userId }: OfMember): Promise<Reaction[]> {
  const body = { moment_id: momentId, userid: userId }
  const { comment_list, like_list } = await callWecom(wecom, { corp, call: COMMENTS, body })
  const read = (kind: Reaction['kind'], list: z.output<typeof Reactions>) =>
    list.flatMap(({ external_userid, create_time }) =>
      external_userid ? [{ kind, externalUserId: external_userid, at: create_time * 1_000 }] : [],
    )
  return [...read('like', like_list), ...read('comment', comment_list)]
}
