import { afterAll, beforeAll, expect, test } from 'vitest'
import { inTransaction } from '../../../platform/db/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { findOrMakeAtoms } from '../atoms.ts'
import { readPerson } from '../contract.ts'
import { countAtoms, eraseAtoms } from '../erase.ts'
import { identityErrors } from '../errors.ts'
import { exportIdentity } from '../export-person.ts'
import { mergePersons, unmergePerson } from '../links/contract.ts'
import { linkRoutes } from '../links/routes.ts'
import { identityRoutes } from '../routes.ts'
import { changeTagMarks } from './change.ts'
import {
  addPersonTag,
  archiveTag,
  changeTag,
  changeTagGroup,
  createTag,
  createTagGroup,
  deleteTagGroup,
  listPersonTags,
  listTagGroups,
  listTags,
  MAX_TAGS_OF_PERSON,
  personTagHistory,
  readTag,
  removePersonTag,
  TAG_HISTORY_KEPT,
  tagPeople,
} from './contract.ts'
import { tagErrors } from './errors.ts'
import { addMarks } from './marks.ts'
import { type TagServices, tagRoutes } from './routes.ts'

/** What modules above would know. */
const above = { uses: [] as { what: 'audience' | 'tag'; id: string; name: string }[], archived: [] as number[] }
const services: TagServices = {
  countPeople: async (_, { tagIds }) => new Map(tagIds.map((id) => [id, 7])),
  usesOf: async () => above.uses,
  rulesOf: async (_, { tagIds }) => new Map(tagIds.map((id) => [id, { zh: '买过', en: 'bought' }])),
  archived: async (_, _tx, { tagId }) => {
    above.archived.push(tagId)
  },
  restored: async (_, _tx, { tagId }) => {
    above.archived = above.archived.filter((id) => id !== tagId)
  },
}

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  const bindings = [...identityRoutes({ lastEventTimes: async () => new Map() }), ...linkRoutes(), ...tagRoutes(services)]
  server = await openTestServer(world, bindings, { errorTables: [identityErrors, tagErrors] })
})
afterAll(() => server.close())

/** Time passes. */
const tick = (ms: number) => world.business.setOffsetMs(world.business.offsetMs() + ms)

async function newBrand() {
  const workspace = await world.newWorkspace()
  const admin = await server.as('admin', { workspace })
  const people = async (count: number) => {
    const refs = Array.from({ length: count }, (_, index) => ({ kind: 'user_id', value: `u${index}` }))
    return (await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs, seenAt: 0 })).map(String)
  }
  return { workspace, admin, people, ...says(admin) }
}

function says(admin: Caller) {
  return {
    make: (name: string, more: object = {}) => admin.call(createTag, { body: { name, ...more } }),
    add: (id: string, name: string, value?: string) =>
      admin.call(addPersonTag, { params: { id }, body: { name, ...(value && { value }) } }),
    remove: (id: string, name: string, query: { value?: string } = {}) => admin.call(removePersonTag, { params: { id, name }, query }),
    tagsOf: async (id: string) =>
      (await admin.call(readPerson, { params: { id } })).tags.map(({ name, values }) => [name, ...values].join(':')),
    historyOf: async (id: string, query: object = {}) =>
      (await admin.call(personTagHistory, { params: { id }, query })).items.map(({ what, name, cause }) => `${what} ${name} ${cause}`),
    merge: async (a: string, b: string) => (await admin.call(mergePersons, { params: { id: a }, body: { personId: b } })).mergeId ?? '',
  }
}

test('tags are made, listed by group, changed, archived and brought back', async () => {
  const { admin, make } = await newBrand()
  const group = await admin.call(createTagGroup, { body: { name: '意向', dimension: 'purchase' } })
  const high = await make('高意向', { groupId: group.id, color: 'red', description: '近期要买' })
  expect(high).toMatchObject({ name: '高意向', kind: 'manual', groupName: '意向', dimension: 'purchase', exclusive: false, people: 0 })
  await make('爱跑步')
  expect((await admin.reply(createTag, { body: { name: '高意向' } })).error?.code).toBe('identity.tag_exists')
  const list = await admin.call(listTags, { query: { counts: 'true' } as never })
  expect(list.items.map(({ name, people }) => [name, people])).toEqual([
    ['高意向', 7],
    ['爱跑步', 7],
  ])
  expect(list.total).toBe(2)
  const first = await admin.call(listTags, { query: { limit: 1 } })
  const second = await admin.call(listTags, { query: { limit: 1, cursor: first.nextCursor ?? '' } })
  expect([first, second].flatMap(({ items }) => items.map(({ name }) => name))).toEqual(['高意向', '爱跑步'])
  expect((await admin.call(listTags, { query: { q: '跑' } })).items).toHaveLength(1)
  expect((await admin.call(listTags, { query: { groupId: 'none' } })).items.map(({ name }) => name)).toEqual(['爱跑步'])

  const params = { id: high.id }
  above.uses = [{ what: 'audience', id: '1', name: '新客' }]
  const refused = await admin.reply(archiveTag, { params })
  expect(refused.error).toMatchObject({ code: 'identity.tag_used', message: expect.stringContaining('新客') })
  expect((await admin.reply(changeTag, { params, body: { name: '更高' } })).error?.code).toBe('identity.tag_used')
  expect((await admin.call(readTag, { params })).usedBy).toEqual(above.uses)
  above.uses = []
  expect((await admin.call(changeTag, { params, body: { name: '更高', groupId: null } })).groupId).toBeNull()
  await admin.call(archiveTag, { params })
  expect(above.archived).toEqual([Number(high.id)])
  expect((await admin.call(listTags, {})).items.map(({ name }) => name)).toEqual(['爱跑步'])
  expect((await admin.call(listTags, { query: { archived: 'true' } as never })).items.map(({ name }) => name)).toEqual(['更高'])
  await make('更高')
  expect((await admin.reply(changeTag, { params, body: { archived: false } })).error?.code).toBe('identity.tag_exists')
  expect((await admin.call(changeTag, { params, body: { archived: false, name: '最高' } })).archivedAt).toBeNull()
  expect(above.archived).toEqual([])

  expect((await admin.reply(createTagGroup, { body: { name: '意向' } })).error?.code).toBe('identity.tag_group_exists')
  await admin.call(changeTagGroup, { params: { id: group.id }, body: { name: '意向度', position: 3 } })
  expect((await admin.call(listTagGroups, {})).items).toMatchObject([{ name: '意向度', position: 3, tags: 0 }])
  await admin.call(deleteTagGroup, { params: { id: group.id } })
  expect((await admin.call(listTagGroups, {})).items).toEqual([])
})

test('a person gets and loses tags by hand, and it is told who did it', async () => {
  const { admin, people, make, add, remove, tagsOf, historyOf } = await newBrand()
  const [id = ''] = await people(1)
  const tag = await make('高意向')
  await make('颜色')
  expect((await admin.reply(addPersonTag, { params: { id }, body: { name: '没有的' } })).error).toMatchObject({
    code: 'identity.tag_unknown',
    message: expect.stringContaining('没有的'),
  })
  const { items } = await add(id, '高意向')
  expect(items).toMatchObject([{ name: '高意向', value: null, cause: 'request', by: 'test', why: 'test 手动打上' }])
  await add(id, '高意向')
  await add(id, '颜色', '红')
  await add(id, '颜色', '蓝')
  expect(await tagsOf(id)).toEqual(['颜色:红:蓝', '高意向'])
  await remove(id, '颜色', { value: '红' })
  expect(await tagsOf(id)).toEqual(['颜色:蓝', '高意向'])
  await remove(id, '高意向')
  expect(await tagsOf(id)).toEqual(['颜色:蓝'])
  expect((await historyOf(id)).sort()).toEqual(
    ['added 颜色 request', 'added 颜色 request', 'added 高意向 request', 'removed 颜色 request', 'removed 高意向 request'].sort(),
  )
  expect((await historyOf(id, { name: '高意向' })).sort()).toEqual(['added 高意向 request', 'removed 高意向 request'])
  const page = await admin.call(personTagHistory, { params: { id }, query: { limit: 3 } })
  const rest = await admin.call(personTagHistory, { params: { id }, query: { cursor: page.nextCursor ?? '' } })
  expect(page.items.length + rest.items.length).toBe(5)
  expect((await admin.call(tagPeople, { params: { id: tag.id } })).items).toEqual([])
  const rule = await make('规则', { kind: 'rule' })
  expect(rule.kind).toBe('rule')
  expect((await admin.reply(addPersonTag, { params: { id }, body: { name: '规则' } })).error?.code).toBe('identity.tag_not_manual')
})

test('whoever may mark people may not change tags', async () => {
  const { workspace, people, make } = await newBrand()
  const [id = ''] = await people(1)
  await make('高意向')
  const guide = await server.as('guide', { workspace })
  expect((await guide.call(addPersonTag, { params: { id }, body: { name: '高意向' } })).items).toHaveLength(1)
  expect((await guide.reply(createTag, { body: { name: '新' } })).status).toBe(403)
})

test('of an exclusive group a person has one tag, the last one', async () => {
  const { admin, people, make, add, remove, tagsOf, historyOf } = await newBrand()
  const [id = ''] = await people(1)
  const group = await admin.call(createTagGroup, { body: { name: '级别', exclusive: true } })
  for (const name of ['金', '银', '铜']) await make(name, { groupId: group.id })
  await add(id, '金')
  await add(id, '银')
  expect(await tagsOf(id)).toEqual(['银'])
  expect((await historyOf(id, { name: '金' })).sort()).toEqual(['added 金 request', 'removed 金 replaced'])
  await remove(id, '金')
  expect(await tagsOf(id)).toEqual(['银'])
  await remove(id, '银')
  expect(await tagsOf(id)).toEqual([])
  expect((await admin.reply(createTag, { body: { name: '规则', kind: 'rule', groupId: group.id } })).error?.code).toBe(
    'identity.tag_group_exclusive',
  )
  const open = await admin.call(createTagGroup, { body: { name: '来源' } })
  await make('规则', { kind: 'rule', groupId: open.id })
  expect((await admin.reply(changeTagGroup, { params: { id: open.id }, body: { exclusive: true } })).error?.code).toBe(
    'identity.tag_group_exclusive',
  )
})

test('a merge shows the later tag of an exclusive group, an un-merge returns both', async () => {
  const { admin, people, make, add, tagsOf, merge, remove } = await newBrand()
  const [a = '', b = '', c = ''] = await people(3)
  const group = await admin.call(createTagGroup, { body: { name: '级别', exclusive: true } })
  for (const name of ['金', '银']) await make(name, { groupId: group.id })
  await make('老客')
  await add(a, '金')
  tick(1_000)
  await add(b, '银')
  await add(b, '老客')
  const mergeId = await merge(a, b)
  expect((await tagsOf(a)).sort()).toEqual(['老客', '银'])
  const people2 = await admin.call(listTags, { query: { q: '金' } })
  expect((await admin.call(tagPeople, { params: { id: people2.items[0]?.id ?? '' } })).items).toEqual([])
  // Made open, the group shows both; made exclusive again, one.
  await admin.call(changeTagGroup, { params: { id: group.id }, body: { exclusive: false } })
  expect((await tagsOf(a)).sort()).toEqual(['老客', '金', '银'])
  await admin.call(changeTagGroup, { params: { id: group.id }, body: { exclusive: true } })
  await admin.call(unmergePerson, { params: { id: a }, body: { mergeId } })
  expect(await tagsOf(a)).toEqual(['金'])
  expect((await tagsOf(b)).sort()).toEqual(['老客', '银'])
  await merge(a, c)
  await remove(c, '金')
  expect(await tagsOf(a)).toEqual([])
})

test('a person has at most so many tags, and the newest hundred changes are kept', async () => {
  const { workspace, admin, people, make, tagsOf } = await newBrand()
  const [id = ''] = await people(1)
  const tag = await make('颜色')
  const mark = (value: string, add: boolean) =>
    inTransaction(world.handles.db, (tx) =>
      changeTagMarks(tx, {
        workspaceId: workspace.id,
        tagId: Number(tag.id),
        value,
        add: add ? [Number(id)] : [],
        remove: add ? [] : [Number(id)],
        cause: 'bulk',
        by: 'test',
        at: new Date(world.business.now()),
      }),
    )
  for (let turn = 0; turn < 51; turn++) {
    await mark('来回', true)
    tick(1)
    await mark('来回', false)
    tick(1)
  }
  const { items } = await admin.call(personTagHistory, { params: { id }, query: { limit: 1_000 } })
  expect(items).toHaveLength(TAG_HISTORY_KEPT)
  expect(items[0]?.what).toBe('removed')
  const values = Array.from({ length: MAX_TAGS_OF_PERSON }, (_, index) => `v${index}`)
  const atoms = values.map(() => Number(id))
  const marking = { workspaceId: workspace.id, tagId: Number(tag.id), cause: 'bulk', by: 'test', at: new Date() } as const
  await inTransaction(world.handles.db, (tx) => addMarks(tx, { ...marking, people: { atoms, values } }))
  expect((await admin.reply(addPersonTag, { params: { id }, body: { name: '颜色', value: '再来' } })).error?.code).toBe(
    'identity.too_many_tags_of_person',
  )
  expect((await tagsOf(id))[0]?.split(':')).toHaveLength(MAX_TAGS_OF_PERSON + 1)
})

test('people of a tag come page by page with name and since when', async () => {
  const { workspace, admin, people, make, add, merge } = await newBrand()
  const all = await people(5)
  const tag = await make('高意向')
  for (const id of all) await add(id, '高意向')
  await merge(all[0] ?? '', all[1] ?? '')
  const seen: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await admin.call(tagPeople, { params: { id: tag.id }, query: { limit: 2, ...(cursor && { cursor }) } })
    seen.push(...page.items.map(({ personId }) => personId))
    if (!page.nextCursor) break
    cursor = page.nextCursor
  }
  expect(seen.sort()).toEqual([all[0], ...all.slice(2)].sort())
  const other = await server.as('admin', { workspace: await world.newWorkspace() })
  expect((await other.reply(tagPeople, { params: { id: tag.id } })).status).toBe(404)
  expect(workspace.id).toBeGreaterThan(0)
})

test('a person takes their tags along, and they are erased', async () => {
  const { workspace, people, make, add, remove } = await newBrand()
  const [id = ''] = await people(1)
  for (const name of ['高意向', '旧']) {
    await make(name)
    await add(id, name)
  }
  await remove(id, '旧')
  const asked = { workspaceId: workspace.id, atoms: [Number(id)], signal: new AbortController().signal }
  const parts: Record<string, unknown[]> = {}
  for await (const { part, rows } of exportIdentity(world.handles, asked)) parts[part] = [...(parts[part] ?? []), ...rows]
  expect(parts.tags).toMatchObject([
    { tag: '高意向', has: true, cause: 'request' },
    { tag: '旧', has: false },
  ])
  expect(parts.tagHistory).toMatchObject([{ tag: '旧', has: true, cause: 'request' }])
  await eraseAtoms(world.handles, asked)
  expect(await countAtoms(world.handles, asked)).toBe(0)
})

test('tags of a person are listed with the rule that put them there', async () => {
  const { workspace, admin, people, make } = await newBrand()
  const [id = ''] = await people(1)
  const tag = await make('老客', { kind: 'rule' })
  const change = { workspaceId: workspace.id, tagId: Number(tag.id), remove: [], cause: 'rule', by: '' } as const
  await inTransaction(world.handles.db, (tx) => changeTagMarks(tx, { ...change, add: [Number(id)], at: new Date(world.business.now()) }))
  expect((await admin.call(listPersonTags, { params: { id } })).items).toMatchObject([
    { name: '老客', cause: 'rule', why: '符合规则：买过' },
  ])
})
