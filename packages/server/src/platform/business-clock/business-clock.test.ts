import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { moveClock } from './contract.ts'
import { clockErrors, clockRoutes, openBusinessClock } from './index.ts'

const DAY_MS = 86_400_000

let world: World
let server: TestServer
let still: TestServer
let ran = 0
let clock: Awaited<ReturnType<typeof openBusinessClock>>

beforeAll(async () => {
  world = await openWorld()
  clock = await openBusinessClock(world.handles.db)
  const runDue = async () => ++ran
  server = await openTestServer(world, clockRoutes({ clock, sandbox: true, runDue }), { errorTables: [clockErrors] })
  still = await openTestServer(world, clockRoutes({ clock, sandbox: false, runDue }), { errorTables: [clockErrors] })
})
afterAll(async () => {
  await server.close()
  await still.close()
})

describe('moving the business clock', () => {
  test('adds up, is remembered by the store, and runs what is due', async () => {
    const owner = await server.as('owner')
    const before = clock.offsetMs()
    expect((await owner.call(moveClock, { body: { advance: 'P1D' } })).ran).toBe(ran)
    const { now } = await owner.call(moveClock, { body: { advance: 'PT25S' } })
    expect(clock.offsetMs() - before).toBe(DAY_MS + 25_000)
    expect(Math.abs(Date.parse(now) - clock.now())).toBeLessThan(60_000)
    const reopened = await openBusinessClock(world.handles.db)
    expect(reopened.offsetMs()).toBe(clock.offsetMs())
  })

  test('two callers at once both count', async () => {
    const owner = await server.as('owner')
    const before = (await openBusinessClock(world.handles.db)).offsetMs()
    await Promise.all([1, 2, 3].map(() => owner.call(moveClock, { body: { advance: 'PT1H' } })))
    expect((await openBusinessClock(world.handles.db)).offsetMs() - before).toBe(3 * 3_600_000)
  })

  test.each(['soon', 'PT0S', '-P1D', 'P20Y'])('%s is refused', async (advance) => {
    const owner = await server.as('owner')
    expect((await owner.reply(moveClock, { body: { advance } })).status).toBeGreaterThanOrEqual(400)
  })

  test('is for the sandbox and for those who may', async () => {
    const owner = await still.as('owner')
    expect(await owner.reply(moveClock, { body: { advance: 'P1D' } })).toMatchObject({ status: 409, error: { code: 'clock.sandbox_only' } })
    const analyst = await server.as('analyst')
    expect((await analyst.reply(moveClock, { body: { advance: 'P1D' } })).status).toBe(403)
  })
})
