import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { eventSeries } from '../events/contract.ts'
import { eventErrors, eventRoutes } from '../events/index.ts'
import { newPeople, publishPeople, storeEvents } from '../events/testing.ts'
import { identityErrors, linkRoutes, mergePeople } from '../identity/index.ts'
import { unmergePerson } from '../identity/links/contract.ts'
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

let world: World
let server: TestServer
let caller: Caller
let workspaceId: number
let a: number
let b: number
let c: number

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...insightsRoutes(), ...eventRoutes(), ...linkRoutes()], {
    errorTables: [insightsErrors, eventErrors, identityErrors],
  })
  const workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  workspaceId = workspace.id
  caller = await server.as('admin', { workspace })
  const atoms = await newPeople(world.handles, { workspaceId, count: 3 })
  ;[a = 0, b = 0, c = 0] = atoms
  const did = (atom: number, name: string, time: string, orderNo?: string) => ({
    name,
    atom,
    time: `${time}+08:00`,
    ...(orderNo && { amount: '10', properties: { orderNo } }),
  })
  await storeEvents(world.handles, {
    workspaceId,
    events: [
      did(a, 'view', '2026-03-01T10:00:00'),
      did(a, 'cart', '2026-03-01T11:00:00'),
      did(b, 'view', '2026-03-01T12:00:00'),
      did(b, 'buy', '2026-03-01T12:30:00', 'one'),
      did(a, 'buy', '2026-03-02T10:00:00', 'two'),
      did(c, 'view', '2026-03-01T09:00:00'),
      did(c, 'cart', '2026-03-01T09:10:00'),
      did(c, 'buy', '2026-03-01T09:20:00', 'three'),
    ],
  })
})
afterAll(() => server.close())

const funnel = {
  steps: ['view', 'cart', 'buy'].map((event) => ({ event })),
  order: 'strict' as const,
  windowSeconds: 10_800,
  from: '2026-03-01',
  to: '2026-03-03',
}
const retention = {
  start: { event: 'view' },
  return: { event: 'buy' },
  unit: 'day' as const,
  periods: 1,
  from: '2026-03-01',
  to: '2026-03-02',
  asOf: '2026-03-04',
}
const repurchase = { withinDays: 7, asOf: '2026-04-01' }
const series = { names: ['view'], measure: { kind: 'persons' as const }, unit: 'day' as const, from: '2026-03-01', to: '2026-03-02' }

/** Every figure of people there is, with the people behind. */
async function figures() {
  const [through, behindFunnel, kept, behindRetention, again, behindAgain, overview, chart] = await Promise.all([
    caller.call(readFunnel, { body: funnel }),
    caller.call(readFunnelPeople, { body: { ...funnel, step: 3, which: 'reached' } }),
    caller.call(readRetention, { body: retention }),
    caller.call(readRetentionPeople, { body: { ...retention, cohortStart: '2026-03-01', which: 'returned' } }),
    caller.call(readRepurchase, { body: repurchase }),
    caller.call(readRepurchasePeople, { body: { ...repurchase, which: 'eligible' } }),
    caller.call(readOverview, { query: { asOf: '2026-03-02T23:00:00' } }),
    caller.call(eventSeries, { body: series }),
  ])
  const persons = (name: string) => {
    const figure = overview.figures.find((one) => one.name === name)
    return [figure?.today.value, figure?.yesterday.value]
  }
  return {
    funnel: through.steps.map((step) => step.persons),
    behindFunnel: behindFunnel.personIds,
    retention: kept.cohorts.map(({ size, counts }) => [size, ...counts]),
    behindRetention: behindRetention.personIds,
    repurchase: [again.eligible, again.repurchased],
    behindAgain: behindAgain.personIds,
    active: persons('activePersons'),
    buyers: persons('buyers'),
    orders: persons('orders'),
    series: chart.lines[0]?.total,
  }
}

const ids = (...atoms: number[]) => atoms.map(String)

test('merged people are one in every figure, and two again after the merge is undone', async () => {
  const apart = {
    funnel: [3, 2, 1],
    behindFunnel: ids(c),
    retention: [[3, 2, 1]],
    behindRetention: ids(a, b, c),
    repurchase: [3, 0],
    behindAgain: ids(a, b, c),
    active: [1, 3],
    buyers: [1, 2],
    orders: [1, 2],
    series: 3,
  }
  expect(await figures()).toEqual(apart)

  const merged = await mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
  expect(await publishPeople(world.handles)).toBeGreaterThan(0)
  const person = merged.personId
  expect(await figures()).toEqual({
    funnel: [2, 2, 2],
    behindFunnel: ids(person, c),
    retention: [[2, 2, 1]],
    behindRetention: ids(person, c),
    repurchase: [2, 1],
    behindAgain: ids(person, c),
    active: [1, 2],
    buyers: [1, 2],
    orders: [1, 2],
    series: 2,
  })

  const undone = await caller.call(unmergePerson, { params: { id: String(person) }, body: { mergeId: String(merged.mergeId) } })
  expect([undone.personId, undone.separated].toSorted()).toEqual(ids(a, b))
  await publishPeople(world.handles)
  expect(await figures()).toEqual(apart)
})
