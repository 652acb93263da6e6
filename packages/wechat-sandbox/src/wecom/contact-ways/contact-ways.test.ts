import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = '/cgi-bin/externalcontact'

let box: TestSandbox
let staff: string[]
let customers: string[]

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 3, customers: 9 } })
  staff = (box.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (box.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => box.close())

interface Made {
  config_id: string
  qr_code: string
}

const add = (body: object) => box.call<Made>(`${PATH}/add_contact_way`, body)
const scan = (customerId: string | undefined, code: string) => box.act(`customer:${customerId}`, 'scan', { code })

test('a code leads to its staff member, with its state and add_way 1', async () => {
  const way = await add({ type: 1, scene: 2, user: [staff[0]], state: 'shop-12', remark: '门店' })
  expect(way.qr_code).toMatch(/^https:\/\//)
  expect(scan(customers[0], way.qr_code)).toContain('callback add_external_contact')
  const [heard] = await box.callbacks()
  expect(heard).toMatchObject({ ChangeType: 'add_external_contact', UserID: staff[0], State: 'shop-12' })
  box.advance(6_000)
  const got = await box.call<{ follow_user: object[] }>(`${PATH}/get?external_userid=${heard?.ExternalUserID}`)
  expect(got.follow_user).toMatchObject([{ userid: staff[0], state: 'shop-12', add_way: 1 }])
  const shown = await box.call(`${PATH}/get_contact_way`, { config_id: way.config_id })
  expect(shown).toMatchObject({
    contact_way: {
      config_id: way.config_id,
      type: 1,
      scene: 2,
      remark: '门店',
      skip_verify: true,
      state: 'shop-12',
      user: [staff[0]],
      party: [],
      qr_code: way.qr_code,
    },
  })
})

test('several staff take turns; an exclusive code always leads a customer to the same one', async () => {
  const turns = await add({ type: 2, scene: 2, user: staff })
  for (const id of customers) scan(id, turns.config_id)
  const heard = (await box.callbacks()).map((one) => one.UserID)
  for (const userId of staff) expect(heard.filter((one) => one === userId)).toHaveLength(3)

  const exclusive = await add({ type: 2, scene: 2, user: staff, is_exclusive: true })
  const first = scan(customers[0], exclusive.config_id)[0]
  scan(customers[1], exclusive.config_id)
  expect(scan(customers[0], exclusive.config_id)[0]).toContain(String(first?.split(' ').find((word) => staff.includes(word))))
})

test('departments count, people without verification wait to be accepted', async () => {
  const [first] = staff
  const { department } = await box.call<{ department: number[] }>(`/cgi-bin/user/get?userid=${first}`)
  const way = await add({ type: 2, scene: 2, party: department, skip_verify: false })
  expect(scan(customers[0], way.qr_code)[0]).toMatch(/must accept/)
  expect(await box.callbacks()).toEqual([])
})

test('what is wrong is refused by its own code', async () => {
  expect((await add({ scene: 2, user: [staff[0]] })).errcode).toBe(41037)
  expect((await add({ type: 1, user: [staff[0]] })).errcode).toBe(41038)
  expect((await add({ type: 3, scene: 2, user: [staff[0]] })).errcode).toBe(41039)
  expect((await add({ type: 1, scene: 9, user: [staff[0]] })).errcode).toBe(41040)
  expect((await add({ type: 1, scene: 2, user: [staff[0]], is_temp: true })).errcode).toBe(41040)
  expect((await add({ type: 1, scene: 1, style: 7, user: [staff[0]] })).errcode).toBe(41042)
  expect((await add({ type: 1, scene: 2, user: staff })).errcode).toBe(40058)
  expect((await add({ type: 1, scene: 2, user: ['nobody'] })).errcode).toBe(60111)
  expect((await add({ type: 2, scene: 2, party: [999] })).errcode).toBe(60123)
  expect((await add({ type: 1, scene: 2, user: [staff[0]], state: 'x'.repeat(31) })).errcode).toBe(40058)
  expect((await box.call(`${PATH}/get_contact_way`, {})).errcode).toBe(41043)
  expect((await box.call(`${PATH}/get_contact_way`, { config_id: 'none' })).errcode).toBe(41044)
})

test('ways are listed in pages, updated in place and dead once deleted', async () => {
  const made: string[] = []
  for (let index = 0; index < 5; index += 1) made.push((await add({ type: 1, scene: 2, user: [staff[0]] })).config_id)
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = await box.call<{ contact_way: { config_id: string }[]; next_cursor?: string }>(`${PATH}/list_contact_way`, {
      limit: 2,
      cursor,
    })
    seen.push(...page.contact_way.map((way) => way.config_id))
    cursor = page.next_cursor
  } while (cursor)
  expect(seen).toEqual(made)
  const [config_id = ''] = made
  expect((await box.call(`${PATH}/update_contact_way`, { config_id, user: [staff[1]], state: 'new' })).errcode).toBe(0)
  scan(customers[0], config_id)
  expect((await box.callbacks())[0]).toMatchObject({ UserID: staff[1], State: 'new' })
  expect((await box.call(`${PATH}/del_contact_way`, { config_id })).errcode).toBe(0)
  expect(() => scan(customers[1], config_id)).toThrow(/neither a code/)
  expect((await box.call(`${PATH}/list_contact_way`, { limit: 1_001 })).errcode).toBe(40058)
})
