/** RFM, lifecycle, repurchase by tier, thresholds and one person's tiers over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { audienceErrors, tierErrors, tierRoutes } from '../../audience/index.ts'
import { changeTierSettings, readPersonTiers, readTierSettings } from '../../audience/tiers/contract.ts'
import { eventErrors } from '../../events/index.ts'
import { newPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { identityErrors } from '../../identity/index.ts'
import { insightsErrors } from '../errors.ts'
import { insightsRoutes } from '../routes.ts'
import { readLifecycle, readLifecyclePeople, readRepurchaseByTier, readRfm, readRfmPeople } from './contract.ts'

const AS_OF = '2026-07-01T00:00:00+08:00'
const DAY_MS = 86_400_000

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...insightsRoutes(), ...tierRoutes()], {
    errorTables: [insightsErrors, eventErrors, identityErrors, tierErrors, audienceErrors],
  })
})
afterAll(() => server.close())

interface Place {
  readonly workspaceId: number
  readonly caller: Caller
  readonly atoms: readonly number[]
}

/** A brand with some people and what they did so many days ago: `[person, name, days ago, amount]`. */
async function newPlace(
  people: number,
  did: readonly (readonly [number, string, number, number?])[] = [],
  asOf = Date.parse(AS_OF),
): Promise<Place> {
  const workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  const atoms = await newPeople(world.handles, { workspaceId: workspace.id, count: people })
  const events = did.map(
    ([person, name, daysAgo, amount], line): TestEvent => ({
      name,
      atom: atoms[person] ?? 0,
      time: asOf - daysAgo * DAY_MS,
      properties: { orderNo: `o${line}` },
      ...(amount === undefined ? {} : { amount: String(amount) }),
    }),
  )
  await storeEvents(world.handles, { workspaceId: workspace.id, events })
  return { workspaceId: workspace.id, caller: await server.as('operator', { workspace }), atoms }
}

/** Ten buyers: person n bought n + 1 times, the latest n + 1 days ago, for 10 (n + 1) each. */
const LADDER = Array.from({ length: 10 }, (_, person) =>
  Array.from({ length: person + 1 }, (_unused, order) => [person, 'buy', person + 1 + order * 20, 10 * (person + 1)] as const),
).flat()

describe('RFM', () => {
  test('cells, distribution and segments add up to all buyers, and lead to the people', async () => {
    const { caller, atoms } = await newPlace(11, [...LADDER, [10, 'view', 1]])
    const rfm = await caller.call(readRfm, { body: { asOf: AS_OF } })
    expect(rfm).toMatchObject({ method: 'quintile', buyers: 10, orders: 55, amount: 3_850, currency: 'CNY', ordersInOtherCurrencies: 0 })
    expect(rfm.averages).toEqual({ r: 3, f: 3, m: 3 })
    // The more often, the longer ago: all on one diagonal, two of them a cell.
    expect(rfm.cells.filter(({ people }) => people > 0).map(({ r, f, people }) => [r, f, people])).toEqual([
      [1, 5, 2],
      [2, 4, 2],
      [3, 3, 2],
      [4, 2, 2],
      [5, 1, 2],
    ])
    expect(rfm.cells).toHaveLength(25)
    expect(rfm.distribution.r.map(({ score, people, least, most }) => [score, people, least, most])).toEqual([
      [1, 2, 9, 10],
      [2, 2, 7, 8],
      [3, 2, 5, 6],
      [4, 2, 3, 4],
      [5, 2, 1, 2],
    ])
    expect(rfm.distribution.m.at(-1)).toEqual({ score: 5, people: 2, amount: 1_810, least: 810, most: 1_000 })
    const segments = Object.fromEntries(rfm.segments.map(({ segment, people }) => [segment, people]))
    expect(segments).toMatchObject({ important_keep: 4, general_develop: 4, general_win_back: 2, champion: 0 })
    expect(rfm.segments.reduce((sum, { amountShare }) => sum + (amountShare ?? 0), 0)).toBeCloseTo(1)
    const people = await caller.call(readRfmPeople, { body: { asOf: AS_OF, r: 5, f: 1, limit: 1 } })
    const rest = await caller.call(readRfmPeople, { body: { asOf: AS_OF, r: 5, f: 1, limit: 1, cursor: people.nextCursor ?? '' } })
    expect([...people.personIds, ...rest.personIds]).toEqual([String(atoms[0]), String(atoms[1])])
    const keep = await caller.call(readRfmPeople, { body: { asOf: AS_OF, segment: 'important_keep' } })
    expect(keep.personIds).toHaveLength(4)
  })

  test('fixed bounds, of the question or of the workspace', async () => {
    const { caller } = await newPlace(10, LADDER)
    const missing = await caller.reply(readRfm, { body: { asOf: AS_OF, method: 'bounds' } })
    expect([missing.status, missing.error?.code]).toEqual([400, 'insights.rfm_without_bounds'])
    const bounds = { r: [10, 5, 3, 1], f: [2, 4, 8, 9], m: [40, 100, 500, 2_000] }
    const asked = await caller.call(readRfm, { body: { asOf: AS_OF, method: 'bounds', bounds } })
    expect(asked.distribution.r.map(({ people }) => people)).toEqual([0, 5, 2, 2, 1])
    expect(asked.distribution.f.map(({ people }) => people)).toEqual([1, 2, 4, 1, 2])
    await caller.call(changeTierSettings, { body: { rfmBounds: bounds } })
    const set = await caller.call(readRfm, { body: { asOf: AS_OF } })
    expect([set.method, set.distribution]).toEqual(['bounds', asked.distribution])
    expect((await caller.call(readRfm, { body: { asOf: AS_OF, method: 'quintile' } })).method).toBe('quintile')
    const wrong = await caller.reply(readRfm, { body: { method: 'bounds', bounds: { ...bounds, r: [1, 2, 3, 4] } } })
    expect([wrong.status, wrong.error?.details?.field]).toEqual([400, 'bounds.r'])
  })

  test('a rule narrows who is counted, not the scores', async () => {
    const { caller, atoms } = await newPlace(10, LADDER)
    const rule = { event: { name: 'buy', count: { gte: 9 } } }
    const rfm = await caller.call(readRfm, { body: { asOf: AS_OF, rule } })
    expect(rfm.buyers).toBe(2)
    expect(rfm.cells.filter(({ people }) => people > 0)).toMatchObject([{ r: 1, f: 5, people: 2 }])
    const people = await caller.call(readRfmPeople, { body: { asOf: AS_OF, rule, r: 1 } })
    expect(people.personIds).toEqual([String(atoms[8]), String(atoms[9])])
    const wrong = await caller.reply(readRfm, { body: { rule: { all: [{ event: { nam: 'buy' } }] } } })
    expect([wrong.status, String(wrong.error?.details?.field)]).toEqual([400, expect.stringContaining('rule.all.0.event')])
  })

  test('money of the main currency alone, and nobody at all', async () => {
    const { workspaceId, caller, atoms } = await newPlace(2)
    const buy = (atom: number | undefined, orderNo: string, amount: string, currency: string): TestEvent => ({
      name: 'buy',
      atom: atom ?? 0,
      time: Date.parse(AS_OF) - DAY_MS,
      amount,
      currency,
      properties: { orderNo },
    })
    expect(await caller.call(readRfm, { body: { asOf: AS_OF } })).toMatchObject({ buyers: 0, currency: null, averages: { r: null } })
    await storeEvents(world.handles, {
      workspaceId,
      events: [buy(atoms[0], 'a', '10.1', 'GBP'), buy(atoms[0], 'b', '0.2', 'GBP'), buy(atoms[1], 'c', '500', 'USD')],
    })
    const rfm = await caller.call(readRfm, { body: { asOf: AS_OF } })
    expect(rfm).toMatchObject({ buyers: 2, orders: 3, amount: 10.3, currency: 'GBP', ordersInOtherCurrencies: 1 })
  })
})

describe('lifecycle', () => {
  const did = [
    [0, 'view', 5],
    [1, 'view', 40],
    [1, 'buy', 2],
    [2, 'buy', 100],
    [2, 'view', 95],
    [3, 'buy', 300],
    [3, 'message_delivered', 1],
    [4, 'view', 70],
    [4, 'cart', 3],
  ] as const

  test('stages, flow, value stages, intent and relation', async () => {
    const { caller, atoms } = await newPlace(6, did)
    const figure = await caller.call(readLifecycle, { body: { asOf: AS_OF, unit: 'month', periods: 2 } })
    expect(figure.people).toBe(5)
    expect(figure.stages.filter(({ people, before }) => people + before > 0).map(({ share, ...stage }) => [stage, share])).toEqual(
      [
        [{ stage: 'new', paying: false, people: 1, before: 1 }, 0.2],
        [{ stage: 'active', paying: true, people: 1, before: 1 }, 0.2],
        [{ stage: 'active', paying: false, people: 1, before: 1 }, 0.2],
        [{ stage: 'silent', paying: true, people: 1, before: 0 }, 0.2],
        [{ stage: 'lost', paying: true, people: 1, before: 1 }, 0.2],
      ].filter(Boolean),
    )
    expect(figure.flow.moments).toEqual(['2026-04-30T16:00:00.000Z', '2026-05-31T16:00:00.000Z', '2026-06-30T16:00:00.000Z'])
    const people = Object.fromEntries(figure.flow.counts.map(({ stage, people }) => [stage, people]))
    expect(people).toEqual({ new: [1, 1, 1], active: [1, 2, 2], silent: [0, 0, 1], lost: [1, 1, 1] })
    expect(figure.flow.moves.filter(({ period }) => period === 1)).toEqual([
      { period: 1, from: null, to: 'new', people: 1 },
      { period: 1, from: 'new', to: 'active', people: 1 },
      { period: 1, from: 'active', to: 'active', people: 1 },
      { period: 1, from: 'active', to: 'silent', people: 1 },
      { period: 1, from: 'lost', to: 'lost', people: 1 },
    ])
    expect(figure.buyers).toBe(3)
    expect(figure.values.map(({ stage, people }) => [stage, people])).toEqual([
      ['loyal', 0],
      ['quality', 0],
      ['ordinary', 1],
      ['low_frequency', 1],
      ['lost', 1],
    ])
    expect(figure.intents.map(({ people }) => people)).toEqual([1, 1, 0])
    expect(figure.thresholds.silentDays).toEqual({ value: 90, source: 'default' })
    const move = { period: 1, from: 'active', to: 'silent' } as const
    const moved = await caller.call(readLifecyclePeople, { body: { asOf: AS_OF, periods: 2, move } })
    expect(moved.personIds).toEqual([String(atoms[2])])
    const asked = async (body: object) => (await caller.call(readLifecyclePeople, { body: { asOf: AS_OF, ...body } })).personIds
    expect(await asked({ stage: 'active', paying: true })).toEqual([String(atoms[1])])
    expect(await asked({ value: 'lost' })).toEqual([String(atoms[3])])
    expect(await asked({ intent: 'high' })).toEqual([String(atoms[4])])
    expect(await asked({ relation: 'direct' })).toHaveLength(3)
    expect(await asked({})).toHaveLength(5)
    const late = await caller.reply(readLifecyclePeople, { body: { asOf: AS_OF, periods: 1, move } })
    expect(late.error?.code).toBe('insights.no_such_period')
  })

  test('repurchase by tier: who was in it then, and ordered since', async () => {
    const { caller } = await newPlace(4, [
      [0, 'buy', 95],
      [0, 'buy', 30],
      [1, 'buy', 100],
      [2, 'buy', 290],
      [2, 'buy', 10],
      [3, 'buy', 50],
    ])
    const figure = await caller.call(readRepurchaseByTier, { body: { asOf: AS_OF, withinDays: 90 } })
    expect(figure).toMatchObject({ eligible: 3, repurchased: 2, rate: 2 / 3 })
    expect(figure.tiers.filter(({ eligible }) => eligible > 0)).toEqual([
      { tier: 'ordinary', eligible: 2, repurchased: 1, rate: 0.5 },
      { tier: 'lost', eligible: 1, repurchased: 1, rate: 1 },
    ])
    const segments = await caller.call(readRepurchaseByTier, { body: { asOf: AS_OF, withinDays: 90, by: 'segment' } })
    expect([segments.eligible, segments.tiers.reduce((sum, { eligible }) => sum + eligible, 0)]).toEqual([3, 3])
  })
})

describe('thresholds', () => {
  test('follow the brand’s own cycle from thirty repeat buyers on, and can be set', async () => {
    const bought = Array.from({ length: 30 }, (_, person) =>
      [20, 20 - 10 - (person % 3)].map((day) => [person, 'buy', day] as const),
    ).flat()
    const { caller } = await newPlace(31, bought, world.business.now())
    const before = await caller.call(readTierSettings)
    expect(before.cycle).toEqual({ days: 11, buyers: 30, buyersNeeded: 30, gaps: 30 })
    expect(before.thresholds).toMatchObject({
      newDays: { value: 11, source: 'cycle' },
      silentDays: { value: 33, source: 'cycle' },
      lostDays: { value: 66, source: 'cycle' },
      loyalOrders: { value: 5, source: 'default' },
    })
    expect(before.changedAt).toBeNull()
    const refused = await caller.reply(changeTierSettings, { body: { silentDays: 70 } })
    expect([refused.status, refused.error?.code, refused.error?.details]).toMatchObject([
      422,
      'audience.tiers_out_of_order',
      { field: 'lostDays', than: 'silentDays', bound: 70 },
    ])
    const after = await caller.call(changeTierSettings, { body: { silentDays: 14, loyalOrders: 8 } })
    expect(after.thresholds).toMatchObject({ silentDays: { value: 14, source: 'set' }, lostDays: { value: 66, source: 'cycle' } })
    expect(await caller.call(readTierSettings)).toEqual(after)
    expect(after.settings).toMatchObject({ silentDays: 14, newDays: null })
  })
})

test('one person’s tiers, at any moment', async () => {
  const { caller, atoms } = await newPlace(11, [...LADDER, [10, 'view', 1]])
  const tiers = (person: number, asOf = AS_OF) => caller.call(readPersonTiers, { params: { id: String(atoms[person]) }, query: { asOf } })
  expect(await tiers(9)).toMatchObject({
    lifecycle: { stage: 'active', paying: true, words: { zh: expect.stringContaining('活跃') } },
    value: { stage: 'loyal', intent: null, relation: 'old', orders: 10 },
    rfm: { r: 1, f: 5, m: 5, segment: 'important_keep', days: 10, orders: 10, amount: 1_000, currency: 'CNY' },
  })
  expect(await tiers(10)).toMatchObject({
    lifecycle: { stage: 'new', paying: false },
    value: { stage: null, intent: 'low', relation: 'potential', orders: 0, lastOrderAt: null },
    rfm: null,
  })
  expect(await tiers(0, '2026-06-01')).toMatchObject({ lifecycle: null, value: { relation: 'potential' }, rfm: null })
  expect((await caller.reply(readPersonTiers, { params: { id: '9999999999' } })).status).toBe(404)
})

test('figures are for those who may read insights, settings for those who may change audiences', async () => {
  const workspace = await world.newWorkspace()
  const others = await server.withPermissions(['people.read', 'audiences.read'], { workspace })
  for (const endpoint of [readRfm, readRfmPeople, readLifecycle, readLifecyclePeople, readRepurchaseByTier])
    expect((await others.reply(endpoint, { body: {} })).status).toBe(403)
  expect((await others.reply(changeTierSettings, { body: {} })).status).toBe(403)
  expect((await others.reply(readTierSettings)).status).toBe(200)
  expect((await server.stranger.reply(readPersonTiers, { params: { id: '1' } })).status).toBe(401)
})
