/** What the platform delivers over HTTP: refused, stored once, worked through, kept aside. */
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { listFailingCallbacks, readCorpFigures, retryFailingCallbacks } from '../connection/contract.ts'
import { callbackKeys, connectCorp, renewCallbackKeys } from '../connection/corps.ts'
import { contactCallbacks } from '../contacts/callbacks.ts'
import { encrypt, signatureOf } from './crypto.ts'
import type { CallbackHandler } from './handler.ts'
import { readMessage } from './message.ts'
import { runCallbacks } from './process.ts'
import { callbackRoutes } from './routes.ts'
import { MAX_CALLBACK_ATTEMPTS, sweepCallbacks } from './store.ts'

const DAY_MS = 86_400_000

let world: World
let channel: ChannelWorld
let second = 1_700_000_000

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world)
})
afterAll(() => channel.close())

interface Keys {
  readonly token: string
  readonly encodingAesKey: string
}

interface Change {
  readonly token?: string
  readonly receiver?: string
  readonly corpId?: string
  readonly body?: string
  readonly keys?: Keys
  readonly server?: FastifyInstance
}

/** Asks for the echo as the platform does, with these keys. */
function ask({ token, encodingAesKey }: Keys, server: FastifyInstance) {
  const echostr = encrypt(encodingAesKey, { message: 'echo', receiver: channel.corp.corpId, random: Buffer.alloc(16, 7) })
  const msg_signature = signatureOf({ timestamp: '1', nonce: 'n1', encrypted: echostr, token })
  const query = new URLSearchParams({ msg_signature, timestamp: '1', nonce: 'n1', echostr })
  return server.inject({ method: 'GET', url: `/callback/wecom/${channel.corp.corpId}?${query}` })
}

/** A callback as the platform would send it, with parts of it replaced. */
async function deliver(message: string, change: Change = {}) {
  const keys = change.keys ?? (await callbackKeys(world.handles, channel.corp))
  if (!keys) throw new Error('no keys')
  const encrypted = encrypt(keys.encodingAesKey, {
    message,
    receiver: change.receiver ?? channel.corp.corpId,
    random: Buffer.alloc(16, second % 256),
  })
  const signed = { timestamp: String(second), nonce: 'n1', encrypted }
  const msg_signature = signatureOf({ ...signed, token: change.token ?? keys.token })
  return (change.server ?? channel.server.fastify).inject({
    method: 'POST',
    url: `/callback/wecom/${change.corpId ?? channel.corp.corpId}?${new URLSearchParams({ msg_signature, timestamp: signed.timestamp, nonce: 'n1' })}`,
    headers: { 'content-type': 'text/xml' },
    payload: change.body ?? `<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  })
}

function xml(fields: Readonly<Record<string, string>>, at = ++second): string {
  const all = { ToUserName: channel.corp.corpId, FromUserName: 'sys', CreateTime: String(at), MsgType: 'event', ...fields }
  return `<xml>${Object.entries(all)
    .map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
    .join('')}</xml>`
}

async function stored() {
  const { rows } = await sql<{ event: string; change_type: string; state: string; attempts: number; error: string | null; fields: object }>`
    select event, change_type, state, attempts, error, fields from channels_wecom_callbacks
    where corp_id = ${channel.corp.corpId} order by id`.execute(world.handles.db)
  return rows
}

const run = (handlers: readonly CallbackHandler[], everything = true) =>
  runCallbacks(world.handles, { wecom: channel.wecom, collector: channel.collector, handlers, everything })

async function forgetAll() {
  await sql`delete from channels_wecom_callbacks where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
}

describe('taking callbacks in', () => {
  test('the address is verified with a GET', async () => {
    expect(await channel.sandbox.verifyCallback()).toMatchObject({ verified: true })
    const { rows } =
      await sql`select verified_at is not null as verified from channels_wecom_corps where corp_id = ${channel.corp.corpId}`.execute(
        world.handles.db,
      )
    expect(rows).toEqual([{ verified: true }])
  })

  test('keys that were changed are good for an hour, but prove nothing of the new ones', async () => {
    await forgetAll()
    const former = await callbackKeys(world.handles, channel.corp)
    const verified = async () => {
      const { rows } = await sql<{ verified: boolean }>`select verified_at is not null as verified from channels_wecom_corps
        where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
      return rows[0]?.verified
    }
    if (!former) throw new Error('no keys')
    const server = Fastify()
    await server.register(callbackRoutes({ handles: world.handles, intake: channel.intake, keysKeptMs: 0 }))
    const { made } = await renewCallbackKeys(world.handles, { corp: channel.corp, by: 'test' })
    const statuses = async () => {
      const found: number[] = []
      for (const keys of [made, former]) found.push((await deliver(xml({ Event: 'with_keys' }), { keys, server })).statusCode)
      return found
    }
    expect(await statuses()).toEqual([200, 200])
    const echo = async (keys: Keys) => (await ask(keys, server)).body
    expect(await echo(former)).toBe('echo')
    expect(await verified()).toBe(false)
    expect(await echo(made)).toBe('echo')
    expect(await verified()).toBe(true)
    world.real.setOffsetMs(3_600_001)
    expect(await statuses()).toEqual([200, 403])
    world.real.setOffsetMs(0)
    await connectCorp(world.handles, { ...channel.corp, token: former.token, encodingAesKey: former.encodingAesKey, by: 'test' })
    await server.close()
  })

  test('one is stored once, however often it comes, and answered with nothing', async () => {
    await forgetAll()
    const message = xml({ Event: 'change_external_chat', ChangeType: 'create', ChatId: 'wr1' })
    const answers = await Promise.all([deliver(message), deliver(message), deliver(message)])
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
      [200, ''],
      [200, ''],
      [200, ''],
    ])
    expect(await stored()).toMatchObject([
      { event: 'change_external_chat', change_type: 'create', state: 'waiting', fields: { ChatId: 'wr1' } },
    ])
  })

  test('several of one second are several', async () => {
    await forgetAll()
    for (const ChatId of ['wr1', 'wr2', 'wr3']) await deliver(xml({ Event: 'change_external_chat', ChangeType: 'create', ChatId }, second))
    expect(await stored()).toHaveLength(3)
  })

  test('a burst is stored whole', async () => {
    await forgetAll()
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, place) =>
        deliver(xml({ Event: 'change_external_chat', ChangeType: 'update', ChatId: `wr${place}` })),
      ),
    )
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true)
    expect(await stored()).toHaveLength(300)
  })

  test.each([
    ['signed with another token', { token: 'other' }, 403],
    ['for another corp', { receiver: 'wwOther' }, 403],
    ['of a corp that is not connected', { corpId: 'wwNobody' }, 403],
    ['without an encrypted part', { body: '<xml><a>1</a></xml>' }, 403],
    ['without a body', { body: '' }, 403],
    ['too large', { body: 'x'.repeat(300_000) }, 413],
  ])('%s: refused', async (_, change, status) => {
    await forgetAll()
    expect((await deliver(xml({ Event: 'e' }), change)).statusCode).toBe(status)
    expect(await stored()).toEqual([])
  })

  test('that says nothing we can read: refused', async () => {
    expect((await deliver('hello')).statusCode).toBe(400)
  })
})

describe('reading messages', () => {
  test('as XML and as JSON, with texts that Postgres does not take made storable', () => {
    const asXml = readMessage('<xml><FromUserName>sys</FromUserName><CreateTime>5</CreateTime><Event>a</Event><UserID>007</UserID></xml>')
    const asJson = readMessage('{"FromUserName":"sys","CreateTime":5,"Event":"a","UserID":"0\\u000007"}')
    expect(asXml).toMatchObject({ event: 'a', happenedAt: 5_000, fields: { UserID: '007' } })
    expect(asJson).toMatchObject({ event: 'a', happenedAt: 5_000, fields: { UserID: '007' } })
  })
  test.each([
    '',
    'x',
    '{',
    '[]',
    '<xml/>',
    '<xml><CreateTime>soon</CreateTime><Event>a</Event></xml>',
    '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
  ])('%s is nothing', (text) => {
    expect(readMessage(text)).toBeUndefined()
  })
})

describe('working through them', () => {
  const contact = (ExternalUserID: string) =>
    xml({ Event: 'change_external_contact', ChangeType: 'edit_external_contact', UserID: channel.staff[0] ?? '', ExternalUserID })

  test('unknown kinds are kept', async () => {
    await forgetAll()
    await deliver(xml({ Event: 'change_external_contact', ChangeType: 'brand_new', UserID: 'a', ExternalUserID: 'b' }))
    await deliver(xml({ Event: 'of_tomorrow' }))
    expect(await run([contactCallbacks])).toBe(2)
    expect((await stored()).map(({ state }) => state)).toEqual(['unknown', 'unknown'])
  })

  test('a poisoned one does not keep the others waiting', async () => {
    await forgetAll()
    const seen: string[] = []
    const handler: CallbackHandler = {
      event: 'change_external_contact',
      changeTypes: ['edit_external_contact'],
      handle: async ({ callbacks }) => {
        if (callbacks.some(({ externalUserId }) => externalUserId === 'poison')) throw new Error('boom')
        seen.push(...callbacks.map(({ externalUserId }) => externalUserId))
        return callbacks.map(({ id }) => ({ id, what: 'done' }))
      },
    }
    for (const id of ['a', 'poison', 'b']) await deliver(contact(id))
    await run([handler])
    expect(seen).toEqual(['a', 'b'])
    expect((await stored()).map(({ state, attempts, error }) => [state, attempts, error])).toEqual([
      ['done', 1, null],
      ['waiting', 1, 'Error: boom'],
      ['done', 1, null],
    ])
    // It rests before it is tried again, and is given up in the end.
    expect(await run([handler], false)).toBe(0)
    for (let tries = 1; tries < MAX_CALLBACK_ATTEMPTS; tries++) await run([handler])
    expect((await stored())[1]).toMatchObject({ state: 'failed', attempts: MAX_CALLBACK_ATTEMPTS, error: 'Error: boom' })
  })

  test('what the platform refuses for good is not asked again', async () => {
    await forgetAll()
    await deliver(contact('not an external userid'))
    await run([contactCallbacks])
    expect(await stored()).toMatchObject([{ state: 'failed', error: expect.stringContaining('40096') }])
  })

  test('two processes share them', async () => {
    await forgetAll()
    const handled: number[] = []
    const handler: CallbackHandler = {
      event: 'change_external_contact',
      changeTypes: ['edit_external_contact'],
      handle: async ({ callbacks }) => {
        handled.push(...callbacks.map(({ id }) => id))
        return callbacks.map(({ id }) => ({ id, what: 'done' }))
      },
    }
    await Promise.all(Array.from({ length: 700 }, (_, place) => deliver(contact(`c${place}`))))
    await Promise.all([run([handler]), run([handler])])
    expect(new Set(handled).size).toBe(700)
    expect(handled).toHaveLength(700)
  })

  test('failing ones are shown and tried again by hand', async () => {
    await forgetAll()
    await deliver(xml({ Event: 'poison' }))
    const throwing: CallbackHandler = {
      event: 'poison',
      changeTypes: [''],
      handle: async () => {
        throw new Error('not today')
      },
    }
    await run([throwing])
    await sql`update channels_wecom_callbacks set state = 'failed', attempts = ${MAX_CALLBACK_ATTEMPTS} where event = 'poison'`.execute(
      world.handles.db,
    )
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    const { items } = await owner.call(listFailingCallbacks, { params })
    expect(items).toMatchObject([{ event: 'poison', state: 'failed', error: expect.stringContaining('not today') }])
    const figures = await owner.call(readCorpFigures, { params })
    expect(figures).toMatchObject({ failed: 1, waiting: 0, openMassTasks: 0 })
    expect(figures.callbacks).toContainEqual({ event: 'poison', changeType: '', outcome: 'failed', callbacks: 1 })
    expect(await owner.call(retryFailingCallbacks, { params })).toEqual({ retried: 1 })
    await run([{ ...throwing, handle: async ({ callbacks }) => callbacks.map(({ id }) => ({ id, what: 'done' })) }], false)
    expect((await owner.call(listFailingCallbacks, { params })).items).toEqual([])
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    expect((await analyst.reply(retryFailingCallbacks, { params })).status).toBe(403)
  })

  test('after thirty days they are forgotten, but not those that wait', async () => {
    await forgetAll()
    await deliver(xml({ Event: 'old' }))
    await run([])
    await deliver(xml({ Event: 'waits' }))
    world.real.setOffsetMs(31 * DAY_MS)
    await sweepCallbacks(world.handles)
    world.real.setOffsetMs(0)
    expect((await stored()).map(({ event }) => event)).toEqual(['waits'])
  })
})
