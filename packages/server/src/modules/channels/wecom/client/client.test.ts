/** Calls against the local WeChat: tokens, limits, faults. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { callsOfHour } from './budget.ts'
import { callWecom, openWecom, type Wecom, type WecomCall } from './client.ts'
import { fetchFollowUsers } from './contacts.ts'
import { WecomFailure } from './failures.ts'

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]

let world: World
let channel: ChannelWorld

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 5 } })
})
afterEach(() => world.business.setOffsetMs(0))
afterAll(() => channel.close())

/** Another process: the same stores, nothing in memory. */
const anotherProcess = (limits?: { perMinute: number; perHour: number }): Wecom =>
  openWecom(world.handles, { apiBase: channel.wecom.apiBase, ...(limits && { limits }) })

const ask = (wecom: Wecom) => fetchFollowUsers(wecom, { corp: channel.corp })

async function gettokens(): Promise<number> {
  const calls = await callsOfHour(world.handles.db, { corp: channel.corp, at: world.handles.clocks.business.now() })
  return calls.find(({ api }) => api === 'gettoken')?.calls ?? 0
}

const failureOf = async (call: Promise<unknown>): Promise<WecomFailure> => {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof WecomFailure) return error
  throw new Error(`no failure of the platform: ${String(error)}`)
}

describe('tokens', () => {
  test('processes that need one at once fetch one', async () => {
    await sql`delete from channels_wecom_tokens where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
    const before = await gettokens()
    const processes = [anotherProcess(), anotherProcess(), anotherProcess()]
    const answers = await Promise.all(processes.flatMap((one) => [ask(one), ask(one), ask(one)]))
    for (const answer of answers) expect(answer).toHaveLength(5)
    expect((await gettokens()) - before).toBe(1)
  })

  test('a nearly spent one is replaced before it is over', async () => {
    const process = anotherProcess()
    await ask(process)
    world.business.setOffsetMs(2 * HOUR_MS - MINUTE_MS)
    const before = await gettokens()
    await ask(process)
    expect((await gettokens()) - before).toBe(1)
  })

  test('one that the platform takes no more is replaced once, and the call is answered', async () => {
    const processes = [anotherProcess(), anotherProcess()]
    await Promise.all(processes.map(ask))
    // In the platform's time it has run out.
    channel.sandbox.advance(3 * HOUR_MS)
    const before = await gettokens()
    const answers = await Promise.all(processes.map(ask))
    for (const answer of answers) expect(answer).toHaveLength(5)
    expect((await gettokens()) - before).toBe(1)
  })

  test('they are sealed at rest', async () => {
    await ask(anotherProcess())
    const { rows } = await sql<{ token: string }>`select token from channels_wecom_tokens where corp_id = ${channel.corp.corpId}`.execute(
      world.handles.db,
    )
    const url = new URL('/cgi-bin/externalcontact/get_follow_user_list', channel.wecom.apiBase())
    url.searchParams.set('access_token', rows[0]?.token ?? '')
    expect(await (await fetch(url)).json()).toMatchObject({ errcode: 40014 })
  })

  test('a wrong secret is a failure for good', async () => {
    const corp = { ...channel.corp, corpId: 'wwNobody' }
    expect(await failureOf(fetchFollowUsers(anotherProcess(), { corp }))).toMatchObject({ kind: 'permanent', api: 'gettoken' })
  })
})

describe('the budget', () => {
  test('ends before the platform’s does, is shared, and comes back with the next minute', async () => {
    world.business.setOffsetMs(5 * HOUR_MS)
    const limits = { perMinute: 10, perHour: 1_000 }
    const processes = [anotherProcess(limits), anotherProcess(limits)]
    let done = 0
    const askOn = async (wecom: Wecom) => {
      for (;;) {
        await ask(wecom)
        done++
      }
    }
    const failures = await Promise.all(processes.map((one) => failureOf(askOn(one))))
    for (const failure of failures) {
      expect(failure).toMatchObject({ kind: 'retry', errcode: 0 })
      expect(failure.retryAfterMs).toBeLessThanOrEqual(MINUTE_MS)
    }
    expect(done).toBeLessThanOrEqual(10)
    expect(done).toBeGreaterThan(3)
    world.business.setOffsetMs(5 * HOUR_MS + MINUTE_MS)
    for (const process of processes) expect(await ask(process)).toHaveLength(5)
  })

  test('of an hour', async () => {
    world.business.setOffsetMs(9 * HOUR_MS)
    const process = anotherProcess({ perMinute: 5, perHour: 8 })
    let done = 0
    for (let minute = 0; minute < 10; minute++) {
      world.business.setOffsetMs(9 * HOUR_MS + minute * 100)
      const asked = await ask(process).then(
        () => true,
        () => false,
      )
      if (asked) done++
    }
    expect(done).toBeLessThanOrEqual(5)
  })
})

describe('faults of the platform', () => {
  afterEach(() => channel.faults({}))

  test('one in ten failing or limited passes unnoticed', async () => {
    await channel.faults({ error5xx: 0.1, rateLimit: 0.1 })
    const wecom = anotherProcess()
    const answers = await Promise.allSettled(Array.from({ length: 60 }, () => ask(wecom)))
    const answered = answers.filter(({ status }) => status === 'fulfilled')
    // Four tries of one in five: some 0.2 % are left.
    expect(answered.length).toBeGreaterThan(55)
  })

  test('always limited: the interface rests for a minute', async () => {
    world.business.setOffsetMs(20 * HOUR_MS)
    await channel.faults({ rateLimit: 1 })
    const wecom = anotherProcess()
    // The token was fetched before, or is refused likewise.
    expect(await failureOf(ask(wecom))).toMatchObject({ kind: 'retry', errcode: 45009 })
    await channel.faults({})
    expect(await failureOf(ask(wecom))).toMatchObject({ kind: 'retry', errcode: 0, retryAfterMs: expect.any(Number) })
    world.business.setOffsetMs(20 * HOUR_MS + 61_000)
    expect(await ask(wecom)).toHaveLength(5)
  })
})

describe('whether it was done', () => {
  const SEND: WecomCall = { method: 'POST', api: 'externalcontact/send_welcome_msg', repeatable: false, answer: z.object({}) }
  const READ: WecomCall = { ...SEND, method: 'GET', api: 'externalcontact/list', repeatable: true }

  test.each([
    ['a write that was cut off', SEND, 'cut', 'unknown'],
    ['a write answered with 502', SEND, '502', 'unknown'],
    ['a write answered with no JSON', SEND, 'html', 'unknown'],
    ['a read that was cut off', READ, 'cut', 'retry'],
    ['a read answered with 502', READ, '502', 'retry'],
  ] as const)('%s', async (_, call, how, kind) => {
    let asked = 0
    const broken = createServer((request, response) => {
      if (request.url?.includes('gettoken')) return response.end('{"errcode":0,"access_token":"t","expires_in":7200}')
      asked++
      if (how === 'cut') return request.socket.destroy()
      response.writeHead(how === '502' ? 502 : 200).end('<html>')
    })
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const wecom = openWecom(world.handles, { apiBase: () => `http://127.0.0.1:${(broken.address() as AddressInfo).port}` })
    expect(await failureOf(callWecom(wecom, { corp: channel.corp, call }))).toMatchObject({ kind })
    expect(asked).toBe(kind === 'unknown' ? 1 : 4)
    await new Promise((resolve) => broken.close(resolve))
  })

  test('a write that never left', async () => {
    const gone = createServer()
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
    const { port } = gone.address() as AddressInfo
    await new Promise((resolve) => gone.close(resolve))
    const wecom = openWecom(world.handles, { apiBase: () => `http://127.0.0.1:${port}` })
    await ask(channel.wecom)
    expect(await failureOf(callWecom(wecom, { corp: channel.corp, call: SEND }))).toMatchObject({ kind: 'retry' })
  })
})
