import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

const PATH = '/cgi-bin/externalcontact/send_welcome_msg'

let box: TestSandbox
let userId: string
let customerId: string

beforeEach(async () => {
  box = await openTestSandbox({ plan: { staff: 2, customers: 2 } })
  userId = (box.answer.staff as { userId: string }[])[0]?.userId ?? ''
  customerId = (box.answer.customers as { id: string }[])[0]?.id ?? ''
})
afterEach(() => box.close())

async function codeOfAdd(): Promise<string> {
  box.act(`customer:${customerId}`, 'addStaff', { userId })
  const [heard] = await box.callbacks()
  return String(heard?.WelcomeCode)
}

test('a welcome lands on the customer’s phone, text first, then the attachments', async () => {
  const welcome_code = await codeOfAdd()
  const link = { title: '新客礼', url: 'https://shop.example.com/gift', desc: '九折' }
  const sent = await box.call(PATH, { welcome_code, text: { content: '你好' }, attachments: [{ msgtype: 'link', link }] })
  expect(sent).toEqual({ errcode: 0, errmsg: 'ok' })
  expect(box.inbox({ customer: customerId })).toMatchObject([
    { from: userId, channel: 'wecom', content: { msgtype: 'text', text: { content: '你好' } } },
    { from: userId, channel: 'wecom', content: { msgtype: 'link', link } },
  ])
})

test('a code works once and for 20 seconds', async () => {
  const welcome_code = await codeOfAdd()
  const body = { welcome_code, text: { content: '你好' } }
  box.advance(19_999)
  expect((await box.call(PATH, body)).errcode).toBe(0)
  expect((await box.call(PATH, body)).errcode).toBe(41051)
  box.advance(2)
  expect((await box.call(PATH, body)).errcode).toBe(41050)
  expect(box.inbox({ customer: customerId })).toHaveLength(1)
})

test('after 20 seconds, without a code and with a foreign one nothing is sent', async () => {
  const welcome_code = await codeOfAdd()
  box.advance(20_001)
  expect((await box.call(PATH, { welcome_code, text: { content: '你好' } })).errcode).toBe(41050)
  expect((await box.call(PATH, { text: { content: '你好' } })).errcode).toBe(41049)
  expect((await box.call(PATH, { welcome_code: 'made-up', text: { content: '你好' } })).errcode).toBe(41050)
  expect(box.inbox({ customer: customerId })).toEqual([])
})

test('a refused welcome leaves the code usable; once they talk it is too late', async () => {
  const welcome_code = await codeOfAdd()
  expect((await box.call(PATH, { welcome_code })).errcode).toBe(44004)
  const ten = Array.from({ length: 10 }, () => ({ msgtype: 'link', link: { title: 'a', url: 'https://a.example' } }))
  expect((await box.call(PATH, { welcome_code, attachments: ten })).errcode).toBe(41064)
  expect((await box.call(PATH, { welcome_code, text: { content: '长'.repeat(1_334) } })).errcode).toBe(40058)
  expect((await box.call(PATH, { welcome_code, attachments: [{ msgtype: 'image', image: { media_id: 'none' } }] })).errcode).toBe(40007)
  box.act(`customer:${customerId}`, 'say', { to: userId, text: '在吗' })
  expect((await box.call(PATH, { welcome_code, text: { content: '你好' } })).errcode).toBe(41051)
})

test('of two apps the first wins: 41096 while its message is on the way, 41051 after', async () => {
  const sql = 'insert into apps (corp_id, agent_id, name, secret, contacts_allowed) values (?, ?, ?, ?, 1)'
  box.world.store.run(sql, [box.corpId, 1_000_099, '另一个应用', 'secret-of-the-other-app'])
  const base = await box.listen()
  const other = (await (await fetch(`${base}/cgi-bin/gettoken?corpid=${box.corpId}&corpsecret=secret-of-the-other-app`)).json()) as {
    access_token: string
  }
  const body = { welcome_code: await codeOfAdd(), text: { content: '你好' } }
  const byOther = async () => {
    const response = await fetch(`${base}${PATH}?access_token=${other.access_token}`, { method: 'POST', body: JSON.stringify(body) })
    return ((await response.json()) as { errcode: number }).errcode
  }
  expect((await box.call(PATH, body)).errcode).toBe(0)
  expect(await byOther()).toBe(41096)
  box.advance(1_000)
  expect(await byOther()).toBe(41051)
})

test('where the console welcomes, the platform sends its words and the add comes without a code', async () => {
  box.act(`staff:${userId}`, 'setWelcome', { text: '欢迎光临' })
  box.act(`customer:${customerId}`, 'addStaff', { userId })
  const [heard] = await box.callbacks()
  expect(heard).toMatchObject({ ChangeType: 'add_external_contact' })
  expect(heard).not.toHaveProperty('WelcomeCode')
  expect(box.inbox({ customer: customerId })).toMatchObject([{ from: userId, content: { text: { content: '欢迎光临' } } }])
  box.act(`staff:${userId}`, 'setWelcome', { text: '' })
  box.act(`customer:${customerId}`, 'deleteStaff', { userId })
  box.act(`customer:${customerId}`, 'addStaff', { userId })
  const again = (await box.callbacks()).find((one) => one.ChangeType === 'add_external_contact')
  expect(again?.WelcomeCode).toBeTruthy()
})
