import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../../../../../tests/simulation/seeded-random.ts'
import { sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import type { CollectedEvent } from '../collected.ts'
import type { StreamConsumer } from './consumer.ts'
import { holdLease, LeaseLostError, STREAM_LEASE_MS, takeLease } from './lease.ts'
import { type Processor, startProcessor } from './processor.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await sql`create table if not exists test_effects (workspace_id integer, message text, total integer, primary key (workspace_id, message))`.execute(
    world.handles.db,
  )
})
afterAll(() => sql`drop table test_effects`.execute(world.handles.db))

function anEvent(messageId: string): CollectedEvent {
  const timestamp = world.real.now()
  return { messageId, type: 'track', name: 'view', timestamp, identifiers: [], properties: { messageId }, context: {}, source: 'server' }
}

/** Counts every event by its id, so that an effect lost or doubled shows; fails when the dice say so. */
function countingConsumer(failsWhen: () => boolean): StreamConsumer {
  return {
    name: 'test.count',
    apply: async (tx, events) => {
      const rows = events.filter((event) => 'messageId' in event.properties)
      await sql`insert into test_effects (workspace_id, message, total)
        select workspace, message, count(*) from unnest(${rows.map((row) => row.workspaceId)}::int[],
          ${rows.map((row) => String(row.properties.messageId))}::text[]) as seen(workspace, message) group by 1, 2
        on conflict (workspace_id, message) do update set total = test_effects.total + excluded.total`.execute(tx)
      if (failsWhen()) throw new Error('the dice said so')
    },
  }
}

async function effects(workspaceId: number): Promise<Map<string, number>> {
  const rows = await sql<{
    message: string
    total: number
  }>`select message, total from test_effects where workspace_id = ${workspaceId}`.execute(world.handles.db)
  return new Map(rows.rows.map((row) => [row.message, row.total]))
}

/** Effects are applied until nothing is left, however often one fails on the way. */
async function drainStubbornly(processor: Processor): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const drained = await processor.drain().then(
      () => true,
      () => false,
    )
    if (drained) return
  }
  throw new Error('the stream did not drain in 200 tries')
}

describe('each stored event takes effect exactly once', () => {
  test.each([1, 2, 3, 4, 5])('with failing effects and processors that vanish, seed %i', async (seed) => {
    const random = seededRandom(seed)
    const workspace = await world.newWorkspace()
    const sent: string[] = []
    let collector: Collector | undefined
    let processor: Processor | undefined
    for (let life = 0; life < 4; life++) {
      collector = await openCollector(world.handles)
      processor = startProcessor(world.handles, {
        ownNode: collector.node,
        consumers: [countingConsumer(() => random() < 0.3)],
        alone: true,
      })
      // Some lives hand nothing over in memory, as if the process had died between storing and processing.
      if (random() < 0.7) collector.onStored(processor.stored)
      for (let batch = 0; batch < 5; batch++) {
        const ids = Array.from({ length: 1 + Math.floor(random() * 40) }, () => `${seed}-${sent.length}-${Math.floor(random() * 1e9)}`)
        sent.push(...ids)
        await collector.collect({ workspaceId: workspace.id, receivedAt: world.real.now(), events: ids.map(anEvent) })
      }
      await processor.stop()
      await collector.close()
    }
    collector = await openCollector(world.handles)
    processor = startProcessor(world.handles, { ownNode: collector.node, consumers: [countingConsumer(() => random() < 0.3)], alone: true })
    await drainStubbornly(processor)
    const counted = await effects(workspace.id)
    expect(counted.size).toBe(new Set(sent).size)
    expect([...counted.values()].every((total) => total === 1)).toBe(true)
    await processor.stop()
    await collector.close()
  })
})

test('a node that joins is heard however much the own node has to say', async () => {
  const MOST_ROUNDS = 3_000
  const workspace = await world.newWorkspace()
  const own = await openCollector(world.handles)
  let round = 0
  let heardInRound = 0
  // Each round finds something new of its own, as under constant load, and time passes.
  const say = () =>
    processor.stored([{ ...anEvent(''), workspaceId: 0, time: 0, receivedAt: 0, atom: 0, node: own.node, sequence: ++round }])
  const consumer: StreamConsumer = {
    name: 'test.listen',
    apply: async (_tx, events) => {
      if (events.some((event) => event.properties.messageId === 'from the other')) heardInRound = round
      world.real.setOffsetMs(world.real.offsetMs() + 100)
      if (heardInRound === 0 && round < MOST_ROUNDS) say()
    },
  }
  const processor = startProcessor(world.handles, { ownNode: own.node, consumers: [consumer], alone: true })
  await processor.drain()
  say()
  await expect.poll(() => round).toBeGreaterThan(1)
  const other = await openCollector(world.handles)
  await other.collect({ workspaceId: workspace.id, receivedAt: world.real.now(), events: [anEvent('from the other')] })
  await expect.poll(() => heardInRound, { timeout: 30_000 }).toBeGreaterThan(0)
  expect(heardInRound).toBeLessThan(MOST_ROUNDS)
  await processor.stop()
  await other.close()
  await own.close()
})

describe('the lease', () => {
  const take = (stream: string, holder: string, takeOver = false) =>
    takeLease(world.handles.db, { stream, holder, now: world.real.now(), takeOver })

  test('is held by one, lost after its time, and the former holder is shut out', async () => {
    const stream = crypto.randomUUID()
    const first = await take(stream, 'a')
    expect(first).toMatchObject({ holder: 'a', epoch: 1 })
    expect(await take(stream, 'b')).toBeUndefined()
    world.real.setOffsetMs(world.real.offsetMs() + STREAM_LEASE_MS + 1)
    const second = await take(stream, 'b')
    expect(second).toMatchObject({ holder: 'b', epoch: 2 })
    const { db } = world.handles
    if (!first || !second) throw new Error('unreachable')
    await expect(db.transaction().execute((tx) => holdLease(tx, first, world.real.now()))).rejects.toThrow(LeaseLostError)
    await db.transaction().execute((tx) => holdLease(tx, second, world.real.now()))
  })

  test('is taken at once by whoever knows that no other process is alive', async () => {
    const stream = crypto.randomUUID()
    await take(stream, 'a')
    expect(await take(stream, 'b', true)).toMatchObject({ holder: 'b', epoch: 2 })
  })

  test('a processor waits while another process holds the stream', async () => {
    const collector = await openCollector(world.handles)
    const holder = startProcessor(world.handles, { ownNode: collector.node, consumers: [], alone: true })
    await holder.drain()
    const other = startProcessor(world.handles, { ownNode: collector.node + 1_000_000, consumers: [], alone: false })
    await expect(other.drain()).rejects.toThrow('another process holds the stream')
    await holder.stop()
    await other.drain()
    await other.stop()
    await collector.close()
  })
})
