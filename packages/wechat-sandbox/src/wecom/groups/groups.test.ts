import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = '/cgi-bin/externalcontact/groupchat'

let box: TestSandbox
let staff: string[]
let customers: string[]
let group: { chatId: string; name: string; owner: string }

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 3, customers: 12, groups: 4 } })
  staff = (box.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (box.answer.customers as { id: string }[]).map((one) => one.id)
  const [first] = box.answer.groups as (typeof group)[]
  if (!first) throw new Error('the world has no groups')
  group = first
})
afterEach(() => box.close())

interface Shown {
  group_chat: {
    name: string
    owner: string
    notice: string
    member_version: string
    admin_list: { userid: string }[]
    member_list: {
      userid: string
      type: number
      join_scene: number
      state?: string
      name?: string
      unionid?: string
      invitor?: { userid: string }
    }[]
  }
}

const show = async (chat_id = group.chatId) => (await box.call<Shown>(`${PATH}/get`, { chat_id, need_name: 1 })).group_chat
const joins = (index: number, chatId: string, state?: string) => box.act(`customer:${customers[index]}`, 'joinGroup', { chatId, state })

test('a customer who joins is told of with versions that chain, and shown with scene and state', async () => {
  const before = await show()
  expect(before.member_list).toMatchObject([{ userid: group.owner, type: 1 }])
  joins(0, group.chatId, 'poster')
  joins(1, group.chatId)
  const heard = await box.callbacks()
  const first = heard.find((one) => one.LastMemVer === before.member_version)
  const second = heard.find((one) => one !== first)
  expect(first).toMatchObject({
    Event: 'change_external_chat',
    ChangeType: 'update',
    ChatId: group.chatId,
    UpdateDetail: 'add_member',
    JoinScene: '3',
    MemChangeCnt: '1',
    LastMemVer: before.member_version,
  })
  expect(second?.LastMemVer).toBe(first?.CurMemVer)
  const after = await show()
  expect(after.member_version).toBe(second?.CurMemVer)
  const changed = first?.MemChangeList as { Item: string } | undefined
  expect(after.member_list[1]).toMatchObject({ userid: changed?.Item, type: 2, join_scene: 3, state: 'poster' })
  expect(after.member_list[1]?.name).toBeTruthy()
  expect(after.member_list[1]?.unionid).toBeTruthy()
  expect(after.member_list[2]).not.toHaveProperty('state')
})

test('leaving and being put out are told apart; only owners and administrators put out', async () => {
  joins(0, group.chatId)
  joins(1, group.chatId)
  await box.callbacks()
  box.act(`customer:${customers[0]}`, 'leaveGroup', { chatId: group.chatId })
  box.act(`staff:${group.owner}`, 'kick', { chatId: group.chatId, customerId: customers[1] })
  expect((await box.callbacks()).map((one) => `${one.UpdateDetail} ${one.QuitScene}`).sort()).toEqual(['del_member 0', 'del_member 1'])
  expect((await show()).member_list).toHaveLength(1)
  joins(2, group.chatId)
  const other = staff.find((userId) => userId !== group.owner)
  expect(() => box.act(`staff:${other}`, 'kick', { chatId: group.chatId, customerId: customers[2] })).toThrow(/neither owns/)
  expect(() => box.act(`staff:${group.owner}`, 'leaveGroup', { chatId: group.chatId })).toThrow(/owner/)
})

test('what is said in a group reaches everybody else in it', () => {
  joins(0, group.chatId)
  joins(1, group.chatId)
  box.act(`customer:${customers[0]}`, 'say', { chatId: group.chatId, text: '早' })
  const item = { from: customers[0], channel: 'group', chatId: group.chatId, content: { text: { content: '早' } } }
  expect(box.inbox({ customer: customers[1] ?? '' })).toMatchObject([item])
  expect(box.inbox({ staff: group.owner })).toMatchObject([item])
  expect(box.inbox({ customer: customers[0] ?? '' })).toEqual([])
  expect(() => box.act(`customer:${customers[5]}`, 'say', { chatId: group.chatId, text: 'hi' })).toThrow(/not in/)
})

test('a full group takes nobody by code but contacts by invitation, up to the hard cap', async () => {
  box.act(`staff:${staff[0]}`, 'limitGroups', { qrCap: 3, hardCap: 4 })
  joins(0, group.chatId)
  joins(1, group.chatId)
  expect(() => joins(2, group.chatId)).toThrow(/by code/)
  for (const index of [2, 3]) box.act(`customer:${customers[index]}`, 'addStaff', { userId: group.owner })
  box.act(`staff:${group.owner}`, 'inviteToGroup', { chatId: group.chatId, customerId: customers[2] })
  const last = (await show()).member_list.at(-1)
  expect(last).toMatchObject({ join_scene: 1, invitor: { userid: group.owner } })
  expect(() => box.act(`staff:${group.owner}`, 'inviteToGroup', { chatId: group.chatId, customerId: customers[3] })).toThrow(/at all/)
  expect(() => box.act(`staff:${group.owner}`, 'inviteToGroup', { chatId: group.chatId, customerId: customers[9] })).toThrow(/not contacts/)
})

test('a join way fills its groups one after the other and then makes the next room', async () => {
  box.act(`staff:${staff[0]}`, 'limitGroups', { qrCap: 3, hardCap: 9 })
  const chat_id_list = (box.answer.groups as (typeof group)[]).slice(0, 2).map((one) => one.chatId)
  const body = { scene: 2, chat_id_list, room_base_name: '福利', room_base_id: 10, state: 'way-1', remark: '长'.repeat(40) }
  const { config_id } = await box.call<{ config_id: string }>(`${PATH}/add_join_way`, body)
  const { join_way } = await box.call<{ join_way: { qr_code: string; remark: string; auto_create_room: number } }>(`${PATH}/get_join_way`, {
    config_id,
  })
  expect(join_way).toMatchObject({ ...body, remark: '长'.repeat(30), auto_create_room: 1 })
  for (const id of customers.slice(0, 7)) box.act(`customer:${id}`, 'scan', { code: join_way.qr_code })
  const heard = await box.callbacks()
  const made = heard.filter((one) => one.ChangeType === 'create').map((one) => String(one.ChatId))
  expect(made).toHaveLength(2)
  const rooms = (await Promise.all(made.map(show))).sort((a, b) => (a.name < b.name ? -1 : 1))
  expect(rooms.map((room) => room.name)).toEqual(['福利10', '福利11'])
  for (const chatId of chat_id_list) expect((await show(chatId)).member_list).toHaveLength(3)
  expect(rooms.map((room) => room.member_list.length)).toEqual([3, 2])
  expect(rooms[0]?.member_list[1]).toMatchObject({ join_scene: 3, state: 'way-1' })
  expect(box.act(`customer:${customers[0]}`, 'scan', { code: config_id })).toEqual([`is in ${chat_id_list[0]} already`])
})

test('without automatic rooms a full way refuses; six groups, unknown groups and foreign ways are refused', async () => {
  box.act(`staff:${staff[0]}`, 'limitGroups', { qrCap: 2, hardCap: 9 })
  const add = (body: object) => box.call<{ config_id: string }>(`${PATH}/add_join_way`, body)
  const { config_id } = await add({ scene: 2, chat_id_list: [group.chatId], auto_create_room: 0 })
  box.act(`customer:${customers[0]}`, 'scan', { code: config_id })
  expect(() => box.act(`customer:${customers[1]}`, 'scan', { code: config_id })).toThrow(/full/)
  expect((await add({ scene: 2, chat_id_list: Array.from({ length: 6 }, () => group.chatId) })).errcode).toBe(41091)
  expect((await add({ scene: 2, chat_id_list: ['wrNone'] })).errcode).toBe(86003)
  expect((await add({ scene: 5, chat_id_list: [group.chatId] })).errcode).toBe(41040)
  expect((await add({ chat_id_list: [group.chatId] })).errcode).toBe(41038)
  expect((await box.call(`${PATH}/del_join_way`, { config_id })).errcode).toBe(0)
  expect((await box.call(`${PATH}/get_join_way`, { config_id })).errcode).toBe(41044)
})

test('groups are listed in pages, by owner and by status; a dismissed one is 49008', async () => {
  const all: string[] = []
  let cursor: string | undefined
  do {
    const page = await box.call<{ group_chat_list: { chat_id: string; status: number }[]; next_cursor?: string }>(`${PATH}/list`, {
      limit: 3,
      cursor,
    })
    all.push(...page.group_chat_list.map((one) => one.chat_id))
    cursor = page.next_cursor
  } while (cursor)
  expect(all).toEqual((box.answer.groups as (typeof group)[]).map((one) => one.chatId))
  const own = (box.answer.groups as (typeof group)[]).filter((one) => one.owner === group.owner).map((one) => one.chatId)
  const filtered = { owner_filter: { userid_list: [group.owner] }, limit: 10 }
  const listed = await box.call<{ group_chat_list: { chat_id: string }[] }>(`${PATH}/list`, filtered)
  expect(listed.group_chat_list.map((one) => one.chat_id)).toEqual(own)
  expect(await box.call(`${PATH}/list`, { status_filter: 1, limit: 10 })).toMatchObject({ group_chat_list: [] })
  expect((await box.call(`${PATH}/list`, { limit: 1_001 })).errcode).toBe(40058)
  expect((await box.call(`${PATH}/list`, {})).errcode).toBe(40058)
  box.act(`staff:${group.owner}`, 'dismissGroup', { chatId: group.chatId })
  expect((await box.callbacks())[0]).toMatchObject({ ChangeType: 'dismiss', ChatId: group.chatId })
  expect((await box.call(`${PATH}/get`, { chat_id: group.chatId })).errcode).toBe(49008)
  expect((await box.call(`${PATH}/get`, { chat_id: 'wrNone' })).errcode).toBe(86003)
})

test('staff make, rename, notice and give away groups, each told', async () => {
  const [owner, heir] = staff
  box.act(`customer:${customers[0]}`, 'addStaff', { userId: owner })
  await box.callbacks()
  const [said] = box.act(`staff:${owner}`, 'makeGroup', { name: '试用', customerIds: [customers[0]] })
  const chatId = String(said?.split(' ')[1])
  box.act(`staff:${owner}`, 'editGroup', { chatId, name: '试用一期', notice: '今晚八点' })
  box.act(`staff:${owner}`, 'giveGroup', { chatId, userId: heir })
  expect((await box.callbacks()).map((one) => one.UpdateDetail ?? one.ChangeType).sort()).toEqual([
    'add_member',
    'change_name',
    'change_notice',
    'change_owner',
    'create',
  ])
  expect(await show(chatId)).toMatchObject({ name: '试用一期', notice: '今晚八点', owner: heir })
})

test('a newcomer is greeted by name with the template of the group; templates of the app only', async () => {
  const add = '/cgi-bin/externalcontact/group_welcome_template'
  const link = { title: '群规', url: 'https://example.com/rules' }
  const made = await box.call<{ template_id: string }>(`${add}/add`, { text: { content: '%NICKNAME% 欢迎' }, link })
  expect(made.errcode).toBe(0)
  expect(await box.call(`${add}/get`, { template_id: made.template_id })).toMatchObject({ text: { content: '%NICKNAME% 欢迎' }, link })
  expect(box.inbox({ staff: group.owner }).map((item) => item.channel)).toEqual(['app'])
  box.act(`staff:${group.owner}`, 'editGroup', { chatId: group.chatId, welcomeTemplateId: made.template_id })
  joins(0, group.chatId)
  const { name } = (box.answer.customers as { name: string }[])[0] ?? { name: '' }
  expect(box.inbox({ customer: customers[0] ?? '' })).toMatchObject([
    { channel: 'group', content: { text: { content: `${name} 欢迎` } } },
    { channel: 'group', content: { msgtype: 'link', link } },
  ])
  expect((await box.call(`${add}/del`, { template_id: made.template_id })).errcode).toBe(0)
  joins(1, group.chatId)
  expect(box.inbox({ customer: customers[1] ?? '' })).toEqual([])
  expect((await box.call(`${add}/get`, { template_id: made.template_id })).errcode).toBe(40058)
  expect((await box.call(`${add}/add`, { text: { content: '长'.repeat(1_001) } })).errcode).toBe(40058)
})
