import { expect, test } from 'vitest'
import { looksLikePhone, maskContacts, textSigns } from './mask.ts'

test.each([
  ['alice@example.com', '***@example.com'],
  ['写信到 zhang.san+vip@mail.example.cn 谢谢', '写信到 ***@mail.example.cn 谢谢'],
  ['张三@例子.公司', '***@例子.公司'],
  ['https://x.cn/?email=a%40b.com&id=7', 'https://x.cn/?email=***&id=7'],
  ['https://x.cn/u?next=%2Fme&user_mobile=13800138000#top', 'https://x.cn/u?next=%2Fme&user_mobile=***#top'],
  ['who=a%40b.com', 'who=***@b.com'],
  ['13800138000', '138****8000'],
  ['+86 138-0013-8000', '138****8000'],
  ['电话13800138000，下午打', '电话138****8000，下午打'],
  ['call +1 415 555 2671 now', 'call +*** now'],
])('%s', (text, masked) => {
  expect(maskContacts(text, false)).toBe(masked)
})

test.each([
  '@segment/analytics-node',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)',
  '1763769600000',
  'node-next-1763769600000-0f4a1380-0138-4000-9389-aabbccddeeff',
  'https://shop.cn/item/13800138000?utm_id=13912345678',
  '2026-11-22T10:00:00+08:00',
  '12.50',
  '@',
])('%s stays', (text) => {
  expect(maskContacts(text, false)).toBe(text)
})

test('an order number of eleven digits stays where numbers of something belong', () => {
  expect(maskContacts('13912345678', true)).toBe('13912345678')
  expect(maskContacts('客户 13912345678', true)).toBe('客户 139****5678')
})

test('a long text without an address takes no longer than its length', () => {
  const text = `${'a'.repeat(200_000)} x@`
  const started = performance.now()
  expect(maskContacts(text, false)).toBe(text)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('signs: a request that cannot hold a contact is not looked at text by text', () => {
  expect(textSigns(JSON.stringify({ event: 'buy', at: 1763769600000, order: '202611221380013' }))).toEqual({
    contacts: false,
    escapes: false,
  })
  for (const text of [
    '{"a":"x@y.cn"}',
    '{"a":"13800138000"}',
    '{"a":"138 0013 8000"}',
    '{"a":"x\\u0040y.cn"}',
    '{"a":"+8613800138000"}',
    '{"a":"b%40c.cn"}',
  ])
    expect(textSigns(text).contacts, text).toBe(true)
  expect(textSigns('{"a":"\\u0000"}').escapes).toBe(true)
  expect(textSigns('{"a":"\\uD83D"}').escapes).toBe(true)
})

test('what looks like nothing but a phone number', () => {
  for (const text of ['13800138000', '010-6552 9988', '+44 (0)20 7946 0958', '6552998转801']) expect(looksLikePhone(text), text).toBe(true)
  for (const text of ['iPhone 15', '123456', 'A13800138000', '']) expect(looksLikePhone(text), text).toBe(false)
})
