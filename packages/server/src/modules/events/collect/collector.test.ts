import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import type { AppError } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { findPersonByReference } from '../../identity/index.ts'
import type { CollectedEvent } from '../collected.ts'
import { type Collector, openCollector, type StoredEvent } from './collector.ts'
import { eventOf } from './testing.ts'

/** Small, so that tests reach what is not remembered. */
const RECENT_IDS = 1_000
const NOW = Date.UTC(2026, 10, 22, 1, 2, 3, 4)

let world: World
let collector: Collector
const stored: StoredEvent[] = []

beforeAll(async () => {
  world = await openWorld()
  collector = await openCollector(world.handles, { recentIds: RECENT_IDS })
  collector.onStored((events) => stored.push(...events))
})
afterAll(() => collector.close())

async function rowsOf(workspaceId: number) {
  return world.handles.clickhouse.query<Record<string, unknown>>({
    query: 'select * from events_v1 where workspace = {workspaceId:UInt32} order by node, sequence',
    params: { workspaceId },
  })
}

async function countOf(workspaceId: number): Promise<number> {
  return (await rowsOf(workspaceId)).length
}

/** The world's handles with another event store in front. */
function withClickHouse(insert: (real: ClickHouse['insert'], input: Parameters<ClickHouse['insert']>[0]) => Promise<void>): Handles {
  const { clickhouse } = world.handles
  return { ...world.handles, clickhouse: { ...clickhouse, insert: (input) => insert(clickhouse.insert, input) } }
}

const plain = (prefix: string, count: number, parts: Partial<CollectedEvent> = {}) =>
  Array.from({ length: count }, (_, index) => eventOf({ messageId: `${prefix}${index}`, timestamp: NOW - 1_000, ...parts }))

test('an event comes back from the store as it went in', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const event = eventOf({
    messageId: 'm1',
    name: '付款 "成功"',
    timestamp: NOW - 5_000,
    sentAt: NOW - 2_000,
    identifiers: [{ kind: 'user_id', value: 'u1' }],
    amount: '-12.3456',
    properties: {
      sku: 'a\\b\n',
      n: 1.5,
      list: [1, 'x', { deep: true }],
      at: '2026-01-02T03:04:05.000Z',
      big: '12345678901234567890',
      'a.b': 1,
    },
    context: { library: { name: 'x' }, quote: '"\\' },
  })
  expect(await collector.collect({ workspaceId, receivedAt: NOW, events: [event] })).toEqual({ stored: 1, duplicates: 0, refused: [] })
  const [row] = await rowsOf(workspaceId)
  expect(row).toMatchObject({
    workspace: workspaceId,
    name: '付款 "成功"',
    type: 'track',
    time: '2026-11-22T01:02:00.004Z',
    received: '2026-11-22T01:02:03.004Z',
    raw_time: '2026-11-22T01:01:58.004Z',
    node: collector.node,
    amount: -12.3456,
    currency: 'CNY',
    source: 'server',
    context: JSON.stringify(event.context),
    atom: await findPersonByReference(world.handles, { workspaceId, reference: 'user_id:u1', field: 'identifier' }),
  })
  expect(row?.properties).toEqual({ ...event.properties, 'a.b': undefined, a: { b: 1 } })
})

test('times from 1970 to 2199 are kept to the millisecond, others refused', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const times = [0, 1, 999, 86_400_001, 852_076_800_123, 999_999_999_999, 10 ** 12, NOW, 7_258_118_399_999]
  const events = [...times, -1, 7_258_118_400_001, 1.5, Number.NaN].map((timestamp, index) =>
    eventOf({ messageId: `t${index}`, timestamp }),
  )
  const { stored: count, refused } = await collector.collect({ workspaceId, receivedAt: NOW, events })
  expect([count, refused.map(({ index, refusal }) => [index, refusal.field])]).toEqual([
    times.length,
    [
      [times.length, 'timestamp'],
      [times.length + 1, 'timestamp'],
      [times.length + 2, 'timestamp'],
      [times.length + 3, 'timestamp'],
    ],
  ])
  expect((await rowsOf(workspaceId)).map((row) => new Date(String(row.raw_time)).getTime())).toEqual(times)
})

test('copies count once: in one call, in calls at once, afterwards, with another timestamp, after a restart; another workspace is apart', async () => {
  const [one, other] = [await world.newWorkspace(), await world.newWorkspace()]
  const [a, b] = plain('copy', 2)
  if (!a || !b) throw new Error('two events')
  const call = (events: CollectedEvent[], workspaceId = one.id) => collector.collect({ workspaceId, receivedAt: NOW, events })
  expect(await call([a, a, b])).toEqual({ stored: 2, duplicates: 1, refused: [] })
  expect(await call([b, a])).toEqual({ stored: 0, duplicates: 2, refused: [] })
  expect(await call([{ ...a, timestamp: NOW - 9_000_000 }])).toEqual({ stored: 0, duplicates: 1, refused: [] })
  const atOnce = await Promise.all(Array.from({ length: 20 }, () => call(plain('once', 5))))
  expect(atOnce.reduce((sum, result) => sum + result.stored, 0)).toBe(5)
  expect(atOnce.reduce((sum, result) => sum + result.duplicates, 0)).toBe(95)
  expect(await call([a], other.id)).toEqual({ stored: 1, duplicates: 0, refused: [] })
  const next = await openCollector(world.handles, { recentIds: RECENT_IDS })
  expect(next.node).toBeGreaterThan(collector.node)
  expect(await next.collect({ workspaceId: one.id, receivedAt: NOW + 1_000, events: [a, b] })).toEqual({
    stored: 0,
    duplicates: 2,
    refused: [],
  })
  await next.close()
  expect([await countOf(one.id), await countOf(other.id)]).toEqual([7, 1])
})

test('a copy with the same timestamp counts once however much came in between, also with a clock that was ahead', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const EARLIER = NOW - 3_600_000
  const late = plain('late', 5, { timestamp: NOW - 100_000_000 })
  const ahead = plain('ahead', 5, { timestamp: NOW + 100_000_000 })
  const right = plain('right', 5, { timestamp: EARLIER - 10 })
  const all = [...late, ...ahead, ...right]
  expect((await collector.collect({ workspaceId, receivedAt: EARLIER, events: all })).stored).toBe(15)
  for (let round = 1; round <= 3; round++) {
    await collector.collect({ workspaceId, receivedAt: NOW + round, events: plain(`between${round}-`, RECENT_IDS) })
    expect(await collector.collect({ workspaceId, receivedAt: NOW + round, events: all })).toEqual({
      stored: 0,
      duplicates: 15,
      refused: [],
    })
  }
  const next = await openCollector(world.handles, { recentIds: 100 })
  expect(await next.collect({ workspaceId, receivedAt: NOW + 5_000, events: all })).toEqual({ stored: 0, duplicates: 15, refused: [] })
  await next.close()
})

test('an event with an undeclared or malformed identifier is refused, the others of the call are stored', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const events = [
    eventOf({ messageId: '1', identifiers: [{ kind: 'user_id', value: 'u' }] }),
    eventOf({ messageId: '2', identifiers: [{ kind: 'shoe_size', value: '42' }] }),
    eventOf({ messageId: '3', identifiers: [{ kind: 'phone', value: 'no number' }] }),
    eventOf({ messageId: '4' }),
    eventOf({ messageId: '5', name: 'x'.repeat(201) }),
    eventOf({ messageId: '6', amount: '1e5' }),
  ]
  const result = await collector.collect({ workspaceId, receivedAt: NOW, events })
  expect(result.stored).toBe(2)
  expect(result.refused.map(({ index, refusal }) => [index, refusal.code, refusal.field])).toEqual([
    [1, 'identity.kind_undeclared', 'identifiers'],
    [2, 'identity.value_malformed', 'identifiers'],
    [4, 'events.unstorable', 'name'],
    [5, 'events.unstorable', 'amount'],
  ])
  expect((await rowsOf(workspaceId)).map((row) => Number(row.atom) > 0)).toEqual([true, false])
  const again = await collector.collect({ workspaceId, receivedAt: NOW, events: events.slice(1, 2) })
  expect(again.refused[0]?.refusal.code, 'a refused event is not remembered as stored').toBe('identity.kind_undeclared')
})

test('a row that the store cannot take is found among good ones', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const poisoned = new Set(['bad3', 'bad40', 'bad41'])
  const handles = withClickHouse((real, input) => {
    // Breaks the rows of these events on their way, so that ClickHouse itself refuses the insert.
    const body = input.body.replace(/"poison":true/g, '"poison":tru')
    return real({ ...input, body })
  })
  const own = await openCollector(handles, { recentIds: RECENT_IDS })
  const events = plain('bad', 60).map((event) => (poisoned.has(event.messageId) ? { ...event, properties: { poison: true } } : event))
  const result = await own.collect({ workspaceId, receivedAt: NOW, events })
  expect(result.stored).toBe(57)
  expect(result.refused.map(({ index, refusal }) => [index, refusal.code])).toEqual(
    [3, 40, 41].map((index) => [index, 'events.unstorable']),
  )
  await own.close()
  expect(await countOf(workspaceId)).toBe(57)
})

test('an insert is repeated until its outcome is known and adds its rows once', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  let tries = 0
  const handles = withClickHouse(async (real, input) => {
    tries++
    if (tries !== 2) await real(input)
    if (tries < 4) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  })
  const own = await openCollector(handles, { recentIds: RECENT_IDS })
  const [first, copy] = await Promise.all([
    own.collect({ workspaceId, receivedAt: NOW, events: plain('retry', 10) }),
    own.collect({ workspaceId, receivedAt: NOW, events: plain('retry', 10) }),
  ])
  expect([first.stored, copy.duplicates, tries]).toEqual([10, 10, 4])
  await own.close()
  expect(await countOf(workspaceId)).toBe(10)
})

test('a store that refuses everything fails the calls and forgets their events', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  let refusing = true
  const handles = withClickHouse((real, input) => real(refusing ? { ...input, table: 'events_not_there' } : input))
  const own = await openCollector(handles, { recentIds: RECENT_IDS })
  const events = plain('refused', 3)
  await expect(own.collect({ workspaceId, receivedAt: NOW, events })).rejects.toMatchObject({ code: 'events.store_away' })
  refusing = false
  expect(await own.collect({ workspaceId, receivedAt: NOW, events })).toEqual({ stored: 3, duplicates: 0, refused: [] })
  await own.close()
  expect(await countOf(workspaceId)).toBe(3)
})

test('more than may wait is turned away before anything of it was taken', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const gate = Promise.withResolvers<void>()
  const handles = withClickHouse((real, input) => gate.promise.then(() => real(input)))
  const own = await openCollector(handles, { recentIds: RECENT_IDS, maxWaitingBytes: 5_000 })
  const calls: Promise<unknown>[] = []
  let refused: AppError | undefined
  for (let round = 0; round < 100 && !refused; round++) {
    const call = own.collect({ workspaceId, receivedAt: NOW, events: plain(`wait${round}-`, 5) })
    call.catch((error: AppError) => {
      refused = error
    })
    calls.push(call)
    await Promise.resolve()
  }
  expect(refused).toMatchObject({ code: 'events.overloaded', details: { retryAfterSeconds: expect.any(Number) } })
  gate.resolve()
  const answers = await Promise.allSettled(calls)
  const taken = answers.filter((answer) => answer.status === 'fulfilled').length
  expect(taken).toBe(answers.length - 1)
  await own.close()
  expect(await countOf(workspaceId)).toBe(taken * 5)
})

test('stored events are announced in the order of their numbers, each once, with their people', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const before = stored.length
  const identifiers = [{ kind: 'user_id', value: 'u' }]
  await Promise.all(
    Array.from({ length: 30 }, (_, call) =>
      collector.collect({ workspaceId, receivedAt: NOW, events: plain(`told${call}-`, 7, { identifiers }) }),
    ),
  )
  const told = stored.slice(before)
  expect(told).toHaveLength(210)
  expect(told.map((event) => event.sequence)).toEqual(told.map((_, index) => (told[0]?.sequence ?? 0) + index))
  const rows = await rowsOf(workspaceId)
  expect(rows.map((row) => [row.node, row.sequence, row.atom])).toEqual(told.map((event) => [event.node, event.sequence, event.atom]))
})

test('events received in different months go into different inserts', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const months: Set<string>[] = []
  const handles = withClickHouse((real, input) => {
    const received = input.body
      .trim()
      .split('\n')
      .map((line) => new Date((JSON.parse(line) as number[])[7] ?? 0).toISOString().slice(0, 7))
    months.push(new Set(received))
    return real(input)
  })
  const own = await openCollector(handles, { recentIds: RECENT_IDS })
  const edge = Date.UTC(2026, 11, 1)
  await Promise.all(
    [edge - 1, edge, edge - 2, edge + 1].map((receivedAt, call) =>
      own.collect({ workspaceId, receivedAt, events: plain(`month${call}-`, 3) }),
    ),
  )
  await own.close()
  expect(months.every((inOneInsert) => inOneInsert.size === 1)).toBe(true)
  expect(await countOf(workspaceId)).toBe(12)
})

test('closing stores what was taken and takes nothing more', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const own = await openCollector(world.handles, { recentIds: RECENT_IDS })
  const call = own.collect({ workspaceId, receivedAt: NOW, events: plain('last', 10) })
  const closed = own.close()
  await expect(own.collect({ workspaceId, receivedAt: NOW, events: plain('later', 1) })).rejects.toMatchObject({
    code: 'events.overloaded',
  })
  expect((await call).stored).toBe(10)
  await closed
  expect(await countOf(workspaceId)).toBe(10)
})
