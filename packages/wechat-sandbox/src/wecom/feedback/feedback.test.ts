import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'

let at: TestSandbox
let anna: string
let ben: string
let customer: string
beforeEach(async () => {
  at = await openTestSandbox()
  ;[anna = '', ben = ''] = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  customer = `customer:${(at.answer.customers as { id: string }[])[0]?.id}`
})
afterEach(() => at.close())

test('agreeing to the archive tells the corp, with a welcome code that works', async () => {
  expect(() => at.act(customer, 'agreeArchive', { userId: anna })).toThrow('does not know')
  at.act(customer, 'addStaff', { userId: anna })
  await at.callbacks()
  at.act(customer, 'agreeArchive', { userId: anna })
  const [told] = await at.callbacks()
  expect(told).toMatchObject({ Event: 'change_external_contact', ChangeType: 'msg_audit_approved', UserID: anna })
  expect(() => at.act(customer, 'agreeArchive', { userId: anna })).toThrow('already')
  const welcome = { welcome_code: told?.WelcomeCode, text: { content: 'thank you' } }
  expect(await at.call('/cgi-bin/externalcontact/send_welcome_msg', welcome)).toMatchObject({ errcode: 0 })
})

test('without a name it is all members the customer knows, or who talked last', async () => {
  expect(() => at.act(customer, 'complain')).toThrow('any member')
  at.act(customer, 'addStaff', { userId: anna })
  at.advance(1)
  at.act(customer, 'addStaff', { userId: ben })
  await at.callbacks()
  at.act(customer, 'agreeArchive')
  expect((await at.callbacks()).map((told) => told.UserID).sort()).toEqual([anna, ben].sort())
  expect(at.act(customer, 'complain')).toEqual([`complained about ${ben}`])
})

test('a complaint tells the corp nothing', async () => {
  at.act(customer, 'addStaff', { userId: anna })
  await at.callbacks()
  expect(at.act(customer, 'complain', { userId: anna, reason: 'pushy', block: true })).toEqual([
    `complained about ${anna}`,
    `put ${anna} on the black list`,
  ])
  expect(await at.callbacks()).toEqual([])
})
