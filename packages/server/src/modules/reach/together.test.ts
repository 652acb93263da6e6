/** What several do about one broadcast: who taps, which variant, who stops it, who asks twice, who takes back a consent, who was one person. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, sql } from '../../platform/db/index.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { planMassTasks } from '../channels/index.ts'
import { newPeople } from '../events/testing.ts'
import { type Linked, mergePeople, personId } from '../identity/index.ts'
import { unmergePerson } from '../identity/links/contract.ts'
import {
  approveBroadcast,
  createBroadcast,
  haltReach,
  liftHalt,
  listBroadcastMakers,
  listBroadcasts,
  personDeliveries,
  readBroadcast,
  readHalt,
  stopBroadcast,
  testBroadcast,
  whyDelivery,
} from './contract.ts'
import { changeReachSettings } from './settings/contract.ts'
import { EVERYBODY, openReachWorld, type ReachWorld } from './testing.ts'

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000]
const NO_CAPS = { fatigue: { perDay: null, perWeek: null, perMonth: null }, quietHours: null }

let world: World
let reach: ReachWorld

beforeAll(async () => {
  world = await openWorld()
  reach = await openReachWorld(world, { plan: { staff: 3, customers: 24, wecomShare: 0 } })
  const { customers, staff } = reach
  await reach.befriend(customers.map((customer, place) => [customer, staff[place % 3] ?? '']))
  await reach.owner.call(changeReachSettings, { body: NO_CAPS })
})
afterAll(() => reach.close())

const body = { channels: ['wecom'] as ['wecom'], purpose: 'marketing' as const, audience: { rule: EVERYBODY } }
const say = (...texts: string[]) => ({ ...body, contents: texts.map((text) => ({ text })) })
const customer = (place: number) => reach.customers[place] ?? ''
const named = (id: string | null) => ({ params: { id: id ?? '' } })
const read = (id: string | null) => reach.owner.call(readBroadcast, named(id))
const sumOf = ({ planned: _, ...others }: Record<string, number>) => Object.values(others).reduce((sum, count) => sum + count, 0)

describe('members of staff who are to tap', () => {
  test('are the same in the dry run, the plan and the tasks, for all and for each variant', async () => {
    const wanted = say('甲', '乙')
    const dry = await reach.owner.call(createBroadcast, { body: { ...wanted, dryRun: true } })
    const { id, ...made } = await reach.owner.call(createBroadcast, { body: { ...wanted, approve: true } })
    expect([made.staff, made.variants]).toEqual([dry.staff, dry.variants])
    expect([dry.staff, dry.variants.reduce((sum, { people }) => sum + people, 0)]).toEqual([3, 24])
    await reach.pass(20 * MINUTE_MS)
    const { tasks, staff, variants } = await read(id)
    expect(staff).toBe(new Set(tasks.map(({ userId }) => userId)).size)
    for (const [place, { people, staff: tapping }] of variants.entries()) {
      const own = tasks.filter(({ variant }) => variant === place)
      expect([own.length, own.reduce((sum, { recipients }) => sum + recipients, 0)]).toEqual([tapping, people])
    }
    for (const userId of reach.staff) reach.tap(userId)
    await reach.pass(2 * HOUR_MS)
    const before = await read(id)
    expect(before.variants.map(({ people, sent }) => people - sent)).toEqual([0, 0])
    // Whoever got the second one and leaves is a cost of the second one.
    const second = reach.customers.findIndex((one) => reach.inboxOf(one).some((said) => said.includes('乙')))
    reach.channel.act(`customer:${customer(second)}`, 'deleteStaff', { userId: reach.staff[second % 3] ?? '' })
    await reach.channel.settle()
    const after = await read(id)
    expect(after.variants.map(({ deleted }) => deleted)).toEqual([0, 1])
    expect(after.variants[0]?.differs).toBeNull()
    const share = 1_000 / (after.variants[1]?.sent ?? 0)
    expect(after.variants[1]?.differs?.perThousand).toBeCloseTo(share)
    expect(after.variants[1]?.differs?.from).toBeLessThan(0)
    const [listed] = (await reach.owner.call(listBroadcasts)).items
    expect(listed).toMatchObject({ id, tasks: tasks.length, tapped: tasks.length, deleted: 1 })
    reach.channel.act(`customer:${customer(second)}`, 'addStaff', { userId: reach.staff[second % 3] ?? '' })
    await reach.channel.settle()
  })
})

describe('the list', () => {
  test('is searched by name and filtered by state, maker and day', async () => {
    const { id } = await reach.owner.call(createBroadcast, { body: { ...say('找得到'), name: '双十二 50%_预热' } })
    const other = await reach.owner.call(createBroadcast, { body: { ...say('找不到'), name: '双十二 500预热', at: '2027-03-01T10:00' } })
    const found = async (query: object) => (await reach.owner.call(listBroadcasts, { query })).items.map((one) => one.id)
    expect(await found({ q: '50%_' })).toEqual([id])
    expect(await found({ q: '双十二', status: 'draft' })).toEqual([other.id, id])
    expect(await found({ q: '双十二', status: 'ended' })).toEqual([])
    expect(await found({ day: '2027-03-01' })).toEqual([other.id])
    const { items: makers } = await reach.owner.call(listBroadcastMakers)
    expect(makers).toHaveLength(1)
    expect(await found({ createdBy: makers[0], q: '双十二' })).toEqual([other.id, id])
    expect(await found({ createdBy: 'nobody' })).toEqual([])
  })
})

describe('the same request again', () => {
  const asked = (text: string) => reach.owner.call(createBroadcast, { body: say(text) })

  test('within a minute and without a key is the first one, also when both come at once', async () => {
    const [one, other] = await Promise.all([asked('再来'), asked('再来')])
    expect(other.id).toBe(one.id)
    expect((await asked('再来')).id).toBe(one.id)
    expect((await asked('再来一次')).id).not.toBe(one.id)
  })

  test('is a new one after it was stopped, after a minute of either clock, and of somebody else', async () => {
    const first = await asked('隔一会')
    const writer = await reach.server.withPermissions(['reach.write'], { workspace: reach.channel.workspace })
    expect((await writer.call(createBroadcast, { body: say('隔一会') })).id).not.toBe(first.id)
    await reach.owner.call(stopBroadcast, named(first.id))
    const second = await asked('隔一会')
    expect(second.id).not.toBe(first.id)
    await reach.pass(2 * MINUTE_MS)
    expect((await asked('隔一会')).id).not.toBe(second.id)
  })
})

describe('a withdrawal', () => {
  test('takes the person out of what is not handed over, at once; agreeing again brings them back when it is', async () => {
    const { id } = await reach.owner.call(createBroadcast, { body: { ...say('撤回'), at: '2027-04-01T10:00', approve: true } })
    const service = await reach.owner.call(createBroadcast, { body: { ...say('撤回'), purpose: 'service', at: '2027-04-01T10:00' } })
    await reach.consent(customer(4), 'withdrawn')
    await reach.consent(customer(5), 'withdrawn')
    await reach.pass(0)
    const { counts, staff } = await read(id)
    expect([counts.pending, counts.noConsent, sumOf(counts), staff]).toEqual([22, 2, counts.planned, 3])
    expect((await read(service.id)).counts.noConsent).toBe(0)
    const query = { personId: personId(await reach.atomOf(customer(4))), of: `broadcast:${id}` }
    const { outcome, steps } = await reach.owner.call(whyDelivery, { query })
    expect([outcome, steps.find(({ result }) => result === 'held')?.rule]).toEqual(['noConsent', 'consent'])
    await reach.pass(HOUR_MS)
    await reach.consent(customer(5), 'granted')
    await reach.owner.call(stopBroadcast, named(id))
    expect((await reach.owner.call(createBroadcast, { body: { ...say('又同意'), dryRun: true } })).held).toEqual({ noConsent: 1 })
    await reach.consent(customer(4), 'granted')
  })
})

describe('stopping everything', () => {
  test('ends what goes out, takes back what nobody tapped, and lets nothing out until it is lifted', async () => {
    const running = await reach.owner.call(createBroadcast, { body: { ...say('停一'), approve: true } })
    await reach.pass(20 * MINUTE_MS)
    reach.tap(reach.staff[0] ?? '')
    await reach.pass(HOUR_MS)
    const later = await reach.owner.call(createBroadcast, { body: { ...say('停二'), at: '2027-05-01T10:00', approve: true } })
    const draft = await reach.owner.call(createBroadcast, { body: say('停三') })
    expect(await reach.owner.call(readHalt)).toEqual({ halt: null, open: { broadcasts: 2, tasks: 2 } })
    const writer = await reach.server.withPermissions(['reach.read', 'reach.write'], { workspace: reach.channel.workspace })
    expect((await writer.reply(haltReach)).error?.code).toBe('platform.forbidden')
    expect(await reach.owner.call(haltReach)).toEqual({ broadcasts: 2, tasks: 2 })
    expect(await reach.owner.call(haltReach)).toEqual({ broadcasts: 0, tasks: 0 })
    const refused = [
      await reach.owner.reply(approveBroadcast, named(draft.id)),
      await reach.owner.reply(createBroadcast, { body: { ...say('停四'), approve: true } }),
      await reach.owner.reply(testBroadcast, { ...named(draft.id), body: { personId: personId(await reach.atomOf(customer(1))) } }),
    ]
    expect(refused.map(({ error }) => error?.code)).toEqual(['reach.halted', 'reach.halted', 'reach.halted'])
    await reach.pass(2 * HOUR_MS)
    const [first, second] = [await read(running.id), await read(later.id)]
    expect([first.status, first.counts.sent, first.counts.cancelled, sumOf(first.counts)]).toEqual(['stopped', 8, 16, 24])
    expect([second.status, second.counts.cancelled]).toEqual(['stopped', 24])
    expect((await reach.owner.call(readHalt)).halt?.by).toEqual(expect.any(String))
    await reach.owner.call(liftHalt)
    expect((await reach.owner.call(approveBroadcast, named(draft.id))).status).toBe('approved')
    await reach.owner.call(stopBroadcast, named(draft.id))
  })

  test('and an approval of the same moment: it is stopped or refused', async () => {
    const { id } = await reach.owner.call(createBroadcast, { body: say('同时') })
    const [approved] = await Promise.all([reach.owner.reply(approveBroadcast, named(id)), reach.owner.call(haltReach)])
    expect([(await read(id)).status, approved.error?.code ?? 'approved']).toEqual(
      approved.error ? ['draft', 'reach.halted'] : ['stopped', 'approved'],
    )
    await reach.owner.call(liftHalt)
  })
})

describe('people who were one for a while', () => {
  test('have, after they are two again, what each of them was sent', async () => {
    const workspaceId = reach.channel.workspace.id
    const [stranger = 0] = await newPeople(world.handles, { workspaceId, count: 1 })
    const atom = await reach.atomOf(customer(6))
    const merged = await mergePeople(world.handles, { workspaceId, a: atom, b: stranger, cause: 'request', by: 'test', evidence: 'test' })
    const { id } = await reach.owner.call(createBroadcast, { body: { ...say('合并时'), approve: true } })
    await reach.pass(20 * MINUTE_MS)
    for (const userId of reach.staff) reach.tap(userId)
    await reach.pass(2 * HOUR_MS)
    await unmerge(merged)
    const outcomeOf = async (one: number) => {
      const query = { personId: personId(one), of: `broadcast:${id}` }
      const { items } = await reach.owner.call(personDeliveries, { params: { id: personId(one) } })
      return [(await reach.owner.call(whyDelivery, { query })).outcome, items.filter(({ broadcastId }) => broadcastId === id).length]
    }
    expect(await outcomeOf(atom)).toEqual(['sent', 1])
    expect(await outcomeOf(stranger)).toEqual(['notInAudience', 0])
    // What was counted against the caps stays with whom it reached.
    const caps = { ...NO_CAPS, fatigue: { perDay: 1, perWeek: null, perMonth: null } }
    await reach.owner.call(changeReachSettings, { body: caps })
    const dry = await reach.owner.call(createBroadcast, { body: { ...say('分开后'), dryRun: true } })
    expect(dry.held).toMatchObject({ fatigued: 24, notFriend: 1 })
    await reach.owner.call(changeReachSettings, { body: NO_CAPS })
  })
})

describe('of several members who have somebody', () => {
  test('the one sends who was in touch last, not who was added last', async () => {
    const [first = '', second = ''] = reach.staff
    const shared = customer(0)
    const senderOf = async (text: string) => {
      const { id } = await reach.owner.call(createBroadcast, { body: { ...say(text), approve: true } })
      await reach.pass(20 * MINUTE_MS)
      const query = { limit: 1 }
      const { items } = await reach.owner.call(personDeliveries, { params: { id: personId(await reach.atomOf(shared)) }, query })
      return { id, userId: items[0]?.userId }
    }
    await reach.befriend([[shared, second]])
    const added = await senderOf('后加的')
    expect(added.userId).toBe(second)
    await reach.owner.call(stopBroadcast, named(added.id))
    await reach.pass(HOUR_MS)
    await sendBy(first, shared)
    expect((await senderOf('先联系的')).userId).toBe(first)
  })
})

/** The member sends the customer something that is no broadcast. */
async function sendBy(userId: string, to: string): Promise<void> {
  const { workspace, corp } = reach.channel
  const atom = await reach.atomOf(to)
  const { rows } = await sql<{ id: string }>`select external_user_id as id from pub_channels_wecom_relations
    where workspace_id = ${workspace.id} and atom = ${atom} limit 1`.execute(world.handles.db)
  const recipients = [{ externalUserId: rows[0]?.id ?? '', atom, ref: 'own' }]
  const task = {
    key: 'own:1',
    corpId: corp.corpId,
    userId,
    content: { text: '自己发的', attachments: [] },
    dueAt: world.business.now(),
    recipients,
  }
  await inTransaction(world.handles.db, (tx) => planMassTasks(world.handles, tx, { workspaceId: workspace.id, tasks: [task] }))
  await reach.pass(20 * MINUTE_MS)
  reach.tap(userId)
  await reach.pass(HOUR_MS)
}

describe('a share left out', () => {
  test('is what the settings say for marketing that says nothing, and never of a service message', async () => {
    await reach.owner.call(changeReachSettings, { body: { ...NO_CAPS, holdout: 0.5 } })
    const heldOf = async (more: object) =>
      (await reach.owner.call(createBroadcast, { body: { ...say('留出'), dryRun: true, ...more } })).held
    expect((await heldOf({})).holdout).toBeGreaterThan(0)
    expect((await heldOf({ holdout: 0 })).holdout).toBeUndefined()
    expect((await heldOf({ purpose: 'service' })).holdout).toBeUndefined()
    await reach.owner.call(changeReachSettings, { body: NO_CAPS })
  })
})

async function unmerge({ personId: person, mergeId }: Linked): Promise<void> {
  await reach.owner.call(unmergePerson, { params: { id: String(person) }, body: { mergeId: String(mergeId) } })
}
