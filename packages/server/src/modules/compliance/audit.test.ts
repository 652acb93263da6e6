/** The audit over HTTP: what a write leaves behind and who may read it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createKey, createWorkspace, createWriteKey, revokeWriteKey, signIn } from '../../platform/auth/contract.ts'
import { LIST_LIMIT_MAX } from '../../platform/http/list.ts'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { walkPermissions } from '../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { openAuditSink } from './audit.ts'
import { complianceEndpoints, listAudit } from './contract.ts'
import { complianceRoutes } from './routes.ts'

let world: World
let server: TestServer
let workspace: { id: number; name: string; timeZone: string }
let owner: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, complianceRoutes(), { audit: openAuditSink(world.handles) })
  workspace = await world.newWorkspace()
  owner = await server.as('owner', { workspace })
})
afterEach(() => {
  world.business.setOffsetMs(0)
  world.real.setOffsetMs(0)
})
afterAll(() => server.close())

const entries = async (query = {}, by = owner) => (await by.call(listAudit, { query })).items

describe('a write', () => {
  test('leaves who, what, where, when by both clocks, and how it ended', async () => {
    world.business.setOffsetMs(86_400_000)
    const { id } = await owner.call(createWriteKey, { body: { name: '官网' }, headers: { 'x-request-id': 'request-42' } })
    const [entry] = await entries()
    expect(entry).toEqual({
      id: expect.any(String),
      at: expect.any(String),
      recordedAt: expect.any(String),
      actor: { kind: 'key', id: expect.any(String), name: 'test' },
      action: 'auth.create_write_key',
      targets: [id],
      fields: ['name'],
      outcome: 'done',
      status: 200,
      errorCode: null,
      requestId: 'request-42',
      everyWorkspace: false,
    })
    const ahead = Date.parse(entry?.at ?? '') - Date.parse(entry?.recordedAt ?? '')
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(60_000)
  })

  test('that is refused or goes wrong says so, with the targets of its path', async () => {
    const unknown = world.handles.ids.uuid()
    await owner.reply(revokeWriteKey, { params: { id: unknown } })
    expect((await entries())[0]).toMatchObject({ targets: [unknown], outcome: 'refused', status: 404, errorCode: 'platform.not_found' })
    const guide = await server.as('guide', { workspace })
    await guide.reply(createKey, { body: { name: 'k', permissions: ['*'] } })
    expect((await entries())[0]).toMatchObject({
      action: 'auth.create_key',
      outcome: 'refused',
      status: 403,
      errorCode: 'platform.forbidden',
    })
  })

  test('never leaves a value: no name, no address, no key, no password', async () => {
    const account = await server.signedIn('owner', { workspace })
    await server.stranger.reply(signIn, { body: { email: account.email, password: 'a wrong password' } })
    const { key } = await account.call(createKey, { body: { name: '秘密的名字', permissions: ['events.read'] } })
    const rows = JSON.stringify(await world.handles.db.selectFrom('compliance_audit').selectAll().execute())
    for (const value of [account.email, account.password, 'a wrong password', '秘密的名字', key]) expect(rows).not.toContain(value)
  })

  test('of many at once leaves one row each', async () => {
    const place = await world.newWorkspace()
    const busy = await server.as('owner', { workspace: place })
    await Promise.all(Array.from({ length: 30 }, (_, n) => busy.call(createWriteKey, { body: { name: `${n}` } })))
    const rows = await entries({ limit: 200 }, busy)
    expect(rows).toHaveLength(30)
    expect(rows.every(({ outcome, targets }) => outcome === 'done' && targets.length === 1)).toBe(true)
  })
})

describe('the list', () => {
  test('holds its own workspace, and what belongs to all of them only for who may read all', async () => {
    const place = await world.newWorkspace()
    const [local, everything] = [await server.as('owner', { workspace: place }), await server.withPermissions(['*'])]
    await local.call(createWriteKey, { body: { name: 'w' } })
    const name = `w-${world.handles.ids.uuid()}`
    await everything.call(createWorkspace, { body: { name } })
    expect((await entries({ limit: 200 }, local)).map(({ action }) => action)).toEqual(['auth.create_write_key'])
    expect((await everything.call(listAudit, { query: { target: name }, headers: { 'x-workspace': place.name } })).items).toMatchObject([
      { action: 'auth.create_workspace', targets: [name], fields: ['name'] },
    ])
    const all = await everything.call(listAudit, { query: { limit: 2 }, headers: { 'x-workspace': place.name } })
    expect(all.items.map(({ action, everyWorkspace }) => [action, everyWorkspace])).toEqual([
      ['auth.create_workspace', true],
      ['auth.create_write_key', false],
    ])
  })

  test('filters by action, actor, target, outcome, request and time, and pages without a gap', async () => {
    const place = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
    const keeper = await server.as('owner', { workspace: place })
    const made: string[] = []
    for (let n = 0; n < 5; n++) {
      world.real.setOffsetMs(n * 60_000)
      made.push((await keeper.call(createWriteKey, { body: { name: `${n}` }, headers: { 'x-request-id': `request-of-${n}` } })).id)
    }
    await keeper.call(revokeWriteKey, { params: { id: made[0] ?? '' } })
    const count = async (query: Record<string, string>) => (await entries(query, keeper)).length
    const [newest] = await entries({ action: 'auth.create_write_key', limit: 1 }, keeper)
    expect(await count({ action: 'auth.create_write_key' })).toBe(5)
    expect(await count({ target: made[0] ?? '' })).toBe(2)
    expect(await count({ actorId: newest?.actor.id ?? '' })).toBe(6)
    expect(await count({ actorId: 'nobody' })).toBe(0)
    expect(await count({ outcome: 'refused' })).toBe(0)
    expect(await count({ requestId: 'request-of-3' })).toBe(1)
    expect(await count({ from: newest?.recordedAt ?? '' })).toBe(2)
    expect(await count({ to: newest?.recordedAt ?? '' })).toBe(4)
    expect(await count({ from: '2020-01-01', to: '2020-01-02 08:00' })).toBe(0)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await keeper.call(listAudit, { query: { limit: 2, ...(cursor && { cursor }) } })
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(6)
    expect(seen).toEqual([...seen].sort((a, b) => Number(b) - Number(a)))
  })

  test.each([
    { from: 'yesterday' },
    { to: '2026-13-01' },
    { outcome: 'maybe' },
    { limit: '0' },
    { limit: String(LIST_LIMIT_MAX + 1) },
    { cursor: 'x' },
    { cursor: Buffer.from('[1e300]').toString('base64url') },
    { action: '' },
  ])('refuses %j by field', async (query) => {
    const answer = await owner.reply(listAudit, { query })
    expect([answer.status, answer.error?.details.field]).toEqual([400, Object.keys(query)[0]])
  })
})

test('everybody without the permission is refused', async () => {
  expect(complianceRoutes().map(({ endpoint }) => endpoint.name)).toEqual(complianceEndpoints.map(({ name }) => name))
  expect(await walkPermissions(world, server, complianceRoutes())).toEqual([])
})
