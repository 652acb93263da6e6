/** Mass tasks against the local WeChat: handed over, tapped or not, and what people there received. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { EVENTS_TABLE } from '../../../events/index.ts'
import { channelsPersonData } from '../../person-data.ts'
import { sendPersonEvents } from '../../person-events/person-events.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { openWecom } from '../client/client.ts'
import { connectCorp } from '../connection/corps.ts'
import { makeMassSend } from './calls.ts'
import { getReceiveCap, putReceiveCap } from './contract.ts'
import { MASS_OUTCOMES } from './outcomes.ts'
import { cancelMassTasks, type MassRecipient, massTasksOf } from './plan.ts'
import { claimTasks } from './queue.ts'
import { withoutSlot } from './receive-cap.ts'
import { remindMassTask } from './remind.ts'
import { runMassSends } from './run.ts'
import { contactsOf, msgidOf, planTask, receiversOf, run, statesOf } from './testing.ts'

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000]
const CONTACTS = 6

let world: World
let channel: ChannelWorld
let userId: string
let contacts: MassRecipient[]

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 3, customers: 12, wecomShare: 0 } })
  userId = channel.staff[0] ?? ''
  for (const customer of channel.customers.slice(0, CONTACTS)) channel.act(`customer:${customer}`, 'addStaff', { userId })
  await channel.settle()
  contacts = await contactsOf(channel, { userId })
  expect(contacts).toHaveLength(CONTACTS)
})
afterAll(() => channel.close())

/** Time goes by for us and for WeChat. */
async function pass(ms: number): Promise<void> {
  world.business.setOffsetMs(world.business.offsetMs() + ms)
  await run(channel)
}

function tap(msgid: string): void {
  channel.act(`staff:${userId}`, 'confirmMassSend', { msgid })
}

const ids = (recipients: readonly MassRecipient[]) => recipients.map(({ externalUserId }) => externalUserId)

function everybody<T>(state: T, recipients = contacts): Record<string, T> {
  return Object.fromEntries(ids(recipients).map((id) => [id, state]))
}

function cancel(keyPrefix: string): Promise<number> {
  return inTransaction(world.handles.db, (tx) =>
    cancelMassTasks(world.handles, tx, { workspaceId: channel.workspace.id, keyPrefix, reason: 'test' }),
  )
}

describe('a task', () => {
  test('waits for the tap, then it is sent, told and an event of each person', async () => {
    await planTask(channel, { key: 'tapped', userId, recipients: contacts })
    expect(await planTask(channel, { key: 'tapped', userId, recipients: contacts })).toBe(0)
    await run(channel)
    await pass(MINUTE_MS)
    expect(await statesOf(channel, 'tapped')).toEqual(everybody('unconfirmed'))
    expect(receiversOf(channel, 'tapped')).toEqual([])
    tap(await msgidOf(channel, 'tapped'))
    await pass(MINUTE_MS)
    expect(await statesOf(channel, 'tapped')).toEqual(everybody('sent'))
    expect(receiversOf(channel, 'tapped')).toEqual(ids(contacts))
    const [task] = await massTasksOf(world.handles.db, { workspaceId: channel.workspace.id, keyPrefix: 'tapp', limit: 9 })
    expect(task).toMatchObject({ key: 'tapped', userId, state: 'ended', recipients: { sent: CONTACTS }, reason: null })
    const told = await sql<{ payload: { taskIds: number[] } }>`select payload from platform_outbox
      where workspace_id = ${channel.workspace.id} and name = ${MASS_OUTCOMES}`.execute(world.handles.db)
    expect(told.rows.filter(({ payload }) => payload.taskIds.includes(task?.id ?? 0))).toHaveLength(2)
    await sendPersonEvents(world.handles, channel.collector)
    const events = await world.handles.clickhouse.query<{ events: number; atoms: number }>({
      query: `select count() as events, uniqExact(atom) as atoms from ${EVENTS_TABLE}
        where workspace = ${channel.workspace.id} and name = 'wecom_message_sent'`,
      params: {},
    })
    expect(events).toEqual([{ events: CONTACTS, atoms: CONTACTS }])
  })

  test('is not handed over before it is due', async () => {
    await planTask(channel, { key: 'later', userId, recipients: contacts, dueAt: world.business.now() + HOUR_MS })
    await pass(59 * MINUTE_MS)
    expect(await msgidOf(channel, 'later')).toBe('')
    await pass(MINUTE_MS)
    expect(await msgidOf(channel, 'later')).not.toBe('')
    await cancel('later')
    await run(channel)
  })

  test('that nobody taps in time is cancelled and has expired', async () => {
    await planTask(channel, { key: 'untapped', userId, recipients: contacts, endsAt: world.business.now() + HOUR_MS })
    await run(channel)
    await pass(59 * MINUTE_MS)
    expect(await statesOf(channel, 'untapped')).toEqual(everybody('unconfirmed'))
    await pass(MINUTE_MS)
    expect(await statesOf(channel, 'untapped')).toEqual(everybody('expired'))
    const msgid = await msgidOf(channel, 'untapped')
    expect(() => tap(msgid)).toThrow('cancelled')
  })

  test('that was tapped right before its end is sent', async () => {
    await planTask(channel, { key: 'last minute', userId, recipients: contacts, endsAt: world.business.now() + HOUR_MS })
    await run(channel)
    await pass(30 * MINUTE_MS)
    world.business.setOffsetMs(world.business.offsetMs() + 29 * MINUTE_MS)
    tap(await msgidOf(channel, 'last minute'))
    await pass(MINUTE_MS)
    expect(await statesOf(channel, 'last minute')).toEqual(everybody('sent'))
  })

  test('tells who is no friend: at once of strangers, after the tap of those who deleted the member', async () => {
    const [customer = ''] = channel.customers.slice(CONTACTS)
    channel.act(`customer:${customer}`, 'addStaff', { userId })
    await channel.settle()
    const known = await contactsOf(channel, { userId })
    const leaver = known.find(({ externalUserId }) => !ids(contacts).includes(externalUserId))
    const stranger = { externalUserId: 'wmNobody', atom: 1, ref: 'nobody' }
    await planTask(channel, { key: 'friends', userId, recipients: [...known, stranger] })
    await run(channel)
    expect(await statesOf(channel, 'friends')).toEqual({ ...everybody('unconfirmed', known), wmNobody: 'not_friend' })
    channel.act(`customer:${customer}`, 'deleteStaff', { userId })
    await pass(MINUTE_MS)
    tap(await msgidOf(channel, 'friends'))
    await pass(MINUTE_MS)
    const expected = { ...everybody('sent'), wmNobody: 'not_friend', [leaver?.externalUserId ?? '']: 'not_friend' }
    expect(await statesOf(channel, 'friends')).toEqual(expected)
    await channel.settle()
  })

  test('of strangers alone ends at once', async () => {
    await planTask(channel, { key: 'strangers', userId, recipients: [{ externalUserId: 'wmNobody', atom: 1, ref: 'nobody' }] })
    await run(channel)
    expect(await statesOf(channel, 'strangers')).toEqual({ wmNobody: 'not_friend' })
  })

  test('that the platform refuses has failed, with its words', async () => {
    await planTask(channel, { key: 'refused', userId: 'nobody', recipients: contacts })
    await run(channel)
    expect(await statesOf(channel, 'refused')).toEqual(everybody('failed'))
    const [task] = await massTasksOf(world.handles.db, { workspaceId: channel.workspace.id, keyPrefix: 'refused', limit: 1 })
    expect(task?.reason).toContain('60111')
  })

  test('of a corp that is not connected has failed', async () => {
    await planTask(channel, { key: 'no corp', userId, recipients: contacts, corpId: 'wwNobody' })
    await run(channel)
    expect(await statesOf(channel, 'no corp')).toEqual(everybody('failed'))
  })

  test('waits while the secret of the app is wrong, saying so', async () => {
    const { corpId, agentId } = channel.corp
    const connect = (secret: string) =>
      connectCorp(world.handles, { workspaceId: channel.workspace.id, corpId, agentId, secret, by: 'test' })
    await connect('wrong')
    await planTask(channel, { key: 'locked out', userId, recipients: contacts })
    await run(channel)
    const [task] = await massTasksOf(world.handles.db, { workspaceId: channel.workspace.id, keyPrefix: 'locked out', limit: 1 })
    expect(task).toMatchObject({ state: 'planned', reason: expect.stringContaining('40001') })
    await connect(channel.sandbox.describeWorld()?.corp.secret ?? '')
    await pass(HOUR_MS)
    expect(await statesOf(channel, 'locked out')).toEqual(everybody('unconfirmed'))
    await cancel('locked out')
    await run(channel)
  })

  test.each([
    ['recipients', { recipients: [] }],
    ['recipients', { recipients: [...Array(2)].map(() => ({ externalUserId: 'wm', atom: 1, ref: '1' })) }],
    ['content.text', { content: { text: '字'.repeat(1_334), attachments: [] } }],
    ['endsAt', { endsAt: 0 }],
  ])('with a wrong %s is refused, naming it', async (field, wrong) => {
    const planned = planTask(channel, { key: 'wrong', userId, recipients: contacts, ...wrong })
    await expect(planned).rejects.toMatchObject({ code: 'channels.mass_task_wrong', details: { field } })
  })
})

async function* nobody(): AsyncGenerator<never[]> {}

describe('taking back', () => {
  test('what is planned ends at once, what waits is taken back from the platform', async () => {
    await planTask(channel, { key: 'c:1', userId, recipients: contacts })
    await run(channel)
    await pass(MINUTE_MS)
    await planTask(channel, { key: 'c:2', userId, recipients: contacts, dueAt: world.business.now() + DAY_MS })
    expect(await cancel('c:')).toBe(2)
    expect(await statesOf(channel, 'c:2')).toEqual(everybody('cancelled'))
    const msgid = await msgidOf(channel, 'c:1')
    await run(channel)
    expect(await statesOf(channel, 'c:1')).toEqual(everybody('cancelled'))
    expect(() => tap(msgid)).toThrow('cancelled')
    expect(await cancel('c:')).toBe(0)
  })

  test('who was erased is sent nothing that was planned', async () => {
    const [first, ...others] = contacts
    await planTask(channel, { key: 'erased', userId, recipients: contacts, dueAt: world.business.now() + HOUR_MS })
    const { signal } = new AbortController()
    const input = { workspaceId: channel.workspace.id, atoms: [first?.atom ?? 0], erasureId: 'e', identifiers: nobody(), signal }
    await channelsPersonData.erase(world.handles, input)
    await pass(HOUR_MS)
    await pass(MINUTE_MS)
    tap(await msgidOf(channel, 'erased'))
    await pass(10 * MINUTE_MS)
    expect(await statesOf(channel, 'erased')).toEqual(everybody('sent', others))
    expect(receiversOf(channel, 'erased')).toEqual(ids(others))
  })
})

describe('reminders', () => {
  test('three within 24 hours, the fourth is refused until the first is old', async () => {
    const remind = (key: string) => remindMassTask(world.handles, { wecom: channel.wecom, workspaceId: channel.workspace.id, key })
    await planTask(channel, { key: 'reminded', userId, recipients: contacts })
    await expect(remind('reminded')).rejects.toMatchObject({ code: 'channels.mass_task_not_waiting' })
    await run(channel)
    await expect(remind('reminded')).rejects.toMatchObject({ code: 'channels.mass_task_not_there_yet' })
    await pass(MINUTE_MS)
    for (const _ of [1, 2, 3]) {
      await remind('reminded')
      await pass(HOUR_MS)
    }
    await expect(remind('reminded')).rejects.toMatchObject({
      code: 'channels.reminded_enough',
      details: { limit: 3, when: expect.stringMatching(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/) },
    })
    await pass(21 * HOUR_MS)
    await remind('reminded')
    await expect(remind('unheard')).rejects.toMatchObject({ code: 'channels.mass_task_unknown' })
    const statement = `select count(*) as n from inbox where person = ? and json_extract(content, '$.msgtype') = 'mass_send_reminder'`
    const person = `staff:${channel.corp.corpId}:${userId}`
    expect(channel.sandbox.world.store.get<{ n: number }>(statement, [person])?.n).toBe(4)
    await cancel('reminded')
    await run(channel)
  })
})

/** Stands between us and WeChat and keeps the answer to a new mass send for itself, `times` times; the call itself arrives, or does not. */
async function openDeafPlatform(input: { times: number; arrives: boolean }): Promise<Server & { base: string }> {
  let left = input.times
  const server = createServer((asked, answer) => {
    const isDeaf = asked.url?.includes('add_msg_template') && left-- > 0
    if (isDeaf && !input.arrives) return void asked.socket.destroy()
    const passed = request(new URL(asked.url ?? '', channel.wecom.apiBase()), { method: asked.method, headers: asked.headers }, (got) => {
      if (isDeaf) return void asked.socket.destroy()
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.pipe(answer)
    })
    asked.pipe(passed)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(server, { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

describe('what cannot be told', () => {
  test.each([
    ['arrived is found on the platform, and not made again', true, 'sent'],
    ['did not arrive is unknown in the end, and not made again', false, 'unknown'],
  ] as const)('a task whose answer was lost and that %s', async (_, arrives, end) => {
    const key = `lost ${end}`
    const platform = await openDeafPlatform({ times: 1, arrives })
    const wecom = openWecom(world.handles, { apiBase: () => platform.base })
    await planTask(channel, { key, userId, recipients: contacts })
    await runMassSends(world.handles, { wecom })
    expect(await statesOf(channel, key)).toEqual(everybody('pending'))
    await pass(MINUTE_MS)
    expect(await statesOf(channel, key)).toEqual(everybody(arrives ? 'unconfirmed' : 'pending'))
    if (arrives) tap(await msgidOf(channel, key))
    for (let hours = 0; hours < 6; hours++) await pass(HOUR_MS)
    expect(await statesOf(channel, key)).toEqual(everybody(end))
    expect(receiversOf(channel, key)).toEqual(arrives ? ids(contacts) : [])
    const made = channel.sandbox.world.store.get<{ n: number }>('select count(*) as n from mass_sends where content like ?', [`%${key}%`])
    expect(made?.n).toBe(arrives ? 1 : 0)
    platform.close()
    platform.closeAllConnections()
  })

  test('of two that say the same but for their link each is found as itself', async () => {
    const text = 'look'
    const twins = ['one', 'two'].map((place) => ({
      key: `link ${place}`,
      content: { text, attachments: [{ kind: 'link' as const, title: place, url: `https://shop.example/${place}` }] },
    }))
    const platform = await openDeafPlatform({ times: 2, arrives: true })
    const wecom = openWecom(world.handles, { apiBase: () => platform.base })
    for (const twin of twins) await planTask(channel, { ...twin, userId, recipients: contacts })
    await runMassSends(world.handles, { wecom })
    await pass(MINUTE_MS)
    await pass(HOUR_MS)
    for (const { key, content } of twins) {
      const made = channel.sandbox.world.store.get<{ content: string }>('select content from mass_sends where msgid = ?', [
        await msgidOf(channel, key),
      ])
      expect(made?.content).toContain(content.attachments[0]?.url)
    }
    await cancel('link ')
    await run(channel)
    platform.close()
    platform.closeAllConnections()
  })

  test('a process that died after the call: another finds what it made', async () => {
    await planTask(channel, { key: 'died', userId, recipients: contacts })
    const [task] = await claimTasks(world.handles, { limit: 9 })
    expect(task?.key).toBe('died')
    const content = { text: 'died', attachments: [] }
    const { msgid } = await makeMassSend(channel.wecom, { corp: channel.corp, userId, externalUserIds: ids(contacts), content })
    await pass(MINUTE_MS)
    expect(await statesOf(channel, 'died')).toEqual(everybody('pending'))
    world.real.setOffsetMs(6 * MINUTE_MS)
    await pass(MINUTE_MS)
    expect(await msgidOf(channel, 'died')).toBe(msgid)
    expect(await statesOf(channel, 'died')).toEqual(everybody('unconfirmed'))
    await cancel('died')
    await run(channel)
    world.real.setOffsetMs(0)
  })

  test('a platform that refuses for a moment is asked again', async () => {
    await channel.faults({ rateLimit: 1 })
    await planTask(channel, { key: 'busy', userId, recipients: contacts })
    await run(channel)
    expect(await statesOf(channel, 'busy')).toEqual(everybody('pending'))
    await channel.faults({})
    await pass(10 * MINUTE_MS)
    expect(await statesOf(channel, 'busy')).toEqual(everybody('unconfirmed'))
    await cancel('busy')
    await run(channel)
  })
})

describe('receive caps', () => {
  test('count what was sent and what waits, by the rule of the corp', async () => {
    const owner = await channel.server.as('owner', { workspace: channel.workspace })
    const params = { corpId: channel.corp.corpId }
    expect(await owner.call(getReceiveCap, { params })).toMatchObject({ rule: 'monthly', chosenAt: null })
    expect(await owner.call(putReceiveCap, { params, body: { rule: 'daily' } })).toMatchObject({ rule: 'daily', most: 1 })
    channel.act(`staff:${userId}`, 'chooseReceiveRule', { rule: 'daily' })
    // A new day of Beijing.
    const sinceMidnight = (world.business.now() + 8 * HOUR_MS) % DAY_MS
    await pass(DAY_MS - sinceMidnight + HOUR_MS)
    const without = async () => {
      const of = { workspaceId: channel.workspace.id, corpId: channel.corp.corpId, at: world.business.now() }
      return [...(await withoutSlot(world.handles.db, { ...of, externalUserIds: ids(contacts) }))].sort()
    }
    expect(await without()).toEqual([])
    const half = contacts.slice(0, 3)
    await planTask(channel, { key: 'capped 1', userId, recipients: half })
    expect(await without()).toEqual(ids(half))
    await run(channel)
    await pass(MINUTE_MS)
    tap(await msgidOf(channel, 'capped 1'))
    await planTask(channel, { key: 'capped 2', userId, recipients: contacts })
    await pass(MINUTE_MS)
    await pass(MINUTE_MS)
    tap(await msgidOf(channel, 'capped 2'))
    await pass(10 * MINUTE_MS)
    expect(await statesOf(channel, 'capped 2')).toEqual({ ...everybody('no_slot', half), ...everybody('sent', contacts.slice(3)) })
    expect(await without()).toEqual(ids(contacts))
    await pass(DAY_MS)
    expect(await without()).toEqual([])
  })
})
