import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { addRelation, knownExternalUserId, relation } from '../contacts/relations.ts'
import { externalUserIdOf } from '../corp/customers.ts'
import { MAX_CUSTOMERS_OF_MEMBER } from './customers.ts'

const DAY_MS = 86_400_000
const SETTLED_MS = 20_000
const PATH = '/cgi-bin/externalcontact'

interface Begun {
  readonly customer: { external_userid: string; errcode: number }[]
}
interface Results {
  readonly customer: { external_userid: string; status: number; takeover_time: number }[]
}
interface Unassigned {
  readonly info: { handover_userid: string; external_userid: string; dimission_time: number }[]
  readonly is_last: boolean
  readonly next_cursor: string
}

let at: TestSandbox
let anna: string
let ben: string
let cleo: string
let customers: string[]
beforeEach(async () => {
  at = await openTestSandbox({ plan: { staff: 3, customers: 12, groups: 3 } })
  ;[anna = '', ben = '', cleo = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (at.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => at.close())

async function befriend(userId: string, ...customerIds: (string | undefined)[]): Promise<string[]> {
  for (const customerId of customerIds) at.act(`customer:${customerId}`, 'addStaff', { userId })
  at.advance(SETTLED_MS)
  await at.callbacks()
  return customerIds.map((id = '') => knownExternalUserId(at.world, at.corpId, id) ?? '')
}

const begin = (kind: 'onjob' | 'resigned', external_userid: string[], pair: { from?: string; to?: string } = {}) =>
  at.call<Begun>(`${PATH}/${kind === 'resigned' ? 'resigned/' : ''}transfer_customer`, {
    handover_userid: pair.from ?? anna,
    takeover_userid: pair.to ?? ben,
    external_userid,
  })
const results = (kind: 'onjob' | 'resigned', pair: { from?: string; to?: string } = {}) =>
  at.call<Results>(`${PATH}/${kind === 'resigned' ? 'resigned/' : ''}transfer_result`, {
    handover_userid: pair.from ?? anna,
    takeover_userid: pair.to ?? ben,
  })
const seconds = (ms: number) => Math.floor(ms / 1_000)

test('a customer of a member who stays moves after a day, with remark and tags, and the corp is told', async () => {
  const [id = '', stranger = ''] = [...(await befriend(anna, customers[0])), ...(await befriend(ben, customers[1]))]
  interface TagGroup {
    readonly tag_group: { tag: { id: string }[] }
  }
  const made = await at.call<TagGroup>(`${PATH}/add_corp_tag`, { group_name: 'level', tag: [{ name: 'gold' }] })
  const [gold = ''] = made.tag_group.tag.map((tag) => tag.id)
  at.act(`staff:${anna}`, 'editCustomer', { customerId: customers[0], remark: 'the tall one', addTags: [gold] })
  await at.callbacks()
  const startedAt = at.sandbox.now()
  expect((await begin('onjob', [id, 'wmNone', stranger])).customer).toEqual([
    { external_userid: id, errcode: 0 },
    { external_userid: 'wmNone', errcode: 40096 },
    { external_userid: stranger, errcode: 40131 },
  ])
  expect((await begin('onjob', [id], { to: cleo })).customer).toEqual([{ external_userid: id, errcode: 40129 }])
  expect((await results('onjob')).customer).toEqual([{ external_userid: id, status: 2, takeover_time: seconds(startedAt + DAY_MS) }])
  at.advance(DAY_MS - 1)
  expect(await at.callbacks()).toEqual([])
  at.advance(1)
  const told = (await at.callbacks()).map((one) => ({ change: one.ChangeType, user: one.UserID, source: one.Source }))
  expect(told).toEqual([
    { change: 'del_external_contact', user: anna, source: 'DELETE_BY_TRANSFER' },
    { change: 'add_external_contact', user: ben, source: undefined },
  ])
  expect((await results('onjob')).customer).toEqual([{ external_userid: id, status: 1, takeover_time: seconds(startedAt + DAY_MS) }])
  interface Details {
    readonly follow_user: { userid: string; remark: string; add_way: number; tags: { tag_id: string }[] }[]
  }
  const { follow_user } = await at.call<Details>(`${PATH}/get?external_userid=${id}`)
  expect(follow_user).toMatchObject([{ userid: ben, remark: 'the tall one', add_way: 202, tags: [{ tag_id: gold }] }])
  expect(at.inbox({ customer: customers[0] ?? '' }).at(-1)).toMatchObject({ from: ben, content: { msgtype: 'text' } })
})

test('a customer says no, and the corp hears why', async () => {
  const [id = ''] = await befriend(anna, customers[0])
  await begin('onjob', [id])
  expect(at.act(`customer:${customers[0]}`, 'refuseTransfer')).toContain('callback transfer_fail')
  expect(await at.callbacks()).toMatchObject([
    { ChangeType: 'transfer_fail', FailReason: 'customer_refused', UserID: ben, ExternalUserID: id },
  ])
  at.advance(2 * DAY_MS)
  expect((await results('onjob')).customer).toEqual([{ external_userid: id, status: 3, takeover_time: 0 }])
  expect(relation(at.world, at.corpId, anna, id)?.status).toBe('mutual')
  expect(() => at.act(`customer:${customers[0]}`, 'refuseTransfer')).toThrow('nobody')
})

test('a customer is transferred twice in 90 days', async () => {
  const [id = ''] = await befriend(anna, customers[0])
  for (const [from, to, errcode] of [
    [anna, ben, 0],
    [ben, cleo, 0],
    [cleo, anna, 40128],
  ] as const) {
    expect((await begin('onjob', [id], { from, to })).customer).toEqual([{ external_userid: id, errcode }])
    at.advance(DAY_MS)
  }
  at.advance(90 * DAY_MS)
  expect((await begin('onjob', [id], { from: cleo, to: anna })).customer).toEqual([{ external_userid: id, errcode: 0 }])
})

function fill(userId: string, count: number): void {
  at.world.store.transaction(() => {
    for (let number = 0; number < count; number += 1) {
      const customerId = `filler-${number}`
      const externalUserId = externalUserIdOf(at.world, { corpId: at.corpId, customerId })
      addRelation(at.world, { corpId: at.corpId, userId, externalUserId, customerId, addWay: 1, operUserId: userId })
    }
  })
}

test('a successor who is full takes nobody, told at once or after the day', async () => {
  const [first = '', second = ''] = await befriend(anna, customers[0], customers[1])
  fill(ben, MAX_CUSTOMERS_OF_MEMBER - 1)
  await begin('onjob', [first])
  await befriend(ben, customers[2])
  expect((await begin('onjob', [second])).customer).toEqual([{ external_userid: second, errcode: 40099 }])
  at.advance(DAY_MS)
  expect((await results('onjob')).customer).toMatchObject([{ external_userid: first, status: 4 }])
  const told = await at.callbacks()
  expect(told).toMatchObject([{ ChangeType: 'transfer_fail', FailReason: 'customer_limit_exceed', UserID: ben, ExternalUserID: first }])
})

test('who resigns leaves customers to be assigned: each ends in exactly one state', async () => {
  const ids = await befriend(anna, ...customers)
  at.act(`customer:${customers[11]}`, 'deleteStaff', { userId: anna })
  expect(await begin('resigned', ids)).toMatchObject({ errcode: 40097 })
  const resignedAt = at.sandbox.now()
  expect(at.act(`staff:${anna}`, 'resign')).toContain('12 customers wait for a successor')
  expect(() => at.act(`staff:${anna}`, 'resign')).toThrow('no member')
  expect(await begin('onjob', ids)).toMatchObject({ errcode: 60111 })
  const list = (body: object) => at.call<Unassigned>(`${PATH}/get_unassigned_list`, body)
  const pages: Unassigned[] = []
  for (let cursor: string | undefined; cursor !== ''; cursor = pages.at(-1)?.next_cursor ?? '')
    pages.push(await list({ page_size: 5, cursor }))
  expect(pages.map((page) => [page.info.length, page.is_last])).toEqual([
    [5, false],
    [5, false],
    [2, true],
  ])
  expect(pages.flatMap((page) => page.info.map((row) => row.external_userid)).sort()).toEqual([...ids].sort())
  expect(pages[0]?.info[0]).toMatchObject({ handover_userid: anna, dimission_time: seconds(resignedAt) })
  expect((await list({ page_id: 2, page_size: 5 })).info).toEqual(pages[2]?.info)
  expect(await list({ page_id: 50, page_size: 1_000 })).toMatchObject({ errcode: 40058 })

  expect((await begin('resigned', ids)).customer.filter((row) => row.errcode !== 0)).toEqual([])
  expect((await begin('resigned', ids.slice(0, 1))).customer).toMatchObject([{ errcode: 40100 }])
  expect((await list({})).info).toEqual([])
  at.act(`customer:${customers[0]}`, 'refuseTransfer', { userId: ben })
  at.advance(DAY_MS)
  const ended = (await results('resigned')).customer
  expect(ended.map((row) => row.status).sort()).toEqual([...Array(11).fill(1), 3])
  expect((await list({})).info.map((row) => row.external_userid)).toEqual([ids[0]])
  const told = await at.callbacks()
  expect(told.filter((one) => one.ChangeType === 'add_external_contact' && one.UserID === ben)).toHaveLength(11)
  expect(told.filter((one) => one.ChangeType === 'del_external_contact')).toEqual([])
  // Who had deleted anna still has deleted the corp's member.
  expect(relation(at.world, at.corpId, ben, ids[11] ?? '')?.status).toBe('one_way')
})

interface Failed {
  readonly failed_chat_list: { chat_id: string; errcode: number; errmsg: string }[]
}

test('groups of a member who left are inherited, of one who stays given away', async () => {
  const groups = at.answer.groups as { chatId: string; owner: string }[]
  const [first = { chatId: '', owner: '' }] = groups
  const { chatId, owner } = first
  const next = [anna, ben, cleo].find((userId) => userId !== owner) ?? ''
  const third = [anna, ben, cleo].find((userId) => userId !== owner && userId !== next) ?? ''
  const give = (kind: 'onjob_transfer' | 'transfer', new_owner: string, ids = [chatId]) =>
    at.call<Failed>(`${PATH}/groupchat/${kind}`, { chat_id_list: ids, new_owner })
  const code = async (answer: Promise<Failed>) => (await answer).failed_chat_list.map((row) => row.errcode)
  const ownerNow = async () =>
    (await at.call<{ group_chat: { owner: string } }>(`${PATH}/groupchat/get`, { chat_id: chatId })).group_chat.owner
  expect(await code(give('transfer', next))).toEqual([90500])
  expect(await code(give('onjob_transfer', owner, [chatId, 'wrNone']))).toEqual([90504, 90501])
  expect(await code(give('onjob_transfer', next))).toEqual([])
  expect(await ownerNow()).toBe(next)
  expect(await code(give('onjob_transfer', third))).toEqual([])
  expect(await code(give('onjob_transfer', next))).toEqual([40128])

  at.act(`staff:${third}`, 'resign')
  const status = async (status_filter: number) => {
    const body = { status_filter, limit: 1_000 }
    const list = await at.call<{ group_chat_list: { chat_id: string; status: number }[] }>(`${PATH}/groupchat/list`, body)
    return list.group_chat_list.map((row) => row.chat_id)
  }
  expect(await status(1)).toContain(chatId)
  expect(await code(give('onjob_transfer', next))).toEqual([90502])
  expect(await code(give('transfer', next))).toEqual([])
  expect(await status(2)).toEqual([chatId])
  expect(await code(give('transfer', next))).toEqual([90507])
  at.advance(SETTLED_MS)
  expect(await status(3)).toEqual([chatId])
  expect(await ownerNow()).toBe(next)
  expect(await code(give('transfer', owner))).toEqual([90508])
})

test('pairs that cannot be are refused whole', async () => {
  const [id = ''] = await befriend(anna, customers[0])
  expect(await begin('onjob', [id], { to: anna })).toMatchObject({ errcode: 40130 })
  expect(await begin('onjob', [id], { to: 'nobody' })).toMatchObject({ errcode: 60111 })
  expect(await begin('onjob', Array(101).fill(id))).toMatchObject({ errcode: 40058 })
})

test('who resigns while a transfer waits hands over all the same, once', async () => {
  const [id = ''] = await befriend(anna, customers[0])
  await begin('onjob', [id])
  at.act(`staff:${anna}`, 'resign')
  expect((await begin('resigned', [id], { to: cleo })).customer).toEqual([{ external_userid: id, errcode: 40100 }])
  expect((await at.call<Unassigned>(`${PATH}/get_unassigned_list`, {})).info).toEqual([])
  at.advance(DAY_MS)
  expect((await results('onjob')).customer).toMatchObject([{ external_userid: id, status: 1 }])
  expect(relation(at.world, at.corpId, ben, id)?.status).toBe('mutual')
  expect((await at.call<Unassigned>(`${PATH}/get_unassigned_list`, {})).info).toEqual([])
})

test('a customer who comes back to who gave them away, or is a friend already, makes no add event', async () => {
  const [one = '', two = ''] = await befriend(anna, customers[0], customers[1])
  await befriend(ben, customers[1])
  await begin('onjob', [one, two])
  at.advance(DAY_MS)
  const changes = async () => (await at.callbacks()).map((told) => `${told.ChangeType} ${told.UserID}`)
  expect(await changes()).toEqual([`del_external_contact ${anna}`, `add_external_contact ${ben}`, `del_external_contact ${anna}`])
  await begin('onjob', [one], { from: ben, to: anna })
  at.advance(DAY_MS)
  expect(await changes()).toEqual([`del_external_contact ${ben}`])
  expect(relation(at.world, at.corpId, anna, one)?.status).toBe('mutual')
})
