/** Tags: what operators, rules and interests say about people in one word. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { bothWords } from '../../../platform/i18n/schema-words.ts'
import { PersonId } from '../contract.ts'

export const MAX_TAGS = 10_000
export const MAX_TAG_GROUPS = 500
/** Marks of one person, over all tags and values; further ones are refused. */
export const MAX_TAGS_OF_PERSON = 1_000
/** Changes kept for each tag, value and atom; a new one takes the place of the oldest. */
export const TAG_HISTORY_KEPT = 100
export const MAX_TAG_VALUE_LENGTH = 200
const MAX_NAME_LENGTH = 100
const MAX_DESCRIPTION_LENGTH = 1_000
const MAX_ID_LENGTH = 20
const MAX_POSITION = 10_000

/** What a tag is about. */
export const TAG_DIMENSIONS = [
  'channel',
  'scene',
  'material',
  'behaviour',
  'profile',
  'revenue',
  'time',
  'purchase',
  'activity',
  'interest',
] as const
export const TagDimension = z.enum(TAG_DIMENSIONS)
export type TagDimension = z.output<typeof TagDimension>

/** Who puts it on people: somebody by hand, a rule, or what they keep looking at. */
export const TAG_KINDS = ['manual', 'rule', 'interest'] as const
export const TagKind = z.enum(TAG_KINDS)
export type TagKind = z.output<typeof TagKind>

export const TAG_COLORS = ['grey', 'red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'magenta'] as const

/**
 * Why a mark came or went. `replaced`: by another tag of an exclusive group; `channel`: by the way they came; `staff`: a member of staff marked
 * them in a channel, so in WeCom.
 */
export const TAG_CAUSES = ['request', 'bulk', 'rule', 'live', 'interest', 'replaced', 'channel', 'staff'] as const
export const TagCause = z.enum(TAG_CAUSES)
export type TagCause = z.output<typeof TagCause>

export const TagId = z.string().min(1).max(MAX_ID_LENGTH)
const GroupId = z.string().min(1).max(MAX_ID_LENGTH)
/** Names stand in paths and in rules, so they hold no control characters and no space around them. */
export const TagName = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .refine((text) => !/\p{Cc}/u.test(text), bothWords('不能含控制字符', 'must not hold control characters'))
export const TagValue = z.string().trim().min(1).max(MAX_TAG_VALUE_LENGTH)
const Description = z.string().trim().max(MAX_DESCRIPTION_LENGTH)
const Color = z.enum(TAG_COLORS)
export type TagColor = z.output<typeof Color>
const Position = z.number().int().min(0).max(MAX_POSITION)

export const TagGroup = z.object({
  id: GroupId,
  name: z.string(),
  /** A person has at most one of its tags: the one put on last. Only tags put on by hand can be in such a group. */
  exclusive: z.boolean(),
  dimension: TagDimension.nullable(),
  position: z.number(),
  /** Tags in it that are not archived. */
  tags: z.number(),
})
export type TagGroup = z.output<typeof TagGroup>

export const Tag = z.object({
  id: TagId,
  name: z.string(),
  kind: TagKind,
  groupId: GroupId.nullable(),
  groupName: z.string().nullable(),
  /** Of its group. */
  exclusive: z.boolean(),
  dimension: TagDimension,
  description: z.string(),
  color: Color,
  /** People who have it, as the event store knows it: seconds behind. Null where it was not asked for. */
  people: z.number().nullable(),
  createdAt: instant,
  createdBy: z.string(),
  archivedAt: instant.nullable(),
})
export type Tag = z.output<typeof Tag>

/** A tag on a person with one of its values. */
export const PersonTag = z.object({
  tagId: TagId,
  name: z.string(),
  kind: TagKind,
  groupId: GroupId.nullable(),
  groupName: z.string().nullable(),
  dimension: TagDimension,
  color: Color,
  /** Null for a tag without values. */
  value: z.string().nullable(),
  /** Of an interest, as it has decayed until now; null otherwise. */
  score: z.number().nullable(),
  since: instant,
  cause: TagCause,
  /** Name of the account or key; empty when a rule or an interest put it on. */
  by: z.string(),
  /** Why, in the language of the request. */
  why: z.string(),
})
export type PersonTag = z.output<typeof PersonTag>

export const TagChange = z.object({
  tagId: TagId,
  name: z.string(),
  value: z.string().nullable(),
  /** Whether it came or went. */
  what: z.enum(['added', 'removed']),
  at: instant,
  cause: TagCause,
  by: z.string(),
  /** The cause in the language of the request. */
  why: z.string(),
  /** The part of a merged person that it stands on; after an un-merge it goes with it. */
  atom: PersonId,
})
export type TagChange = z.output<typeof TagChange>

export const listTags = endpoint({
  name: 'tags.list',
  method: 'GET',
  path: '/tags',
  access: 'tags.read',
  summary: { zh: '标签', en: 'Tags' },
  query: z.object({
    ...listQuery,
    /** Part of the name. */
    q: z.string().max(MAX_NAME_LENGTH).optional(),
    /** Of this group; `none`: of no group. */
    groupId: GroupId.optional(),
    kind: TagKind.optional(),
    dimension: TagDimension.optional(),
    archived: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
    /** With how many people have each. */
    counts: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  }),
  response: listOf(Tag).extend({ /** All that fit, on every page. */ total: z.number() }),
})

export const createTag = endpoint({
  name: 'tags.create',
  method: 'POST',
  path: '/tags',
  access: 'tags.write',
  summary: { zh: '新建标签', en: 'Create a tag' },
  body: z.strictObject({
    name: TagName,
    kind: TagKind.default('manual'),
    groupId: GroupId.nullable().default(null),
    /** Absent: of the group, or `profile`. */
    dimension: TagDimension.optional(),
    description: Description.default(''),
    color: Color.default('blue'),
  }),
  response: Tag,
  errors: ['identity.tag_exists', 'identity.too_many_tags', 'identity.tag_group_exclusive'],
})

export const readTag = endpoint({
  name: 'tags.read',
  method: 'GET',
  path: '/tags/:id',
  access: 'tags.read',
  summary: { zh: '一个标签', en: 'One tag' },
  params: z.object({ id: TagId }),
  response: Tag.extend({
    /** Audiences and tags whose rule names it: while there are any it is neither renamed nor archived. */
    usedBy: z.array(z.object({ what: z.enum(['audience', 'tag']), id: z.string(), name: z.string() })),
  }),
})

export const changeTag = endpoint({
  name: 'tags.change',
  method: 'PATCH',
  path: '/tags/:id',
  access: 'tags.write',
  summary: { zh: '修改标签', en: 'Change a tag' },
  params: z.object({ id: TagId }),
  body: z.strictObject({
    name: TagName.optional(),
    groupId: GroupId.nullable().optional(),
    dimension: TagDimension.optional(),
    description: Description.optional(),
    color: Color.optional(),
    /** `false` takes it out of the archive, with everybody who had it. */
    archived: z.literal(false).optional(),
  }),
  response: Tag,
  errors: ['identity.tag_exists', 'identity.tag_used', 'identity.tag_group_exclusive', 'identity.too_many_tags'],
})

export const archiveTag = endpoint({
  name: 'tags.archive',
  method: 'DELETE',
  path: '/tags/:id',
  access: 'tags.write',
  summary: { zh: '归档标签：不再显示，可以恢复', en: 'Archive a tag: it is no longer shown and can be brought back' },
  params: z.object({ id: TagId }),
  response: z.object({ id: TagId, archivedAt: instant }),
  errors: ['identity.tag_used'],
})

export const listTagGroups = endpoint({
  name: 'tag_groups.list',
  method: 'GET',
  path: '/tag-groups',
  access: 'tags.read',
  summary: { zh: '标签组', en: 'Tag groups' },
  response: z.object({ items: z.array(TagGroup) }),
})

export const createTagGroup = endpoint({
  name: 'tag_groups.create',
  method: 'POST',
  path: '/tag-groups',
  access: 'tags.write',
  summary: { zh: '新建标签组', en: 'Create a tag group' },
  body: z.strictObject({
    name: TagName,
    exclusive: z.boolean().default(false),
    dimension: TagDimension.nullable().default(null),
    /** Absent: last. */
    position: Position.optional(),
  }),
  response: TagGroup,
  errors: ['identity.tag_group_exists', 'identity.too_many_tag_groups'],
})

export const changeTagGroup = endpoint({
  name: 'tag_groups.change',
  method: 'PATCH',
  path: '/tag-groups/:id',
  access: 'tags.write',
  summary: { zh: '修改标签组', en: 'Change a tag group' },
  params: z.object({ id: GroupId }),
  body: z.strictObject({
    name: TagName.optional(),
    /** Made exclusive, people who have several of its tags show the latest only; made open again, they show all. */
    exclusive: z.boolean().optional(),
    dimension: TagDimension.nullable().optional(),
    position: Position.optional(),
  }),
  response: TagGroup,
  errors: ['identity.tag_group_exists', 'identity.tag_group_exclusive'],
})

export const deleteTagGroup = endpoint({
  name: 'tag_groups.delete',
  method: 'DELETE',
  path: '/tag-groups/:id',
  access: 'tags.write',
  summary: { zh: '删除标签组，标签留下', en: 'Delete a tag group; its tags stay' },
  params: z.object({ id: GroupId }),
  response: z.object({ id: GroupId }),
})

export const tagPeople = endpoint({
  name: 'tags.people',
  method: 'GET',
  path: '/tags/:id/people',
  access: 'people.read',
  summary: { zh: '有这个标签的客户', en: 'People who have the tag' },
  params: z.object({ id: TagId }),
  query: z.object({ ...listQuery, value: TagValue.optional() }),
  /** A page may be short, even empty, although there are more: `nextCursor` alone says so. */
  response: listOf(
    z.object({
      personId: PersonId,
      name: z.string().nullable(),
      value: z.string().nullable(),
      score: z.number().nullable(),
      since: instant,
      cause: TagCause,
      by: z.string(),
    }),
  ),
})

export const listPersonTags = endpoint({
  name: 'persons.tags',
  method: 'GET',
  path: '/persons/:id/tags',
  access: 'people.read',
  summary: { zh: '客户的标签和原因', en: 'Tags of a person and why they are there' },
  params: z.object({ id: PersonId }),
  response: z.object({ items: z.array(PersonTag) }),
})

export const addPersonTag = endpoint({
  name: 'persons.add_tag',
  method: 'POST',
  path: '/persons/:id/tags',
  access: 'tags.mark',
  summary: { zh: '给客户打标签', en: 'Put a tag on a person' },
  params: z.object({ id: PersonId }),
  body: z.strictObject({
    /** Of a tag that exists. */
    name: TagName,
    value: TagValue.optional(),
  }),
  response: z.object({ items: z.array(PersonTag) }),
  errors: ['identity.tag_unknown', 'identity.tag_not_manual', 'identity.too_many_tags_of_person'],
})

export const removePersonTag = endpoint({
  name: 'persons.remove_tag',
  method: 'DELETE',
  path: '/persons/:id/tags/:name',
  access: 'tags.mark',
  summary: { zh: '取下客户的标签', en: 'Take a tag off a person' },
  params: z.object({ id: PersonId, name: TagName }),
  query: z.object({ /** Absent: with whatever value. */ value: TagValue.optional() }),
  response: z.object({ items: z.array(PersonTag) }),
  errors: ['identity.tag_unknown', 'identity.tag_not_manual'],
})

export const personTagHistory = endpoint({
  name: 'persons.tag_history',
  method: 'GET',
  path: '/persons/:id/tags/history',
  access: 'people.read',
  summary: { zh: '客户标签的变化，最新的在前', en: 'How the tags of a person changed, newest first' },
  params: z.object({ id: PersonId }),
  query: z.object({ ...listQuery, /** Of this tag only. */ name: TagName.optional() }),
  response: listOf(TagChange),
  errors: ['identity.tag_unknown'],
})
