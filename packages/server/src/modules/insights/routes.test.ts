import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld } from '../../platform/testing/world.ts'
import { audienceErrors } from '../audience/index.ts'
import { eventErrors } from '../events/index.ts'
import { storeEvents } from '../events/testing.ts'
import {
  readFunnel,
  readFunnelPeople,
  readOverview,
  readRepurchase,
  readRepurchasePeople,
  readRetention,
  readRetentionPeople,
} from './contract.ts'
import { insightsErrors } from './errors.ts'
import { insightsRoutes } from './routes.ts'

let server: TestServer
let caller: Caller
let reader: Caller

beforeAll(async () => {
  const world = await openWorld()
  server = await openTestServer(world, insightsRoutes(), { errorTables: [insightsErrors, eventErrors, audienceErrors] })
  const workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  caller = await server.withPermissions(['insights.read'], { workspace })
  reader = await server.withPermissions(['events.read'], { workspace })
  const did = (atom: number, name: string, time: string, orderNo?: string) => ({
    name,
    atom,
    time: `${time}+08:00`,
    properties: { atom, ...(orderNo && { orderNo }) },
    ...(orderNo && { amount: '10' }),
  })
  await storeEvents(world.handles, {
    workspaceId: workspace.id,
    events: [
      did(1, 'view', '2026-03-01T00:00:00'),
      did(1, 'buy', '2026-03-01T00:00:00', 'a'),
      did(1, 'buy', '2026-03-03T12:00:00', 'b'),
      did(2, 'view', '2026-03-01T23:59:59'),
      did(2, 'buy', '2026-03-02T00:00:00', 'c'),
      did(3, 'view', '2026-03-02T00:00:00'),
    ],
  })
})
afterAll(() => server.close())

const steps = [{ event: 'view' }, { event: 'buy' }]
const funnel = { steps, order: 'strict' as const, windowSeconds: 86_400, from: '2026-03-01', to: '2026-03-02' }
const retention = {
  start: { event: 'view' },
  return: { event: 'buy' },
  unit: 'day' as const,
  periods: 2,
  from: '2026-03-01',
  to: '2026-03-03',
  asOf: '2026-03-04',
}

describe('funnel over HTTP', () => {
  it('answers steps, breakdown and how it is counted, within the range on the wall of the workspace', async () => {
    const answer = await caller.call(readFunnel, { body: { ...funnel, breakdown: { property: 'atom' }, withMedians: true } })
    expect(answer.steps).toEqual([
      { name: 'view', persons: 2, conversionFromPrevious: 1, conversionFromStart: 1 },
      { name: 'buy', persons: 1, conversionFromPrevious: 0.5, conversionFromStart: 0.5, medianSecondsFromPrevious: 0 },
    ])
    expect(answer.breakdown?.map(({ value }) => value)).toEqual(['1', '2'])
    expect(answer).toMatchObject({
      source: 'events',
      countedAs: { zh: expect.stringContaining('1 天'), en: expect.stringContaining('view → buy') },
    })
    const open = await caller.call(readFunnel, { body: { steps, windowSeconds: 86_400 } })
    expect(open.steps.map(({ persons }) => persons)).toEqual([3, 2])
  })

  it('answers the people behind a step', async () => {
    expect(await caller.call(readFunnelPeople, { body: { ...funnel, step: 2, which: 'dropped' } })).toEqual({
      personIds: ['2'],
      nextCursor: null,
    })
  })

  it('looks only at the people of a rule', async () => {
    const rule = { event: { name: 'buy', from: funnel.from, to: funnel.to } }
    const answer = await caller.call(readFunnel, { body: { ...funnel, rule } })
    expect(answer.steps.map(({ persons }) => persons)).toEqual([1, 1])
    expect(answer.countedAs.zh).toContain('只看')
    const nobody = await caller.call(readFunnel, { body: { ...funnel, rule: { event: { name: 'nothing' } } } })
    expect(nobody.steps.map(({ persons }) => persons)).toEqual([0, 0])
    const people = await caller.call(readFunnelPeople, { body: { ...funnel, rule, step: 1 } })
    expect(people.personIds).toEqual(['1'])
  })

  it('refuses what it cannot answer, naming it', async () => {
    const code = async (body: object) => (await caller.reply(readFunnel, { body: { ...funnel, ...body } })).error?.code
    expect(await code({ rule: { all: [] } })).toBe('platform.invalid')
    expect(await code({ rule: { audience: { id: '999999' } } })).toBe('audience.not_found')
    expect(await code({ windowSeconds: 0 })).toBe('platform.invalid')
    expect(await code({ steps: [] })).toBe('platform.invalid')
    expect(await code({ windwoSeconds: 3 })).toBe('platform.invalid')
    expect(await code({ from: 'spring' })).toBe('events.unreadable_time')
    expect(await code({ from: '2026-03-02' })).toBe('events.empty_range')
    const contains = (value: number) => ({ event: 'view', where: [{ property: 'path', op: 'contains', value: String(value) }] })
    expect(await code({ steps: [1, 2, 3, 4, 5, 6, 7].map(contains) })).toBe('events.steps_overlap')
    const beyond = await caller.reply(readFunnelPeople, { body: { ...funnel, step: 3 } })
    expect(beyond.error?.code).toBe('insights.no_such_step')
  })
})

describe('retention over HTTP', () => {
  it('answers the table, the average and how it is counted', async () => {
    const answer = await caller.call(readRetention, { body: retention })
    expect(answer.cohorts).toEqual([
      { start: '2026-02-28T16:00:00.000Z', size: 2, counts: [1, 1, 1], rates: [0.5, 0.5, 0.5] },
      { start: '2026-03-01T16:00:00.000Z', size: 1, counts: [0, 0, null], rates: [0, 0, null] },
    ])
    expect(answer.average).toEqual([1 / 3, 1 / 3, 0.5])
    expect(answer.countedAs.zh).toContain('view')
  })

  it('answers the people behind a cell', async () => {
    const cell = { ...retention, cohortStart: '2026-03-01', period: 1 }
    expect((await caller.call(readRetentionPeople, { body: cell })).personIds).toEqual(['2'])
    expect((await caller.call(readRetentionPeople, { body: { ...cell, which: 'gone' } })).personIds).toEqual(['1'])
    const outside = await caller.reply(readRetentionPeople, { body: { ...cell, cohortStart: '2026-04-01' } })
    expect(outside.error?.code).toBe('insights.no_such_cell')
  })

  it('refuses too long a range', async () => {
    const answer = await caller.reply(readRetention, { body: { ...retention, from: '2020-01-01' } })
    expect(answer).toMatchObject({ status: 400, error: { code: 'insights.too_many_cohorts', details: { limit: 400 } } })
  })
})

describe('repurchase over HTTP', () => {
  it('answers the rate and its people', async () => {
    const body = { withinDays: 3, asOf: '2026-03-10' }
    const answer = await caller.call(readRepurchase, { body })
    expect(answer).toMatchObject({ eligible: 2, repurchased: 1, rate: 0.5, cohorts: [{ month: '2026-03', eligible: 2, repurchased: 1 }] })
    expect(answer.countedAs.en).toContain('3 days')
    expect((await caller.call(readRepurchasePeople, { body })).personIds).toEqual(['1'])
    expect((await caller.call(readRepurchasePeople, { body: { ...body, which: 'notRepurchased', month: '2026-03' } })).personIds).toEqual([
      '2',
    ])
    expect((await caller.reply(readRepurchase, { body: { withinDays: 3, asOf: 'soon' } })).error).toMatchObject({
      code: 'events.unreadable_time',
      details: { field: 'asOf' },
    })
  })
})

it('overview over HTTP answers as of now or a moment asked for', async () => {
  const answer = await caller.call(readOverview, { query: { asOf: '2026-03-03T13:00' } })
  expect(answer.figures.find(({ name }) => name === 'orders')).toMatchObject({
    today: { value: 1, previous: 1 },
    yesterday: { value: 1, previous: 1 },
  })
  expect(answer.ever).toEqual({ events: 6, firstAt: '2026-02-28T16:00:00.000Z', lastAt: '2026-03-03T04:00:00.000Z' })
  const now = await caller.call(readOverview, {})
  expect(now.figures.find(({ name }) => name === 'events')?.today.value).toBe(0)
})

it('needs the permission to read insights', async () => {
  expect((await reader.reply(readFunnel, { body: funnel })).status).toBe(403)
  expect((await server.stranger.reply(readOverview, {})).status).toBe(401)
})
