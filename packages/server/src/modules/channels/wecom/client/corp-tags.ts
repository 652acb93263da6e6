/** Interfaces of corp tags, in our words. WW:92696, 92697 */
import { z } from 'zod'
import type { Corp } from '../connection/corps.ts'
import { callWecom, type Wecom, type WecomCall } from './client.ts'

/** WW:92696: of one corp, those of strategy groups included. */
export const MAX_CORP_TAGS = 3_000
/** WW:92696: characters of the name of a tag and of a group. */
export const MAX_CORP_TAG_NAME = 30

/** WW:90313 */
export const TAG_ERRCODE = {
  /** No such tag, or no longer. */
  unknownTag: 40068,
  /** The corp has as many as it may. */
  tooMany: 40126,
} as const

type Asked = { readonly corp: Corp; readonly signal?: AbortSignal | undefined }

export interface CorpTagFacts {
  readonly tagId: string
  readonly name: string
  readonly groupId: string
  readonly groupName: string
}

const Group = z
  .object({
    group_id: z.string().min(1),
    group_name: z.string().default(''),
    tag: z.array(z.object({ id: z.string().min(1), name: z.string().default(''), deleted: z.boolean().default(false) })).default([]),
  })
  .transform(({ group_id: groupId, group_name: groupName, tag }): CorpTagFacts[] =>
    tag.flatMap(({ id, name, deleted }) => (deleted ? [] : [{ tagId: id, name, groupId, groupName }])),
  )

const LIST = {
  method: 'POST',
  api: 'externalcontact/get_corp_tag_list',
  repeatable: true,
  answer: z.object({ tag_group: z.array(Group).default([]) }),
} as const satisfies WecomCall

/** All corp tags, in the platform's order. @throws WecomFailure */
export async function fetchCorpTags(wecom: Wecom, input: Asked): Promise<CorpTagFacts[]> {
  return (await callWecom(wecom, { ...input, call: LIST, body: {} })).tag_group.flat()
}

const ADD = {
  method: 'POST',
  api: 'externalcontact/add_corp_tag',
  // An existing group and an existing name are taken as they are, so a repetition makes no second one.
  repeatable: true,
  answer: z.object({ tag_group: Group }),
} as const satisfies WecomCall

export interface NewCorpTag {
  readonly name: string
  /** Of a group that exists, or the name of one that is made where there is none. */
  readonly group: { readonly id: string } | { readonly name: string }
}

/** Makes a corp tag, or finds the one of that name in the group. @throws WecomFailure */
export async function addCorpTag(wecom: Wecom, { corp, name, group }: Asked & NewCorpTag): Promise<CorpTagFacts> {
  const body = { ...('id' in group ? { group_id: group.id } : { group_name: group.name }), tag: [{ name }] }
  const { tag_group } = await callWecom(wecom, { corp, call: ADD, body })
  const tag = tag_group.find((one) => one.name === name)
  if (!tag) throw new Error('the platform made a tag of another name')
  return tag
}

const MARK = {
  method: 'POST',
  api: 'externalcontact/mark_tag',
  // It says how the pair is to be marked.
  repeatable: true,
  answer: z.object({}),
} as const satisfies WecomCall

export interface TagMarks {
  readonly userId: string
  readonly externalUserId: string
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/** Puts corp tags on a member's contact and takes others off. @throws WecomFailure */
export async function markCorpTags(wecom: Wecom, { corp, signal, userId, externalUserId, add, remove }: Asked & TagMarks): Promise<void> {
  const body = {
    userid: userId,
    external_userid: externalUserId,
    ...(add.length > 0 && { add_tag: add }),
    ...(remove.length > 0 && { remove_tag: remove }),
  }
  await callWecom(wecom, { corp, call: MARK, body, signal })
}
