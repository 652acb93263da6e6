/** Members and roles: who may give what to whom. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { addMember, createAccount, listAccounts, listRoles, me, removeMember, signIn, updateAccount } from './contract.ts'

let world: World
let server: TestServer
let workspace: { id: number; name: string }
let owner: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
  workspace = await world.newWorkspace()
  owner = await server.withPermissions(['*'])
})
afterAll(() => server.close())

const here = () => ({ 'x-workspace': workspace.name })
const newAccount = (role = 'analyst') => ({ email: `${randomUUID()}@test.example`, name: '小李', role })

describe('an account', () => {
  test('is made with a password told once, and can sign in with its role in this workspace only', async () => {
    const body = newAccount()
    const made = await owner.reply(createAccount, { body, headers: here() })
    const { id, password } = made.body as { id: string; password: string }
    const signedIn = await server.stranger.reply(signIn, { body: { email: body.email, password } })
    expect(signedIn.status).toBe(200)
    const list = await owner.call(listAccounts, { query: { limit: 200 }, headers: here() })
    expect(list.items.find((item) => item.id === id)).toEqual({
      id,
      email: body.email,
      name: '小李',
      role: 'analyst',
      everyWorkspace: false,
      disabled: false,
      createdAt: expect.any(String),
      signedInAt: expect.any(String),
    })
    const elsewhere = await world.newWorkspace()
    const others = await owner.call(listAccounts, { query: { limit: 200 }, headers: { 'x-workspace': elsewhere.name } })
    expect(others.items.map((item) => item.id)).not.toContain(id)
  })

  test('has an address nobody else has, whatever its case', async () => {
    const body = newAccount()
    await owner.call(createAccount, { body: { ...body, role: 'guide', password: 'long enough 1' }, headers: here() })
    const again = await owner.reply(createAccount, { body: { ...body, email: body.email.toUpperCase() }, headers: here() })
    expect([again.status, again.error?.code]).toEqual([409, 'auth.email_taken'])
  })

  test('is refused with an unknown role, a short password or a field we do not know', async () => {
    for (const change of [{ role: 'emperor' }, { password: 'short' }, { admin: true }]) {
      const answer = await owner.reply(createAccount, { body: { ...newAccount(), ...change }, headers: here() })
      expect([answer.status, answer.error?.details.field]).toEqual([400, Object.keys(change)[0]])
    }
  })

  test('disabled is out at once and cannot come back by itself; enabled it can', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const params = { id: String(account.accountId) }
    await owner.call(updateAccount, { params, body: { disabled: true }, headers: here() })
    expect((await account.reply(me)).status).toBe(401)
    const credentials = { email: account.email, password: account.password }
    expect((await server.stranger.reply(signIn, { body: credentials })).status).toBe(401)
    await owner.call(updateAccount, { params, body: { disabled: false }, headers: here() })
    expect((await server.stranger.reply(signIn, { body: credentials })).status).toBe(200)
    expect((await account.reply(me)).status).toBe(401)
  })

  test('with a new password and role has them with the next request', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const params = { id: String(account.accountId) }
    await owner.call(updateAccount, { params, body: { role: 'guide' }, headers: here() })
    expect((await account.call(me)).workspaces[0]?.role).toBe('guide')
    await owner.call(updateAccount, { params, body: { password: 'another long one' }, headers: here() })
    expect((await account.reply(me)).status).toBe(401)
  })

  test('of another workspace is not found here', async () => {
    const stranger = await server.signedIn('analyst', { workspace: await world.newWorkspace() })
    const params = { id: String(stranger.accountId) }
    for (const answer of [
      await owner.reply(updateAccount, { params, body: { disabled: true }, headers: here() }),
      await owner.reply(removeMember, { params, headers: here() }),
    ])
      expect([answer.status, answer.error?.code]).toEqual([404, 'platform.not_found'])
  })
})

describe('nobody gives or takes more than they have', () => {
  test('an administrator makes no owner, and touches none', async () => {
    const admin = await server.signedIn('admin', { workspace })
    const boss = await server.signedIn('owner', { workspace })
    const params = { id: String(boss.accountId) }
    const answers = [
      await admin.reply(createAccount, { body: newAccount('owner') }),
      await admin.reply(updateAccount, { params, body: { password: 'taken over now' } }),
      await admin.reply(updateAccount, { params, body: { role: 'guide' } }),
      await admin.reply(updateAccount, { params: { id: String(admin.accountId) }, body: { role: 'owner' } }),
      await admin.reply(removeMember, { params }),
    ]
    expect(answers.map(({ error }) => error?.code)).toEqual(Array(5).fill('auth.beyond_own_permissions'))
    expect((await admin.reply(createAccount, { body: newAccount('admin') })).status).toBe(200)
  })

  test('an administrator of one workspace cannot reach another through an account of both', async () => {
    const admin = await server.signedIn('admin', { workspace })
    const elsewhere = await world.newWorkspace()
    const colleague = await server.signedIn('admin', { workspace: elsewhere })
    await admin.call(addMember, { body: { email: colleague.email, role: 'guide' } })
    const params = { id: String(colleague.accountId) }
    const answer = await admin.reply(updateAccount, { params, body: { password: 'taken over now' } })
    expect(answer.error?.code).toBe('auth.beyond_own_permissions')
    expect((await admin.reply(removeMember, { params })).status).toBe(204)
    expect((await colleague.call(me)).workspaces.map(({ name }) => name)).toEqual([elsewhere.name])
  })

  test('a member of every workspace is made and changed only from there', async () => {
    const admin = await server.signedIn('admin', { workspace })
    const everywhere = await server.signedIn('guide')
    const params = { id: String(everywhere.accountId) }
    const answers = [
      await admin.reply(createAccount, { body: { ...newAccount('guide'), everyWorkspace: true } }),
      await admin.reply(updateAccount, { params, body: { disabled: true } }),
      await admin.reply(removeMember, { params }),
    ]
    expect(answers.map(({ error }) => error?.code)).toEqual(Array(3).fill('auth.every_workspace_only'))
    expect((await owner.reply(createAccount, { body: { ...newAccount('guide'), everyWorkspace: true }, headers: here() })).status).toBe(200)
    expect((await owner.reply(updateAccount, { params, body: { disabled: true }, headers: here() })).status).toBe(204)
  })

  test('adding a member twice is a conflict, an unknown one is not found', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const again = await owner.reply(addMember, { body: { email: account.email, role: 'admin' }, headers: here() })
    expect([again.status, again.error?.code]).toEqual([409, 'platform.conflict'])
    const unknown = await owner.reply(addMember, { body: { email: `${randomUUID()}@test.example`, role: 'guide' }, headers: here() })
    expect([unknown.status, unknown.error?.code]).toEqual([404, 'platform.not_found'])
  })
})

describe('owners of every workspace', () => {
  test('always leave one', async () => {
    await world.handles.db.deleteFrom('auth_memberships').where('role', '=', 'owner').where('workspace_id', '=', 0).execute()
    const [one, two] = [await server.signedIn('owner'), await server.signedIn('owner')]
    const [first, second] = [{ id: String(one.accountId) }, { id: String(two.accountId) }]
    const both = await Promise.all([
      two.reply(updateAccount, { params: first, body: { role: 'guide' }, headers: here() }),
      one.reply(updateAccount, { params: second, body: { disabled: true }, headers: here() }),
    ])
    expect(both.map(({ status }) => status).sort()).not.toEqual([204, 204])
    const rest = [
      await owner.reply(removeMember, { params: first, headers: here() }),
      await owner.reply(removeMember, { params: second, headers: here() }),
      await owner.reply(updateAccount, { params: first, body: { disabled: true }, headers: here() }),
      await owner.reply(updateAccount, { params: second, body: { disabled: true }, headers: here() }),
    ]
    expect(rest.map(({ error }) => error?.code)).toContain('auth.last_owner')
    const left = await world.handles.db
      .selectFrom('auth_memberships as membership')
      .innerJoin('auth_accounts as account', 'account.id', 'membership.account_id')
      .select('account.id')
      .where('workspace_id', '=', 0)
      .where('role', '=', 'owner')
      .where('disabled_at', 'is', null)
      .execute()
    expect(left).toHaveLength(1)
  })
})

test('members are listed in pages, each once, those of every workspace with that role', async () => {
  const place = await world.newWorkspace()
  const made = [await server.signedIn('guide', { workspace: place }), await server.signedIn('admin', { workspace: place })]
  await world.handles.db
    .insertInto('auth_memberships')
    .values({ workspace_id: 0, account_id: made[0]?.accountId ?? 0, role: 'analyst', created_at: new Date(0) })
    .execute()
  const seen: { id: string; role: string }[] = []
  let cursor: string | undefined
  do {
    const page = await owner.call(listAccounts, { query: { limit: 2, ...(cursor && { cursor }) }, headers: { 'x-workspace': place.name } })
    seen.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen.find(({ id }) => id === String(made[0]?.accountId))?.role).toBe('analyst')
  expect(seen.find(({ id }) => id === String(made[1]?.accountId))?.role).toBe('admin')
  expect((await owner.reply(listAccounts, { query: { cursor: 'nonsense' }, headers: here() })).error?.details.field).toBe('cursor')
})

test('roles and permissions are told with their words', async () => {
  const guide = await server.as('guide', { workspace })
  const { roles, permissions } = await guide.call(listRoles)
  expect(roles.map(({ name }) => name)).toEqual(['owner', 'admin', 'operator', 'analyst', 'guide'])
  expect(permissions.find(({ name }) => name === 'audit.read')?.words).toEqual({ zh: '查看审计记录', en: 'Read the audit log' })
})
