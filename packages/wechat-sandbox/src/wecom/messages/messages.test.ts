import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

interface Sent {
  readonly msgid: string
  readonly response_code?: string
  readonly invaliduser?: string
  readonly invalidparty?: string
  readonly invalidtag?: string
}

let at: TestSandbox
let users: string[]
let agentid: number
beforeEach(async () => {
  at = await openTestSandbox()
  users = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  agentid = at.answer.corp.agentId
})
afterEach(() => at.close())

const send = (body: object) => at.call<Sent>('/cgi-bin/message/send', { agentid, msgtype: 'text', text: { content: 'hello' }, ...body })
const seen = (userId: string) => at.inbox({ staff: userId }).filter((item) => item.channel === 'app')

test('a text reaches who is named; who is not known is said', async () => {
  const [first = '', second = ''] = users
  const sent = await send({ touser: `${first}|Nobody`, toparty: '999', totag: '7' })
  expect(sent).toMatchObject({ errcode: 0, invaliduser: 'nobody', invalidparty: '999', invalidtag: '7' })
  expect(sent.response_code).toBeUndefined()
  expect(seen(first).map((item) => item.content)).toEqual([{ msgtype: 'text', text: { content: 'hello' }, msgid: sent.msgid, agentid }])
  expect(seen(second)).toEqual([])
  expect(await send({ touser: 'nobody' })).toMatchObject({ errcode: 81013 })
})

test('everybody by @all and by the root department', async () => {
  await send({ touser: '@all' })
  await send({ toparty: '1' })
  expect(users.map((userId) => seen(userId).length)).toEqual(users.map(() => 2))
})

test.each([
  ['another agentid', { touser: 'USER', agentid: 1 }, 301002],
  ['an unknown kind', { touser: 'USER', msgtype: 'poem' }, 40008],
  ['no text', { touser: 'USER', text: { content: '' } }, 44004],
  ['a picture nobody uploaded', { touser: 'USER', msgtype: 'image', image: { media_id: 'none' } }, 40007],
  ['nine articles', { touser: 'USER', msgtype: 'news', news: { articles: Array(9).fill({ title: 'a', url: 'http://a' }) } }, 45008],
  ['a card without url', { touser: 'USER', msgtype: 'textcard', textcard: { title: 'a', description: 'b' } }, 40058],
])('%s is refused', async (_what, body, errcode) => {
  expect(await send({ ...body, touser: body.touser.replace('USER', users[0] ?? '') })).toMatchObject({ errcode })
})

test('a text too long is cut at a whole character', async () => {
  await send({ touser: users[0], text: { content: '好'.repeat(1_000) } })
  const [item] = seen(users[0] ?? '')
  expect(item?.content).toMatchObject({ text: { content: '好'.repeat(682) } })
})

test('more than 30 a minute to one member are dropped without a word', async () => {
  for (let count = 0; count < 32; count += 1)
    expect(await send({ touser: users[0], text: { content: `${count}` } })).toMatchObject({ errcode: 0 })
  expect(seen(users[0] ?? '')).toHaveLength(30)
  at.advance(MINUTE_MS)
  await send({ touser: users[0] })
  expect(seen(users[0] ?? '')).toHaveLength(31)
})

test('an app has 200 person-times a day for each member of the corp', async () => {
  for (let count = 0; count < 200; count += 1) {
    if (count % 30 === 29) at.advance(MINUTE_MS)
    expect(await send({ touser: '@all', text: { content: `${count}` } })).toMatchObject({ errcode: 0 })
  }
  expect(await send({ touser: '@all' })).toMatchObject({ errcode: 45009 })
  const today = await at.call<{ statistics: object[] }>('/cgi-bin/message/get_statistics', { time_type: 0 })
  expect(today.statistics).toMatchObject([{ agentid, count: 200 * users.length }])
  at.advance(24 * HOUR_MS)
  expect(await send({ touser: '@all' })).toMatchObject({ errcode: 0 })
})

test('the check for duplicates shows the same content once within its time', async () => {
  const body = { touser: users[0], enable_duplicate_check: 1, duplicate_check_interval: 60 }
  await send(body)
  await send(body)
  expect(seen(users[0] ?? '')).toHaveLength(1)
  at.advance(MINUTE_MS)
  await send(body)
  expect(seen(users[0] ?? '')).toHaveLength(2)
})

test('a message is recalled within a day, once', async () => {
  const { msgid } = await send({ touser: users[0] })
  expect(await at.call('/cgi-bin/message/recall', { msgid })).toMatchObject({ errcode: 0 })
  expect(seen(users[0] ?? '').at(-1)?.content).toEqual({ msgtype: 'recalled', msgid })
  expect(await at.call('/cgi-bin/message/recall', { msgid })).toMatchObject({ errcode: 40058 })
  const late = await send({ touser: users[0] })
  at.advance(25 * HOUR_MS)
  expect(await at.call('/cgi-bin/message/recall', { msgid: late.msgid })).toMatchObject({ errcode: 42052 })
})

test('a card with buttons is rewritten by its response_code, once', async () => {
  const template_card = { card_type: 'button_interaction', task_id: 't1', main_title: { title: 'Approve?' } }
  const [first = '', second = ''] = users
  const { response_code } = await send({ touser: first, msgtype: 'template_card', template_card })
  const update = { userids: [first, second, 'nobody'], agentid, response_code, button: { replace_name: 'done' } }
  expect(await at.call('/cgi-bin/message/update_template_card', update)).toMatchObject({ errcode: 0, invaliduser: ['nobody', second] })
  expect(seen(first).at(-1)?.content).toMatchObject({
    updated: true,
    template_card: { main_title: { title: 'Approve?' }, replace_name: 'done' },
  })
  expect(await at.call('/cgi-bin/message/update_template_card', update)).toMatchObject({ errcode: 60140 })
})
