import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import type { CollectedEvent } from '../collected.ts'
import { type Collector, openCollector } from './collector.ts'
import { messageHash } from './message-hash.ts'
import { slotOf } from './slots.ts'
import { FORWARD_PATH, internalKey, NODE_HEADER, openForwarding } from './slots-forward.ts'
import { leaveSlots, renewSlots, SLOT_LEASE_MS, SLOTS, type SlotsView } from './slots-lease.ts'
import { slotRoutes } from './slots-routes.ts'
import { insertsEnded } from './slots-takeover.ts'
import { eventOf } from './testing.ts'

const HOUR_MS = 3_600_000

let world: World
const cleanups: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  await sql`update events_slots set node = 0, epoch = epoch + 1, kept_until = 'epoch'`.execute(world.handles.db)
  await sql`delete from events_slot_nodes`.execute(world.handles.db)
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

describe('the leases', () => {
  const START = Date.UTC(2026, 10, 22)
  const step = (node: number, afterMs: number, give: number[] = []) =>
    renewSlots(world.handles.db, { node, address: `http://${node}`, now: START + afterMs, give })
  const ownedBy = ({ slots }: SlotsView, node: number) => slots.filter((row) => row.node === node).map((row) => row.slot)

  test('the first node has every slot, and one that joins has those that were given away, at once', async () => {
    expect(ownedBy(await step(1, 0), 1)).toHaveLength(SLOTS)
    const joined = await step(2, 100)
    expect(joined.nodes.map(({ node }) => node).sort()).toEqual([1, 2])
    expect(ownedBy(joined, 2)).toEqual([])
    const half = Array.from({ length: SLOTS / 2 }, (_, slot) => slot)
    expect(ownedBy(await step(1, 200, half), 1)).toHaveLength(SLOTS / 2)
    // Who gave them does not take them back before the other has had its turn.
    expect(ownedBy(await step(1, 1_200), 1)).toHaveLength(SLOTS / 2)
    const after = await step(2, 1_300)
    expect(ownedBy(after, 2)).toEqual(half)
    expect(ownedBy(after, 1)).toHaveLength(SLOTS / 2)
  })

  test('what nobody below its share takes returns to whoever is there', async () => {
    await step(1, 0)
    await step(1, 100, [5])
    expect(ownedBy(await step(1, 1_000), 0)).toEqual([])
    await step(2, 1_100)
    await step(1, 1_200, [5])
    expect(ownedBy(await step(1, 2_200), 0)).toEqual([5])
    expect(ownedBy(await step(1, 6_000), 0)).toEqual([])
  })

  test('a node that does not renew loses its slots when its lease has run out, and the epoch tells it', async () => {
    const before = await step(1, 0)
    expect(ownedBy(await step(2, SLOT_LEASE_MS), 2)).toEqual([])
    expect(ownedBy(await step(2, SLOT_LEASE_MS + 1), 2)).toHaveLength(SLOTS)
    await leaveSlots(world.handles.db, 2)
    const back = await step(1, SLOT_LEASE_MS + 2)
    expect(ownedBy(back, 1)).toHaveLength(SLOTS)
    for (const { slot, epoch } of back.slots) expect(epoch).toBeGreaterThan(before.slots[slot]?.epoch ?? Number.POSITIVE_INFINITY)
  })
})

test('taking over waits for inserts that the store is working on', async () => {
  const { id } = await world.newWorkspace()
  const { clickhouse } = world.handles
  const query = (text: string) => clickhouse.query<{ n: number }>({ lane: 'point', query: text }).then(([row]) => row?.n)
  const slow = clickhouse.command(
    `insert into events_v1 (workspace, received, sequence) select ${id}, now64(3), sleepEachRow(0.4) from numbers(3)`,
  )
  await expect
    .poll(() => query("select count() as n from system.processes where query like '%sleepEachRow(0.4)%' and query like 'insert%'"))
    .toBe(1)
  expect(await query(`select count() as n from events_v1 where workspace = ${id}`)).toBe(0)
  await insertsEnded(world.handles, new AbortController().signal)
  expect(await query(`select count() as n from events_v1 where workspace = ${id}`)).toBe(3)
  await slow
})

interface Process {
  readonly own: Collector
  readonly server: TestServer
  /** For events of any slot. */
  readonly collector: Collector
}

/** A node with its own way in for others, as a process has it. */
async function openProcess(handles: Handles = world.handles): Promise<Process> {
  const own = await openCollector(handles, { several: true, recentIds: 100_000, closeWithinMs: 0 })
  cleanups.push(own.close)
  const server = await openTestServer(world, [], { plugins: [slotRoutes({ handles, collector: own })] })
  cleanups.push(server.close)
  if (!own.slots) throw new Error('unreachable')
  await own.slots.start(await server.fastify.listen({ port: 0, host: '127.0.0.1' }))
  return { own, server, collector: openForwarding(handles, { collector: own, slots: own.slots }) }
}

const heldBy = ({ own }: Process) => Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => own.slots?.decides(slot)).length
const untilHeld = (process: Process, slots: number) => expect.poll(() => heldBy(process), { timeout: 10_000 }).toBe(slots)

async function countOf(workspaceId: number): Promise<number> {
  const rows = await world.handles.clickhouse.query<{ n: number }>({
    lane: 'point',
    query: `select count() as n from events_v1 where workspace = ${workspaceId}`,
  })
  return rows[0]?.n ?? 0
}

/** Of clients whose clocks are right, late and ahead. */
function someEvents(count: number): CollectedEvent[] {
  const now = world.real.now()
  return Array.from({ length: count }, (_, index) => eventOf({ messageId: `m${index}`, timestamp: now + ((index % 3) - 1) * HOUR_MS }))
}

test('two nodes store each event once, whoever gets it first, and answer as one would', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const one = await openProcess()
  await untilHeld(one, SLOTS)
  const early = someEvents(40)
  const receivedAt = world.real.now()
  expect(await one.collector.collect({ workspaceId, receivedAt, events: early })).toEqual({ stored: 40, duplicates: 0, refused: [] })
  const two = await openProcess()
  await untilHeld(two, SLOTS / 2)
  await untilHeld(one, SLOTS / 2)
  // What moved to the second was stored by the first, under every kind of clock.
  expect(await two.collector.collect({ workspaceId, receivedAt, events: early })).toEqual({ stored: 0, duplicates: 40, refused: [] })
  const restamped = early.map((event) => ({ ...event, timestamp: event.timestamp + 7 }))
  expect(await two.collector.collect({ workspaceId, receivedAt, events: restamped })).toMatchObject({ stored: 0, duplicates: 40 })
  const late = someEvents(200).slice(40)
  const refused = eventOf({ messageId: 'refused', name: '' })
  const both = await Promise.all(
    [one, two, one, two].map(({ collector }) => collector.collect({ workspaceId, receivedAt, events: [...late, refused, ...early] })),
  )
  expect(both.reduce((sum, result) => sum + result.stored, 0)).toBe(late.length)
  expect(both.reduce((sum, result) => sum + result.duplicates, 0)).toBe(3 * late.length + 4 * early.length)
  for (const { refused } of both)
    expect(refused.map(({ index, refusal }) => [index, refusal.code])).toEqual([[late.length, 'events.unstorable']])
  expect(await countOf(workspaceId)).toBe(200)
  // An orderly end hands over; the other knows what is stored.
  await one.own.close()
  await untilHeld(two, SLOTS)
  expect(await two.collector.collect({ workspaceId, receivedAt, events: someEvents(200) })).toMatchObject({ stored: 0, duplicates: 200 })
})

test('the way in is for nodes of the same installation, and only for what the node decides about', async () => {
  const { own, server } = await openProcess()
  const { id: workspaceId } = await world.newWorkspace()
  const post = (headers: Record<string, string>) =>
    server.fastify.inject({ method: 'POST', url: FORWARD_PATH, headers, payload: { workspaceId, receivedAt: 1, events: someEvents(1) } })
  const authorization = `Bearer ${internalKey(world.handles)}`
  const node = String(own.node)
  expect((await post({ [NODE_HEADER]: node })).statusCode).toBe(404)
  expect((await post({ authorization: `${authorization.slice(0, -1)}_`, [NODE_HEADER]: node })).statusCode).toBe(404)
  const another = await post({ authorization, [NODE_HEADER]: String(own.node + 1) })
  expect([another.statusCode, another.json()]).toEqual([409, { code: 'events.slot_moved', details: {} }])
  await expect.poll(async () => (await post({ authorization, [NODE_HEADER]: node })).json()).toMatchObject({ refused: [] })
  await own.slots?.close()
  const afterwards = await post({ authorization, [NODE_HEADER]: node })
  expect([afterwards.statusCode, afterwards.json()]).toEqual([409, { code: 'events.slot_moved', details: {} }])
  expect(await countOf(workspaceId)).toBe(1)
})

/** Handles whose Postgres can go away for writing, as it does for a process that is frozen. */
function withSwitch(): { handles: Handles; cut: () => void; mend: () => void } {
  let away = false
  const db = new Proxy(world.handles.db, {
    get: (target, name) => {
      if (away && name === 'transaction') throw new Error('Postgres is away')
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    handles: { ...world.handles, db },
    cut: () => {
      away = true
    },
    mend: () => {
      away = false
    },
  }
}

const passLease = () => world.real.setOffsetMs(world.real.offsetMs() + SLOT_LEASE_MS + 1)

test('an owner that was away for longer than its lease stores nothing more of what it had taken', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const { handles, cut, mend } = withSwitch()
  const frozen = await openProcess(handles)
  await untilHeld(frozen, SLOTS)
  cut()
  passLease()
  const call = { workspaceId, receivedAt: world.real.now(), events: someEvents(5) }
  const waiting = frozen.own.collect(call).catch((error: unknown) => error)
  const sentOn = frozen.collector.collect(call)
  const other = await openProcess()
  await untilHeld(other, SLOTS)
  expect(await other.collector.collect(call)).toMatchObject({ stored: 5 })
  mend()
  expect(await waiting).toMatchObject({ code: 'events.slot_moved' })
  expect(await sentOn).toEqual({ stored: 0, duplicates: 5, refused: [] })
  expect(await countOf(workspaceId)).toBe(5)
})

test('an insert whose outcome was not known when the slots were lost is looked up, not sent again', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const { handles, cut, mend } = withSwitch()
  const inserted = Promise.withResolvers<void>()
  let inserts = 0
  const { clickhouse } = world.handles
  const insert: typeof clickhouse.insert = async (input) => {
    inserts++
    await clickhouse.insert(input)
    cut()
    passLease()
    inserted.resolve()
    throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  }
  const frozen = await openProcess({ ...handles, clickhouse: { ...clickhouse, insert } })
  await untilHeld(frozen, SLOTS)
  const call = { workspaceId, receivedAt: world.real.now(), events: someEvents(5) }
  const waiting = frozen.own.collect(call)
  await inserted.promise
  const other = await openProcess()
  await untilHeld(other, SLOTS)
  expect(await other.collector.collect(call)).toMatchObject({ stored: 0, duplicates: 5 })
  mend()
  expect(await waiting).toMatchObject({ stored: 5 })
  expect([inserts, await countOf(workspaceId)]).toEqual([1, 5])
})

test('the slot of an event is the same for every node', () => {
  const slots = new Set(someEvents(1_000).map(({ messageId }) => slotOf(messageHash(1, messageId))))
  expect(slots.size).toBe(SLOTS)
  expect(Math.max(...slots)).toBe(SLOTS - 1)
})
