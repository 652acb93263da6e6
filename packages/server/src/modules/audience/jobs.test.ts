import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JobRun } from '../../platform/jobs/index.ts'
import { openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findAudience } from './audiences.ts'
import { audienceMembers, createAudience, previewAudience, refreshAudience } from './contract.ts'
import { computeAudienceJob } from './jobs.ts'
import { audienceRoutes } from './routes.ts'
import { newBrand } from './testing.ts'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, audienceRoutes())
})
afterAll(() => server.close())

async function begun() {
  const brand = await newBrand({ world, server, count: 6 })
  const { workspaceId, admin, atoms, did } = brand
  const buys = (...of: (number | undefined)[]) =>
    did(...of.map((atom) => ({ name: 'buy', atom: atom ?? 0, time: world.business.now() - 1_000 })))
  await buys(atoms[0], atoms[1], atoms[2])
  const rule = { event: { name: 'buy' } }
  const { id } = await admin.call(createAudience, { body: { name: '买家', kind: 'static', rule } })
  /** Runs the job once, with something that happens while it writes, and dies when told. */
  const run = async (input: {
    round: number
    meanwhile?: (die: () => void) => Promise<unknown> | undefined
    handles?: JobRun['handles']
  }) => {
    const dying = new AbortController()
    let happened: Promise<unknown> | undefined
    const payload = { audienceId: Number(id), round: input.round, timeZone: 'Asia/Shanghai' }
    const report = () => {
      happened ??= input.meanwhile?.(() => dying.abort(new Error('killed'))) ?? Promise.resolve()
    }
    const { handles = world.handles } = input
    await computeAudienceJob()
      .run({ handles, jobId: '', workspaceId, payload, signal: dying.signal, report })
      .finally(() => happened)
  }
  const row = () => findAudience(world.handles.db, { workspaceId, id: Number(id) })
  const members = async () => (await admin.call(audienceMembers, { params: { id } })).items.map((one) => one.id)
  const inRules = async () => (await admin.call(previewAudience, { body: { rule: { audience: { id } } } })).count
  return { ...brand, id, buys, run, row, members, inRules }
}

it('goes on where a killed one left off', async () => {
  const { run, row, members, inRules, atoms } = await begun()
  const killed = run({ round: 1, meanwhile: async (die) => die() })
  await expect(killed).rejects.toThrow('killed')
  expect(await row()).toMatchObject({ state: 'computing', count: null, filled_to: atoms[2] })
  await run({ round: 1 })
  expect(await row()).toMatchObject({ state: 'ready', count: 3 })
  expect(await members()).toEqual([atoms[0], atoms[1], atoms[2]].map(String))
  expect(await inRules()).toBe(3)
})

it('repeats what a crash of the event store cut off, and says when it failed', async () => {
  const { run, row, inRules } = await begun()
  const { clickhouse } = world.handles
  const dead = { ...world.handles, clickhouse: { ...clickhouse, insert: () => Promise.reject(new Error('no space')) } }
  await expect(run({ round: 1, handles: dead })).rejects.toThrow('no space')
  expect(await row()).toMatchObject({ state: 'failed', count: null })
  expect(await inRules()).toBe(0)
})

it('gives way to a newer round, whichever ends first', async () => {
  const { run, row, members, inRules, atoms, admin, id, buys, did } = await begun()
  await run({
    round: 1,
    meanwhile: async () => {
      await buys(atoms[3])
      world.business.setOffsetMs(world.business.offsetMs() + 10)
      await admin.call(refreshAudience, { params: { id } })
      await did({ name: 'view', atom: atoms[4] ?? 0, time: world.business.now() })
    },
  })
  expect(await row()).toMatchObject({ state: 'computing', round: 2, count: null })
  await run({ round: 2 })
  await run({ round: 1 })
  expect(await row()).toMatchObject({ state: 'ready', count: 4 })
  expect(await members()).toEqual(atoms.slice(0, 4).map(String))
  expect(await inRules()).toBe(4)
})
