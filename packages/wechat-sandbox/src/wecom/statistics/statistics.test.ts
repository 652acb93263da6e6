import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
const PATH = '/cgi-bin/externalcontact'

interface Behaviour {
  readonly behavior_data: { stat_time: number; [figure: string]: number }[]
}

let at: TestSandbox
let anna: string
let ben: string
let customers: string[]
beforeEach(async () => {
  at = await openTestSandbox({ plan: { staff: 2, customers: 6, groups: 2 } })
  ;[anna = '', ben = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  customers = (at.answer.customers as { id: string }[]).map((one) => one.id)
})
afterEach(() => at.close())

const seconds = (ms: number) => Math.floor(ms / 1_000)

test('contacts of a day: chats, messages, replies, new ones and those who left', async () => {
  const [one, two, three] = customers
  for (const id of [one, two, three]) at.act(`customer:${id}`, 'addStaff', { userId: anna })
  at.act(`customer:${one}`, 'addStaff', { userId: ben })
  at.advance(20_000)
  at.act(`customer:${one}`, 'say', { to: anna, text: 'hello?' })
  at.act(`customer:${two}`, 'say', { to: anna, text: 'anybody?' })
  at.advance(6 * MINUTE_MS)
  at.act(`staff:${anna}`, 'say', { to: one, text: 'here' })
  at.act(`staff:${anna}`, 'say', { to: one, text: 'what is it?' })
  at.act(`staff:${anna}`, 'say', { to: three, text: 'hello' })
  at.act(`customer:${three}`, 'deleteStaff', { userId: anna })
  at.act(`customer:${two}`, 'complain', { userId: anna, reason: 'too slow' })
  at.act(`customer:${one}`, 'complain', { userId: anna, reason: 'too slow', block: true })
  const day = at.sandbox.now()
  const ask = (body: object) =>
    at.call<Behaviour>(`${PATH}/get_user_behavior_data`, { userid: [anna], start_time: seconds(day), end_time: seconds(day), ...body })
  expect(await ask({})).toMatchObject({ errcode: 600018 })
  at.advance(DAY_MS)
  const stat_time = Date.UTC(2026, 9, 14, 16) / 1_000
  const ofAnna = {
    stat_time,
    chat_cnt: 2,
    message_cnt: 3,
    reply_percentage: 50,
    avg_reply_time: 6,
    negative_feedback_cnt: 2,
    new_apply_cnt: 0,
    new_contact_cnt: 3,
  }
  expect((await ask({})).behavior_data).toEqual([ofAnna])
  expect((await ask({ userid: [anna, ben] })).behavior_data).toEqual([{ ...ofAnna, new_contact_cnt: 4 }])
  const quiet = { stat_time, chat_cnt: 0, message_cnt: 0, negative_feedback_cnt: 0, new_apply_cnt: 0, new_contact_cnt: 1 }
  expect((await ask({ userid: [ben] })).behavior_data).toEqual([quiet])
  expect((await ask({ start_time: seconds(day - 2 * DAY_MS), end_time: seconds(day + DAY_MS) })).behavior_data).toHaveLength(3)
  for (const body of [{ start_time: seconds(day - 40 * DAY_MS) }, { start_time: seconds(day + DAY_MS) }]) {
    expect(await ask(body)).toMatchObject({ errcode: 600018 })
  }
  expect(await ask({ userid: [] })).toMatchObject({ errcode: 40058 })
  expect(await ask({ userid: ['nobody'] })).toMatchObject({ errcode: 60111 })
})

test('groups of a day and of an owner', async () => {
  const groups = at.answer.groups as { chatId: string; owner: string }[]
  const [{ chatId, owner } = { chatId: '', owner: '' }] = groups
  for (const id of customers.slice(0, 3)) at.act(`customer:${id}`, 'joinGroup', { chatId })
  at.act(`customer:${customers[0]}`, 'say', { chatId, text: 'hello' })
  at.act(`customer:${customers[0]}`, 'say', { chatId, text: 'all' })
  const first = seconds(at.sandbox.now())
  at.advance(DAY_MS)
  at.act(`customer:${customers[2]}`, 'leaveGroup', { chatId })
  at.advance(DAY_MS)
  const filter = { day_begin_time: first }
  interface Figures {
    readonly data: Record<string, number>
  }
  interface ByDay {
    readonly items: (Figures & { stat_time: number })[]
  }
  const days = await at.call<ByDay>(`${PATH}/groupchat/statistic_group_by_day`, { ...filter, day_end_time: first + 86_400 })
  const owned = groups.length
  const atFirst = { new_chat_cnt: owned, chat_total: owned, chat_has_msg: 1, new_member_cnt: 3 + owned, member_total: 3 + owned }
  const messages = { member_has_msg: 1, msg_total: 2, migrate_trainee_chat_cnt: 0 }
  expect(days.items.map((item) => item.data)).toEqual([
    { ...atFirst, ...messages },
    {
      ...atFirst,
      new_chat_cnt: 0,
      chat_has_msg: 0,
      new_member_cnt: 0,
      member_total: 2 + owned,
      ...messages,
      member_has_msg: 0,
      msg_total: 0,
    },
  ])
  interface ByOwner {
    readonly total: number
    readonly next_offset: number
    readonly items: (Figures & { owner: string })[]
  }
  const owners = await at.call<ByOwner>(`${PATH}/groupchat/statistic`, { ...filter, order_by: 3, limit: 1 })
  expect(owners).toMatchObject({ total: 2, next_offset: 1, items: [{ owner, data: { msg_total: 2 } }] })
  const rest = await at.call<ByOwner>(`${PATH}/groupchat/statistic`, { ...filter, order_by: 3, limit: 1, offset: 1 })
  expect(rest.items.map((item) => item.owner)).toEqual([anna, ben].filter((userId) => userId !== owner))
})
