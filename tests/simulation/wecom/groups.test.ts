/**
 * Groups whose callbacks come twice and out of order: by callbacks alone the register of groups and members is the platform's, every coming and
 * going is known and told once. What losses do is in registers.test.ts. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { platformGroups, storedGroups } from '../../../packages/server/src/modules/channels/wecom/groups/testing.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { seededRandom } from '../seeded-random.ts'
import { comingsHere, comingsThere, movesNoted, movesTold } from './group-compare.ts'
import { openGroupDeeds } from './group-deeds.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const ROUNDS = 3
const DEEDS_PER_ROUND = 50
/** Between two deeds: what happens in one second has no order that the platform tells. */
const MAX_GAP_MS = 20_000
const TIMEOUT_MS = 180_000

let world: World

beforeAll(async () => {
  world = await openWorld()
})

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('without a loss: groups, members and their history by callbacks alone', { timeout: TIMEOUT_MS }, async () => {
    const random = seededRandom(seed)
    const channel = await openChannelWorld(world, { plan: { staff: 4, customers: 20, groups: 4 } })
    const deed = openGroupDeeds(channel, random, { untold: false })
    // Groups of a new world were made before anybody listened.
    for (const { owner, chatId } of channel.sandbox.world.store.all<{ owner: string; chatId: string }>(
      'select owner, chat_id as chatId from chats',
    ))
      channel.act(`staff:${owner}`, 'editGroup', { chatId, notice: 'hello' })
    await channel.settle()
    await channel.faults({ duplicate: 0.1, reorder: 0.2 })
    let done = 0
    for (let round = 0; round < ROUNDS; round++) {
      for (let deeds = 0; deeds < DEEDS_PER_ROUND; deeds++) {
        channel.sandbox.advance(1_000 + Math.floor(random() * MAX_GAP_MS))
        if (deed()) done++
        if (random() < 0.05) await channel.settle()
      }
      await channel.settle()
      expect(await storedGroups(channel)).toEqual(platformGroups(channel))
      expect(await comingsHere(channel)).toEqual(await comingsThere(channel))
    }
    expect(done).toBeGreaterThan(ROUNDS * DEEDS_PER_ROUND * 0.3)
    const noted = await movesNoted(channel)
    expect(noted.left).toBeGreaterThan(10)
    expect(await movesTold(channel)).toEqual(noted)
    await channel.close()
  })
})
