/** Guessing passwords: by account, by address, many at once, across a restart. */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Handles } from '../handles.ts'
import { openTestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { signIn } from './contract.ts'
import { countTry, FORGET_AFTER_MS, forgiveTry, LONGEST_WAIT_SECONDS, type LoginSubject } from './login-limit.ts'
import { sweepAuth } from './sweep.ts'

let world: World

beforeAll(async () => {
  world = await openWorld()
})
afterEach(() => world.real.setOffsetMs(0))

const FREE = 10
const account = (): LoginSubject => ({ kind: 'account', value: randomUUID() })

/** Seconds to wait, 0 when the try was counted. */
async function tryOnce(subjects: LoginSubject[], handles: Pick<Handles, 'db' | 'clocks' | 'secret'> = world.handles): Promise<number> {
  try {
    await countTry(handles, subjects)
    return 0
  } catch (error) {
    const { details } = error as { details: { retryAfterSeconds: number } }
    return details.retryAfterSeconds
  }
}

async function tryTimes(times: number, subject: LoginSubject): Promise<number[]> {
  const waits: number[] = []
  for (let n = 0; n < times; n++) waits.push(await tryOnce([subject]))
  return waits
}

describe('tries of one account', () => {
  test('are free at first, then each waits twice as long as the one before, up to fifteen minutes', async () => {
    let at = 1_800_000_000_000
    const handles = { ...world.handles, clocks: { ...world.handles.clocks, real: { now: () => at } } }
    const subject = account()
    for (let n = 0; n < FREE; n++) expect(await tryOnce([subject], handles)).toBe(0)
    const waits: number[] = []
    for (let round = 0; round < 10; round++) {
      const wait = await tryOnce([subject], handles)
      waits.push(wait)
      at += wait * 1000 - 1
      expect(await tryOnce([subject], handles)).toBe(1)
      at += 1
      expect(await tryOnce([subject], handles)).toBe(0)
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, LONGEST_WAIT_SECONDS, LONGEST_WAIT_SECONDS])
  })

  test('that are blocked do not lengthen the wait', async () => {
    const subject = account()
    const waits = await tryTimes(FREE + 20, subject)
    expect(Math.max(...waits)).toBeLessThanOrEqual(5)
  })

  test('at once gain nothing', async () => {
    const subject = account()
    const waits = await Promise.all(Array.from({ length: 40 }, () => tryOnce([subject])))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(FREE)
  })

  test('are forgotten an hour after the last', async () => {
    const subject = account()
    await tryTimes(FREE + 1, subject)
    world.real.setOffsetMs(FORGET_AFTER_MS + 60_000)
    expect(await tryTimes(FREE, subject)).toEqual(Array<number>(FREE).fill(0))
    await sweepAuth(world.handles)
    expect(await tryOnce([subject])).toBeGreaterThan(0)
  })

  test('are taken back by the right password', async () => {
    const subject = account()
    for (let round = 0; round < 3; round++) {
      expect(await tryTimes(FREE, subject)).toEqual(Array<number>(FREE).fill(0))
      await forgiveTry(world.handles, [subject])
    }
  })
})

describe('tries from one address', () => {
  const address = (value: string): LoginSubject => ({ kind: 'address', value })

  test('for many accounts are limited too, and a right password does not wash them away', async () => {
    const subject = address(randomUUID())
    const waits: number[] = []
    for (let n = 0; n < 60; n++) waits.push(await tryOnce([subject, account()]))
    expect(waits.filter((wait) => wait === 0)).toHaveLength(50)
    await forgiveTry(world.handles, [subject])
    expect([await tryOnce([subject]), (await tryOnce([subject])) > 0]).toEqual([0, true])
  })

  test('of one IPv6 network count together', async () => {
    const network = `2001:db8:${randomUUID().slice(0, 4)}`
    const waits: number[] = []
    for (let n = 0; n < 51; n++) waits.push(await tryOnce([address(`${network}:1::${n.toString(16)}`)]))
    expect(waits.filter((wait) => wait > 0)).toHaveLength(1)
    expect(await tryOnce([address(`${network}:1:9:8:7:6`)])).toBeGreaterThan(0)
    expect(await tryOnce([address(`${network}:2::1`)])).toBe(0)
  })
})

test('over HTTP: the right password too waits, says how long, and a new server process remembers', async () => {
  const workspace = await world.newWorkspace()
  const server = await openTestServer(world, [])
  const { email, password } = await server.signedIn('analyst', { workspace })
  for (let n = 0; n < FREE; n++) expect((await server.stranger.reply(signIn, { body: { email, password: 'wrong' } })).status).toBe(401)
  await server.close()
  const restarted = await openTestServer(world, [])
  const blocked = await restarted.stranger.reply(signIn, { body: { email: email.toUpperCase(), password } })
  expect([blocked.status, blocked.error?.code]).toEqual([429, 'platform.too_many'])
  expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0)
  world.real.setOffsetMs(LONGEST_WAIT_SECONDS * 1000)
  expect((await restarted.stranger.reply(signIn, { body: { email, password } })).status).toBe(200)
  await restarted.close()
})

test('the table holds no address', async () => {
  await tryOnce([
    { kind: 'account', value: 'somebody@test.example' },
    { kind: 'address', value: '192.0.2.77' },
  ])
  const rows = JSON.stringify(await world.handles.db.selectFrom('auth_login_failures').selectAll().execute())
  expect(rows).not.toMatch(/somebody|192\.0\.2\.77/)
})
