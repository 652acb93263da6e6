import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = '/cgi-bin/externalcontact'
/** Longer than any settling after an add. */
const SETTLED_MS = 6_000

let box: TestSandbox
let zhang: string
let li: string

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 3, customers: 8 } })
  const staff = box.answer.staff as { userId: string }[]
  zhang = staff[0]?.userId ?? ''
  li = staff[1]?.userId ?? ''
})
afterEach(() => box.close())

interface Got {
  external_contact: { external_userid: string; name: string; type: number; unionid?: string }
  follow_user: {
    userid: string
    remark: string
    createtime: number
    add_way: number
    state?: string
    tags: unknown[]
    oper_userid: string
  }[]
  next_cursor?: string
}

function customer(index: number): { id: string; name: string } {
  const found = (box.answer.customers as { id: string; name: string }[])[index]
  if (!found) throw new Error(`the world has no customer ${index}`)
  return found
}

async function added(index: number, userId: string, input: object = {}): Promise<string> {
  const effects = box.act(`customer:${customer(index).id}`, 'addStaff', { userId, ...input })
  expect(effects).toContain('callback add_external_contact')
  const heard = await box.callbacks()
  return String(heard.find((one) => one.ChangeType === 'add_external_contact')?.ExternalUserID)
}

test('an add makes one callback with state and welcome code, then a contact that settles within seconds', async () => {
  box.act(`customer:${customer(0).id}`, 'addStaff', { userId: zhang, state: 'poster-7' })
  const [heard, ...others] = await box.callbacks()
  expect(others).toEqual([])
  expect(heard).toMatchObject({
    ToUserName: box.corpId,
    FromUserName: 'sys',
    MsgType: 'event',
    Event: 'change_external_contact',
    ChangeType: 'add_external_contact',
    UserID: zhang,
    State: 'poster-7',
  })
  expect(String(heard?.WelcomeCode)).not.toBe('undefined')
  const external = String(heard?.ExternalUserID)
  expect(external).toMatch(/^wm[\w-]{30}$/)
  box.advance(SETTLED_MS)
  const got = await box.call<Got>(`${PATH}/get?external_userid=${external}`)
  expect(got.errcode).toBe(0)
  expect(got.external_contact).toMatchObject({ external_userid: external, name: customer(0).name, type: 1 })
  expect(got.external_contact.unionid).toBeTruthy()
  expect(got.follow_user).toHaveLength(1)
  expect(got.follow_user[0]).toMatchObject({
    userid: zhang,
    remark: customer(0).name,
    add_way: 1,
    state: 'poster-7',
    oper_userid: external,
    tags: [],
  })
})

test('while adds settle, get answers 84061 for some, and list shows them at once', async () => {
  const externals: string[] = []
  for (let index = 0; index < 8; index += 1) externals.push(await added(index, zhang))
  const before = await Promise.all(externals.map((id) => box.call(`${PATH}/get?external_userid=${id}`)))
  expect(before.filter((one) => one.errcode === 84061).length).toBeGreaterThan(0)
  const list = await box.call<{ external_userid: string[] }>(`${PATH}/list?userid=${zhang}`)
  expect(list.external_userid).toEqual(externals)
  box.advance(SETTLED_MS)
  const after = await Promise.all(externals.map((id) => box.call(`${PATH}/get?external_userid=${id}`)))
  expect(after.map((one) => one.errcode)).toEqual(externals.map(() => 0))
})

test('one customer has one external_userid at the corp, and a second add of a contact tells nobody', async () => {
  const first = await added(0, zhang)
  const second = await added(0, li)
  expect(second).toBe(first)
  expect(box.act(`customer:${customer(0).id}`, 'addStaff', { userId: li })).toEqual([`${li} is a contact already, the chat opens`])
  expect(await box.callbacks()).toEqual([])
  box.advance(SETTLED_MS)
  const got = await box.call<Got>(`${PATH}/get?external_userid=${first}`)
  expect(got.follow_user.map((one) => one.userid)).toEqual([zhang, li])
})

test('when the customer deletes the staff member the relation is one-way and calls go on; when the staff member deletes, 84061', async () => {
  const external = await added(0, zhang)
  box.advance(SETTLED_MS)
  box.act(`customer:${customer(0).id}`, 'deleteStaff', { userId: zhang })
  expect((await box.callbacks()).map((one) => one.ChangeType)).toEqual(['del_follow_user'])
  expect((await box.call(`${PATH}/get?external_userid=${external}`)).errcode).toBe(0)
  expect(() => box.act(`customer:${customer(0).id}`, 'deleteStaff', { userId: zhang })).toThrow(/does not have/)
  box.act(`staff:${zhang}`, 'deleteCustomer', { customerId: customer(0).id })
  const [gone] = await box.callbacks()
  expect(gone).toMatchObject({ ChangeType: 'del_external_contact', UserID: zhang, ExternalUserID: external })
  expect((await box.call(`${PATH}/get?external_userid=${external}`)).errcode).toBe(84061)
  expect((await box.call(`${PATH}/list?userid=${zhang}`)).errcode).toBe(84061)
})

test('a returning customer keeps remark and tags while one-way, and loses them when the staff member had deleted', async () => {
  const external = await added(0, zhang)
  box.advance(SETTLED_MS)
  const remark = { userid: zhang, external_userid: external, remark: '王姐', remark_mobiles: ['13800000001'] }
  expect((await box.call(`${PATH}/remark`, remark)).errcode).toBe(0)
  box.act(`customer:${customer(0).id}`, 'deleteStaff', { userId: zhang })
  // still in the staff member's list: no verification, whatever the door
  box.act(`customer:${customer(0).id}`, 'addStaff', { userId: zhang, mode: 'requested' })
  box.advance(SETTLED_MS)
  const kept = await box.call<Got>(`${PATH}/get?external_userid=${external}`)
  expect(kept.follow_user[0]).toMatchObject({ remark: '王姐', remark_mobiles: ['13800000001'] })
  box.act(`staff:${zhang}`, 'deleteCustomer', { customerId: customer(0).id })
  box.act(`customer:${customer(0).id}`, 'addStaff', { userId: zhang })
  box.advance(SETTLED_MS)
  const anew = await box.call<Got>(`${PATH}/get?external_userid=${external}`)
  expect(anew.follow_user[0]).toMatchObject({ remark: customer(0).name, remark_mobiles: [] })
})

test('remark refuses nothing to write, too long texts and strangers, naming the field; calls make no callbacks', async () => {
  const external = await added(0, zhang)
  box.advance(SETTLED_MS)
  const pair = { userid: zhang, external_userid: external }
  expect((await box.call(`${PATH}/remark`, pair)).errcode).toBe(40035)
  const long = await box.call(`${PATH}/remark`, { ...pair, remark: '长'.repeat(21) })
  expect(long).toMatchObject({ errcode: 40058, errmsg: expect.stringContaining('remark') })
  expect((await box.call(`${PATH}/remark`, { ...pair, userid: li, remark: 'x' })).errcode).toBe(84061)
  expect((await box.call(`${PATH}/remark`, { ...pair, userid: 'nobody', remark: 'x' })).errcode).toBe(60111)
  expect((await box.call(`${PATH}/remark`, { ...pair, external_userid: 'wm-short', remark: 'x' })).errcode).toBe(40096)
  expect((await box.call(`${PATH}/remark`, { ...pair, remark: '好' })).errcode).toBe(0)
  expect(await box.callbacks()).toEqual([])
})

test('an edit in the client is told, one of phone numbers alone is not', async () => {
  const external = await added(0, zhang, { state: 's1' })
  box.act(`staff:${zhang}`, 'editCustomer', { customerId: customer(0).id, mobiles: ['13800000001'] })
  expect(await box.callbacks()).toEqual([])
  box.act(`staff:${zhang}`, 'editCustomer', { customerId: customer(0).id, description: '喜欢蓝色' })
  const [heard] = await box.callbacks()
  expect(heard).toMatchObject({ ChangeType: 'edit_external_contact', UserID: zhang, ExternalUserID: external, State: 's1' })
})

test('half added is no contact until confirmed; a request makes no news until accepted', async () => {
  box.act(`customer:${customer(0).id}`, 'addStaff', { userId: zhang, mode: 'half', state: 'h' })
  const [half] = await box.callbacks()
  expect(half).toMatchObject({ ChangeType: 'add_half_external_contact', State: 'h', WelcomeCode: expect.any(String) })
  const external = String(half?.ExternalUserID)
  box.advance(SETTLED_MS)
  expect((await box.call(`${PATH}/get?external_userid=${external}`)).errcode).toBe(84061)
  expect((await box.call(`${PATH}/send_welcome_msg`, { welcome_code: half?.WelcomeCode, text: { content: '你好' } })).errcode).toBe(0)
  box.act(`staff:${zhang}`, 'acceptCustomer', { customerId: customer(0).id })
  const [whole] = await box.callbacks()
  expect(whole).toMatchObject({ ChangeType: 'add_external_contact', State: 'h' })
  expect(whole).not.toHaveProperty('WelcomeCode')

  box.act(`customer:${customer(1).id}`, 'addStaff', { userId: zhang, mode: 'requested' })
  expect(await box.callbacks()).toEqual([])
  box.act(`staff:${zhang}`, 'acceptCustomer', { customerId: customer(1).id })
  expect((await box.callbacks()).map((one) => one.ChangeType)).toEqual(['add_external_contact'])
  expect(() => box.act(`staff:${zhang}`, 'acceptCustomer', { customerId: customer(1).id })).toThrow(/contact already/)
})

test('a staff member asks, the customer accepts, and only then it is told', async () => {
  box.act(`staff:${zhang}`, 'addCustomer', { customerId: customer(0).id })
  expect(await box.callbacks()).toEqual([])
  expect(() => box.act(`staff:${zhang}`, 'acceptCustomer', { customerId: customer(0).id })).toThrow(/not answered/)
  expect(() => box.act(`customer:${customer(1).id}`, 'acceptStaff', { userId: zhang })).toThrow(/did not ask/)
  box.act(`customer:${customer(0).id}`, 'acceptStaff', { userId: zhang })
  const [heard] = await box.callbacks()
  expect(heard).toMatchObject({ ChangeType: 'add_external_contact', UserID: zhang, WelcomeCode: expect.any(String) })
  box.advance(SETTLED_MS)
  const got = await box.call<Got>(`${PATH}/get?external_userid=${heard?.ExternalUserID}`)
  expect(got.follow_user).toMatchObject([{ userid: zhang, add_way: 2, oper_userid: zhang }])
  box.act(`staff:${li}`, 'addCustomer', { customerId: customer(2).id })
  box.act(`customer:${customer(2).id}`, 'addStaff', { userId: li })
  expect((await box.callbacks()).map((one) => one.ChangeType)).toEqual(['add_external_contact'])
})

test('batch/get_by_user walks several staff in pages without loss or doubles', async () => {
  for (let index = 0; index < 5; index += 1) await added(index, zhang)
  for (let index = 2; index < 8; index += 1) await added(index, li)
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await box.call<{
      external_contact_list: { follow_info: { userid: string; tag_id: string[] }; external_contact: { external_userid: string } }[]
      next_cursor: string
    }>(`${PATH}/batch/get_by_user`, { userid_list: [li, zhang], cursor, limit: 2 })
    expect(page.external_contact_list.length).toBeLessThanOrEqual(2)
    seen.push(...page.external_contact_list.map((one) => `${one.follow_info.userid} ${one.external_contact.external_userid}`))
    cursor = page.next_cursor
  } while (cursor !== '')
  expect(seen).toHaveLength(11)
  expect(new Set(seen).size).toBe(11)
  const tooMany = await box.call(`${PATH}/batch/get_by_user`, { userid_list: [zhang], limit: 101 })
  expect(tooMany).toMatchObject({ errcode: 40058, errmsg: expect.stringContaining('limit') })
  expect((await box.call(`${PATH}/batch/get_by_user`, { userid_list: [zhang], cursor: 'bm90IG91cnM' })).errcode).toBe(40058)
})

test('words reach the other’s phone; strangers and the deleted are refused', async () => {
  await added(0, zhang)
  const { id } = customer(0)
  box.act(`customer:${id}`, 'say', { to: zhang, text: '有货吗' })
  box.act(`staff:${zhang}`, 'say', { to: `customer:${id}`, text: '有的' })
  expect(box.inbox({ staff: zhang })).toMatchObject([
    { from: id, channel: 'wecom', content: { msgtype: 'text', text: { content: '有货吗' } } },
  ])
  expect(box.inbox({ customer: id })).toMatchObject([{ from: zhang, channel: 'wecom', content: { text: { content: '有的' } } }])
  expect(() => box.act(`customer:${customer(1).id}`, 'say', { to: zhang, text: 'hi' })).toThrow(/not contacts/)
  box.act(`customer:${id}`, 'deleteStaff', { userId: zhang })
  expect(() => box.act(`staff:${zhang}`, 'say', { to: id, text: '在吗' })).toThrow(/not contacts/)
})

test('a unionid leads to the external_userid of a contact and to a pending_id of others', async () => {
  const external = await added(0, zhang)
  box.advance(SETTLED_MS)
  const { external_contact: contact } = await box.call<Got>(`${PATH}/get?external_userid=${external}`)
  const convert = '/cgi-bin/idconvert/unionid_to_external_userid'
  const known = await box.call(convert, { unionid: contact.unionid, openid: 'o1', subject_type: 0 })
  expect(known).toEqual({ errcode: 0, errmsg: 'ok', external_userid: external })
  const sql = 'select unionid from customers where id = ?'
  const other = box.world.store.get<{ unionid: string }>(sql, [customer(1).id])?.unionid
  const pending = await box.call<{ pending_id: string }>(convert, { unionid: other, openid: 'o2' })
  expect(pending).not.toHaveProperty('external_userid')
  const later = await added(1, zhang)
  const resolved = await box.call('/cgi-bin/idconvert/batch/external_userid_to_pending_id', { external_userid: [later, external] })
  expect(resolved).toMatchObject({ result: [{ external_userid: later, pending_id: pending.pending_id }] })
  expect((await box.call(convert, { unionid: 'nobody', openid: 'o3' })).errcode).toBe(610014)
})

test('contact_list holds contacts and people of groups, who are masked unless they are contacts', async () => {
  const [group] = box.answer.groups as { chatId: string }[]
  const external = await added(0, zhang)
  for (const index of [0, 1]) box.act(`customer:${customer(index).id}`, 'joinGroup', { chatId: group?.chatId })
  const rows: Record<string, unknown>[] = []
  let cursor: string | undefined
  do {
    const page = await box.call<{ info_list: Record<string, unknown>[]; next_cursor?: string }>(`${PATH}/contact_list`, {
      limit: 1,
      cursor,
    })
    rows.push(...page.info_list)
    cursor = page.next_cursor
  } while (cursor)
  expect(rows).toMatchObject([
    { is_customer: true, external_userid: external, follow_userid: zhang },
    { is_customer: true, external_userid: external, chat_id: group?.chatId },
    { is_customer: false, name: expect.stringMatching(/^\*\*\*/) },
  ])
  expect(rows[0]?.tmp_openid).toBe(rows[1]?.tmp_openid)
})
