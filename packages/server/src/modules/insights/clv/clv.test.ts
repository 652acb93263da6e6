/** The model of lifetime value and what cohorts have spent, over HTTP, against a plain recount of the same purchases. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder } from '../../../platform/testing/available.ts'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { predictionErrors } from '../../audience/index.ts'
import { newPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { insightsRoutes } from '../routes.ts'
import { readClv, readLtv } from './contract.ts'

const TIME_ZONE = 'Asia/Shanghai'
const SLOW_MS = 60_000
let world: World
let server: TestServer

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, insightsRoutes(), { errorTables: [predictionErrors] })
})
afterAll(() => server.close())

async function newPlace(
  events: (workspaceId: number) => Promise<TestEvent[]> | TestEvent[],
): Promise<{ reader: Caller; workspaceId: number }> {
  const workspace = await world.newWorkspace({ timeZone: TIME_ZONE })
  await storeEvents(world.handles, { workspaceId: workspace.id, events: await events(workspace.id) })
  return { reader: await server.withPermissions(['insights.read'], { workspace }), workspaceId: workspace.id }
}

/** The published tenth: master id, sample id, day, units, dollars. */
function cdnowSample(): TestEvent[] {
  const text = readFileSync(join(dataFolder() ?? '', 'cdnow/CDNOW_sample.txt'), 'utf8')
  return text.split('\n').flatMap((line) => {
    const [, sample, date = '', , amount = ''] = line.trim().split(/\s+/)
    const time = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T12:00:00+08:00`
    return sample ? [{ name: 'buy', time, atom: Number(sample), amount, currency: 'USD' }] : []
  })
}

describe.skipIf(!dataFolder())('cdnow (data in ../shared/data)', () => {
  let reader: Caller
  beforeAll(async () => {
    reader = (await newPlace(cdnowSample)).reader
  }, SLOW_MS)

  test('the published model, and 39 weeks after it against what happened', async () => {
    const answer = await reader.call(readClv, { body: { calibrationEnd: '1997-09-30', horizon: 39 } })
    expect(answer).toMatchObject({ customers: 2_357, repeatCustomers: 946, dataEnd: '1998-06-30', currency: 'USD', warnings: [] })
    const rounded = Object.fromEntries(Object.entries(answer.model).map(([name, value]) => [name, Number(value.toFixed(3))]))
    expect(rounded).toEqual({ r: 0.243, alpha: 4.414, a: 0.793, b: 2.426, logLikelihood: -9_582.429 })
    expect(answer.spend?.p).toBeCloseTo(6.25, 2)
    expect(answer.spend?.q).toBeCloseTo(3.74, 2)
    expect(answer.spend?.gamma).toBeCloseTo(15.44, 2)

    const repeats = repeatPurchases(cdnowSample())
    expect(answer.weeks).toHaveLength(78)
    for (const week of answer.weeks) expect(week.actualCumulative).toBe(repeats.filter((day) => day <= week.day).length)
    expect(answer.weeks.filter(({ holdout }) => holdout)).toHaveLength(39)
    // The paper: cumulative purchases follow what happened closely until the end of the calibration, and are 4 % below at week 78.
    const [calibrated, last] = [answer.weeks[38], answer.weeks[77]]
    expect(calibrated).toMatchObject({ day: '1997-09-30', holdout: false, actualCumulative: 2_457 })
    expect(Math.abs((calibrated?.expectedCumulative ?? 0) / 2_457 - 1)).toBeLessThan(0.02)
    expect(last?.day).toBe('1998-06-30')
    expect(answer.holdout?.weeks).toBe(39)
    expect(answer.holdout?.actual).toBe((last?.actualCumulative ?? 0) - 2_457)
    expect((last?.expectedCumulative ?? 0) / (last?.actualCumulative ?? 1)).toBeCloseTo(0.96, 2)
    expect(answer.holdout?.error).toBeCloseTo(-0.121, 3)
    expect(answer.byFrequency?.[0]?.expected).toBeCloseTo(0.225, 3)
    expect(answer.byFrequency?.[1]?.expected).toBeCloseTo(0.523, 3)
    expect(answer.byFrequency?.map(({ customers }) => customers)).toEqual([1_411, 439, 214, 100, 62, 38, 29, 64])
    const purchases = answer.byFrequency?.reduce((sum, { customers, actual }) => sum + customers * actual, 0)
    expect(purchases).toBeCloseTo(answer.holdout?.actual ?? 0, 6)
  })

  test('cohorts: what was spent by month of the first order', async () => {
    const answer = await reader.call(readLtv, { body: {} })
    expect(answer.cohorts.map(({ month }) => month)).toEqual(['1997-01', '1997-02', '1997-03'])
    const spent = answer.cohorts.reduce((sum, { customers, toDate }) => sum + customers * toDate, 0)
    const all = cdnowSample().reduce((sum, { amount }) => sum + Number(amount), 0)
    expect(spent).toBeCloseTo(all, 2)
    expect(answer.cohorts[0]?.cumulative).toHaveLength(18)
    expect(answer.cohorts[0]?.cumulative.at(-1)).toBeCloseTo(answer.cohorts[0]?.toDate ?? 0, 9)
    for (const { predicted } of answer.cohorts) expect(predicted).toBeGreaterThan(0)
    // Before the end of a month it is blank.
    const earlier = await reader.call(readLtv, { body: { asOf: '1997-06-15' } })
    expect(earlier.cohorts[0]?.cumulative).toHaveLength(6)
    expect(earlier.cohorts[0]?.cumulative.at(-1)).toBeNull()
  })
})

/** Days of purchases after each customer's first, one entry each. */
function repeatPurchases(events: readonly TestEvent[]): string[] {
  const byCustomer = Map.groupBy(events, ({ atom }) => atom)
  return [...byCustomer.values()].flatMap((own) => [...new Set(own.map(({ time }) => String(time).slice(0, 10)))].sort().slice(1))
}

test('too few repeat buyers: the model is refused with the reason, cohorts are shown without a prediction', async () => {
  const { reader } = await newPlace(() => [
    { name: 'buy', time: '2026-01-05T10:00:00+08:00', atom: 1, amount: '10' },
    { name: 'buy', time: '2026-02-05T10:00:00+08:00', atom: 1, amount: '5' },
    { name: 'buy', time: '2026-02-06T10:00:00+08:00', atom: 2, amount: '7', properties: { orderNo: 'A' } },
    { name: 'buy', time: '2026-02-06T11:00:00+08:00', atom: 2, amount: '1', currency: 'USD', properties: { orderNo: 'B' } },
    { name: 'view', time: '2026-03-10T10:00:00+08:00', atom: 2 },
  ])
  const refused = await reader.reply(readClv, { body: { calibrationEnd: '2026-02-28', horizon: 4 } })
  expect([refused.status, refused.error?.code]).toEqual([422, 'audience.too_few_repeat_buyers'])
  const { cohorts, noPrediction, currency, countedAs } = await reader.call(readLtv, { body: {} })
  expect(currency).toBe('CNY')
  expect(cohorts).toEqual([
    { month: '2026-01', customers: 1, cumulative: [10, 15, null], toDate: 15, predicted: null },
    { month: '2026-02', customers: 1, cumulative: [7, null], toDate: 7, predicted: null },
  ])
  expect(noPrediction?.en).toContain('at least 50')
  expect(countedAs.zh).toContain('CNY')
})

test('only the people of a rule', async () => {
  let atoms: number[] = []
  const { reader, workspaceId } = await newPlace(async (id) => {
    atoms = await newPeople(world.handles, { workspaceId: id, count: 2 })
    return atoms.map((atom, index) => ({ name: 'buy', time: '2026-01-05T10:00:00+08:00', atom, amount: String(index + 1) }))
  })
  await storeEvents(world.handles, { workspaceId, events: [{ name: 'view', time: '2026-01-06T10:00:00+08:00', atom: atoms[1] ?? 0 }] })
  const ltv = async (rule?: object) => (await reader.call(readLtv, { body: { ...(rule && { rule }) } })).cohorts.map(({ toDate }) => toDate)
  expect(await ltv()).toEqual([1.5])
  expect(await ltv({ event: { name: 'view' } })).toEqual([2])
  expect(await ltv({ not: { event: { name: 'view' } } })).toEqual([1])
  expect(await ltv({ event: { name: 'nothing' } })).toEqual([])
  const refused = await reader.reply(readLtv, { body: { rule: { event: { name: 'view', foo: 1 } } } })
  expect(refused.status).toBe(400)
})
