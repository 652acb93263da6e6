/**
 * Operators and staff mark people on both sides while customers come and go, people are merged, callbacks get lost, calls fail and processes die
 * in the middle of telling: after a reconciliation both sides agree, and then nothing is said any more. `LIUCHI_SEEDS=n` runs n seeds.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { type ChannelWorld, openChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { reconcileJob } from '../../../packages/server/src/modules/channels/wecom/reconcile/job.ts'
import { startReconcile } from '../../../packages/server/src/modules/channels/wecom/reconcile/runs.ts'
import type { TagDirection } from '../../../packages/server/src/modules/channels/wecom/tags/contract.ts'
import { putLink } from '../../../packages/server/src/modules/channels/wecom/tags/links.ts'
import { runTags } from '../../../packages/server/src/modules/channels/wecom/tags/run.ts'
import { newPeople } from '../../../packages/server/src/modules/events/testing.ts'
import { changeTagMarks, mergePeople, personsOfAtoms } from '../../../packages/server/src/modules/identity/index.ts'
import { createTag, unmerge } from '../../../packages/server/src/modules/identity/testing.ts'
import { inTransaction, sql } from '../../../packages/server/src/platform/db/index.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import { startJobRunner } from '../../../packages/server/src/platform/jobs/runner.ts'
import { openWorld, type World } from '../../../packages/server/src/platform/testing/world.ts'
import { type Random, seededRandom } from '../seeded-random.ts'

const SEEDS = Number(process.env.LIUCHI_SEEDS ?? 1)
const ROUNDS = 2
const DEEDS_PER_ROUND = 30
const BUYERS = 4
const LEASE_MS = 6 * 60_000
const MAX_DRAINS = 12
const TIMEOUT_MS = 240_000
const DIRECTIONS = ['out', 'out', 'in', 'in', 'both', 'both'] as const

let world: World

beforeAll(async () => {
  world = await openWorld()
})

interface Linked {
  readonly tagId: number
  readonly corpTagId: string
  readonly direction: TagDirection
}

interface Life {
  readonly channel: ChannelWorld
  readonly random: Random
  readonly links: readonly Linked[]
  /** People whom nobody has as a contact. */
  readonly buyers: readonly number[]
  readonly merges: { mergeId: number; atom: number }[]
  offsetMs: number
  deeds: number
}

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T

async function begin(channel: ChannelWorld, random: Random): Promise<Life> {
  const { handles, workspace, corp, wecom } = channel
  const workspaceId = workspace.id
  const links: Linked[] = []
  for (const [place, direction] of DIRECTIONS.entries()) {
    const more = { groupId: null, dimension: undefined, description: '', color: 'blue', by: 'test' } as const
    const { id } = await createTag(handles, { workspaceId, name: `t${place}`, kind: 'manual', ...more })
    await putLink(handles, { wecom, corp, tagId: String(id), link: { direction, groupName: 'g' }, by: 'test' })
    const { rows } = await sql<{ corp_tag_id: string }>`select corp_tag_id from channels_wecom_tag_links
      where workspace_id = ${workspaceId} and tag_id = ${id}`.execute(handles.db)
    links.push({ tagId: id, corpTagId: rows[0]?.corp_tag_id ?? '', direction })
  }
  return { channel, random, links, buyers: await newPeople(handles, { workspaceId, count: BUYERS }), merges: [], offsetMs: 0, deeds: 0 }
}

/** Staff and customers, in the local WeChat. What the world does not allow just now does not happen. */
function deedThere({ channel, random, links }: Life): void {
  const [userId, customerId, dice] = [pick(random, channel.staff), pick(random, channel.customers), random()]
  const tag = pick(random, links).corpTagId
  const act = (actor: string, verb: string, input: object) => {
    try {
      channel.act(actor, verb, input)
    } catch (error) {
      if (!(error instanceof Error && error.name === 'DeedRefused')) throw error
    }
  }
  if (dice < 0.45) act(`customer:${customerId}`, 'addStaff', { userId })
  else if (dice < 0.52) act(`staff:${userId}`, 'deleteCustomer', { customerId })
  else if (dice < 0.57) act(`customer:${customerId}`, 'deleteStaff', { userId })
  else act(`staff:${userId}`, 'editCustomer', { customerId, ...(random() < 0.6 ? { addTags: [tag] } : { removeTags: [tag] }) })
}

/** Operators, here. */
async function deedHere({ channel, random, links, buyers, merges }: Life): Promise<void> {
  const { handles, workspace } = channel
  const workspaceId = workspace.id
  const { rows } = await sql<{ atom: number }>`select distinct atom from channels_wecom_relations where workspace_id = ${workspaceId}
    order by atom`.execute(handles.db)
  const contacts = rows.map(({ atom }) => atom)
  if (contacts.length === 0) return
  const [contact, buyer] = [pick(random, contacts), pick(random, buyers)]
  if (random() < 0.8) {
    const { tagId } = pick(
      random,
      links.filter(({ direction }) => direction !== 'in'),
    )
    const [atom, add] = [random() < 0.8 ? contact : buyer, random() < 0.6]
    const change = { workspaceId, tagId, cause: 'request', by: 'test', at: new Date(handles.clocks.business.now()) } as const
    await inTransaction(handles.db, (tx) => changeTagMarks(tx, { ...change, add: add ? [atom] : [], remove: add ? [] : [atom] }))
    return
  }
  const undone = random() < 0.4 ? merges.pop() : undefined
  try {
    if (undone) {
      const persons = await personsOfAtoms(handles.db, { workspaceId, atoms: [undone.atom] })
      await unmerge(handles, { workspaceId, person: persons.get(undone.atom) ?? undone.atom, mergeId: undone.mergeId, by: 'test' })
      return
    }
    const { mergeId } = await mergePeople(handles, { workspaceId, a: contact, b: buyer, cause: 'request', by: 'test', evidence: '' })
    if (mergeId !== null) merges.push({ mergeId, atom: contact })
  } catch (error) {
    // They are one already, or somebody decided to keep them apart.
    if (!(error instanceof AppError)) throw error
  }
}

/** A process works, or dies in the middle of it; the claims it had run out. */
async function work(life: Life, { mayDie }: { mayDie: boolean }): Promise<number> {
  const { channel, random } = life
  const dies = new AbortController()
  const timer = mayDie && random() < 0.4 ? setTimeout(() => dies.abort(new Error('died')), random() * 60) : undefined
  try {
    return await runTags(world.handles, { wecom: channel.wecom, everything: true, signal: dies.signal })
  } catch (error) {
    if (!dies.signal.aborted) throw error
    return 1
  } finally {
    clearTimeout(timer)
    life.offsetMs += LEASE_MS
    world.real.setOffsetMs(life.offsetMs)
  }
}

async function settleAll(life: Life): Promise<void> {
  const { channel } = life
  await channel.faults({})
  await channel.settle()
  const jobs = startJobRunner(world.handles, [reconcileJob(channel)])
  await startReconcile(world.handles, { ...channel.corp, by: 'simulation' })
  await jobs.drain()
  await jobs.stop()
  for (let left = MAX_DRAINS; (await work(life, { mayDie: false })) > 0; left--) expect(left, 'drains').toBeGreaterThan(0)
}

interface PairNow {
  readonly user_id: string
  readonly external_user_id: string
  readonly person: number
  readonly here: number[]
}

/** Held pairs with the tags of their people here. */
async function pairsHere({ channel }: Life): Promise<PairNow[]> {
  const { rows } = await sql<PairNow>`
    with relation as (select relation.*, coalesce(own.person, relation.atom) as person from channels_wecom_relations relation
      left join identity_members own on own.workspace_id = relation.workspace_id and own.atom = relation.atom
      where relation.workspace_id = ${channel.workspace.id})
    select user_id, external_user_id, person, array(select distinct mark.tag_id::float8 from identity_tag_marks mark
        left join identity_members of_mark on of_mark.workspace_id = mark.workspace_id and of_mark.atom = mark.atom
        where mark.workspace_id = relation.workspace_id and mark.has and coalesce(of_mark.person, mark.atom) = relation.person) as here
    from relation where state in ('active', 'deleted_by_customer') order by user_id, external_user_id`.execute(world.handles.db)
  return rows
}

function tagsThere({ channel }: Life): Map<string, Set<string>> {
  const marks = channel.sandbox.world.store.all<{ pair: string; tag_id: string }>(
    `select user_id || ' ' || external_userid as pair, tag_id from contact_tags where corp_id = ?`,
    [channel.corp.corpId],
  )
  return new Map([...Map.groupBy(marks, ({ pair }) => pair)].map(([pair, some]) => [pair, new Set(some.map(({ tag_id }) => tag_id))]))
}

/** Lines that name what differs. */
async function differing(life: Life): Promise<string[]> {
  const there = tagsThere(life)
  const pairs = await pairsHere(life)
  return pairs.flatMap((pair) =>
    life.links.flatMap(({ tagId, corpTagId, direction }) => {
      const [isHere, isThere] = [pair.here.includes(tagId), there.get(`${pair.user_id} ${pair.external_user_id}`)?.has(corpTagId) ?? false]
      const wrong = direction === 'in' ? isThere && !isHere : isHere !== isThere
      return wrong ? [`${direction} ${pair.user_id} ${pair.external_user_id} here ${isHere} there ${isThere}`] : []
    }),
  )
}

async function callsSoFar({ channel }: Life): Promise<number> {
  const { rows } = await sql<{ calls: number }>`select coalesce(sum(calls), 0)::integer as calls from channels_wecom_calls
    where corp_id = ${channel.corp.corpId} and api = 'externalcontact/mark_tag'`.execute(world.handles.db)
  return rows[0]?.calls ?? 0
}

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed + 1))('seed %d', (seed) => {
  test('both sides agree after each reconciliation, and then nothing is said', { timeout: TIMEOUT_MS }, async () => {
    const channel = await openChannelWorld(world, { plan: { staff: 3, customers: 12, wecomShare: 0 } })
    try {
      const life = await begin(channel, seededRandom(seed))
      // Somebody to mark from the beginning.
      for (const customer of channel.customers) channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[0] })
      await channel.settle()
      for (let round = 0; round < ROUNDS; round++) {
        await channel.faults({ duplicate: 0.1, lose: 0.15, reorder: 0.2, error5xx: 0.1, rateLimit: 0.05 })
        for (let deed = 0; deed < DEEDS_PER_ROUND; deed++) {
          life.deeds++
          channel.sandbox.advance(1_000)
          if (life.random() < 0.5) deedThere(life)
          else await deedHere(life)
          if (life.random() < 0.12) await channel.settle()
          if (life.random() < 0.12) await work(life, { mayDie: true })
        }
        await settleAll(life)
        expect(await differing(life)).toEqual([])
        const calls = await callsSoFar(life)
        expect(calls).toBeGreaterThan(life.deeds / 10)
        expect(calls).toBeLessThan(life.deeds * channel.staff.length * 4)
        expect(await work(life, { mayDie: false })).toBe(0)
        await channel.settle()
        expect(await work(life, { mayDie: false })).toBe(0)
        expect(await callsSoFar(life)).toBe(calls)
      }
    } finally {
      world.real.setOffsetMs(0)
      await channel.close()
    }
  })
})
