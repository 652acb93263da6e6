import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { knownExternalUserId } from '../contacts/relations.ts'

const DAY_MS = 86_400_000
/** Longer than the dispatch and than the time in which a new relation is not seen. */
const SETTLED_MS = 20_000
const PATH = '/cgi-bin/externalcontact'

interface Created {
  readonly msgid: string
  readonly fail_list: string[]
}
interface Tasks {
  readonly task_list: { userid: string; status: number; send_time?: number }[]
}
interface Results {
  readonly send_list: { external_userid?: string; chat_id?: string; userid: string; status: number; send_time?: number }[]
  readonly next_cursor: string
}

let at: TestSandbox
let anna: string
let ben: string
let customers: string[]
beforeEach(async () => {
  at = await openTestSandbox({ plan: { staff: 3, customers: 12, groups: 3 } })
  ;[anna = '', ben = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (at.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => at.close())

function befriend(customerId: string, ...userIds: string[]): string {
  for (const userId of userIds) {
    at.act(`customer:${customerId}`, 'addStaff', { userId })
    at.advance(SETTLED_MS)
  }
  return knownExternalUserId(at.world, at.corpId, customerId) ?? ''
}

const create = (body: object) => at.call<Created>(`${PATH}/add_msg_template`, { text: { content: 'news' }, ...body })
const tasksOf = (msgid: string) => at.call<Tasks>(`${PATH}/get_groupmsg_task`, { msgid })
const resultsOf = (msgid: string, userid: string, more: object = {}) =>
  at.call<Results>(`${PATH}/get_groupmsg_send_result`, { msgid, userid, ...more })
const massesSeen = (customer: string) => at.inbox({ customer }).filter((item) => JSON.stringify(item.content).includes('news'))

test('nothing is sent before the member taps, and who talked last is the one to tap', async () => {
  const [one = '', two = '', three = ''] = customers
  const ids = [befriend(one, anna, ben), befriend(two, ben, anna), befriend(three, anna)]
  at.act(`customer:${one}`, 'say', { to: anna, text: 'hello' })
  at.advance(1)
  const { msgid, fail_list, errcode } = await create({ external_userid: [...ids, 'wmUnknown'] })
  expect({ errcode, fail_list }).toEqual({ errcode: 0, fail_list: ['wmUnknown'] })
  expect(await tasksOf(msgid)).toMatchObject({ errcode: 41063 })
  expect(() => at.act(`staff:${anna}`, 'confirmMassSend', { msgid })).toThrow('not reached')
  at.advance(SETTLED_MS)
  // Customer two added anna last; customer one said something to anna.
  expect((await tasksOf(msgid)).task_list).toEqual([{ userid: anna, status: 0 }])
  const asked = at.inbox({ staff: anna }).at(-1)
  expect(asked).toMatchObject({ channel: 'task', content: { msgtype: 'mass_send_task', mass_send_task: { msgid, recipients: 3 } } })
  expect((await resultsOf(msgid, anna)).send_list.map((row) => row.status)).toEqual([0, 0, 0])
  expect(customers.flatMap(massesSeen)).toEqual([])

  expect(at.act(`staff:${anna}`, 'confirmMassSend', { msgid })).toEqual(['sent to 3'])
  const send_time = Math.floor(at.sandbox.now() / 1_000)
  expect((await tasksOf(msgid)).task_list).toEqual([{ userid: anna, status: 2, send_time }])
  expect((await resultsOf(msgid, anna)).send_list).toEqual(
    ids.map((external_userid) => ({ external_userid, userid: anna, status: 1, send_time })),
  )
  expect([one, two, three].map((id) => massesSeen(id).map((item) => item.from))).toEqual([[anna], [anna], [anna]])
  expect(() => at.act(`staff:${anna}`, 'confirmMassSend', { msgid })).toThrow('already')
  expect((await at.callbacks()).filter((one) => one.Event !== 'change_external_contact')).toEqual([])
})

test('who deleted the member or is at the cap gets nothing and is said so', async () => {
  const [one = '', two = '', three = '', four = ''] = customers
  const [, second = '', third = '', fourth = ''] = [one, two, three, four].map((id) => befriend(id, anna))
  at.act(`staff:${anna}`, 'chooseReceiveRule', { rule: 'daily' })
  at.act(`staff:${anna}`, 'sendOwnMass', { text: 'mine', customers: [three] })
  const { msgid } = await create({ sender: anna })
  at.advance(SETTLED_MS)
  at.act(`customer:${two}`, 'deleteStaff', { userId: anna })
  at.act(`staff:${anna}`, 'deleteCustomer', { customerId: four })
  expect(at.act(`staff:${anna}`, 'confirmMassSend', { msgid })).toEqual([
    'sent to 1',
    '2 are no friends any more',
    '1 have received as many as they may',
  ])
  const { send_list } = await resultsOf(msgid, anna)
  const status = new Map(send_list.map((row) => [row.external_userid, row.status]))
  expect([second, third, fourth].map((id) => status.get(id))).toEqual([2, 3, 2])
  expect(massesSeen(one)).toHaveLength(1)
  expect([two, three, four].flatMap(massesSeen)).toEqual([])
  at.advance(DAY_MS)
  const next = await create({ sender: anna, external_userid: [third] })
  at.advance(SETTLED_MS)
  expect(at.act(`staff:${anna}`, 'confirmMassSend', { msgid: next.msgid })).toEqual(['sent to 1'])
})

test.each([
  ['monthly', 31],
  ['weekly', 7],
  ['legacy', 4],
] as const)('by the rule %s a customer receives %i', async (rule, most) => {
  const [one = ''] = customers
  befriend(one, anna)
  at.act(`staff:${anna}`, 'chooseReceiveRule', { rule })
  const effects = Array.from({ length: most + 1 }, () => at.act(`staff:${anna}`, 'sendOwnMass', { text: 'mine' }))
  expect(effects.filter(([effect]) => effect === 'sent to 1')).toHaveLength(most)
  expect(effects.at(-1)).toEqual(['sent to 0', '1 have received as many as they may'])
  at.advance(31 * DAY_MS)
  expect(at.act(`staff:${anna}`, 'sendOwnMass', { text: 'mine' })).toEqual(['sent to 1'])
})

test('one customer of several members gets one message, whether named or by tags', async () => {
  const [one = '', two = ''] = customers
  befriend(one, anna, ben)
  befriend(two, ben)
  interface TagGroup {
    readonly tag_group: { tag: { id: string }[] }
  }
  const made = await at.call<TagGroup>(`${PATH}/add_corp_tag`, { group_name: 'level', tag: [{ name: 'gold' }, { name: 'silver' }] })
  const [gold = '', silver = ''] = made.tag_group.tag.map((tag) => tag.id)
  at.act(`staff:${anna}`, 'editCustomer', { customerId: one, addTags: [gold] })
  at.act(`staff:${ben}`, 'editCustomer', { customerId: two, addTags: [silver] })
  const both = await create({ tag_filter: { group_list: [{ tag_list: [gold, silver] }] } })
  const none = await create({ tag_filter: { group_list: [{ tag_list: [gold] }, { tag_list: [silver] }] } })
  expect(none).toMatchObject({ errcode: 41048 })
  at.advance(SETTLED_MS)
  expect((await tasksOf(both.msgid)).task_list.map((task) => task.userid).sort()).toEqual([anna, ben].sort())
  for (const userId of [anna, ben]) at.act(`staff:${userId}`, 'confirmMassSend', { msgid: both.msgid })
  expect([one, two].map((id) => massesSeen(id).length)).toEqual([1, 1])
})

test('three reminders within a day, and none after the cancelling', async () => {
  befriend(customers[0] ?? '', anna)
  const { msgid } = await create({ sender: anna })
  const remind = () => at.call(`${PATH}/remind_groupmsg_send`, { msgid })
  expect(await remind()).toMatchObject({ errcode: 41063 })
  at.advance(SETTLED_MS)
  for (const errcode of [0, 0, 0, 41094]) expect(await remind()).toMatchObject({ errcode })
  expect(at.inbox({ staff: anna }).filter((item) => JSON.stringify(item.content).includes('mass_send_reminder'))).toHaveLength(3)
  at.advance(DAY_MS)
  expect(await remind()).toMatchObject({ errcode: 0 })
  expect(await at.call(`${PATH}/cancel_groupmsg_send`, { msgid })).toMatchObject({ errcode: 0 })
  expect(await remind()).toMatchObject({ errcode: 41093 })
  expect(await at.call(`${PATH}/cancel_groupmsg_send`, { msgid })).toMatchObject({ errcode: 41093 })
  expect(() => at.act(`staff:${anna}`, 'confirmMassSend', { msgid })).toThrow('cancelled')
  expect(massesSeen(customers[0] ?? '')).toEqual([])
})

test('groups: of the owner, seen by its members, only the sent ones are listed', async () => {
  const [group] = at.answer.groups as { chatId: string; owner: string }[]
  const { chatId = '', owner = '' } = group ?? {}
  at.act(`customer:${customers[0]}`, 'joinGroup', { chatId })
  expect(await create({ chat_type: 'group', chat_id_list: [chatId] })).toMatchObject({ errcode: 40058 })
  const { msgid, fail_list } = await create({ chat_type: 'group', sender: owner, chat_id_list: [chatId, 'wrNone'] })
  expect(fail_list).toEqual(['wrNone'])
  at.advance(SETTLED_MS)
  expect((await resultsOf(msgid, owner)).send_list).toEqual([])
  at.act(`staff:${owner}`, 'confirmMassSend', { msgid })
  expect((await resultsOf(msgid, owner)).send_list).toMatchObject([{ chat_id: chatId, userid: owner, status: 1 }])
  expect(massesSeen(customers[0] ?? '')).toMatchObject([{ channel: 'group', chatId, from: owner }])
})

test('a member picks only where the corp allowed it', async () => {
  const ids = customers.slice(0, 2).map((id) => befriend(id, anna))
  const fixed = await create({ sender: anna })
  const free = await create({ sender: anna, allow_select: true })
  at.advance(SETTLED_MS)
  const confirm = (msgid: string) => at.act(`staff:${anna}`, 'confirmMassSend', { msgid, targets: ids.slice(0, 1) })
  expect(() => confirm(fixed.msgid)).toThrow('pick')
  expect(confirm(free.msgid)).toEqual(['sent to 1'])
  expect((await resultsOf(free.msgid, anna)).send_list.map((row) => row.status)).toEqual([1, 0])
})

test.each([
  ['neither customers nor sender', {}, 40058],
  ['a sender nobody knows', { sender: 'nobody' }, 60111],
  ['an unknown chat_type', { chat_type: 'all', sender: 'ANNA' }, 86214],
  ['nothing to say', { sender: 'ANNA', text: { content: '' } }, 44004],
  ['a text over 4,000 bytes', { sender: 'ANNA', text: { content: '好'.repeat(1_334) } }, 40058],
  ['ten attachments', { sender: 'ANNA', attachments: Array(10).fill({ msgtype: 'link', link: { title: 'a', url: 'http://a' } }) }, 41064],
  ['an unknown attachment', { sender: 'ANNA', attachments: [{ msgtype: 'poem' }] }, 41065],
  ['a link without title', { sender: 'ANNA', attachments: [{ msgtype: 'link', link: { url: 'http://a' } }] }, 40058],
  ['a picture nobody uploaded', { sender: 'ANNA', attachments: [{ msgtype: 'image', image: { media_id: 'none' } }] }, 40007],
  ['a picture from elsewhere', { sender: 'ANNA', attachments: [{ msgtype: 'image', image: { pic_url: 'http://a/b.png' } }] }, 40058],
  ['10,001 customers', { external_userid: Array(10_001).fill('wm') }, 40058],
  ['only strangers', { external_userid: ['wmNone'] }, 41048],
])('%s is refused', async (_what, body, errcode) => {
  const sender = 'sender' in body ? { sender: body.sender.replace('ANNA', anna) } : {}
  expect(await create({ ...body, ...sender })).toMatchObject({ errcode })
})

test('the list goes newest first, page by page, own and corp sends apart', async () => {
  befriend(customers[0] ?? '', anna)
  const made: string[] = []
  for (let count = 0; count < 3; count += 1) made.unshift((await create({ sender: anna })).msgid)
  at.act(`staff:${anna}`, 'sendOwnMass', { text: 'mine' })
  interface List {
    readonly group_msg_list: { msgid: string; creator?: string; create_type: number; create_time: unknown }[]
    readonly next_cursor: string
  }
  const now = Math.floor(at.sandbox.now() / 1_000)
  const list = (more: object) =>
    at.call<List>(`${PATH}/get_groupmsg_list_v2`, { chat_type: 'single', start_time: now - 3_600, end_time: now, ...more })
  const first = await list({ filter_type: 0, limit: 2 })
  const second = await list({ filter_type: 0, limit: 2, cursor: first.next_cursor })
  expect([...first.group_msg_list, ...second.group_msg_list].map((one) => one.msgid)).toEqual(made)
  expect(second.next_cursor).toBe('')
  expect(first.group_msg_list[0]).toEqual({ msgid: made[0], create_time: String(now), create_type: 0, text: { content: 'news' } })
  expect((await list({ filter_type: 1 })).group_msg_list).toMatchObject([{ creator: anna, create_type: 1, text: { content: 'mine' } }])
  expect(await list({ start_time: now - 32 * 86_400 })).toMatchObject({ errcode: 40058 })
  expect(await tasksOf('msgNone')).toMatchObject({ errcode: 41047 })
  expect(await at.call(`${PATH}/get_groupmsg_task`, {})).toMatchObject({ errcode: 41046 })
})
