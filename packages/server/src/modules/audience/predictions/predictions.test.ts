/** A fit from end to end: the job, what it keeps, what it says of people, and what becomes of it after merges and erasures. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startJobRunner } from '../../../platform/jobs/runner.ts'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, publishPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { mergePeople } from '../../identity/index.ts'
import { settleCopies } from '../copies/publish.ts'
import { countRule } from '../rule/index.ts'
import { fitPredictions, listModels, readPersonPredictions } from './contract.ts'
import { dayAt, dayOfDate } from './days.ts'
import { predictionErrors } from './errors.ts'
import { startDueFits, startFit } from './fits.ts'
import { fitPredictionsJob } from './job.ts'
import { FIT_PREDICTIONS_JOB } from './job-kind.ts'
import { expectedPurchases } from './model/expected.ts'
import { expectedSpend } from './model/gamma-gamma.ts'
import { dropNobodies } from './nobodies.ts'
import { predictionsPersonData } from './person-data.ts'
import { predictionRoutes } from './routes.ts'
import { PREDICTIONS_TABLE } from './tables.ts'
import { madePurchases } from './testing.ts'

const TIME_ZONE = 'Asia/Shanghai'
const FROM = Date.UTC(2025, 0, 1)
const UNTIL = Date.UTC(2025, 8, 30)
const DAY_MS = 86_400_000

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, predictionRoutes(), { errorTables: [predictionErrors] })
})
afterAll(() => server.close())

async function runJobs(): Promise<void> {
  const runner = startJobRunner(world.handles, [fitPredictionsJob()])
  await runner.drain()
  await runner.stop()
}

async function newShop(input: { count: number; events?: (atoms: readonly number[]) => TestEvent[] }) {
  const workspace = await world.newWorkspace({ timeZone: TIME_ZONE })
  const atoms = await newPeople(world.handles, { workspaceId: workspace.id, count: input.count })
  const events = input.events ?? ((all) => madePurchases({ atoms: all, from: FROM, until: UNTIL, seed: 7 }))
  await storeEvents(world.handles, { workspaceId: workspace.id, events: events(atoms) })
  return { workspace, workspaceId: workspace.id, atoms, admin: await server.as('admin', { workspace }) }
}

type Shop = Awaited<ReturnType<typeof newShop>>

const predictionsOf = async ({ admin }: Shop, atom: number | undefined) =>
  admin.call(readPersonPredictions, { params: { id: String(atom) } })

describe('a fit', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await newShop({ count: 600 })
    await shop.admin.call(fitPredictions)
    await runJobs()
  })

  test('keeps the model with how it stood a hold-out, and is in force', async () => {
    const { items, runningJobId, lastFit, nextFitAt } = await shop.admin.call(listModels)
    expect(items).toHaveLength(1)
    const [model] = items
    expect(model).toMatchObject({ customers: 600, currency: 'CNY', inForce: true, calibrationEnd: expect.stringMatching(/^2025-09-/) })
    expect(model?.repeatCustomers).toBeGreaterThan(400)
    expect(model?.holdout?.weeks).toBe(12)
    expect(Math.abs(model?.holdout?.error ?? 1)).toBeLessThan(0.15)
    expect([runningJobId, lastFit?.refused]).toEqual([null, null])
    expect(Date.parse(nextFitAt ?? '')).toBeGreaterThan(world.business.now() + 6 * DAY_MS)
  })

  test('says of each customer what is to be expected, in words', async () => {
    const { predictions } = await predictionsOf(shop, shop.atoms[0])
    expect(predictions).toMatchObject({ currency: 'CNY', horizonDays: 90, valueDays: 365 })
    expect(predictions?.alive).toBeGreaterThan(0)
    expect(predictions?.alive).toBeLessThanOrEqual(1)
    expect(predictions?.words.zh).toContain('90 天内预计购买')
    expect(predictions?.words.en).toContain('within 90 days')
  })

  test('as the formulas say, also where the event store multiplies', async () => {
    const [model] = (await shop.admin.call(listModels)).items
    if (!model?.spend) throw new Error('there is no model of spend')
    const end = dayOfDate(model.calibrationEnd)
    const all = madePurchases({ atoms: shop.atoms, from: FROM, until: UNTIL, seed: 7 })
    for (const atom of shop.atoms.slice(0, 5)) {
      const byDay = new Map<number, number>()
      for (const event of all.filter((one) => one.atom === atom)) {
        const day = dayAt(Number(event.time), TIME_ZONE)
        byDay.set(day, (byDay.get(day) ?? 0) + Number(event.amount))
      }
      const [first = 0, ...rest] = [...byDay.keys()].sort((a, b) => a - b)
      const history = { repeats: rest.length, recency: ((rest.at(-1) ?? first) - first) / 7, age: (end - first) / 7 }
      const spend = expectedSpend(model.spend, { purchases: rest.length, spent: rest.reduce((sum, day) => sum + (byDay.get(day) ?? 0), 0) })
      const { predictions } = await predictionsOf(shop, atom)
      expect(predictions?.purchases).toBe(rest.length + 1)
      expect(predictions?.expectedPurchases).toBeCloseTo(expectedPurchases(model.model, history, 90 / 7), 6)
      expect(predictions?.lifetimeValue).toBeCloseTo(expectedPurchases(model.model, history, 365 / 7) * spend, 4)
    }
  })

  test('makes audiences: those compared with a number, of any day since, nobody before it', async () => {
    const count = async (rule: Parameters<typeof countRule>[2]['rule'], asOf = world.business.now()) =>
      (await countRule(world.handles, world.handles, { workspaceId: shop.workspaceId, timeZone: TIME_ZONE, asOf, rule, sample: 0 })).count
    const stored = await world.handles.clickhouse.query<{ alive: number }>({
      query: `SELECT p_alive AS alive FROM ${PREDICTIONS_TABLE} WHERE workspace = ${shop.workspaceId}`,
    })
    const alive = stored.map((row) => row.alive)
    expect(await count({ prediction: { name: 'alive', gte: 0.8 } })).toBe(alive.filter((one) => one >= 0.8).length)
    expect(await count({ prediction: { name: 'alive', gte: 0 } })).toBe(600)
    expect(await count({ prediction: { name: 'alive', gte: 0 } }, FROM)).toBe(0)
    const soon = await count({ prediction: { name: 'daysToNextPurchase', lte: 3_650 } })
    expect(soon).toBe(alive.filter((one) => one > 0.5).length)
  })

  test('adds up what two people who became one were predicted', async () => {
    const [x = 0, y = 0] = shop.atoms
    const [one, other] = [(await predictionsOf(shop, x)).predictions, (await predictionsOf(shop, y)).predictions]
    await mergePeople(world.handles, { workspaceId: shop.workspaceId, a: x, b: y, cause: 'request', by: 'test', evidence: 'test' })
    await publishPeople(world.handles)
    const both = (await predictionsOf(shop, y)).predictions
    expect(both?.purchases).toBe((one?.purchases ?? 0) + (other?.purchases ?? 0))
    expect(both?.expectedPurchases).toBeCloseTo((one?.expectedPurchases ?? 0) + (other?.expectedPurchases ?? 0), 9)
    expect(both?.alive).toBeCloseTo(1 - (1 - (one?.alive ?? 0)) * (1 - (other?.alive ?? 0)), 9)
  })

  test('forgets whom an erasure ends', async () => {
    const atoms = shop.atoms.slice(2, 4)
    const held = { workspaceId: shop.workspaceId, atoms }
    expect(await predictionsPersonData.count?.(world.handles, held)).toBe(2)
    const erased = await predictionsPersonData.erase(world.handles, {
      ...held,
      erasureId: 'e',
      signal: AbortSignal.timeout(10_000),
      identifiers: (async function* () {})(),
    })
    expect([erased.rows, await predictionsPersonData.count?.(world.handles, held)]).toEqual([2, 0])
  })
})

test('whoever is erased while a fit writes has no prediction when it has ended', async () => {
  const shop = await newShop({ count: 3 })
  const { workspaceId } = shop
  const rows = [...shop.atoms, 999].map((atom) => `[${workspaceId},77,${atom},1,1,1]`)
  const columns = ['workspace', 'model', 'atom', 'bought', 'p_alive', 'expected']
  await world.handles.clickhouse.insert({ table: PREDICTIONS_TABLE, columns, body: rows.join('\n') })
  await settleCopies(world.handles, { withinMs: 10_000 })
  await dropNobodies(world.handles, world.handles, { workspaceId, modelId: 77 })
  const left = await world.handles.clickhouse.query<{ atom: number }>({
    query: `SELECT atom FROM ${PREDICTIONS_TABLE} WHERE workspace = ${workspaceId} ORDER BY atom`,
  })
  expect(left.map(({ atom }) => atom)).toEqual(shop.atoms)
})

test('with too few repeat buyers there is no model, nothing is kept, and the reason is told', async () => {
  const shop = await newShop({ count: 40 })
  await shop.admin.call(fitPredictions)
  await runJobs()
  const { items, lastFit } = await shop.admin.call(listModels)
  expect(items).toEqual([])
  expect(lastFit?.refused?.zh).toContain('至少要 50 位')
  expect(lastFit?.refused?.en).toContain('at least 50')
  expect(await predictionsOf(shop, shop.atoms[0])).toMatchObject({ predictions: null, none: { zh: expect.stringContaining('还没有') } })
})

test('an empty workspace is refused like that too, and somebody without orders has no prediction', async () => {
  const shop = await newShop({ count: 200, events: (atoms) => madePurchases({ atoms: atoms.slice(1), from: FROM, until: UNTIL, seed: 3 }) })
  const empty = await newShop({ count: 1, events: () => [] })
  await shop.admin.call(fitPredictions)
  await empty.admin.call(fitPredictions)
  await runJobs()
  expect((await empty.admin.call(listModels)).lastFit?.refused?.zh).toContain('只有 0 位')
  expect(await predictionsOf(shop, shop.atoms[0])).toMatchObject({ predictions: null, none: { en: expect.stringContaining('No order') } })
})

/** Queues whatever is due, and takes away what is not of this workspace: the world has others. */
async function queueDue(workspaceId: number): Promise<void> {
  while ((await startDueFits(world.handles)) > 0);
  await world.handles.db
    .deleteFrom('platform_jobs')
    .where('workspace_id', '<>', workspaceId)
    .where('kind', '=', FIT_PREDICTIONS_JOB.kind)
    .execute()
}

test('one fit a workspace at a time; a week later it is fitted again by itself', async () => {
  const shop = await newShop({ count: 300 })
  const { workspaceId } = shop
  const first = await startFit(world.handles, { workspaceId, by: 'test' })
  expect(await startFit(world.handles, { workspaceId, by: 'test' })).toBe(first)
  await runJobs()
  const jobOf = async () => (await shop.admin.call(listModels)).lastFit?.jobId
  expect(await jobOf()).toBe(first)
  const offset = world.business.offsetMs()
  world.business.setOffsetMs(offset + 6 * DAY_MS)
  await queueDue(workspaceId)
  expect((await shop.admin.call(listModels)).runningJobId).toBeNull()
  world.business.setOffsetMs(offset + 8 * DAY_MS)
  await queueDue(workspaceId)
  await runJobs()
  expect(await jobOf()).not.toBe(first)
  expect((await shop.admin.call(listModels)).items.map(({ inForce }) => inForce)).toEqual([true, false])
  world.business.setOffsetMs(offset)
})
