/** Calls about corp tags and marks (A4). They cause no callbacks. */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { requireContact } from '../contacts/reading.ts'
import { changeMarks } from './marks.ts'
import {
  deleteTag,
  editTagOrGroup,
  findTag,
  findTagGroup,
  makeTag,
  makeTagGroup,
  requireTags,
  TAG_NAME_LENGTH,
  TAG_ORDER_BELOW,
  TAGS_MOST,
  type Tag,
  type TagGroup,
  tagByName,
  tagCount,
  tagGroupByName,
  tagGroupsOf,
  tagsInGroup,
} from './tags.ts'

const MS = 1_000
const order = z.int().min(0).lt(TAG_ORDER_BELOW).optional()
const ids = z.array(z.string()).max(TAGS_MOST).default([])

export const getCorpTagList = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/get_corp_tag_list',
  source: 'WW:92696',
  limits: 'group_id wins over tag_id; deleted ones only when asked for by id',
  body: z.object({ tag_id: ids, group_id: ids }),
  answer: ({ world, app, body }) => {
    const byId = body.group_id.length + body.tag_id.length > 0
    const groups = tagGroupsOf(world, app.corpId, byId).filter(
      (group) => body.group_id.length === 0 || body.group_id.includes(group.groupId),
    )
    const wanted = (tag: Tag) => body.group_id.length > 0 || body.tag_id.length === 0 || body.tag_id.includes(tag.tagId)
    const filled = groups.map((group) => ({ group, tags: tagsInGroup(world, app.corpId, group.groupId, byId).filter(wanted) }))
    return { tag_group: filled.filter(({ tags }) => tags.length > 0).map(({ group, tags }) => groupJson(group, tags)) }
  },
})

export const addCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/add_corp_tag',
  source: 'WW:92696',
  limits: '3,000 tags a corp (40126); names 30 characters (40072); an existing group or name is used as it is',
  body: z.object({
    group_id: z.string().optional(),
    group_name: z.string().optional(),
    order,
    tag: z.array(z.object({ name: z.string().min(1), order })).min(1),
    agentid: z.int().optional(),
  }),
  answer: ({ world, app, body }) => {
    checkAgent(app, body.agentid)
    for (const tag of body.tag) checkName(tag.name)
    const { corpId, agentId } = app
    const group = body.group_id
      ? (findTagGroup(world, corpId, body.group_id) ?? platformError(40068, `group_id: ${body.group_id}`))
      : groupOfName(world, app, { name: body.group_name ?? '', sort: body.order ?? 0 })
    const made = body.tag.map((one) => makeTag(world, { corpId, groupId: group.groupId, name: one.name, sort: one.order ?? 0, agentId }))
    if (tagCount(world, corpId) > TAGS_MOST) platformError(40126)
    const tags = new Map(made.map(({ tag }) => [tag.tagId, tag]))
    return { tag_group: groupJson(group, [...tags.values()]) }
  },
})

export const editCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/edit_corp_tag',
  source: 'WW:92696',
  limits: 'only what the app made (81011); no second of a name (40071)',
  body: z.object({ id: z.string().min(1), name: z.string().min(1).optional(), order, agentid: z.int().optional() }),
  answer: ({ world, app, body }) => {
    checkAgent(app, body.agentid)
    if (body.name !== undefined) checkName(body.name)
    const tag = findTag(world, app.corpId, body.id)
    const target = tag ?? findTagGroup(world, app.corpId, body.id) ?? platformError(40068, `id: ${body.id}`)
    checkOwner(app, target, body.id)
    if (isNameTaken(world, app.corpId, { id: body.id, groupId: tag?.groupId, name: body.name })) platformError(40071, `name: ${body.name}`)
    editTagOrGroup(world, { corpId: app.corpId, id: body.id, name: body.name, sort: body.order })
    return {}
  },
})

export const delCorpTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/del_corp_tag',
  source: 'WW:92696',
  limits: 'only what the app made (81011); the group goes with its last tag',
  body: z.object({ tag_id: ids, group_id: ids, agentid: z.int().optional() }),
  answer: ({ world, app, body }) => {
    checkAgent(app, body.agentid)
    const { corpId } = app
    if (body.tag_id.length + body.group_id.length === 0) platformError(40058, 'tag_id and group_id are both empty')
    const named = body.tag_id.map((id) => findTag(world, corpId, id) ?? platformError(40068, `tag_id: ${id}`))
    const groups = body.group_id.map((id) => findTagGroup(world, corpId, id) ?? platformError(40068, `group_id: ${id}`))
    for (const one of [...named, ...groups]) checkOwner(app, one, one.name)
    const tags = [...named, ...groups.flatMap((group) => tagsInGroup(world, corpId, group.groupId))]
    for (const tag of tags) deleteTag(world, { corpId, tagId: tag.tagId, groupId: tag.groupId })
    return {}
  },
})

export const markTag = defineCall({
  method: 'POST',
  path: '/cgi-bin/externalcontact/mark_tag',
  source: 'WW:92697',
  limits: 'only a contact of the staff member (84061); unknown tags 40068; several tags of one group',
  body: z.object({ userid: z.string().min(1), external_userid: z.string().min(1), add_tag: ids, remove_tag: ids }),
  answer: ({ world, app, body }) => {
    if (body.add_tag.length + body.remove_tag.length === 0) platformError(40058, 'add_tag and remove_tag are both empty')
    const found = requireContact(world, app, body)
    requireTags(world, app.corpId, [...body.add_tag, ...body.remove_tag], (id) => platformError(40068, `tag: ${id}`))
    changeMarks(world, found, { add: body.add_tag, remove: body.remove_tag })
    return {}
  },
})

function groupOfName(world: World, app: CallingApp, named: { name: string; sort: number }): TagGroup {
  checkName(named.name)
  return tagGroupByName(world, app.corpId, named.name) ?? makeTagGroup(world, { corpId: app.corpId, agentId: app.agentId, ...named })
}

function isNameTaken(world: World, corpId: string, edited: { id: string; groupId: string | undefined; name: string | undefined }): boolean {
  const { id, groupId, name } = edited
  if (name === undefined) return false
  const otherId = groupId === undefined ? tagGroupByName(world, corpId, name)?.groupId : tagByName(world, { corpId, groupId, name })?.tagId
  return otherId !== undefined && otherId !== id
}

function checkName(name: string): void {
  const { length } = [...name]
  if (length === 0 || length > TAG_NAME_LENGTH) platformError(40072, `name: ${name}`)
}

function checkAgent(app: CallingApp, agentid: number | undefined): void {
  if (agentid !== undefined && agentid !== app.agentId) platformError(301002, `agentid: ${agentid}`)
}

function checkOwner(app: CallingApp, target: { agentId: number | null }, name: string): void {
  if (target.agentId !== app.agentId) platformError(81011, `${name} was not made by this app`)
}

function groupJson(group: TagGroup, tags: readonly Tag[]): object {
  const { groupId, name, sort } = group
  return {
    group_id: groupId,
    group_name: name,
    create_time: Math.floor(group.createdAt / MS),
    order: sort,
    ...(group.deleted ? { deleted: true } : {}),
    tag: tags.map((tag) => ({
      id: tag.tagId,
      name: tag.name,
      create_time: Math.floor(tag.createdAt / MS),
      order: tag.sort,
      ...(tag.deleted ? { deleted: true } : {}),
    })),
  }
}
