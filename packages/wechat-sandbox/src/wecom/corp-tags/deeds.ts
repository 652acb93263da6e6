/** Corp tags in the admin console: what people change there is told to the corp (A14 change_external_tag). */
import { z } from 'zod'
import { defineVerb, type Effects, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import {
  deleteTag,
  editTagOrGroup,
  findTag,
  findTagGroup,
  makeTag,
  makeTagGroup,
  TAG_NAME_LENGTH,
  TAG_ORDER_BELOW,
  TAGS_MOST,
  tagCount,
  tagGroupByName,
  tagsInGroup,
} from './tags.ts'

const name = z.string().min(1).max(TAG_NAME_LENGTH)

export const makeTagInConsole = defineVerb({
  name: 'makeTag',
  actor: 'staff',
  shape: z.object({ group: name, name }),
  act: ({ world, actor, input }) => {
    const { corpId } = actor
    if (tagCount(world, corpId) >= TAGS_MOST) return refuseDeed('too_many_tags', `a corp has at most ${TAGS_MOST} tags`)
    const known = tagGroupByName(world, corpId, input.group)
    const group = known ?? makeTagGroup(world, { corpId, name: input.group, sort: 0, agentId: undefined })
    const { tag, isNew } = makeTag(world, { corpId, groupId: group.groupId, name: input.name, sort: 0, agentId: undefined })
    if (!isNew) return refuseDeed('tag_exists', `${input.group} has a tag ${input.name} already`)
    const groupTold = known ? [] : tell(world, corpId, { id: group.groupId, type: 'tag_group', change: 'create' })
    return [`made tag ${tag.tagId}`, ...groupTold, ...tell(world, corpId, { id: tag.tagId, type: 'tag', change: 'create' })]
  },
})

export const editTagInConsole = defineVerb({
  name: 'editTag',
  actor: 'staff',
  shape: z.object({ id: z.string().min(1), name: name.optional(), order: z.int().min(0).lt(TAG_ORDER_BELOW).optional() }),
  act: ({ world, actor, input }) => {
    const type = typeOf(world, actor.corpId, input.id)
    editTagOrGroup(world, { corpId: actor.corpId, id: input.id, name: input.name, sort: input.order })
    return [`edited ${input.id}`, ...tell(world, actor.corpId, { id: input.id, type, change: 'update' })]
  },
})

export const deleteTagInConsole = defineVerb({
  name: 'deleteTag',
  actor: 'staff',
  shape: z.object({ id: z.string().min(1) }),
  act: ({ world, actor, input }) => {
    const { corpId } = actor
    const tag = findTag(world, corpId, input.id)
    if (!tag && typeOf(world, corpId, input.id) === 'tag_group') {
      for (const one of tagsInGroup(world, corpId, input.id)) deleteTag(world, { corpId, tagId: one.tagId, groupId: input.id })
      return [`deleted ${input.id}`, ...tell(world, corpId, { id: input.id, type: 'tag_group', change: 'delete' })]
    }
    const emptied = tag && deleteTag(world, { corpId, tagId: tag.tagId, groupId: tag.groupId })
    const groupTold = emptied ? tell(world, corpId, { id: emptied, type: 'tag_group', change: 'delete' }) : []
    return [`deleted ${input.id}`, ...tell(world, corpId, { id: input.id, type: 'tag', change: 'delete' }), ...groupTold]
  },
})

/** Puts the tags of a group in this order; told as shuffle. */
export const shuffleTagsInConsole = defineVerb({
  name: 'shuffleTags',
  actor: 'staff',
  shape: z.object({ groupId: z.string().min(1), tagIds: z.array(z.string()).min(1).max(TAGS_MOST) }),
  act: ({ world, actor, input }) => {
    const { corpId } = actor
    const known = new Set(tagsInGroup(world, corpId, input.groupId).map((tag) => tag.tagId))
    const stranger = input.tagIds.find((tagId) => !known.has(tagId))
    if (stranger !== undefined) return refuseDeed('unknown_tag', `no tag ${stranger} in ${input.groupId}`)
    // the larger the order, the further to the front
    input.tagIds.forEach((id, index) => {
      editTagOrGroup(world, { corpId, id, sort: input.tagIds.length - index })
    })
    world.callback({ corpId, Event: 'change_external_tag', ChangeType: 'shuffle', fields: { Id: input.groupId } })
    return [`sorted ${input.groupId}`, 'callback change_external_tag shuffle']
  },
})

function typeOf(world: World, corpId: string, id: string): 'tag' | 'tag_group' {
  if (findTag(world, corpId, id)) return 'tag'
  return findTagGroup(world, corpId, id) ? 'tag_group' : refuseDeed('unknown_tag', `no tag or tag group ${id}`)
}

function tell(
  world: World,
  corpId: string,
  told: { id: string; type: 'tag' | 'tag_group'; change: 'create' | 'update' | 'delete' },
): Effects {
  const fields = { Id: told.id, TagType: told.type }
  world.callback({ corpId, Event: 'change_external_tag', ChangeType: told.change, fields })
  return [`callback change_external_tag ${told.change}`]
}
