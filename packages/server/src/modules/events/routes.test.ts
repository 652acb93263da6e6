import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findOrMakeAtoms } from '../identity/index.ts'
import { countEvents, eventNames, eventProperties, eventSeries, propertyValues, queryEvents } from './contract.ts'
import { eventErrors } from './errors.ts'
import { eventRoutes } from './routes.ts'
import { storeEvents } from './testing.ts'

let world: World
let server: TestServer
let caller: Caller
let personIds: string[]
let workspace: { id: number; name: string }

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, eventRoutes(), { errorTables: [eventErrors] })
  workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  caller = await server.withPermissions(['events.read'], { workspace })
  const refs = ['anna', 'bert'].map((value) => ({ kind: 'user_id', value }))
  const atoms = await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs, seenAt: 0 })
  personIds = atoms.map(String)
  await storeEvents(world.handles, {
    workspaceId: workspace.id,
    events: [
      { name: 'view', time: '2026-03-01T15:59:59Z', atom: atoms[0] ?? 0, properties: { page: 'Home' } },
      { name: 'view', time: '2026-03-01T16:00:00Z', atom: atoms[1] ?? 0, properties: { page: 'home' } },
      {
        name: 'buy',
        time: '2026-03-02T15:59:59Z',
        atom: atoms[1] ?? 0,
        amount: '12.5',
        properties: { page: 'cart', items: ['x'], gift: true },
      },
      { name: 'buy', time: '2026-03-02T16:00:00Z', amount: '0.4999', properties: { units: 3 } },
    ],
  })
})
afterAll(() => server.close())

const DAY = { from: '2026-03-02', to: '2026-03-03' }

describe('GET /events/count', () => {
  it('counts and adds up, with times on the wall of the workspace', async () => {
    expect(await caller.call(countEvents, { query: { name: 'buy' } })).toEqual({ count: 2 })
    expect(await caller.call(countEvents, { query: { name: 'buy', sum: 'amount' } })).toEqual({ count: 2, sum: 12.9999 })
    expect(await caller.call(countEvents, { query: { name: 'buy', sum: 'amount', ...DAY } })).toEqual({ count: 1, sum: 12.5 })
    expect(await caller.call(countEvents, { query: { name: 'view', from: '2026-03-01T16:00:00Z' } })).toEqual({ count: 1 })
    expect(await caller.call(countEvents, { query: { name: 'nothing', sum: 'amount' } })).toEqual({ count: 0, sum: 0 })
  })

  it('counts for one person and takes a repeated name', async () => {
    expect(await caller.call(countEvents, { query: { name: 'view', personId: personIds[0] ?? '' } })).toEqual({ count: 1 })
    expect(await caller.call(countEvents, { query: { name: 'view', personId: '999999999' } })).toEqual({ count: 0 })
    const both = await caller.inject({ method: 'GET', url: `/api/v1/events/count?name=view&name=buy&personId=${personIds[1]}` })
    expect(both.body).toEqual({ count: 2 })
  })

  it('tells events with a person from those without', async () => {
    expect(await caller.call(countEvents, { query: { name: 'buy', withPerson: 'true' } })).toEqual({ count: 1 })
    expect(await caller.call(countEvents, { query: { name: 'buy', withPerson: 'false' } })).toEqual({ count: 1 })
    const rows = await caller.call(queryEvents, { body: { names: ['buy'], withPerson: false } })
    expect(rows.items.map((row) => row.personId)).toEqual([null])
    expect((await caller.reply(countEvents, { query: { name: 'buy', withPerson: 'maybe' } })).status).toBe(400)
  })

  it('refuses what it cannot read, naming it', async () => {
    const reply = (query: unknown) => caller.reply(countEvents, { query })
    expect((await reply({})).error).toMatchObject({ code: 'platform.invalid' })
    expect((await reply({ name: 'view', from: 'yesterday' })).error).toMatchObject({
      code: 'events.unreadable_time',
      details: { field: 'from' },
    })
    expect((await reply({ name: 'view', from: '2026-03-02', to: '2026-03-02' })).error).toMatchObject({ code: 'events.empty_range' })
    const stranger = await server.withPermissions(['plan.read'], { workspace })
    expect((await stranger.reply(countEvents, { query: { name: 'view' } })).status).toBe(403)
  })
})

describe('POST /events/query', () => {
  it('pages through rows, newest first', async () => {
    const first = await caller.call(queryEvents, { body: { limit: 3 } })
    expect(first.items.map(({ name, personId, amount }) => [name, personId, amount])).toEqual([
      ['buy', null, 0.4999],
      ['buy', personIds[1], 12.5],
      ['view', personIds[1], null],
    ])
    const rest = await caller.call(queryEvents, { body: { limit: 3, cursor: first.nextCursor ?? '' } })
    expect(rest).toMatchObject({ items: [{ name: 'view', properties: { page: 'Home' } }], nextCursor: null })
  })

  it('narrows by everything at once', async () => {
    const body = { names: ['buy', 'view'], ...DAY, personIds, where: [{ property: 'gift', op: 'eq' as const, value: true }] }
    const { items } = await caller.call(queryEvents, { body })
    expect(items.map(({ time, currency }) => [time, currency])).toEqual([['2026-03-02T15:59:59.000Z', 'CNY']])
    expect((await caller.reply(queryEvents, { body: { where: [{ property: 'gift', op: 'like', value: 'x' }] } })).status).toBe(400)
    expect((await caller.reply(queryEvents, { body: { cursor: 'nonsense' } })).error).toMatchObject({ code: 'platform.invalid' })
  })
})

it('POST /events/series draws a chart and says how it is counted', async () => {
  const chart = await caller.call(eventSeries, {
    body: { names: ['buy'], measure: { kind: 'sum', property: 'amount' }, unit: 'day', from: '2026-03-01', to: '2026-03-04' },
  })
  expect(chart.periods).toEqual(['2026-02-28T16:00:00.000Z', '2026-03-01T16:00:00.000Z', '2026-03-02T16:00:00.000Z'])
  expect(chart.lines).toEqual([{ event: 'buy', points: [0, 12.5, 0.4999], total: 12.9999 }])
  expect(chart).toMatchObject({
    source: 'events',
    countedAs: { zh: expect.stringContaining('buy'), en: expect.stringContaining('Asia/Shanghai') },
  })
  const long = { names: ['buy'], measure: { kind: 'count' }, unit: 'hour', from: '2020-01-01', to: '2026-01-01' }
  expect((await caller.reply(eventSeries, { body: long })).error).toMatchObject({
    code: 'events.too_many_periods',
    details: { limit: 2_000 },
  })
})

describe('suggestions', () => {
  it('GET /events/names: the most frequent first, found by a part of the name', async () => {
    const names = await caller.call(eventNames, {})
    expect(names.items.map(({ name, count }) => [name, count])).toEqual([
      ['buy', 2],
      ['view', 2],
    ])
    const found = await caller.call(eventNames, { query: { q: 'VI' } })
    expect(found.items).toEqual([{ name: 'view', count: 2, lastSeenAt: '2026-03-01T16:00:00.000Z' }])
  })

  it('GET /events/properties: with their types', async () => {
    const { items } = await caller.call(eventProperties, { query: { name: 'buy' } })
    expect(items).toEqual([
      { property: 'amount', types: ['number'] },
      { property: 'gift', types: ['boolean'] },
      { property: 'items', types: ['list'] },
      { property: 'page', types: ['text'] },
      { property: 'units', types: ['number'] },
    ])
    expect(await caller.call(eventProperties, { query: { name: 'nothing' } })).toEqual({ items: [] })
  })

  it('GET /events/property-values: those seen with the event', async () => {
    const { items } = await caller.call(propertyValues, { query: { name: 'view', property: 'page', q: 'HOME', limit: 1 } })
    expect(items).toEqual([{ value: 'Home', count: 1 }])
  })
})
