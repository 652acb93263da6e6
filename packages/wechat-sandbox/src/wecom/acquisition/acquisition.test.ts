import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HeardCallback, openTestSandbox, type TestSandbox } from '../../testing.ts'

/** Callbacks arrive in any order, as the platform's do. */
const byChange = (heard: readonly HeardCallback[], change: string) => heard.find((one) => one.ChangeType === change)
const changes = (heard: readonly HeardCallback[]) => heard.map((one) => String(one.ChangeType)).sort()

const PATH = '/cgi-bin/externalcontact/customer_acquisition'
const DAY_MS = 86_400_000

let box: TestSandbox
let staff: string[]
let customers: string[]

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 3, customers: 30 } })
  staff = (box.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (box.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => box.close())

interface Made {
  link: { link_id: string; link_name: string; url: string; create_time: number }
}

const create = (body: object) => box.call<Made>(`${PATH}/create_link`, { link_name: '直播间', ...body })
const click = (customerId: string | undefined, url: string) => box.act(`customer:${customerId}`, 'click', { url })
const quota = () => box.call<{ total: number; balance: number; quota_list: { balance: number }[] }>(`${PATH}_quota`)

test('a click adds with channel and add_way 16, costs one unit and is counted', async () => {
  const { link } = await create({ range: { user_list: [staff[0]] } })
  const before = await quota()
  click(customers[0], `${link.url}?customer_channel=live-1`)
  const heard = await box.callbacks()
  expect(changes(heard)).toEqual(['add_external_contact', 'friend_request', 'open_profile'])
  expect(byChange(heard, 'friend_request')).toMatchObject({ Event: 'customer_acquisition', LinkId: link.link_id, State: 'live-1' })
  const add = byChange(heard, 'add_external_contact')
  expect(add).toMatchObject({ UserID: staff[0], State: 'live-1' })
  const external = add?.ExternalUserID
  const after = await quota()
  expect([after.balance, after.total]).toEqual([before.balance - 1, before.total + 1])
  const list = await box.call(`${PATH}/customer`, { link_id: link.link_id })
  expect(list).toMatchObject({
    customer_list: [{ external_userid: external, userid: staff[0], chat_status: 0, state: 'live-1' }],
    next_cursor: '',
  })
  const day = { link_id: link.link_id, start_time: link.create_time, end_time: link.create_time }
  expect(await box.call(`${PATH}/statistic`, day)).toMatchObject({ click_link_customer_cnt: 1, new_customer_cnt: 1 })
  box.advance(6_000)
  const got = await box.call<{ follow_user: object[] }>(`/cgi-bin/externalcontact/get?external_userid=${external}`)
  expect(got.follow_user).toMatchObject([{ add_way: 16, state: 'live-1' }])
})

test('the first, third and fifth message are told; their key tells how many came, for 30 minutes', async () => {
  const { link } = await create({ range: { user_list: [staff[0]] } })
  click(customers[0], link.url)
  await box.callbacks()
  for (let index = 0; index < 5; index += 1) box.act(`customer:${customers[0]}`, 'say', { to: staff[0], text: `${index}` })
  const heard = await box.callbacks()
  expect(changes(heard)).toEqual(['customer_start_chat', 'message_from_customer', 'message_from_customer'])
  expect(byChange(heard, 'customer_start_chat')).toMatchObject({ UserID: staff[0], LinkId: link.link_id })
  const key = byChange(heard, 'message_from_customer')?.ChatKey
  const told = await box.call(`${PATH}/get_chat_info`, { chat_key: key })
  expect(told).toMatchObject({ userid: staff[0], chat_info: { recv_msg_cnt: 5, link_id: link.link_id } })
  const list = await box.call(`${PATH}/customer`, { link_id: link.link_id })
  expect(list).toMatchObject({ customer_list: [{ chat_status: 1 }] })
  box.advance(30 * 60_000)
  expect((await box.call(`${PATH}/get_chat_info`, { chat_key: key })).errcode).toBe(40058)
})

test('quota: told when low, told when used up, refused then, bought anew', async () => {
  box.world.store.run('delete from acquisition_quotas')
  box.act(`staff:${staff[0]}`, 'buyQuota', { number: 21, days: 30 })
  await box.callbacks()
  const { link } = await create({ range: { user_list: staff } })
  for (const id of customers.slice(0, 21)) click(id, link.url)
  const told = changes(await box.callbacks()).filter((change) => change.startsWith('balance'))
  expect(told).toEqual(['balance_exhausted', 'balance_low'])
  expect(click(customers[21], link.url)[0]).toMatch(/used up/)
  expect((await box.callbacks()).map((one) => one.ChangeType)).toEqual(['open_profile'])
  box.act(`staff:${staff[0]}`, 'buyQuota', { number: 1 })
  expect((await box.callbacks()).map((one) => one.ChangeType)).toEqual(['balance_increased'])
  expect(click(customers[21], link.url)).toContain('callback add_external_contact')
})

test('a lot about to expire is told 14, 7, 3, 2 and 1 days ahead, each once', async () => {
  box.world.store.run('delete from acquisition_quotas')
  box.act(`staff:${staff[0]}`, 'buyQuota', { number: 5, days: 20 })
  await box.callbacks()
  const told: string[] = []
  for (let day = 1; day <= 21; day += 1) {
    box.advance(DAY_MS)
    for (const one of await box.callbacks()) told.push(`${day} ${one.ChangeType} ${one.ExpireQuotaNum}`)
  }
  expect(told).toEqual([6, 13, 17, 18, 19].map((day) => `${day} quota_expire_soon 5`))
  expect(await quota()).toMatchObject({ balance: 0, quota_list: [] })
})

test('with verification the unit is charged when the staff member accepts', async () => {
  const { link } = await create({ range: { user_list: [staff[0]] }, skip_verify: false })
  const { balance } = await quota()
  click(customers[0], link.url)
  expect((await quota()).balance).toBe(balance)
  box.act(`staff:${staff[0]}`, 'acceptCustomer', { customerId: customers[0] })
  expect((await quota()).balance).toBe(balance - 1)
  expect(await box.call(`${PATH}/customer`, { link_id: link.link_id })).toMatchObject({ customer_list: [{ userid: staff[0] }] })
})

test('a contact is preferred where the link says so, and costs nothing', async () => {
  box.act(`customer:${customers[0]}`, 'addStaff', { userId: staff[2] })
  const { link } = await create({ range: { user_list: [staff[0]] }, priority_option: { priority_type: 1 } })
  const { balance } = await quota()
  expect(click(customers[0], link.url).some((one) => one.includes(`${staff[2]} is a contact already`))).toBe(true)
  expect((await quota()).balance).toBe(balance)
})

test('links are listed, changed, deleted; wrong ones refused', async () => {
  const { link } = await create({ range: { user_list: [staff[0]], department_list: [] }, skip_verify: false })
  await create({ range: { user_list: [staff[1]] } })
  const first = await box.call<{ link_id_list: string[]; next_cursor: string }>(`${PATH}/list_link`, { limit: 1 })
  expect(first.link_id_list).toEqual([link.link_id])
  const second = await box.call<{ link_id_list: string[]; next_cursor: string }>(`${PATH}/list_link`, {
    limit: 1,
    cursor: first.next_cursor,
  })
  expect([second.link_id_list.length, second.next_cursor]).toEqual([1, ''])
  await box.call(`${PATH}/update_link`, { link_id: link.link_id, link_name: '改名', range: { user_list: [staff[2]] } })
  expect(await box.call(`${PATH}/get`, { link_id: link.link_id })).toMatchObject({
    link: { link_name: '改名', url: link.url, skip_verify: false },
    range: { user_list: [staff[2]], department_list: [] },
  })
  expect((await box.call(`${PATH}/delete_link`, { link_id: link.link_id })).errcode).toBe(0)
  expect((await box.call(`${PATH}/get`, { link_id: link.link_id })).errcode).toBe(40058)
  expect((await create({ range: {} })).errcode).toBe(40058)
  expect((await create({ range: { user_list: ['nobody'] } })).errcode).toBe(60111)
  expect((await create({ link_name: '长'.repeat(31), range: { user_list: [staff[0]] } })).errcode).toBe(40058)
})

test('any other address is opened on the phone; what is no address is refused', async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const { port } = server.address() as AddressInfo
  expect(box.act(`customer:${customers[0]}`, 'scan', { code: `http://127.0.0.1:${port}/c/abc` })[0]).toMatch(/opens/)
  await box.sandbox.openPages()
  await new Promise((resolve) => server.close(resolve))
  expect(asked).toEqual(['/c/abc'])
  expect(() => box.act(`customer:${customers[0]}`, 'scan', { code: 'rubbish' })).toThrow(/neither a code/)
  expect(() => click(customers[0], 'javascript:alert(1)')).toThrow(/neither a code/)
})
