/** Answers the calls about tags, their groups, and tags put on by hand. */
import { z } from 'zod'
import type { Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { cutPage, decodeCursor, encodeCursor } from '../../../platform/http/cursor.ts'
import { type Locale, type Words, wordsIn } from '../../../platform/i18n/locale.ts'
import { knownPerson, personId } from '../persons.ts'
import { addTagByHand, removeTagByHand } from './by-hand.ts'
import {
  addPersonTag,
  archiveTag as archiveTagCall,
  changeTag as changeTagCall,
  changeTagGroup,
  createTag as createTagCall,
  createTagGroup,
  deleteTagGroup,
  listPersonTags,
  listTagGroups,
  listTags,
  type PersonTag,
  personTagHistory,
  readTag,
  removePersonTag,
  type Tag,
  type TagChange,
  tagPeople,
} from './contract.ts'
import { changeGroup, createGroup, deleteGroup, listGroups } from './groups.ts'
import { readTagHistory, type TagChangeRow, tagHistoryKey } from './history.ts'
import { recordIdOf, tagNamed } from './known.ts'
import { taggedPeople } from './people.ts'
import { type PersonTagRow, tagsOfPersons } from './person-tags.ts'
import { scoreAt } from './score.ts'
import { countTags, readTags, type TagRow, tagKey } from './tag-list.ts'
import { archiveTag, changeTag, createTag, findTag, type UsesOfTag } from './tags.ts'
import { changeWords } from './words.ts'

/** What modules above know of tags. */
export interface TagServices {
  /** How many people have each, as the event store knows it. */
  readonly countPeople: (
    handles: Handles,
    input: { workspaceId: number; tagIds: readonly number[] },
  ) => Promise<ReadonlyMap<number, number>>
  readonly usesOf: UsesOfTag
  /** What the rules or interests of these tags say, for those that have one. */
  readonly rulesOf: (
    handles: Handles,
    input: { workspaceId: number; timeZone: string; tagIds: readonly number[] },
  ) => Promise<ReadonlyMap<number, Words>>
  /** An archived tag is no longer put on by itself. */
  readonly archived: (handles: Handles, tx: Tx, input: { workspaceId: number; tagId: number; by: string }) => Promise<void>
  /** One that came back is. */
  readonly restored: (handles: Handles, tx: Tx, input: { workspaceId: number; tagId: number; by: string }) => Promise<void>
}

const number = z.number().int().min(0)
const TagCursor = z.tuple([number, number, z.string(), number])
const PeopleCursor = z.tuple([z.string(), number])
const HistoryCursor = z.tuple([z.number().int(), number, number, number, z.string()])

export function tagRoutes(services: TagServices): Binding[] {
  return [...definitionRoutes(services), ...groupRoutes(), ...personTagRoutes(services)]
}

function definitionRoutes({ countPeople, usesOf, archived, restored }: TagServices): Binding[] {
  return [
    bind(listTags, async ({ handles, workspace, query }) => {
      const filter = { ...query, workspaceId: workspace.id, text: query.q, groupId: groupFilter(query.groupId) }
      const rows = await readTags(handles.db, { ...filter, after: decodeCursor(query.cursor, TagCursor), limit: query.limit + 1 })
      const tagIds = rows.slice(0, query.limit).map(({ id }) => id)
      const counts = query.counts ? await countPeople(handles, { workspaceId: workspace.id, tagIds }) : undefined
      const item = (row: TagRow) => tagAnswer(row, counts && (counts.get(row.id) ?? 0))
      return { ...cutPage(rows, { limit: query.limit, key: tagKey, item }), total: await countTags(handles.db, filter) }
    }),
    bind(createTagCall, async ({ handles, workspace, body, actor }) =>
      tagAnswer(await createTag(handles, { ...body, dimension: body.dimension, workspaceId: workspace.id, by: actor.name }), 0),
    ),
    bind(readTag, async ({ handles, workspace, params }) => {
      const tag = await findTag(handles.db, { workspaceId: workspace.id, id: params.id })
      const counts = await countPeople(handles, { workspaceId: workspace.id, tagIds: [tag.id] })
      const usedBy = tag.archivedAt ? [] : await usesOf(handles.db, { workspaceId: workspace.id, name: tag.name })
      return { ...tagAnswer(tag, counts.get(tag.id) ?? 0), usedBy: [...usedBy] }
    }),
    bind(changeTagCall, async ({ handles, workspace, params, body, actor }) => {
      const workspaceId = workspace.id
      const alongside = (tx: Tx, tagId: number) => restored(handles, tx, { workspaceId, tagId, by: actor.name })
      return tagAnswer(await changeTag(handles, { ...body, workspaceId, id: params.id, usesOf, alongside }), undefined)
    }),
    bind(archiveTagCall, async ({ handles, workspace, params, actor }) => {
      const workspaceId = workspace.id
      const alongside = (tx: Tx, tagId: number) => archived(handles, tx, { workspaceId, tagId, by: actor.name })
      const { archivedAt } = await archiveTag(handles, { workspaceId, id: params.id, by: actor.name, usesOf, alongside })
      return { id: params.id, archivedAt: archivedAt.toISOString() }
    }),
    bind(tagPeople, async ({ handles, workspace, params, query }) => {
      const tag = await findTag(handles.db, { workspaceId: workspace.id, id: params.id })
      const { people, next } = await taggedPeople(handles.db, {
        workspaceId: workspace.id,
        tagId: tag.id,
        value: query.value,
        after: decodeCursor(query.cursor, PeopleCursor),
        limit: query.limit,
      })
      const items = people.map((row) => ({
        personId: personId(row.person),
        name: row.personName,
        value: row.value === '' ? null : row.value,
        score: shownScore(row, handles),
        since: row.since.toISOString(),
        cause: row.cause,
        by: row.by,
      }))
      return { items, nextCursor: next ? encodeCursor(next) : null }
    }),
  ]
}

function groupFilter(id: string | undefined): number | 'none' | undefined {
  if (id === undefined || id === 'none') return id
  return recordIdOf(id) ?? fail('platform.not_found', { what: { zh: '标签组', en: 'The tag group' } })
}

function groupRoutes(): Binding[] {
  return [
    bind(listTagGroups, async ({ handles, workspace }) => ({ items: await listGroups(handles.db, { workspaceId: workspace.id }) })),
    bind(createTagGroup, ({ handles, workspace, body, actor }) =>
      createGroup(handles, { ...body, workspaceId: workspace.id, by: actor.name }),
    ),
    bind(changeTagGroup, ({ handles, workspace, params, body }) =>
      changeGroup(handles, { ...body, workspaceId: workspace.id, id: params.id }),
    ),
    bind(deleteTagGroup, async ({ handles, workspace, params }) => {
      await deleteGroup(handles, { workspaceId: workspace.id, id: params.id })
      return { id: params.id }
    }),
  ]
}

type PersonCall = Pick<Call<typeof listPersonTags>, 'handles' | 'workspace' | 'params' | 'locale'>

function personTagRoutes({ rulesOf }: TagServices): Binding[] {
  const tagsOf = async ({ handles, workspace, params, locale }: PersonCall) => {
    const person = await knownPerson(handles.db, { workspaceId: workspace.id, id: params.id })
    const rows = (await tagsOfPersons(handles.db, { workspaceId: workspace.id, persons: [person] })).get(person) ?? []
    const tagIds = rows.flatMap(({ tagId, kind }) => (kind === 'manual' ? [] : [tagId]))
    const rules = await rulesOf(handles, { workspaceId: workspace.id, timeZone: workspace.timeZone, tagIds })
    return { items: rows.map((row) => personTagAnswer(row, { handles, locale, rule: rules.get(row.tagId) })) }
  }
  return [
    bind(listPersonTags, tagsOf),
    bind(addPersonTag, async (call) => {
      const { handles, workspace, params, body, actor } = call
      await addTagByHand(handles, { workspaceId: workspace.id, personId: params.id, name: body.name, value: body.value, by: actor.name })
      return tagsOf(call)
    }),
    bind(removePersonTag, async (call) => {
      const { handles, workspace, params, query, actor } = call
      await removeTagByHand(handles, {
        workspaceId: workspace.id,
        personId: params.id,
        name: params.name,
        value: query.value,
        by: actor.name,
      })
      return tagsOf(call)
    }),
    bind(personTagHistory, async ({ handles, workspace, params, query, locale }) => {
      const workspaceId = workspace.id
      const person = await knownPerson(handles.db, { workspaceId, id: params.id })
      const tagId = query.name === undefined ? undefined : (await tagNamed(handles.db, { workspaceId, name: query.name })).id
      const after = decodeCursor(query.cursor, HistoryCursor)
      const rows = await readTagHistory(handles.db, { workspaceId, person, tagId, after, limit: query.limit + 1 })
      return cutPage(rows, { limit: query.limit, key: tagHistoryKey, item: (row) => changeAnswer(row, locale) })
    }),
  ]
}

function tagAnswer(row: TagRow, people: number | undefined): Tag {
  const { id, name, kind, groupName, exclusive, dimension, description, color } = row
  return {
    id: String(id),
    name,
    kind,
    groupId: row.groupId === null ? null : String(row.groupId),
    groupName,
    exclusive,
    dimension,
    description,
    color,
    people: people ?? null,
    createdAt: row.madeAt.toISOString(),
    createdBy: row.madeBy,
    archivedAt: row.archivedAt?.toISOString() ?? null,
  }
}

function personTagAnswer(row: PersonTagRow, of: { handles: Handles; locale: Locale; rule: Words | undefined }): PersonTag {
  const { name, kind, groupName, dimension, color, cause, by } = row
  return {
    tagId: String(row.tagId),
    name,
    kind,
    groupId: row.groupId === null ? null : String(row.groupId),
    groupName,
    dimension,
    color,
    value: row.value === '' ? null : row.value,
    score: shownScore(row, of.handles),
    since: row.since.toISOString(),
    cause,
    by,
    why: wordsIn(changeWords({ what: 'added', cause, by, rule: of.rule }), of.locale),
  }
}

function shownScore({ score, halfLifeDays }: PersonTagRow, { clocks }: Handles): number | null {
  return halfLifeDays === null ? null : scoreAt(score, { halfLifeDays, atMs: clocks.business.now() })
}

function changeAnswer(row: TagChangeRow, locale: Locale): TagChange {
  const { name, cause, by } = row
  const what = row.has ? 'added' : 'removed'
  return {
    tagId: String(row.tagId),
    name,
    value: row.value === '' ? null : row.value,
    what,
    at: row.since.toISOString(),
    cause,
    by,
    why: wordsIn(changeWords({ what, cause, by }), locale),
    atom: personId(row.atom),
  }
}
