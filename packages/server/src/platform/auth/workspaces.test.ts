/** Workspaces over HTTP. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { createWorkspace, listWorkspaces, listWriteKeys, me, updateWorkspace } from './contract.ts'
import { openWriteKeyResolver } from './write-key-resolver.ts'

let world: World
let server: TestServer
let everything: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
  everything = await server.withPermissions(['*'])
})
afterAll(() => server.close())

const newName = () => `w-${randomUUID()}`

test('a new workspace is there at once, with a write key of its own, and tells the modules', async () => {
  const name = newName()
  const unknown = await everything.reply(listWriteKeys, { headers: { 'x-workspace': name, 'accept-language': 'en' } })
  expect([unknown.status, unknown.error?.message]).toEqual([404, `There is no workspace named ${name}`])
  const made = await everything.call(createWorkspace, { body: { name } })
  expect(made).toEqual({ name, timeZone: 'Asia/Shanghai', createdAt: expect.any(String), writeKey: expect.stringMatching(/^lw_/) })
  const keys = await everything.call(listWriteKeys, { headers: { 'x-workspace': name } })
  expect(keys.items.map(({ key }) => key)).toEqual([made.writeKey])
  expect(await openWriteKeyResolver(world.handles.db).resolve(made.writeKey)).toMatchObject({ name })
  const news = await world.handles.db
    .selectFrom('platform_outbox')
    .select(['name', 'payload'])
    .where('name', '=', 'auth.workspace_created')
    .execute()
  expect(news.map(({ payload }) => payload)).toContainEqual({ name, timeZone: 'Asia/Shanghai' })
})

test('a name is taken once, also by two at once', async () => {
  const name = newName()
  const answers = await Promise.all([1, 2, 3].map(() => everything.reply(createWorkspace, { body: { name } })))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  expect(answers.find(({ status }) => status === 409)?.error?.code).toBe('auth.workspace_exists')
})

test.each(['', 'A', 'a b', 'a.b', 'ä', 'x'.repeat(64), 'a/b', '../a', 'a\n'])('%j is no name', async (name) => {
  const answer = await everything.reply(createWorkspace, { body: { name } })
  expect([answer.status, answer.error?.details.field]).toEqual([400, 'name'])
})

test.each(['Mars/Olympus', 'GMT+8:00', '+08:00', '', 'x'.repeat(65)])('%j is no time zone', async (timeZone) => {
  const answer = await everything.reply(createWorkspace, { body: { name: newName(), timeZone }, headers: { 'accept-language': 'en' } })
  expect([answer.status, answer.error?.details.field]).toEqual([400, 'timeZone'])
})

test('its time zone can be changed', async () => {
  const { name } = await everything.call(createWorkspace, { body: { name: newName(), timeZone: 'Europe/Berlin' } })
  const changed = await everything.call(updateWorkspace, { params: { name }, body: { timeZone: 'UTC' } })
  expect(changed.timeZone).toBe('UTC')
  expect((await everything.reply(updateWorkspace, { params: { name: newName() }, body: { timeZone: 'UTC' } })).status).toBe(404)
})

test('only who may manage workspaces everywhere makes or changes one', async () => {
  const place = await world.newWorkspace()
  const admin = await server.as('admin', { workspace: place })
  const answers = [
    await admin.reply(createWorkspace, { body: { name: newName() } }),
    await admin.reply(updateWorkspace, { params: { name: place.name }, body: { timeZone: 'UTC' } }),
  ]
  expect(answers.map(({ error }) => error?.code)).toEqual(['platform.forbidden', 'platform.forbidden'])
})

test('the list shows those one may use, in pages by name', async () => {
  const places = [await world.newWorkspace(), await world.newWorkspace()]
  const mine = await server.as('guide', { workspace: places[0] ?? { id: 0, name: '' } })
  expect((await mine.call(listWorkspaces)).items.map(({ name }) => name)).toEqual([places[0]?.name])
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await everything.call(listWorkspaces, { query: { limit: 3, ...(cursor && { cursor }) } })
    seen.push(...page.items.map(({ name }) => name))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual(expect.arrayContaining(places.map(({ name }) => name)))
  expect(new Set(seen).size).toBe(seen.length)
})

test('who is nowhere a member may sign in and see nothing', async () => {
  const account = await server.signedIn('guide', { workspace: await world.newWorkspace() })
  await world.handles.db.deleteFrom('auth_memberships').where('account_id', '=', account.accountId).execute()
  expect(await account.call(me)).toMatchObject({ permissions: [], workspaces: [], everyWorkspace: false })
  expect((await account.call(listWorkspaces)).items).toEqual([])
  expect((await account.reply(listWriteKeys)).error?.code).toBe('auth.not_a_member')
})
