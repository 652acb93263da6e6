/** The head of a person's page over HTTP: all atoms of the person, and orders as everywhere. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { storeEvents } from '../events/testing.ts'
import { atomsOfPerson, findOrMakeAtoms, personId, resolveAtoms } from '../identity/index.ts'
import { personSummary } from './contract.ts'
import { insightsRoutes } from './routes.ts'

let world: World
let server: TestServer
let workspace: Awaited<ReturnType<World['newWorkspace']>>
let reader: Caller

beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, insightsRoutes())
  workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  reader = await server.withPermissions(['people.read'], { workspace })
})
afterAll(() => server.close())

async function newAtom(): Promise<number> {
  const ref = { kind: 'user_id', value: crypto.randomUUID() }
  const [atom = 0] = await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs: [ref], seenAt: 0 })
  return atom
}

const summaryOf = (atom: number) => reader.call(personSummary, { params: { id: personId(atom) } })

it('leads from the first touch to the latest order', async () => {
  const [atom, other] = [await newAtom(), await newAtom()]
  const at = (day: number) => `2026-03-0${day}T10:00:00Z`
  const buy = (orderNo: string, day: number, amount: string) => ({ name: 'buy', atom, time: at(day), amount, properties: { orderNo } })
  await storeEvents(world.handles, {
    workspaceId: workspace.id,
    events: [
      { name: '$identify', atom, time: at(1) },
      { name: 'view', atom, time: at(2), context: { campaign: { source: 'wechat', name: 'spring' } } },
      { name: 'view', atom, time: at(3) },
      buy('a', 4, '10.5'),
      buy('a', 4, '2'),
      buy('b', 5, '20'),
      buy('c', 6, '99'),
      // A cancellation finds the order by its number, also when it was sent for nobody.
      { name: 'order_cancelled', time: at(7), properties: { orderNo: 'c' } },
      { name: 'message_opened', atom, time: at(8), properties: { channel: 'wecom' } },
      { ...buy('d', 9, '1000'), atom: other },
    ],
  })
  expect(await summaryOf(atom)).toEqual({
    firstTouch: { at: '2026-03-02T10:00:00.000Z', name: 'view', source: 'server', campaign: 'wechat / spring' },
    lastEvent: { at: '2026-03-08T10:00:00.000Z', name: 'message_opened' },
    events: 8,
    latestOrder: { at: '2026-03-05T10:00:00.000Z', amount: 20, currency: 'CNY', orderNo: 'b' },
    orders: 2,
    amount: 131.5,
    amounts: [{ currency: 'CNY', amount: 131.5 }],
    byArea: [
      { area: 'visit', events: 2, lastAt: '2026-03-03T10:00:00.000Z' },
      { area: 'order', events: 4, lastAt: '2026-03-06T10:00:00.000Z' },
      { area: 'channel', events: 1, lastAt: '2026-03-08T10:00:00.000Z' },
      { area: 'identity', events: 1, lastAt: '2026-03-01T10:00:00.000Z' },
    ],
  })
})

it('takes the campaign of the Sensors form and an order without number or amount', async () => {
  const atom = await newAtom()
  await storeEvents(world.handles, {
    workspaceId: workspace.id,
    events: [
      { name: '$MPLaunch', atom, time: '2026-03-01T00:00:00Z', properties: { $utm_source: 'poster' } },
      { name: 'buy', atom, time: '2026-03-02T00:00:00Z' },
    ],
  })
  expect(await summaryOf(atom)).toMatchObject({
    firstTouch: { name: '$MPLaunch', campaign: 'poster' },
    latestOrder: { amount: null, currency: null, orderNo: null },
    orders: 1,
    amount: 0,
    amounts: [],
  })
})

it('is empty for somebody who did nothing, and names only those who were named', async () => {
  const atom = await newAtom()
  expect(await summaryOf(atom)).toEqual({
    firstTouch: null,
    lastEvent: null,
    events: 0,
    latestOrder: null,
    orders: 0,
    amount: 0,
    amounts: [],
    byArea: [],
  })
  await storeEvents(world.handles, { workspaceId: workspace.id, events: [{ name: '$identify', atom, time: '2026-03-01T00:00:00Z' }] })
  expect(await summaryOf(atom)).toMatchObject({ firstTouch: { name: '$identify', campaign: null }, events: 1 })
  expect((await reader.reply(personSummary, { params: { id: '999999999' } })).error?.code).toBe('platform.not_found')
})

it('is of the whole person, however many identifiers they have', async () => {
  const user = { kind: 'user_id', value: crypto.randomUUID() }
  const items = Array.from({ length: 6_000 }, (_, place) => ({
    workspaceId: workspace.id,
    refs: [user, { kind: 'anonymous_id', value: `${user.value} ${place}` }],
    seenAt: 0,
  }))
  await resolveAtoms(world.handles, items)
  const [atom = 0] = await findOrMakeAtoms(world.handles, { workspaceId: workspace.id, refs: [user], seenAt: 0 })
  const atoms = await atomsOfPerson(world.handles, { workspaceId: workspace.id, id: personId(atom) })
  expect(atoms).toHaveLength(6_001)
  const ofAtom = (place: number, name: string, day: number) => ({
    name,
    atom: atoms[place] ?? 0,
    time: `2026-03-0${day}T00:00:00Z`,
    ...(name === 'buy' && { amount: '5', properties: { orderNo: 'same' } }),
  })
  await storeEvents(world.handles, {
    workspaceId: workspace.id,
    events: [ofAtom(0, 'view', 1), ofAtom(3_000, 'buy', 2), ofAtom(6_000, 'buy', 3)],
  })
  // One order whichever identifier its lines came under.
  expect(await summaryOf(atom)).toMatchObject({ events: 3, orders: 1, amount: 10, latestOrder: { orderNo: 'same', amount: 10 } })
})

it('needs the permission to read people', async () => {
  const other = await server.withPermissions(['insights.read'], { workspace })
  expect((await other.reply(personSummary, { params: { id: '1' } })).status).toBe(403)
})
