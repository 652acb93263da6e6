/** Signing in and out over HTTP: cookies, expiries, forged requests, passwords, own sessions. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, sessionHeaders, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { changePassword, createKey, endSession, listKeys, listSessions, me, signIn, signOut, updateMe } from './contract.ts'
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS } from './sessions.ts'
import { sweepAuth } from './sweep.ts'

let world: World
let server: TestServer
let workspace: { id: number; name: string; timeZone: string }

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [])
  workspace = await world.newWorkspace()
})
afterEach(() => world.real.setOffsetMs(0))
afterAll(() => server.close())

const HOUR_MS = 60 * 60 * 1000

describe('signing in', () => {
  test('sets a cookie no script can read and one it can, and says what the account may do', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const answer = await server.stranger.reply(signIn, { body: { email: account.email.toUpperCase(), password: account.password } })
    const [session, csrf] = [answer.headers['set-cookie']].flat().map(String)
    expect(session).toMatch(/^liuchi_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/)
    expect(csrf).toMatch(/^liuchi_csrf=[\w-]{43}; Path=\/; Expires=[^;]+; SameSite=Lax$/)
    expect(answer.body).toEqual({
      accountId: String(account.accountId),
      csrfToken: csrf?.slice('liuchi_csrf='.length, csrf.indexOf(';')),
      expiresAt: expect.any(String),
    })
    expect(await account.call(me)).toMatchObject({
      kind: 'session',
      id: String(account.accountId),
      email: account.email,
      permissions: expect.arrayContaining(['events.read']),
      workspaces: [{ name: workspace.name, timeZone: 'Asia/Shanghai', role: 'analyst' }],
      everyWorkspace: false,
    })
  })

  test('over https the cookies stay there', async () => {
    const { email, password } = await server.signedIn('analyst', { workspace })
    const answer = await server.stranger.reply(signIn, { body: { email, password }, headers: { 'x-forwarded-proto': 'https' } })
    expect([answer.headers['set-cookie']].flat().every((cookie) => String(cookie).includes('; Secure'))).toBe(true)
  })

  test('with a wrong password, an unknown address or a disabled account is the same refusal, without cookies', async () => {
    const { email, password, accountId } = await server.signedIn('analyst', { workspace })
    const disabled = await server.signedIn('analyst', { workspace })
    await world.handles.db
      .updateTable('auth_accounts')
      .set({ disabled_at: new Date(0) })
      .where('id', '=', disabled.accountId)
      .execute()
    const refusals = [
      await server.stranger.reply(signIn, { body: { email, password: `${password}x` } }),
      await server.stranger.reply(signIn, { body: { email: `${accountId}@nobody.example`, password } }),
      await server.stranger.reply(signIn, { body: { email: disabled.email, password: disabled.password } }),
    ]
    expect(new Set(refusals.map(({ text }) => text)).size).toBe(1)
    expect(refusals.map(({ status, error, headers }) => [status, error?.code, headers['set-cookie']])).toEqual(
      Array(3).fill([401, 'auth.wrong_credentials', undefined]),
    )
    expect((await disabled.reply(me)).status).toBe(401)
  })

  test.each([
    { email: 'x', password: 'x' },
    { email: 'a@b.example' },
    { email: 'a@b.example', password: '' },
    { email: ['a@b.example'], password: 'x' },
  ])('%j is refused by field', async (body) => {
    expect((await server.stranger.reply(signIn, { body })).error?.code).toBe('platform.invalid')
  })

  test('nothing of it is kept in the clear', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const token = /liuchi_session=([\w-]+)/.exec(account.headers.cookie ?? '')?.[1] ?? 'none'
    const rows = await Promise.all([
      world.handles.db.selectFrom('auth_sessions').selectAll().execute(),
      world.handles.db.selectFrom('auth_accounts').selectAll().where('id', '=', account.accountId).execute(),
    ])
    const text = JSON.stringify(rows)
    expect(text).not.toContain(token)
    expect(text).not.toContain(account.password)
    expect(text).toContain('$argon2id$')
  })
})

describe('a session', () => {
  test('ends after twelve idle hours, kept up by use, and in any case after fourteen days', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const statusAfter = async (ms: number) => {
      world.real.setOffsetMs(ms)
      return (await account.reply(me)).status
    }
    expect(await statusAfter(SESSION_IDLE_MS - 60_000)).toBe(200)
    expect(await statusAfter(2 * SESSION_IDLE_MS - 180_000)).toBe(200)
    let used = 2 * SESSION_IDLE_MS - 180_000
    while (used + 11 * HOUR_MS < SESSION_ABSOLUTE_MS) {
      used += 11 * HOUR_MS
      expect(await statusAfter(used)).toBe(200)
    }
    expect(await statusAfter(SESSION_ABSOLUTE_MS + 1_000)).toBe(401)
  })

  test('that was not used for twelve hours is over, and swept', async () => {
    const account = await server.signedIn('analyst', { workspace })
    world.real.setOffsetMs(SESSION_IDLE_MS + 1_000)
    expect((await account.reply(me)).status).toBe(401)
    await sweepAuth(world.handles)
    const left = await world.handles.db.selectFrom('auth_sessions').select('id').where('account_id', '=', account.accountId).execute()
    expect(left).toEqual([])
  })

  test('moving the business clock ends nothing', async () => {
    const account = await server.signedIn('analyst', { workspace })
    world.business.setOffsetMs(2 * SESSION_ABSOLUTE_MS)
    expect((await account.reply(me)).status).toBe(200)
    world.business.setOffsetMs(0)
  })

  test('signing out ends it on the server and clears the cookies', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const answer = await account.reply(signOut)
    expect(answer.status).toBe(204)
    expect([answer.headers['set-cookie']].flat().map((cookie) => String(cookie).split(';', 1)[0])).toEqual([
      'liuchi_session=',
      'liuchi_csrf=',
    ])
    expect((await account.reply(me)).status).toBe(401)
  })

  test('is listed for its owner, who may end any of them but nobody else', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const phone = await sessionHeaders(server.fastify, account)
    const { items } = await account.call(listSessions)
    expect(items.map(({ current }) => current).sort()).toEqual([false, true])
    const other = items.find(({ current }) => !current)?.id ?? ''
    const stranger = await server.signedIn('owner')
    expect((await stranger.reply(endSession, { params: { id: other } })).status).toBe(404)
    expect((await account.reply(endSession, { params: { id: other } })).status).toBe(204)
    expect((await server.stranger.reply(me, { headers: phone })).status).toBe(401)
    expect((await account.reply(me)).status).toBe(200)
  })

  test('the fifty-first takes the place of the oldest', async () => {
    const account = await server.signedIn('analyst', { workspace })
    await world.handles.db
      .insertInto('auth_sessions')
      .values(
        Array.from({ length: 55 }, (_, index) => ({
          id: world.handles.ids.uuid(),
          token_hash: Buffer.from(`${account.accountId} ${index}`),
          account_id: account.accountId,
          created_at: new Date(1000 + index),
          seen_at: new Date(world.handles.clocks.real.now()),
          expires_at: new Date(world.handles.clocks.real.now() + HOUR_MS),
          address: '',
          client: '',
        })),
      )
      .execute()
    await sessionHeaders(server.fastify, account)
    expect((await account.call(listSessions)).items).toHaveLength(50)
    expect((await account.reply(me)).status).toBe(200)
  })
})

describe('a forged request', () => {
  const attempts: Readonly<Record<string, (headers: Readonly<Record<string, string>>) => Record<string, string>>> = {
    'without the header': ({ cookie = '' }) => ({ cookie }),
    'with an empty header': ({ cookie = '' }) => ({ cookie, 'x-csrf-token': '' }),
    'with another value in the header': ({ cookie = '' }) => ({ cookie, 'x-csrf-token': 'x'.repeat(43) }),
    'with a pair of its own making': ({ cookie = '' }) => ({
      cookie: `${cookie.split(';', 1)[0]}; liuchi_csrf=planted`,
      'x-csrf-token': 'planted',
    }),
    'without the second cookie': ({ cookie = '', ...rest }) => ({
      cookie: cookie.split(';', 1)[0] ?? '',
      'x-csrf-token': rest['x-csrf-token'] ?? '',
    }),
  }
  test.each(Object.keys(attempts))('%s is refused', async (name) => {
    const account = await server.signedIn('owner', { workspace })
    const headers = attempts[name]?.(account.headers) ?? {}
    const answer = await server.stranger.reply(updateMe, { body: { name: 'Forged' }, headers })
    expect([answer.status, answer.error?.code]).toEqual([403, 'platform.csrf'])
    expect((await server.stranger.reply(me, { headers })).status).toBe(200)
  })

  test('with the token of another session is refused', async () => {
    const [one, two] = [await server.signedIn('owner', { workspace }), await server.signedIn('owner', { workspace })]
    const csrf = two.headers['x-csrf-token'] ?? ''
    const session = one.headers.cookie?.split(';', 1)[0] ?? ''
    const answer = await server.stranger.reply(updateMe, {
      body: { name: 'Forged' },
      headers: { cookie: `${session}; liuchi_csrf=${csrf}`, 'x-csrf-token': csrf },
    })
    expect(answer.error?.code).toBe('platform.csrf')
  })

  test('a key needs no token, and a key beside a cookie is the key alone', async () => {
    const owner = await server.as('owner', { workspace })
    expect((await owner.reply(createKey, { body: { name: 'k', permissions: ['events.read'] } })).status).toBe(200)
    const account = await server.signedIn('owner', { workspace })
    const guide = await server.as('guide', { workspace })
    const both = { ...account.headers, authorization: guide.headers.authorization ?? '' }
    expect((await server.stranger.reply(listKeys, { headers: both })).status).toBe(403)
    expect((await server.stranger.reply(me, { headers: { ...both, authorization: 'Bearer lk_gone' } })).status).toBe(401)
    expect((await server.stranger.reply(me, { headers: { ...both, authorization: 'Basic eDp5' } })).status).toBe(200)
  })
})

describe('an account', () => {
  test('changes its own name and language, and is answered in it', async () => {
    const account = await server.signedIn('analyst', { workspace })
    await account.call(updateMe, { body: { name: '王小明', locale: 'en' } })
    expect(await account.call(me)).toMatchObject({ name: '王小明', locale: 'en' })
    expect((await account.reply(listKeys)).error?.message).toBe('Not allowed: this needs keys.manage')
    expect((await account.reply(listKeys, { headers: { 'accept-language': 'zh' } })).error?.message).toContain('没有权限')
    await account.call(updateMe, { body: { locale: null } })
    expect((await account.call(me)).locale).toBeNull()
  })

  test.each(['', ' ', 'a\nb', 'x'.repeat(101)])('may not be called %j', async (name) => {
    const account = await server.signedIn('analyst', { workspace })
    expect((await account.reply(updateMe, { body: { name } })).error?.code).toBe('platform.invalid')
  })

  test('changes its password with the old one; its other sessions end', async () => {
    const account = await server.signedIn('analyst', { workspace })
    const phone = await sessionHeaders(server.fastify, account)
    const newPassword = '新的密码 correct horse'
    const wrong = await account.reply(changePassword, { body: { currentPassword: 'guess', newPassword } })
    expect([wrong.status, wrong.error?.code]).toEqual([403, 'auth.wrong_password'])
    expect((await account.reply(changePassword, { body: { currentPassword: account.password, newPassword: 'short' } })).status).toBe(400)
    await account.call(changePassword, { body: { currentPassword: account.password, newPassword } })
    expect((await account.reply(me)).status).toBe(200)
    expect((await server.stranger.reply(me, { headers: phone })).status).toBe(401)
    expect((await server.stranger.reply(signIn, { body: { email: account.email, password: account.password } })).status).toBe(401)
    expect((await server.stranger.reply(signIn, { body: { email: account.email, password: newPassword } })).status).toBe(200)
  })

  test('has things that no key does for it', async () => {
    const owner = await server.as('owner', { workspace })
    const answers = [
      await owner.reply(updateMe, { body: { name: 'x' } }),
      await owner.reply(changePassword, { body: { currentPassword: 'x', newPassword: 'x'.repeat(12) } }),
      await owner.reply(listSessions),
      await owner.reply(signOut),
    ]
    expect(answers.map(({ error }) => error?.code)).toEqual(Array(4).fill('auth.accounts_only'))
  })
})
