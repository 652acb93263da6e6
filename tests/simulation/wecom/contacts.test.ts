/**
 * Callbacks that come twice, out of order, late or never, from a platform that fails one call in fifteen: after a reconciliation the register
 * of contacts is the platform's, whatever happened, and what happened is there once as events. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { platformRegister, storedRegister } from '../../../packages/server/src/modules/channels/wecom/contacts/testing.ts'
import { reconcileJob } from '../../../packages/server/src/modules/channels/wecom/reconcile/job.ts'
import { startReconcile } from '../../../packages/server/src/modules/channels/wecom/reconcile/runs.ts'
import { startJobRunner } from '../../../packages/server/src/platform/jobs/runner.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { seededRandom } from '../seeded-random.ts'
import { deletedByCustomerHere, deletedByCustomerThere, doubledEvents, pairsWithoutEvent, waitingEvents } from './compare.ts'
import { openDeeds } from './deeds.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const ROUNDS = 5
const DEEDS_PER_ROUND = 80
const PARTS = 4
const TIMEOUT_MS = 180_000

let world: World

beforeAll(async () => {
  world = await openWorld()
})

async function inWorld(work: (channel: ChannelWorld) => Promise<void>): Promise<void> {
  const channel = await openChannelWorld(world, { plan: { staff: 5, customers: 25 } })
  try {
    await work(channel)
  } finally {
    await channel.close()
  }
}

async function reconcileNow(channel: ChannelWorld): Promise<void> {
  const jobs = startJobRunner(world.handles, [reconcileJob(channel)])
  await startReconcile(world.handles, { ...channel.corp, by: 'simulation' })
  await jobs.drain()
  await jobs.stop()
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('with faults: equal after each reconciliation', { timeout: TIMEOUT_MS }, () =>
    inWorld(async (channel) => {
      const random = seededRandom(seed)
      const deeds = openDeeds(channel, random)
      let done = 0
      for (let round = 0; round < ROUNDS; round++) {
        await channel.faults({ duplicate: 0.1, lose: 0.1, reorder: 0.2, error5xx: 0.05, rateLimit: 0.02 })
        // Some callbacks are heard at once, others after more has happened.
        for (let part = 0; part < PARTS; part++) {
          done += deeds.some(DEEDS_PER_ROUND / PARTS)
          if (random() < 0.6) await channel.settle()
        }
        await channel.settle()
        await reconcileNow(channel)
        expect(await storedRegister(channel)).toEqual(platformRegister(channel))
      }
      expect(done).toBeGreaterThan(ROUNDS * DEEDS_PER_ROUND * 0.3)
      expect(await doubledEvents(channel)).toEqual([])
      expect(await pairsWithoutEvent(channel)).toEqual([])
      expect(await waitingEvents(channel)).toBe(0)
    }),
  )

  test('without a loss: equal by callbacks alone, who deleted whom included', { timeout: TIMEOUT_MS }, () =>
    inWorld(async (channel) => {
      const deeds = openDeeds(channel, seededRandom(seed + 1_000))
      await channel.faults({ duplicate: 0.1, reorder: 0.2 })
      for (let part = 0; part < ROUNDS; part++) {
        deeds.some(DEEDS_PER_ROUND)
        await channel.settle()
        expect(await storedRegister(channel)).toEqual(platformRegister(channel))
        expect(await deletedByCustomerHere(channel)).toEqual(deletedByCustomerThere(channel))
      }
      expect(await doubledEvents(channel)).toEqual([])
      expect(await pairsWithoutEvent(channel)).toEqual([])
    }),
  )
})
