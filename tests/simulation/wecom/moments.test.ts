/**
 * Moments of days: planned, published early, late or never, liked and commented, cancelled; the platform fails some calls before or after they
 * took effect, two processes work and one of them dies now and then. What the phones show is what we say. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { openWecom, type Wecom } from '../../../packages/server/src/modules/channels/wecom/client/client.ts'
import { png, uploaded } from '../../../packages/server/src/modules/channels/wecom/media/testing.ts'
import { cancelMoment } from '../../../packages/server/src/modules/channels/wecom/moments/moments.ts'
import { claimMoments } from '../../../packages/server/src/modules/channels/wecom/moments/queue.ts'
import {
  goMoment,
  momentOf,
  phonesOf,
  publishedOf,
  reactionsOf,
  runMomentsOf,
} from '../../../packages/server/src/modules/channels/wecom/moments/testing.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const STEPS = 36
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const TIMEOUT_MS = 180_000
const FAULTS = { error5xx: 0.08, rateLimit: 0.02 }

let world: World

beforeAll(async () => {
  world = await openWorld()
})

interface Life {
  readonly channel: ChannelWorld
  readonly random: Random
  /** Of another process. */
  readonly other: Wecom
  /** By id what it says: every one says something else. */
  readonly texts: Map<number, string>
  readonly pictures: readonly string[]
}

const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]

/** Deeds that the world does not allow at the moment do not happen. */
function attempt(channel: ChannelWorld, actor: string, verb: string, input: object): void {
  try {
    channel.act(actor, verb, input)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'DeedRefused')) throw error
  }
}

async function plan({ channel, random, texts, pictures }: Life): Promise<void> {
  const text = `第 ${texts.size + 1} 条`
  const sendAt = world.business.now() + Math.floor(random() * 6) * HOUR_MS
  const untilAt = sendAt + Math.ceil(random() * 48) * HOUR_MS
  const userIds = random() < 0.5 ? [] : channel.staff.filter(() => random() < 0.6)
  texts.set(await goMoment(channel, { text, sendAt, untilAt, userIds, pictures: pictures.filter(() => random() < 0.4) }), text)
}

async function cancel({ channel, random, texts }: Life): Promise<void> {
  const id = pick(random, [...texts.keys()])
  try {
    if (id !== undefined) await cancelMoment(channel.handles, { workspaceId: channel.workspace.id, id })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

function anyOf({ channel, random, texts }: Life): string | undefined {
  return pick(random, phonesOf(channel, pick(random, [...texts.values()]) ?? '').momentIds)
}

function react(life: Life): void {
  const { channel, random } = life
  const momentId = anyOf(life)
  const who = random() < 0.9 ? `customer:${pick(random, channel.customers)}` : `staff:${pick(random, channel.staff)}`
  if (momentId === undefined) return
  if (random() < 0.6) attempt(channel, who, 'likeMoment', { momentId })
  else attempt(channel, who, 'commentMoment', { momentId, text: '好' })
}

function publish(life: Life): void {
  const momentId = anyOf(life)
  if (momentId !== undefined) attempt(life.channel, `staff:${pick(life.random, life.channel.staff)}`, 'confirmMoment', { momentId })
}

/** A process takes something up and dies; its leases last, then others go on. */
async function die({ channel, random }: Life): Promise<void> {
  const claimed = await claimMoments(channel.handles, { limit: 2 })
  // One of them right before its call.
  const [first] = claimed.filter(({ state }) => state === 'approved')
  if (first && random() < 0.3)
    await sql`update channels_wecom_moments set state = 'sending', handed_at = ${new Date(world.business.now())}, handed_to = ${channel.staff}
      where id = ${first.id}`.execute(channel.handles.db)
  world.real.setOffsetMs(world.real.offsetMs() + 11 * MINUTE_MS)
}

async function step(life: Life): Promise<void> {
  const { channel, random, other } = life
  const dice = random()
  if (dice < 0.25) await plan(life)
  else if (dice < 0.5) publish(life)
  else if (dice < 0.8) react(life)
  else if (dice < 0.88) await cancel(life)
  else if (dice < 0.94) await die(life)
  else attempt(channel, `customer:${pick(random, channel.customers)}`, 'deleteStaff', { userId: pick(random, channel.staff) })
  world.business.setOffsetMs(world.business.offsetMs() + Math.ceil(random() * 3 * HOUR_MS))
  channel.sandbox.advance(1)
  await Promise.all([runMomentsOf(channel), runMomentsOf({ ...channel, wecom: other })])
}

async function untilEverythingEnds({ channel, texts }: Life): Promise<void> {
  const open = async () => {
    const { rows } = await sql<{ open: number }>`select count(*) as open from channels_wecom_moments
      where workspace_id = ${channel.workspace.id} and state <> 'ended'`.execute(channel.handles.db)
    return rows[0]?.open ?? 0
  }
  for (let rounds = 0; rounds < 80 && (await open()) > 0; rounds++) {
    world.business.setOffsetMs(world.business.offsetMs() + 6 * HOUR_MS)
    world.real.setOffsetMs(world.real.offsetMs() + MINUTE_MS)
    channel.sandbox.advance(1)
    await runMomentsOf(channel)
  }
  expect(await open(), `${texts.size} Moments`).toBe(0)
}

/** Whether what the phones show and what we say agree. */
async function check({ channel, texts }: Life): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const [id, text] of texts) {
    const { outcome } = await momentOf(channel, id)
    const phones = phonesOf(channel, text)
    counts[outcome ?? ''] = (counts[outcome ?? ''] ?? 0) + 1
    // Never twice; what was lost on the way is found, so of what stays unknown nothing was made.
    expect(phones.momentIds.length, text).toBeLessThanOrEqual(1)
    if (outcome === 'unknown' || outcome === 'failed') expect(phones.momentIds, text).toEqual([])
    expect(await publishedOf(channel, id), text).toEqual(phones.published)
    const reactions = await reactionsOf(channel, id)
    expect(reactions, text).toEqual(phones.reactions)
    counts.reactions = (counts.reactions ?? 0) + reactions.length
  }
  return counts
}

/** Events queued for people: one for each reaction. */
async function eventsOf({ channel }: Life): Promise<{ events: number; different: number }> {
  const { rows } = await sql<{ events: number; different: number }>`
    select count(*) as events, count(distinct event ->> 'messageId') as different from channels_person_events
    where workspace_id = ${channel.workspace.id} and event ->> 'name' like 'wecom_moment_%'`.execute(channel.handles.db)
  return rows[0] ?? { events: 0, different: 0 }
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('what the phones show is what we say', { timeout: TIMEOUT_MS }, async () => {
    world.business.setOffsetMs(0)
    const random = seededRandom(seed)
    const channel = await openChannelWorld(world, { plan: { staff: 4, customers: 8, wecomShare: 0 } })
    for (const customer of channel.customers)
      for (const userId of channel.staff) if (random() < 0.6) attempt(channel, `customer:${customer}`, 'addStaff', { userId })
    await channel.settle()
    for (const userId of channel.staff)
      await sql`insert into channels_wecom_staff (workspace_id, corp_id, user_id, name, department_ids, contacts_enabled, fetched_at)
        values (${channel.workspace.id}, ${channel.corp.corpId}, ${userId}, ${userId}, '{}', true, ${new Date(world.business.now())})
        on conflict do nothing`.execute(channel.handles.db)
    const pictures = [(await uploaded(channel, { bytes: png('a') })).id, (await uploaded(channel, { bytes: png('b') })).id]
    const other = openWecom(channel.handles, { apiBase: channel.wecom.apiBase })
    const life: Life = { channel, random, other, texts: new Map(), pictures }
    await channel.faults(FAULTS)
    for (let place = 0; place < STEPS; place++) await step(life)
    await channel.faults({})
    await untilEverythingEnds(life)
    const counts = await check(life)
    expect(counts.done).toBeGreaterThan(0)
    expect(counts.reactions).toBeGreaterThan(0)
    expect(await eventsOf(life)).toEqual({ events: counts.reactions, different: counts.reactions })
    await channel.close()
  })
})
