/** API keys and write keys: scope, expiry, revocation, what is shown. */
import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { BodyInputOf } from '../contract.ts'
import { type Caller, openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import {
  createKey,
  createWriteKey,
  listAccounts,
  listKeys,
  listWorkspaces,
  listWriteKeys,
  me,
  revokeKey,
  revokeWriteKey,
} from './contract.ts'
import { openWriteKeyResolver, WRITE_KEY_CACHE_MS } from './write-key-resolver.ts'

let world: World
let server: TestServer
let workspace: { id: number; name: string }
let owner: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
  workspace = await world.newWorkspace()
  owner = await server.as('owner', { workspace })
})
afterEach(() => world.real.setOffsetMs(0))
afterAll(() => server.close())

async function make(
  body: Partial<BodyInputOf<typeof createKey>>,
  by: Caller = owner,
): Promise<{ id: string; headers: Record<string, string> }> {
  const headers = { 'x-workspace': workspace.name }
  const { id, key } = await by.call(createKey, { body: { name: 'k', permissions: ['events.read'], ...body }, headers })
  return { id, headers: { authorization: `Bearer ${key}`, 'x-workspace': workspace.name } }
}

describe('an API key', () => {
  test('does what it was made for, in its workspace, and nothing else', async () => {
    const { headers } = await make({ permissions: ['accounts.*', 'events.read'] })
    expect(headers.authorization).toMatch(/^Bearer lk_[\w-]{43}$/)
    expect((await server.stranger.reply(listAccounts, { headers })).status).toBe(200)
    expect((await server.stranger.reply(listKeys, { headers })).error?.code).toBe('platform.forbidden')
    const elsewhere = await world.newWorkspace()
    expect((await server.stranger.reply(listAccounts, { headers: { ...headers, 'x-workspace': elsewhere.name } })).error?.code).toBe(
      'auth.not_a_member',
    )
    expect(await server.stranger.call(me, { headers })).toMatchObject({
      kind: 'key',
      name: 'k',
      email: null,
      permissions: ['events.read', 'accounts.manage'],
      workspaces: [{ name: workspace.name, role: null }],
      everyWorkspace: false,
    })
    expect((await server.stranger.call(listWorkspaces, { headers })).items.map(({ name }) => name)).toEqual([workspace.name])
  })

  test('is listed without itself, with when it was last used', async () => {
    const { id, headers } = await make({ name: '报表' })
    const shown = async () => (await owner.call(listKeys, { query: { limit: 200 } })).items.find((key) => key.id === id)
    expect(await shown()).toEqual({
      id,
      name: '报表',
      hint: `${headers.authorization?.slice('Bearer '.length, 'Bearer '.length + 9)}…`,
      permissions: ['events.read'],
      everyWorkspace: false,
      createdAt: expect.any(String),
      createdBy: 'test',
      expiresAt: null,
      usedAt: null,
      revokedAt: null,
    })
    await server.stranger.reply(me, { headers })
    const usedAt = (await shown())?.usedAt
    expect(usedAt).toEqual(expect.any(String))
    world.real.setOffsetMs(60_000)
    await server.stranger.reply(me, { headers })
    expect((await shown())?.usedAt).toBe(usedAt)
    world.real.setOffsetMs(6 * 60_000)
    await server.stranger.reply(me, { headers })
    expect((await shown())?.usedAt).not.toBe(usedAt)
    const rows = JSON.stringify(await world.handles.db.selectFrom('auth_api_keys').selectAll().where('id', '=', id).execute())
    expect(rows).not.toContain(headers.authorization?.slice('Bearer '.length))
  })

  test('revoked is nobody with the next request; revoking again changes nothing', async () => {
    const { id, headers } = await make({})
    expect((await server.stranger.reply(me, { headers })).status).toBe(200)
    for (let n = 0; n < 2; n++) expect((await owner.reply(revokeKey, { params: { id } })).status).toBe(204)
    expect((await server.stranger.reply(me, { headers })).status).toBe(401)
    expect((await owner.reply(revokeKey, { params: { id: randomUUID() } })).status).toBe(404)
  })

  test('ends at its expiry, by the real clock', async () => {
    const expiresAt = new Date(world.handles.clocks.real.now() + 3_600_000).toISOString()
    const { headers } = await make({ expiresAt })
    world.real.setOffsetMs(3_500_000)
    expect((await server.stranger.reply(me, { headers })).status).toBe(200)
    world.real.setOffsetMs(3_700_000)
    expect((await server.stranger.reply(me, { headers })).status).toBe(401)
    const past = await owner.reply(createKey, { body: { name: 'k', permissions: ['events.read'], expiresAt } })
    expect([past.status, past.error?.code]).toEqual([400, 'auth.expiry_passed'])
  })

  test('has no more than who makes it, and every workspace only from there', async () => {
    const keeper = await server.withPermissions(['keys.manage', 'events.read'], { workspace })
    const refusals = [
      await keeper.reply(createKey, { body: { name: 'k', permissions: ['events.write'] } }),
      await keeper.reply(createKey, { body: { name: 'k', permissions: ['events.*'] } }),
      await keeper.reply(createKey, { body: { name: 'k', permissions: ['*'] } }),
      await keeper.reply(createKey, { body: { name: 'k', permissions: ['events.read'], everyWorkspace: true } }),
      await owner.reply(createKey, { body: { name: 'k', permissions: ['events.read'], everyWorkspace: true } }),
    ]
    expect(refusals.map(({ error }) => error?.code)).toEqual([
      ...Array<string>(3).fill('auth.beyond_own_permissions'),
      ...Array<string>(2).fill('auth.every_workspace_only'),
    ])
    expect((await keeper.reply(createKey, { body: { name: 'k', permissions: ['events.read'] } })).status).toBe(200)
  })

  test('of every workspace serves all of them, and is neither shown nor revoked by one', async () => {
    const everywhere = await server.withPermissions(['*'])
    const { id, headers } = await make({ everyWorkspace: true, permissions: ['accounts.manage'] }, everywhere)
    const later = await world.newWorkspace()
    expect((await server.stranger.reply(listAccounts, { headers: { ...headers, 'x-workspace': later.name } })).status).toBe(200)
    const inWorkspace = { 'x-workspace': workspace.name }
    expect((await owner.call(listKeys, { query: { limit: 200 } })).items.map((key) => key.id)).not.toContain(id)
    expect((await everywhere.call(listKeys, { query: { limit: 200 }, headers: inWorkspace })).items.map((key) => key.id)).toContain(id)
    expect((await owner.reply(revokeKey, { params: { id } })).error?.code).toBe('auth.every_workspace_only')
    expect((await everywhere.reply(revokeKey, { params: { id }, headers: inWorkspace })).status).toBe(204)
  })

  test('of another workspace is not found here', async () => {
    const other = await server.as('owner', { workspace: await world.newWorkspace() })
    const { id } = await make({})
    expect((await other.reply(revokeKey, { params: { id } })).status).toBe(404)
    expect(
      (await other.reply(revokeWriteKey, { params: { id: (await owner.call(createWriteKey, { body: { name: 'w' } })).id } })).status,
    ).toBe(404)
  })

  test.each([['events.fly'], ['event*'], [''], ['constructor'], []])('is not made for %j', async (...permissions) => {
    const answer = await owner.reply(createKey, { body: { name: 'k', permissions } })
    expect([answer.status, answer.error?.code]).toEqual([400, 'platform.invalid'])
  })

  test('is listed in pages, newest first, each once', async () => {
    const place = await world.newWorkspace()
    const keeper = await server.as('owner', { workspace: place })
    const made: string[] = []
    for (let n = 0; n < 5; n++) made.push((await keeper.call(createKey, { body: { name: `${n}`, permissions: ['events.read'] } })).id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await keeper.call(listKeys, { query: { limit: 2, ...(cursor && { cursor }) } })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(new Set(seen).size).toBe(6)
    expect(seen).toEqual(expect.arrayContaining(made))
  })
})

describe('a write key', () => {
  test('is made, shown again, resolved, revoked', async () => {
    const made = await owner.call(createWriteKey, { body: { name: '官网' } })
    expect(made.key).toMatch(/^lw_[\w-]{43}$/)
    expect((await owner.call(listWriteKeys, { query: { limit: 200 } })).items).toContainEqual(made)
    const resolver = openWriteKeyResolver(world.handles.db)
    expect(await resolver.resolve(made.key)).toEqual({ id: workspace.id, name: workspace.name, timeZone: 'Asia/Shanghai' })
    await owner.call(revokeWriteKey, { params: { id: made.id } })
    expect((await owner.call(listWriteKeys)).items.find(({ id }) => id === made.id)?.revokedAt).toEqual(expect.any(String))
    expect(await openWriteKeyResolver(world.handles.db).resolve(made.key)).toBeUndefined()
  })

  test('is no key for the API, nor an API key one for collecting', async () => {
    const { key } = await owner.call(createWriteKey, { body: { name: 'w' } })
    expect((await server.stranger.reply(me, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401)
    const apiKey = owner.headers.authorization?.slice('Bearer '.length) ?? ''
    expect(await openWriteKeyResolver(world.handles.db).resolve(apiKey)).toBeUndefined()
  })

  test('is answered from memory for five seconds, so that a revoked one ends within seconds', async () => {
    const { id, key } = await owner.call(createWriteKey, { body: { name: 'w' } })
    let at = 0
    const resolver = openWriteKeyResolver(world.handles.db, { elapsed: () => at })
    expect(await resolver.resolve(key)).toBeDefined()
    await owner.call(revokeWriteKey, { params: { id } })
    at = WRITE_KEY_CACHE_MS - 1
    expect(await resolver.resolve(key)).toBeDefined()
    at = WRITE_KEY_CACHE_MS
    expect(await resolver.resolve(key)).toBeUndefined()
  })

  test.each(['', 'lw_unknown', 'lw_\0', 'x'.repeat(100_000), "' or true --"])('%.20j is unknown', async (key) => {
    expect(await openWriteKeyResolver(world.handles.db).resolve(key)).toBeUndefined()
  })
})
