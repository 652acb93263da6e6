/** Interfaces of external contacts, in our words. WW:92113–92114, 92994 */
import { z } from 'zod'
import type { Corp } from '../connection/corps.ts'
import { callWecom, type Wecom, type WecomCall } from './client.ts'
import { ERRCODE, WecomFailure } from './failures.ts'

/** WW:92994 */
const MAX_CONTACTS_PER_PAGE = 100
/** WW:92114: a page holds 500 members; nobody is the contact of so many. */
const MAX_PAGES_OF_ONE = 100

/** Who a contact is, as the platform tells it. */
export interface ContactFacts {
  readonly externalUserId: string
  readonly name: string
  readonly avatar: string
  readonly type: number
  readonly gender: number
  readonly unionid: string | null
  readonly position: string
  readonly corpName: string
}

/** What stands between a member of staff and a contact. */
export interface FollowFacts {
  readonly userId: string
  readonly remark: string
  readonly description: string
  /** Milliseconds. */
  readonly addedAt: number
  readonly addWay: number
  /** Of the code or link that brought them; '' without one. */
  readonly channelState: string
  readonly operUserId: string
  /** Of the corp's own tags, sorted. */
  readonly tagIds: readonly string[]
}

const text = z.string().default('')

const ExternalContact = z
  .object({
    external_userid: z.string().min(1),
    name: text,
    avatar: text,
    type: z.number().int().default(0),
    gender: z.number().int().default(0),
    unionid: z.string().optional(),
    position: text,
    corp_name: text,
  })
  .transform(
    (contact): ContactFacts => ({
      externalUserId: contact.external_userid,
      name: contact.name,
      avatar: contact.avatar,
      type: contact.type,
      gender: contact.gender,
      unionid: contact.unionid || null,
      position: contact.position,
      corpName: contact.corp_name,
    }),
  )

const followFields = {
  userid: z.string().min(1),
  remark: text,
  description: text,
  createtime: z.number().int(),
  add_way: z.number().int().default(0),
  state: text,
  oper_userid: text,
}

/** WW:92114: a tag of kind 2 is a member's own and has no id. */
const Follow = z.object({ ...followFields, tags: z.array(z.object({ tag_id: z.string().optional() })).default([]) }).transform((follow) =>
  followFacts(
    follow,
    follow.tags.flatMap(({ tag_id }) => (tag_id ? [tag_id] : [])),
  ),
)

/** WW:92994: here tags are bare ids. */
const FollowInfo = z
  .object({ ...followFields, tag_id: z.array(z.string()).default([]) })
  .transform((follow) => followFacts(follow, follow.tag_id))

interface RawFollow {
  readonly userid: string
  readonly remark: string
  readonly description: string
  readonly createtime: number
  readonly add_way: number
  readonly state: string
  readonly oper_userid: string
}

function followFacts(follow: RawFollow, tagIds: readonly string[]): FollowFacts {
  return {
    userId: follow.userid,
    remark: follow.remark,
    description: follow.description,
    addedAt: follow.createtime * 1_000,
    addWay: follow.add_way,
    channelState: follow.state,
    operUserId: follow.oper_userid,
    tagIds: [...tagIds].sort(),
  }
}

const nextCursor = z.string().default('')

const FOLLOW_USERS = {
  method: 'GET',
  api: 'externalcontact/get_follow_user_list',
  repeatable: true,
  answer: z.object({ follow_user: z.array(z.string()).default([]) }),
} as const satisfies WecomCall

/** Userids of members who may use 客户联系 and whom the app sees. */
export async function fetchFollowUsers(wecom: Wecom, input: { corp: Corp; signal?: AbortSignal | undefined }): Promise<string[]> {
  return (await callWecom(wecom, { ...input, call: FOLLOW_USERS })).follow_user
}

const GET = {
  method: 'GET',
  api: 'externalcontact/get',
  repeatable: true,
  answer: z.object({ external_contact: ExternalContact, follow_user: z.array(Follow).default([]), next_cursor: nextCursor }),
} as const satisfies WecomCall

export interface FetchedContact {
  readonly contact: ContactFacts
  readonly follows: readonly FollowFacts[]
}

/** One contact with everybody who has them; undefined when nobody whom the app sees has them (84061). @throws WecomFailure */
export async function fetchContact(
  wecom: Wecom,
  input: { corp: Corp; externalUserId: string; signal?: AbortSignal | undefined },
): Promise<FetchedContact | undefined> {
  const { corp, externalUserId, signal } = input
  const follows: FollowFacts[] = []
  let cursor = ''
  for (let page = 0; page < MAX_PAGES_OF_ONE; page++) {
    const query = { external_userid: externalUserId, ...(cursor && { cursor }) }
    const answer = await callWecom(wecom, { corp, call: GET, query, signal }).catch(noContact)
    if (!answer) return undefined
    follows.push(...answer.follow_user)
    if (answer.next_cursor === '') return { contact: answer.external_contact, follows }
    cursor = answer.next_cursor
  }
  throw new WecomFailure({ kind: 'permanent', api: GET.api, words: 'the pages do not end' })
}

function noContact(error: unknown): undefined {
  if (error instanceof WecomFailure && error.errcode === ERRCODE.notContact) return undefined
  throw error
}

const BATCH = {
  method: 'POST',
  api: 'externalcontact/batch/get_by_user',
  repeatable: true,
  answer: z.object({
    external_contact_list: z.array(z.object({ external_contact: ExternalContact, follow_info: FollowInfo })).default([]),
    next_cursor: nextCursor,
  }),
} as const satisfies WecomCall

export interface ContactPage {
  readonly items: readonly { readonly contact: ContactFacts; readonly follow: FollowFacts }[]
  /** '' after the last page. */
  readonly nextCursor: string
}

/** A page of the contacts of up to a hundred members. @throws WecomFailure */
export async function fetchContactPage(
  wecom: Wecom,
  input: { corp: Corp; userIds: readonly string[]; cursor: string; signal?: AbortSignal | undefined },
): Promise<ContactPage> {
  const { corp, userIds, cursor, signal } = input
  const body = { userid_list: userIds, cursor, limit: MAX_CONTACTS_PER_PAGE }
  // Members of whom nobody has a contact are answered as if they asked for somebody who is none.
  const answer = await callWecom(wecom, { corp, call: BATCH, body, signal }).catch(noContact)
  if (!answer) return { items: [], nextCursor: '' }
  const items = answer.external_contact_list.map(({ external_contact, follow_info }) => ({
    contact: external_contact,
    follow: follow_info,
  }))
  return { items, nextCursor: answer.next_cursor }
}
