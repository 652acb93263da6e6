/**
 * Mass sends of days: members tap early, late or never, customers delete them, tasks are cancelled and reminded of, and the platform fails some
 * calls before or after they took effect. What people received is what we say was sent. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { openWecom, type Wecom } from '../../../packages/server/src/modules/channels/wecom/client/client.ts'
import { cancelMassTasks, massTasksOf } from '../../../packages/server/src/modules/channels/wecom/mass-send/plan.ts'
import { chooseReceiveRule, receiveWindow, withoutSlot } from '../../../packages/server/src/modules/channels/wecom/mass-send/receive-cap.ts'
import { remindMassTask } from '../../../packages/server/src/modules/channels/wecom/mass-send/remind.ts'
import {
  contactsOf,
  msgidOf,
  planTask,
  receiversOf,
  run,
  statesOf,
} from '../../../packages/server/src/modules/channels/wecom/mass-send/testing.ts'
import { inTransaction } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const STEPS = 60
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const TIMEOUT_MS = 180_000
/** Soon reached. */
const RULE = 'daily'
const FAULTS = { error5xx: 0.06, rateLimit: 0.02 }

let world: World

beforeAll(async () => {
  world = await openWorld()
})

/** Deeds that the world does not allow at the moment do not happen. */
function attempt(channel: ChannelWorld, actor: string, verb: string, input: object): void {
  try {
    channel.act(actor, verb, input)
  } catch (error) {
    if (!(error instanceof Error && error.name === 'DeedRefused')) throw error
  }
}

interface Sending {
  readonly channel: ChannelWorld
  readonly random: Random
  readonly keys: string[]
  /** Of another process. */
  readonly other: Wecom
}

const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]

async function plan({ channel, random, keys }: Sending): Promise<void> {
  const userId = pick(random, channel.staff) ?? ''
  const recipients = (await contactsOf(channel, { userId })).filter(() => random() < 0.7)
  if (recipients.length === 0) return
  const dueAt = world.business.now() + Math.floor(random() * 6) * HOUR_MS
  const key = `b:${keys.length}`
  keys.push(key)
  await planTask(channel, { key, userId, recipients, dueAt, endsAt: dueAt + Math.ceil(random() * 48) * HOUR_MS })
}

async function cancel({ channel, random, keys }: Sending): Promise<void> {
  const keyPrefix = pick(random, keys)
  if (keyPrefix === undefined) return
  const { handles, workspace } = channel
  await inTransaction(handles.db, (tx) => cancelMassTasks(handles, tx, { workspaceId: workspace.id, keyPrefix, reason: 'a whim' }))
}

async function remind({ channel, random, keys }: Sending): Promise<void> {
  const { handles, workspace, wecom } = channel
  try {
    await remindMassTask(handles, { wecom, workspaceId: workspace.id, key: pick(random, keys) ?? '' })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
  }
}

async function tap({ channel, random, keys }: Sending): Promise<void> {
  const msgid = await msgidOf(channel, pick(random, keys) ?? '')
  if (msgid !== '') for (const userId of channel.staff) attempt(channel, `staff:${userId}`, 'confirmMassSend', { msgid })
}

async function step(sending: Sending): Promise<void> {
  const { channel, random, other } = sending
  const dice = random()
  if (dice < 0.3) await plan(sending)
  else if (dice < 0.7) await tap(sending)
  else if (dice < 0.76) await cancel(sending)
  else if (dice < 0.82) await remind(sending)
  else if (dice < 0.9)
    attempt(channel, `customer:${pick(random, channel.customers)}`, 'deleteStaff', { userId: pick(random, channel.staff) })
  else attempt(channel, `staff:${pick(random, channel.staff)}`, 'deleteCustomer', { customerId: pick(random, channel.customers) })
  world.business.setOffsetMs(world.business.offsetMs() + Math.ceil(random() * 4 * HOUR_MS))
  // Two processes.
  await Promise.all([run(channel), run({ ...channel, wecom: other })])
}

/** Whether received and noted as sent agree, and everything has an end. */
async function check({ channel, keys }: Sending): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const key of keys) {
    const states = await statesOf(channel, key)
    const received = receiversOf(channel, key)
    const inState = (wanted: string) => Object.keys(states).filter((id) => states[id] === wanted)
    for (const state of Object.values(states)) counts[state] = (counts[state] ?? 0) + 1
    expect(new Set(received).size, key).toBe(received.length)
    // What was lost on the way is found on the platform: of what stays unknown nothing was made.
    expect(received, key).toEqual(inState('sent').sort())
  }
  return counts
}

async function untilEverythingEnds({ channel }: Sending): Promise<void> {
  const { handles, workspace } = channel
  const open = async () => {
    const tasks = await massTasksOf(handles.db, { workspaceId: workspace.id, keyPrefix: 'b:', limit: 1_000 })
    return tasks.filter(({ state }) => state !== 'ended').length
  }
  for (let rounds = 0; rounds < 40 && (await open()) > 0; rounds++) {
    world.business.setOffsetMs(world.business.offsetMs() + 6 * HOUR_MS)
    await run(channel)
  }
  expect(await open()).toBe(0)
}

/** External userids of those who have received as many as they may, as the platform counts, and of those of whom we say so. */
async function fullOnes({ channel }: Sending): Promise<{ there: string[]; here: Set<string> }> {
  const { sandbox, corp, workspace, handles } = channel
  const { store } = sandbox.world
  const at = world.business.now()
  const { since, most } = receiveWindow(RULE, at)
  const there = store.all<{ target: string }>(
    'select target from mass_send_recipients where corp_id = ? and status = 1 and sent_at >= ? group by target having count(*) >= ?',
    [corp.corpId, since, most],
  )
  const everybody = store.all<{ id: string }>('select distinct external_userid as id from contacts where corp_id = ?', [corp.corpId])
  const of = { workspaceId: workspace.id, corpId: corp.corpId, at }
  const here = await withoutSlot(handles.db, { ...of, externalUserIds: everybody.map(({ id }) => id) })
  return { there: there.map(({ target }) => target), here }
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('what people received is what we say was sent', { timeout: TIMEOUT_MS }, async () => {
    world.business.setOffsetMs(0)
    const channel = await openChannelWorld(world, { plan: { staff: 4, customers: 20, wecomShare: 0 } })
    const sending: Sending = { channel, random: seededRandom(seed), keys: [], other: openWecom(world.handles, channel.wecom) }
    for (const customer of channel.customers)
      for (const userId of channel.staff) if (sending.random() < 0.6) attempt(channel, `customer:${customer}`, 'addStaff', { userId })
    await channel.settle()
    channel.act(`staff:${channel.staff[0]}`, 'chooseReceiveRule', { rule: RULE })
    await chooseReceiveRule(world.handles, { ...channel.corp, rule: RULE, by: 'simulation' })
    await channel.faults(FAULTS)
    let full = 0
    for (let steps = 0; steps < STEPS; steps++) {
      await step(sending)
      const { there, here } = await fullOnes(sending)
      full += there.length
      expect(there.filter((id) => !here.has(id))).toEqual([])
    }
    await channel.faults({})
    await untilEverythingEnds(sending)
    const counts = await check(sending)
    expect(counts.sent).toBeGreaterThan(0)
    expect(counts.pending ?? 0).toBe(0)
    expect(counts.unconfirmed ?? 0).toBe(0)
    expect(full).toBeGreaterThan(0)
    world.business.setOffsetMs(world.business.offsetMs() + DAY_MS)
    expect(await fullOnes(sending)).toEqual({ there: [], here: new Set() })
    world.business.setOffsetMs(0)
    await channel.close()
  })
})
