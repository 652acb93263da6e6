/**
 * Everything at once: people of the local WeChat add, delete, tag, join, leave and tap while callbacks come twice, late or never, calls fail, and
 * our processes die after their work. After the callbacks are worked through and one reconciliation contacts, tags, groups and members are the
 * platform's; nobody was welcomed or sent anything twice, and what nobody knows is said to be unknown.
 *
 * `LIUCHI_SEEDS=n` runs n seeds, `LIUCHI_DEEDS=n` so many deeds each: `LIUCHI_DEEDS=5000 vitest run --project pglite tests/simulation/wecom/registers.test.ts`
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import type { CallbackHandler } from '../../../packages/server/src/modules/channels/wecom/callbacks/handler.ts'
import { runCallbacks } from '../../../packages/server/src/modules/channels/wecom/callbacks/process.ts'
import { platformRegister, storedRegister } from '../../../packages/server/src/modules/channels/wecom/contacts/testing.ts'
import { platformGroups, storedGroups } from '../../../packages/server/src/modules/channels/wecom/groups/testing.ts'
import { wecomHandlers } from '../../../packages/server/src/modules/channels/wecom/index.ts'
import { contactsOf, msgidOf, planTask, run } from '../../../packages/server/src/modules/channels/wecom/mass-send/testing.ts'
import { reconcileJob } from '../../../packages/server/src/modules/channels/wecom/reconcile/job.ts'
import { reconcile } from '../../../packages/server/src/modules/channels/wecom/reconcile/run.ts'
import { listRuns, startReconcile } from '../../../packages/server/src/modules/channels/wecom/reconcile/runs.ts'
import { addWelcomeRule } from '../../../packages/server/src/modules/channels/wecom/welcome/contract.ts'
import { openWelcomeLane, type WelcomeLane } from '../../../packages/server/src/modules/channels/wecom/welcome/lane.ts'
import { startJobRunner } from '../../../packages/server/src/platform/jobs/runner.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'
import { doubledEvents, pairsWithoutEvent, waitingEvents } from './compare.ts'
import { openDeeds } from './deeds.ts'
import { movesNoted, movesTold } from './group-compare.ts'
import { openGroupDeeds } from './group-deeds.ts'
import { massSendsReceived, unansweredCallbacks, welcomesReceived } from './received.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const ASKED = process.env.LIUCHI_DEEDS
/** In a test of every day as many as take some seconds. */
const DEEDS = Number(ASKED ?? 120)
const FAULTS = { duplicate: 0.1, lose: 0.1, reorder: 0.2, error5xx: 0.05, rateLimit: 0.05 }
/** A welcome code lives for twenty seconds: callbacks are sent and welcomes answered after so many deeds. */
const DEEDS_AT_ONCE = 8
const MAX_GAP_MS = 2_000
const MAX_REST_MS = 60_000
const HOUR_MS = 3_600_000
/** Longer than callbacks wait for a platform that is behind, and than most back-off. */
const LATER_MS = 20 * 60_000
const MAX_ROUNDS = 60
const TIMEOUT_MS = 90 * 60_000

let world: World

beforeAll(async () => {
  world = await openWorld()
})

interface Run {
  readonly channel: ChannelWorld
  readonly random: Random
  readonly lane: WelcomeLane
  /** Of mass tasks. */
  readonly keys: string[]
}

const later = (ms: number) => world.business.setOffsetMs(world.business.offsetMs() + ms)

/** Handlers of a process that now and then dies after it wrote what it learnt, before it said so. */
function dyingHandlers(random: Random): CallbackHandler[] {
  return wecomHandlers.map((handler) => ({
    ...handler,
    handle: async (work) => {
      const outcomes = await handler.handle(work)
      if (random() < 0.03) throw new Error('died after its work')
      return outcomes
    },
  }))
}

/** Deeds until so many happened. Welcomes and mass sends are sent beside them, callbacks heard sometimes at once and sometimes late. */
async function live({ channel, random, lane, keys }: Run): Promise<void> {
  const [contacts, groups] = [openDeeds(channel, random), openGroupDeeds(channel, random, { untold: true })]
  for (let done = 0, rounds = 0; done < DEEDS; rounds++) {
    for (let deeds = 0; deeds < DEEDS_AT_ONCE && done < DEEDS; deeds++) {
      later(1_000 + Math.floor(random() * MAX_GAP_MS))
      if (random() < 0.5 ? contacts.one() : groups()) done++
    }
    channel.sandbox.deliverDue()
    await channel.sandbox.drain()
    await lane.drain()
    if (rounds % 4 === 1) await planSome({ channel, random, keys })
    await run(channel)
    await tap({ channel, random, keys })
    if (random() < 0.4) await channel.settle()
    later(Math.floor(random() * MAX_REST_MS))
  }
}

type Sending = Pick<Run, 'channel' | 'random' | 'keys'>

async function planSome({ channel, random, keys }: Sending): Promise<void> {
  const userId = channel.staff[Math.floor(random() * channel.staff.length)] ?? ''
  const recipients = (await contactsOf(channel, { userId })).filter(() => random() < 0.5)
  if (recipients.length === 0) return
  const key = `b:${keys.length}`
  keys.push(key)
  await planTask(channel, { key, userId, recipients, endsAt: world.business.now() + 12 * HOUR_MS })
}

/** The member taps a task of the latest few, which counts as a deed of nobody. */
async function tap({ channel, random, keys }: Sending): Promise<void> {
  const latest = keys.slice(-5)
  const key = latest[Math.floor(random() * latest.length)]
  const msgid = key === undefined ? '' : await msgidOf(channel, key)
  if (msgid === '') return
  for (const userId of channel.staff)
    try {
      channel.act(`staff:${userId}`, 'confirmMassSend', { msgid })
    } catch (error) {
      if (!(error instanceof Error && error.name === 'DeedRefused')) throw error
    }
}

/** Everything that was told is worked through, what failed before included. */
async function drain({ channel, lane }: Run): Promise<void> {
  await channel.settle()
  await lane.drain()
  for (let rounds = 0; rounds < MAX_ROUNDS && (await unansweredCallbacks(channel)) > 0; rounds++) {
    world.real.setOffsetMs(world.real.offsetMs() + LATER_MS)
    await runCallbacks(world.handles, { ...channel, handlers: wecomHandlers, everything: false })
  }
  expect(await unansweredCallbacks(channel)).toBe(0)
}

/** One reconciliation, whose process dies on the way. */
async function reconcileOnce({ channel, random }: Run): Promise<void> {
  const jobId = await startReconcile(world.handles, { ...channel.corp, by: 'simulation' })
  let reports = 0
  const diesAt = 1 + Math.floor(random() * 3)
  const report = () => {
    if (++reports === diesAt) throw new Error('killed')
  }
  const input = { corp: channel.corp, jobId, signal: new AbortController().signal, report }
  await expect(reconcile(world.handles, channel, input)).rejects.toThrow('killed')
  const jobs = startJobRunner(world.handles, [reconcileJob(channel)])
  await jobs.drain()
  await jobs.stop()
}

async function untilMassSendsEnd({ channel, keys }: Run) {
  await channel.faults({})
  for (let rounds = 0; rounds < MAX_ROUNDS; rounds++) {
    later(2 * HOUR_MS)
    await run(channel)
  }
  return massSendsReceived(channel, keys)
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test(`${DEEDS} deeds with faults: equal after one reconciliation, nothing twice`, { timeout: TIMEOUT_MS }, async () => {
    for (const clock of [world.business, world.real]) clock.setOffsetMs(0)
    const random = seededRandom(seed)
    const size = DEEDS < 1_000 ? { staff: 4, customers: 25, groups: 3 } : { staff: 8, customers: 150, groups: 8 }
    const channel = await openChannelWorld(world, { plan: { ...size, wecomShare: 0.1 }, handlers: dyingHandlers(random) })
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    await owner.call(addWelcomeRule, { params: { corpId: channel.corp.corpId }, body: { name: 'all', text: 'welcome' } })
    const lane = openWelcomeLane(world.handles, { wecom: channel.wecom, keptMs: 0 })
    const life: Run = { channel, random, lane, keys: [] }
    await channel.faults(FAULTS)
    const startedAt = performance.now()
    await live(life)
    const livedAt = performance.now()
    await drain(life)
    await reconcileOnce(life)
    const endedAt = performance.now()
    expect(await storedRegister(channel)).toEqual(platformRegister(channel))
    expect(await storedGroups(channel)).toEqual(platformGroups(channel))
    const [doubled, without, waiting] = [await doubledEvents(channel), await pairsWithoutEvent(channel), await waitingEvents(channel)]
    expect({ doubled, without, waiting }).toEqual({ doubled: [], without: [], waiting: 0 })
    expect(await movesTold(channel)).toEqual(await movesNoted(channel))
    const { wrong, ...welcomes } = await welcomesReceived(channel)
    expect(wrong).toEqual([])
    const { wrong: missent, ...massSends } = await untilMassSendsEnd(life)
    expect(missent).toEqual([])
    if (ASKED !== undefined) {
      const [last] = await listRuns(world.handles.db, channel.corp)
      const seconds = { deeds: (livedAt - startedAt) / 1_000, 'drain and reconciliation': (endedAt - livedAt) / 1_000 }
      const lines = { pairs: platformRegister(channel).length, groups: platformGroups(channel).length }
      console.log(JSON.stringify({ seed, deeds: DEEDS, seconds, lines, reconciled: last?.figures, welcomes, massSends }))
    }
    await channel.close()
    for (const clock of [world.business, world.real]) clock.setOffsetMs(0)
  })
})
