/** Tags in WeCom: which of ours are shown there, which of theirs are taken over, and how far that is. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../../platform/contract.ts'
import { instant } from '../../../../platform/http/list.ts'
import { bothWords } from '../../../../platform/i18n/schema-words.ts'
import { TagId, TagKind } from '../../../identity/tags/contract.ts'
import { corpParams } from '../connection/contract.ts'

/** WW:92696 */
const MAX_NAME_LENGTH = 30
const MAX_ID_LENGTH = 128
/** Ours: all of them are compared at once. */
export const MAX_TAG_LINKS = 500

/**
 * `out`: what stands here is shown there, and a mark of staff that differs is taken back. `in`: marks of staff come here; what is changed here
 * stays here. `both`: whichever side changed last counts.
 */
export const TAG_DIRECTIONS = ['out', 'in', 'both'] as const
export const TagDirection = z.enum(TAG_DIRECTIONS)
export type TagDirection = z.output<typeof TagDirection>

/** `corp_tag_deleted`, `tag_archived`: rests until the link is made again or the tag comes back. */
export const LINK_STATES = ['done', 'pending', 'failed', 'corp_tag_deleted', 'tag_archived'] as const

export const TagLink = z.object({
  tagId: TagId,
  tagName: z.string(),
  tagKind: TagKind,
  corpTagId: z.string(),
  corpTagName: z.string(),
  groupName: z.string(),
  direction: TagDirection,
  state: z.enum(LINK_STATES),
  /** Pairs of a member of staff and a contact that bear it on both sides. */
  marked: z.number(),
  /** Pairs that WeCom is still to be told about. */
  pending: z.number(),
  /** Pairs that WeCom refused to change, by its words, most first. */
  failed: z.array(z.object({ reason: z.string(), pairs: z.number() })),
  changedAt: instant,
  changedBy: z.string(),
})
export type TagLink = z.output<typeof TagLink>

export const CorpTags = z.object({
  /** Corp tags there are, and how many there may be. */
  used: z.number(),
  limit: z.number(),
  groups: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      tags: z.array(z.object({ id: z.string(), name: z.string(), madeHere: z.boolean(), linkedTagId: TagId.nullable() })),
    }),
  ),
  links: z.array(TagLink),
  /** When WeCom was last asked for its tags; null: never. */
  listedAt: instant.nullable(),
  /** Why it did not answer the last time. */
  listError: z.string().nullable(),
  /** When both sides were last compared. */
  lookedAt: instant.nullable(),
})
export type CorpTags = z.output<typeof CorpTags>

const linkParams = corpParams.extend({ tagId: TagId })
const LINK = '/channels/wecom/:corpId/tag-links/:tagId'

export const listCorpTags = endpoint({
  name: 'channels.wecom.tags',
  method: 'GET',
  path: '/channels/wecom/:corpId/tags',
  access: 'channels.read',
  summary: { zh: '企业标签，与哪些标签同步、进度如何', en: 'Corp tags, which tags they are kept in step with, and how far that is' },
  params: corpParams,
  response: CorpTags,
  errors: ['channels.corp_unknown'],
})

export const refreshCorpTags = endpoint({
  name: 'channels.wecom.refresh_tags',
  method: 'POST',
  path: '/channels/wecom/:corpId/tags/refresh',
  access: 'channels.read',
  summary: { zh: '立即向企业微信读取企业标签', en: 'Ask WeCom for its corp tags now' },
  params: corpParams,
  response: CorpTags,
  errors: ['channels.corp_unknown', 'channels.wecom_refused'],
})

const Name = z.string().trim().min(1).max(MAX_NAME_LENGTH)

const LinkInput = z
  .strictObject({
    direction: TagDirection,
    /** An existing corp tag; absent: one is made, or found by name, in the group. */
    corpTagId: z.string().min(1).max(MAX_ID_LENGTH).optional(),
    groupId: z.string().min(1).max(MAX_ID_LENGTH).optional(),
    /** Of a new group, or of one that exists. */
    groupName: Name.optional(),
    /** Absent: as the tag is called. */
    name: Name.optional(),
  })
  .refine(({ corpTagId, groupId, groupName }) => [corpTagId, groupId, groupName].filter((one) => one !== undefined).length === 1, {
    path: ['corpTagId'],
    ...bothWords('corpTagId、groupId、groupName 须且只能有一个', 'exactly one of corpTagId, groupId and groupName is needed'),
  })
export type LinkInput = z.output<typeof LinkInput>

export const putTagLink = endpoint({
  name: 'channels.wecom.put_tag_link',
  method: 'PUT',
  path: LINK,
  access: 'tags.write',
  summary: { zh: '让一个标签与企业标签同步', en: 'Keep a tag in step with a corp tag' },
  params: linkParams,
  body: LinkInput,
  response: TagLink,
  errors: [
    'channels.corp_unknown',
    'channels.corp_tag_unknown',
    'channels.corp_tag_taken',
    'channels.too_many_tag_links',
    'channels.tag_name_too_long',
    'channels.too_many_corp_tags',
    'channels.wecom_refused',
    'platform.not_found',
    'identity.tag_not_manual',
  ],
})

export const previewTagLink = endpoint({
  name: 'channels.wecom.preview_tag_link',
  method: 'POST',
  path: `${LINK}/preview`,
  access: 'tags.read',
  summary: { zh: '试算：同步后两边各会改多少', en: 'How much would change on both sides' },
  params: linkParams,
  body: z.strictObject({
    direction: TagDirection,
    /** Null: a new one. */
    corpTagId: z.string().min(1).max(MAX_ID_LENGTH).nullable(),
  }),
  response: z.object({
    /** Pairs of a member of staff and a contact that get the corp tag and lose it. */
    marked: z.number(),
    unmarked: z.number(),
    /** People who get the tag here. */
    tagged: z.number(),
  }),
  errors: ['channels.corp_unknown', 'platform.not_found'],
  readOnly: true,
})

export const deleteTagLink = endpoint({
  name: 'channels.wecom.delete_tag_link',
  method: 'DELETE',
  path: LINK,
  access: 'tags.write',
  summary: { zh: '停止同步；两边已有的标记都保留', en: 'Stop keeping them in step; marks stay on both sides' },
  params: linkParams,
  response: z.object({ deleted: z.boolean() }),
  errors: ['channels.corp_unknown', 'channels.tag_link_unknown'],
})

export const retryTagLink = endpoint({
  name: 'channels.wecom.retry_tag_link',
  method: 'POST',
  path: `${LINK}/retry`,
  access: 'tags.write',
  summary: { zh: '重试企业微信没有照办的标记', en: 'Try the marks again that WeCom refused' },
  params: linkParams,
  response: z.object({ pairs: z.number() }),
  errors: ['channels.corp_unknown', 'channels.tag_link_unknown'],
})
