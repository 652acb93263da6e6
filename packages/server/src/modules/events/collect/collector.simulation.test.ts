/** Random lives of a collecting process against a simple model: what was acknowledged is stored, and nothing is stored twice. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Handles } from '../../../platform/handles.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, type CollectResult, openCollector } from './collector.ts'
import { eventOf } from './testing.ts'

const RECENT_IDS = 40
const MESSAGES = 250
const START = Date.UTC(2026, 10, 1)

let world: World
beforeAll(async () => {
  world = await openWorld()
})

const calls = fc.array(fc.array(fc.nat({ max: MESSAGES - 1 }), { minLength: 1, maxLength: 25 }), { minLength: 1, maxLength: 6 })
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('collect' as const), calls, passedMs: fc.nat({ max: 5_000 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('crash' as const), calls }) },
)
/** How inserts fail, in turn: not at all, before anything happened, or after everything did. */
const faults = fc.array(
  fc.constantFrom(
    'none' as const,
    'none' as const,
    'none' as const,
    'none' as const,
    'none' as const,
    'none' as const,
    'before' as const,
    'after' as const,
  ),
  {
    minLength: 5,
    maxLength: 30,
  },
)
/** How far each message's client clock is from the time of its first arrival. */
const skews = fc.array(fc.oneof(fc.integer({ min: -2_000, max: 0 }), fc.integer({ min: -1e8, max: 1e8 })), {
  minLength: MESSAGES,
  maxLength: MESSAGES,
})

interface Life {
  readonly collector: Collector
  /** From now on nothing reaches the store. */
  die(): void
}

async function openLife(nextFault: () => 'none' | 'before' | 'after'): Promise<Life> {
  const { clickhouse } = world.handles
  let dead = false
  const lost = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
  const handles: Handles = {
    ...world.handles,
    clickhouse: {
      ...clickhouse,
      insert: async (input) => {
        const fault = nextFault()
        if (dead || fault === 'before') throw lost()
        await clickhouse.insert(input)
        if (fault === 'after' || dead) throw lost()
      },
    },
  }
  const collector = await openCollector(handles, { recentIds: RECENT_IDS, closeWithinMs: 0 })
  return {
    collector,
    die: () => {
      dead = true
    },
  }
}

test('acknowledged events are stored and none is stored twice, through faults, restarts and crashes', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 15 }), faults, skews, async (steps, faultsInTurn, skewOf) => {
      const { id: workspaceId } = await world.newWorkspace()
      let inserts = 0
      const nextFault = () => faultsInTurn[inserts++ % faultsInTurn.length] ?? 'none'
      const timestamps = new Map<number, number>()
      const acknowledged = new Set<number>()
      let now = START
      let countedStored = 0
      let life = await openLife(nextFault)

      const send = async (messages: readonly number[]): Promise<void> => {
        for (const message of messages) if (!timestamps.has(message)) timestamps.set(message, now + (skewOf[message] ?? 0))
        const events = messages.map((message) => eventOf({ messageId: `m${message}`, timestamp: timestamps.get(message) ?? 0 }))
        const result: CollectResult | undefined = await life.collector
          .collect({ workspaceId, receivedAt: now, events })
          .catch(() => undefined)
        if (!result) return
        expect(result.stored + result.duplicates).toBe(messages.length)
        countedStored += result.stored
        for (const message of messages) acknowledged.add(message)
      }
      for (const action of steps) {
        if (action.do === 'collect') {
          now += action.passedMs
          await Promise.all(action.calls.map(send))
          continue
        }
        const sent = action.do === 'crash' ? Promise.all(action.calls.map(send)) : undefined
        if (action.do === 'crash') life.die()
        await life.collector.close()
        await sent
        life = await openLife(nextFault)
      }
      await life.collector.close()

      const rows = await world.handles.clickhouse.query<{ events: number; different: number }>({
        query: `select count() as events, uniqExact(message_hash) as different from events_v1 where workspace = {workspaceId:UInt32}`,
        params: { workspaceId },
      })
      const [row] = rows
      expect(row?.events, 'stored twice').toBe(row?.different)
      expect(row?.events).toBeGreaterThanOrEqual(acknowledged.size)
      expect(countedStored, 'counted as stored').toBeLessThanOrEqual(row?.events ?? 0)
      const again = await openLife(() => 'none')
      life = again
      const before = countedStored
      await send([...acknowledged])
      expect(countedStored, 'an acknowledged event was lost').toBe(before)
      await again.collector.close()
    }),
    { numRuns: 8, interruptAfterTimeLimit: 60_000 },
  )
})
