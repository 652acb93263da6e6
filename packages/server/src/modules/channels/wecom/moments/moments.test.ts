/** Moments against the local WeChat: composed, approved, made once, published or not, liked, cancelled, and forgotten with the person. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { EVENTS_TABLE } from '../../../events/index.ts'
import { channelsPersonData, underWayPersonData } from '../../person-data.ts'
import { sendPersonEvents } from '../../person-events/person-events.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { png, uploaded, uploadsTo } from '../media/testing.ts'
import {
  approveMoment,
  cancelMoment,
  createMoment,
  listMomentMembers,
  listMomentReactions,
  listMoments,
  previewMoment,
  readMoment,
} from './contract.ts'
import { claimMoments } from './queue.ts'
import { goMoment, momentOf, phonesOf, publishedOf, reactionsOf, runMomentsOf } from './testing.ts'

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]

let world: World
let channel: ChannelWorld
let userId: string

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 3, customers: 6, wecomShare: 0 } })
  userId = channel.staff[0] ?? ''
  for (const customer of channel.customers.slice(0, 4))
    for (const member of channel.staff.slice(0, 2)) channel.act(`customer:${customer}`, 'addStaff', { userId: member })
  await channel.settle()
  // The register of staff, as a reconciliation fills it.
  for (const member of channel.staff)
    await sql`insert into channels_wecom_staff (workspace_id, corp_id, user_id, name, department_ids, contacts_enabled, fetched_at)
      values (${channel.workspace.id}, ${channel.corp.corpId}, ${member}, ${`员工 ${member}`}, '{}', true, ${new Date(world.business.now())})
      on conflict do nothing`.execute(world.handles.db)
})
afterAll(() => channel.close())

/** Time goes by for us and for WeChat. */
async function pass(ms: number): Promise<void> {
  world.business.setOffsetMs(world.business.offsetMs() + ms)
  channel.sandbox.advance(1)
  await runMomentsOf(channel)
}

/** Handed over and made. */
async function made(wish: Parameters<typeof goMoment>[1]): Promise<{ id: number; momentId: string }> {
  const id = await goMoment(channel, wish)
  await pass(MINUTE_MS)
  await pass(MINUTE_MS)
  const { moment_id: momentId } = await momentOf(channel, id)
  return { id, momentId: momentId ?? '' }
}

const named = (id: number) => ({ params: { id: String(id) } })
const customer = (place: number) => `customer:${channel.customers[place]}`

describe('a Moment', () => {
  test('is composed, approved, published, seen, liked and commented, each reaction an event of the person once', async () => {
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const operator = await channel.server.as('operator', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    const picture = await uploaded(channel, { bytes: png('moment') })
    expect(await operator.call(previewMoment, { params, body: {} })).toEqual({ members: 3, customers: 4 })
    expect(await operator.call(previewMoment, { params, body: { userIds: [userId, 'nobody'], tagIds: ['none'] } })).toEqual({
      members: 1,
      customers: 0,
    })
    const content = { text: '秋装上新', pictures: [picture.id] }
    const { id, name, state } = await operator.call(createMoment, { params, body: { content } })
    expect({ name, state }).toEqual({ name: '秋装上新', state: 'draft' })
    expect((await operator.reply(approveMoment, { params: { id } })).status).toBe(403)
    await pass(HOUR_MS)
    expect(phonesOf(channel, '秋装上新').momentIds).toEqual([])
    await owner.call(approveMoment, { params: { id } })
    expect((await owner.call(approveMoment, { params: { id } })).state).toBe('approved')
    await pass(MINUTE_MS)
    await pass(MINUTE_MS)
    const [momentId = ''] = phonesOf(channel, '秋装上新').momentIds
    expect(await operator.call(readMoment, { params: { id } })).toMatchObject({ state: 'waiting', counts: { members: 3, published: 0 } })
    channel.act(`staff:${userId}`, 'confirmMoment', { momentId })
    channel.act(customer(0), 'likeMoment', { momentId })
    channel.act(customer(0), 'commentMoment', { momentId, text: '好看' })
    channel.act(customer(0), 'commentMoment', { momentId, text: '多少钱' })
    channel.act(customer(1), 'likeMoment', { momentId })
    channel.act(`staff:${channel.staff[1]}`, 'likeMoment', { momentId })
    await pass(HOUR_MS)
    await pass(HOUR_MS)
    const counts = { members: 3, published: 1, visibleTo: 4, likes: 2, comments: 2, people: 2 }
    expect(await operator.call(readMoment, { params: { id } })).toMatchObject({ counts })
    expect((await operator.call(listMoments)).items[0]).toMatchObject({ id, counts })
    const members = await operator.call(listMomentMembers, { params: { id }, query: { limit: 1 } })
    expect(members.items).toHaveLength(1)
    const rest = await operator.call(listMomentMembers, { params: { id }, query: { cursor: members.nextCursor ?? '' } })
    expect([...members.items, ...rest.items].find((one) => one.userId === userId)).toMatchObject({ likes: 2, comments: 2, visibleTo: 4 })
    const first = await operator.call(listMomentReactions, { params: { id }, query: { limit: 3 } })
    const more = await operator.call(listMomentReactions, { params: { id }, query: { cursor: first.nextCursor ?? '' } })
    expect([...first.items, ...more.items].map(({ kind }) => kind).sort()).toEqual(['comment', 'comment', 'like', 'like'])
    expect(more.nextCursor).toBeNull()
    await sendPersonEvents(world.handles, channel.collector)
    const events = await world.handles.clickhouse.query<{ name: string; events: number }>({
      query: `select name, count() as events from ${EVENTS_TABLE}
        where workspace = ${channel.workspace.id} and startsWith(name, 'wecom_moment') group by name order by name`,
      params: {},
    })
    expect(events.map(({ name, events }) => [name, Number(events)])).toEqual([
      ['wecom_moment_commented', 2],
      ['wecom_moment_liked', 2],
    ])
  })

  test('ends at its time: nobody publishes it any more, likes are still learnt for a week', async () => {
    const { id, momentId } = await made({ text: '限时', untilAt: world.business.now() + DAY_MS })
    channel.act(`staff:${userId}`, 'confirmMoment', { momentId })
    await pass(2 * DAY_MS)
    expect(await momentOf(channel, id)).toMatchObject({ state: 'watching', outcome: null })
    expect(() => channel.act(`staff:${channel.staff[1]}`, 'confirmMoment', { momentId })).toThrow('cancelled')
    channel.act(customer(2), 'likeMoment', { momentId })
    await pass(2 * HOUR_MS)
    expect(await reactionsOf(channel, id)).toEqual(phonesOf(channel, '限时').reactions)
    await pass(7 * DAY_MS)
    await pass(DAY_MS)
    expect(await momentOf(channel, id)).toMatchObject({ state: 'ended', outcome: 'done' })
    expect(await publishedOf(channel, id)).toEqual([userId])
  })

  test('is cancelled: here before it was handed over, on the platform after', async () => {
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const later = await goMoment(channel, { text: '取消一', sendAt: world.business.now() + HOUR_MS })
    expect((await owner.call(cancelMoment, named(later))).outcome).toBe('cancelled')
    const { id, momentId } = await made({ text: '取消二' })
    channel.act(`staff:${userId}`, 'confirmMoment', { momentId })
    expect(await owner.call(cancelMoment, named(id))).toMatchObject({ cancelAsked: true, state: 'waiting' })
    await pass(MINUTE_MS)
    expect(() => channel.act(`staff:${channel.staff[1]}`, 'confirmMoment', { momentId })).toThrow('cancelled')
    expect(await publishedOf(channel, id)).toEqual([userId])
    expect((await owner.reply(cancelMoment, named(id))).status).toBe(200)
    await pass(8 * DAY_MS)
    expect(await momentOf(channel, id)).toMatchObject({ state: 'ended', outcome: 'cancelled' })
    expect((await owner.reply(approveMoment, named(id))).error?.code).toBe('channels.moment_wrong_state')
    expect(phonesOf(channel, '取消一').momentIds).toEqual([])
  })

  test('refuses what the platform would: two kinds at once, nothing at all, media that is not here, an end before its time', async () => {
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    const picture = await uploaded(channel, { bytes: png('refused') })
    const link = { title: 'x', url: 'https://example.com', coverMediaId: picture.id }
    const codeOf = async (body: object) => (await owner.reply(createMoment, { params, body })).error?.code
    expect(await codeOf({ content: { pictures: [picture.id], link } })).toBe('platform.invalid')
    expect(await codeOf({ content: { text: ' ' } })).toBe('platform.invalid')
    expect(await codeOf({ content: { text: '字'.repeat(2_001) } })).toBe('platform.invalid')
    expect(await codeOf({ content: { pictures: Array.from({ length: 10 }, () => picture.id) } })).toBe('platform.invalid')
    expect(await codeOf({ content: { pictures: [`image-${'0'.repeat(64)}`] } })).toBe('channels.media_unknown')
    expect(await codeOf({ content: { text: 'x' }, untilAt: '2020-01-01T00:00' })).toBe('channels.moment_too_late')
    const { id } = await owner.call(createMoment, { params, body: { content: { text: '没人' }, userIds: ['nobody'] } })
    expect((await owner.reply(approveMoment, { params: { id } })).error?.code).toBe('channels.moment_nobody')
    expect((await owner.reply(readMoment, { params: { id: '999999' } })).error?.code).toBe('channels.moment_unknown')
    const stranger = await channel.server.as('owner', { workspace: await world.newWorkspace() })
    expect((await stranger.reply(readMoment, { params: { id } })).status).toBe(404)
  })
})

describe('handing over', () => {
  test('happens once though every answer is lost: it is found in the list of the platform', async () => {
    for (let place = 0; place < 4; place++) {
      const text = `丢失 ${place}`
      await channel.faults({ error5xx: 1 })
      const id = await goMoment(channel, { text })
      await pass(1)
      await channel.faults({})
      for (let round = 0; round < 8; round++) await pass(10 * MINUTE_MS)
      const { state, outcome } = await momentOf(channel, id)
      const { momentIds } = phonesOf(channel, text)
      expect(momentIds.length).toBe(state === 'waiting' ? 1 : 0)
      if (state !== 'waiting') expect(outcome).toBe('unknown')
    }
  })

  test('of a process that died while it was at it is found by another, and never said again', async () => {
    const id = await goMoment(channel, { text: '猝死' })
    const [claimed] = await claimMoments(world.handles, { limit: 9 })
    expect(claimed?.id).toBe(id)
    await sql`update channels_wecom_moments set state = 'sending', handed_at = ${new Date(world.business.now())}, handed_to = ${channel.staff}
      where id = ${id}`.execute(world.handles.db)
    await pass(MINUTE_MS)
    expect((await momentOf(channel, id)).state).toBe('sending')
    world.real.setOffsetMs(world.real.offsetMs() + 11 * MINUTE_MS)
    for (let round = 0; round < 8; round++) await pass(20 * MINUTE_MS)
    expect(await momentOf(channel, id)).toMatchObject({ state: 'ended', outcome: 'unknown' })
    expect(phonesOf(channel, '猝死').momentIds).toEqual([])
  })

  test('keeps below ten a minute', async () => {
    await pass(HOUR_MS)
    const before = uploadsTo(channel)
    for (let place = 0; place < 10; place++) await goMoment(channel, { text: `第 ${place} 条` })
    await runMomentsOf(channel)
    const handed = async () =>
      (
        await sql<{ handed: number }>`select count(handed_at) as handed from channels_wecom_moments
          where workspace_id = ${channel.workspace.id} and name like '第 %'`.execute(world.handles.db)
      ).rows[0]?.handed
    expect(await handed()).toBe(8)
    await pass(MINUTE_MS + 1)
    expect(await handed()).toBe(10)
    expect(uploadsTo(channel)).toBe(before)
  })
})

test('with an erasure likes and comments go and do not come back, while later ones do', async () => {
  const { id, momentId } = await made({ text: '遗忘' })
  channel.act(`staff:${userId}`, 'confirmMoment', { momentId })
  channel.act(customer(3), 'likeMoment', { momentId })
  await pass(HOUR_MS)
  const { rows } = await sql<{ atom: number; id: string }>`select atom, external_user_id as id from channels_wecom_moment_reactions
    where workspace_id = ${channel.workspace.id} and moment = ${id}`.execute(world.handles.db)
  const [row] = rows
  if (!row) throw new Error('no reaction')
  const signal = new AbortController().signal
  const of = { workspaceId: channel.workspace.id, atoms: [row.atom], signal }
  const parts: string[] = []
  for await (const { part, rows: held } of channelsPersonData.exported?.(world.handles, of) ?? []) if (held.length > 0) parts.push(part)
  expect(parts).toContain('wecom_moment_reactions')
  async function* identifiers() {
    yield [{ kind: `external_userid:${channel.corp.corpId}`, value: row?.id ?? '', personal: false }]
  }
  await underWayPersonData.erase(world.handles, { ...of, erasureId: 'moments', identifiers: identifiers() })
  await channelsPersonData.erase(world.handles, { ...of, erasureId: 'moments', identifiers: identifiers() })
  await pass(2 * HOUR_MS)
  expect(await reactionsOf(channel, id)).toEqual([])
  channel.act(customer(3), 'commentMoment', { momentId, text: '回来了' })
  await pass(2 * HOUR_MS)
  expect(await reactionsOf(channel, id)).toHaveLength(1)
})
