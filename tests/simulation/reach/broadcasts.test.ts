/**
 * Weeks of broadcasts: planned in pieces by processes that stop in between, handed over by two at once, while people take back consents, delete
 * members, become one and two again. At any moment the outcomes sum to what was planned, nobody is meant twice, nobody gets more than the caps
 * allow, and what people read on their phones is what we say was sent. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { newPeople } from '../../../packages/server/src/modules/events/testing.ts'
import { mergePeople, personsOfAtoms } from '../../../packages/server/src/modules/identity/index.ts'
import { approveBroadcast, createBroadcast, stopBroadcast } from '../../../packages/server/src/modules/reach/broadcasts.ts'
import { listBroadcasts, readBroadcast } from '../../../packages/server/src/modules/reach/contract.ts'
import { planBroadcast } from '../../../packages/server/src/modules/reach/plan.ts'
import { runReach } from '../../../packages/server/src/modules/reach/run.ts'
import { EVERYBODY, openReachWorld, type ReachWorld } from '../../../packages/server/src/modules/reach/testing.ts'
import { countVariants } from '../../../packages/server/src/modules/reach/variants.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const STEPS = 45
const CUSTOMERS = 30
const STRANGERS = 4
const HOUR_MS = 3_600_000
const TIMEOUT_MS = 240_000
/** The default of the settings. */
const MOST_A_DAY = 1

let world: World
beforeAll(async () => {
  world = await openWorld()
})

interface Pool {
  readonly random: Random
  readonly reach: ReachWorld
  readonly workspaceId: number
  /** People whom nobody has on WeCom, as atoms. */
  readonly strangers: readonly number[]
  readonly texts: string[]
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

/** Deeds that the world or the rules do not allow at the moment do not happen. */
async function attempt(deed: () => unknown): Promise<void> {
  try {
    await deed()
  } catch (error) {
    if (!(error instanceof AppError) && !(error instanceof Error && error.name === 'DeedRefused')) throw error
  }
}

/** Planned piece by piece; after each the process may be gone, and another goes on later. */
async function broadcast({ random, workspaceId, texts }: Pool): Promise<void> {
  const now = world.business.now()
  const text = `第 ${texts.length} 条`
  texts.push(text)
  const broadcastMade = await createBroadcast(world.handles, {
    workspaceId,
    name: text,
    rule: EVERYBODY,
    contents: random() < 0.5 ? [{ text, attachments: [] }] : ['甲', '乙'].map((kind) => ({ text: `${text} ${kind}`, attachments: [] })),
    sendAt: random() < 0.3 ? now + Math.floor(random() * 40) * HOUR_MS : undefined,
    endsAt: random() < 0.4 ? now + Math.floor(41 + random() * 40) * HOUR_MS : undefined,
    purpose: random() < 0.7 ? 'marketing' : 'service',
    holdout: pick(random, [0, 0, 0.2]),
    by: 'test',
  })
  const variants = await countVariants(world.handles.db, { workspaceId, broadcastId: broadcastMade.id })
  const { signal } = new AbortController()
  const planning = {
    broadcast: broadcastMade,
    timeZone: 'Asia/Shanghai',
    moment: now,
    variants,
    signal,
    peoplePerPiece: 1 + Math.floor(random() * 20),
  }
  await planBroadcast(world.handles, { ...planning, stopAt: random() < 0.6 ? 0 : Infinity })
  if (random() < 0.5) await Promise.all([runReach(world.handles), runReach(world.handles)])
  if (random() < 0.9) await attempt(() => approveBroadcast(world.handles, { workspaceId, id: broadcastMade.id, by: 'test' }))
}

async function ids({ reach }: Pool): Promise<{ id: number; status: string }[]> {
  return (await reach.owner.call(listBroadcasts)).items.map(({ id, status }) => ({ id: Number(id), status }))
}

const deeds: readonly [weight: number, deed: (pool: Pool) => Promise<void>][] = [
  [4, broadcast],
  [5, async ({ random, reach }) => reach.pass(Math.floor(1 + random() * 12) * HOUR_MS)],
  [6, async ({ random, reach }) => attempt(() => reach.tap(pick(random, reach.staff)))],
  [3, async ({ random, reach }) => reach.consent(pick(random, reach.customers), random() < 0.6 ? 'withdrawn' : 'granted')],
  [
    2,
    async ({ random, reach }) => {
      const actor = `customer:${pick(random, reach.customers)}`
      await attempt(() => reach.channel.act(actor, random() < 0.5 ? 'deleteStaff' : 'addStaff', { userId: pick(random, reach.staff) }))
      await reach.channel.settle()
    },
  ],
  [
    2,
    async ({ random, reach, workspaceId, strangers }) => {
      const [a, b] = [await reach.atomOf(pick(random, reach.customers)), pick(random, strangers)]
      await attempt(() => mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' }))
    },
  ],
  [
    1,
    async (pool) => {
      const { id } = pick(pool.random, await ids(pool)) ?? {}
      if (id) await attempt(() => stopBroadcast(world.handles, { workspaceId: pool.workspaceId, id, by: 'test' }))
    },
  ],
  [1, async () => void (await Promise.all([runReach(world.handles), runReach(world.handles)]))],
]

async function step(pool: Pool): Promise<void> {
  const all = deeds.reduce((sum, [weight]) => sum + weight, 0)
  let left = pool.random() * all
  for (const [weight, deed] of deeds) {
    left -= weight
    if (left < 0) return deed(pool)
  }
}

async function holds({ reach, workspaceId }: Pool): Promise<void> {
  for (const { counts, status } of (await reach.owner.call(listBroadcasts)).items) {
    const { planned, ...others } = counts
    expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(planned)
    if (status !== 'planning') expect(planned).toBeLessThanOrEqual(CUSTOMERS + STRANGERS)
  }
  const { rows: touched } = await sql<{ atom: number; day: string; touches: number }>`
    select atom, day, touches from reach_touches where workspace_id = ${workspaceId} and touches <> 0 order by atom, day`.execute(
    world.handles.db,
  )
  const { rows: counted } = await sql<{ atom: number; day: string; touches: number }>`
    select atom, touched_on as day, count(*)::int as touches from reach_deliveries
    where workspace_id = ${workspaceId} and touched_on is not null group by atom, touched_on order by atom, touched_on`.execute(
    world.handles.db,
  )
  expect(touched).toEqual(counted)
  for (const { touches } of touched) expect(touches).toBeLessThanOrEqual(MOST_A_DAY)
}

/** What each customer read, and what we say each was sent. */
async function phonesAgree({ reach, workspaceId, texts }: Pool): Promise<void> {
  const { rows } = await sql<{ name: string; atom: number; external_user_id: string }>`
    select broadcast.name, own.atom, own.external_user_id from reach_deliveries own join reach_broadcasts broadcast
      on broadcast.workspace_id = own.workspace_id and broadcast.id = own.broadcast_id
    where own.workspace_id = ${workspaceId} and own.state = 'sent'`.execute(world.handles.db)
  const said = rows.map(({ name, external_user_id }) => `${external_user_id} ${name}`).sort()
  expect(said.length).toBeGreaterThan(0)
  expect(new Set(said).size).toBe(said.length)
  const read = reach.customers.flatMap((customer) => {
    const inbox = reach.inboxOf(customer)
    return texts.flatMap((text) =>
      inbox
        .filter((one) => one.includes(`"${text}"`) || one.includes(`"${text} `))
        .map(() => `${externalUserIdOf(reach, customer)} ${text}`),
    )
  })
  expect(read.sort()).toEqual(said)
  const persons = await personsOfAtoms(world.handles.db, { workspaceId, atoms: rows.map(({ atom }) => atom) })
  expect([...persons.values()]).toHaveLength(new Set(rows.map(({ atom }) => atom)).size)
}

function externalUserIdOf({ channel }: ReachWorld, customer: string): string {
  const statement = 'select external_user_id as id from external_ids where customer_id = ?'
  return String(channel.sandbox.world.store.get<{ id: string }>(statement, [customer])?.id)
}

describe('broadcasts', () => {
  test.each(Array.from({ length: SEEDS }, (_, place) => place + 1))(
    'seed %i',
    async (seed) => {
      const random = seededRandom(seed)
      const reach = await openReachWorld(world, { plan: { staff: 4, customers: CUSTOMERS, wecomShare: 0 } })
      const workspaceId = reach.channel.workspace.id
      const strangers = await newPeople(world.handles, { workspaceId, count: STRANGERS })
      const pool: Pool = { random, reach, workspaceId, strangers, texts: [] }
      await reach.befriend(
        reach.customers.flatMap((customer) => reach.staff.filter(() => random() < 0.4).map((userId) => [customer, userId] as const)),
      )
      for (let done = 0; done < STEPS; done++) {
        await step(pool)
        await holds(pool)
      }
      await reach.pass(40 * HOUR_MS)
      for (const userId of reach.staff) reach.tap(userId)
      await reach.pass(40 * 24 * HOUR_MS)
      await holds(pool)
      await phonesAgree(pool)
      for (const { id, status } of await ids(pool)) {
        if (status === 'draft') continue
        expect([id, status]).toEqual([id, expect.stringMatching(/ended|stopped/)])
        const { counts } = await reach.owner.call(readBroadcast, { params: { id: String(id) } })
        expect([counts.pending, counts.unconfirmed, counts.unknown]).toEqual([0, 0, 0])
      }
      expect(pool.texts.length).toBeGreaterThan(1)
      await reach.close()
    },
    TIMEOUT_MS,
  )
})
