import { expect, test } from 'vitest'
import { cleanse, type Json, newWalk } from './cleanse.ts'
import { NESTING_LEVELS } from './limits.ts'

const EVERY_SIGN = { contacts: true, escapes: true }

function cleansed(value: unknown, ofPerson = true) {
  const walk = newWalk(EVERY_SIGN)
  const target = JSON.parse(JSON.stringify(value)) as Json
  cleanse(walk, target, 1, ofPerson)
  return { target, walk }
}

test('phone numbers and addresses leave at every level, and those of the person are remembered', () => {
  const { target, walk } = cleansed({
    phone: '138 0013 8000',
    Email: 'a@example.com',
    手机号: '13900139000',
    order: {
      receiver_mobile: '13700137000',
      contact: { 联系电话: '010-65529988', mails: ['b@example.com', 'none'] },
      note: '请打 13600136000',
    },
    list: [{ tel: 13_500_135_000 }, 'c@example.com'],
    city: '上海',
  })
  expect(target).toEqual({ order: { contact: { mails: ['none'] }, note: '请打 136****6000' }, list: [{}, '***@example.com'], city: '上海' })
  expect(walk).toMatchObject({ phone: '138 0013 8000', email: 'a@example.com' })
})

test('contacts deeper down or in things are nobody’s', () => {
  expect(cleansed({ shop: { phone: '13800138000' } }).walk.phone).toBeUndefined()
  expect(cleansed({ phone: '13800138000' }, false).walk.phone).toBeUndefined()
})

test('words that only look like contacts stay', () => {
  const value = {
    mobile: true,
    phone: 'iPhone 15',
    tel: null,
    hotel: '如家',
    email: 'daily',
    phone_model: 'P70',
    telephone: {},
    orderNo: '13912345678',
    headphone: '索尼',
  }
  expect(cleansed(value).target).toEqual(value)
})

test('a phone that cannot be one is taken out, but names nobody', () => {
  const { target, walk } = cleansed({ phone: '000000000000000000000000' })
  expect(target).toEqual({})
  expect(walk.phone).toBeUndefined()
})

test('whole numbers beyond 64 bits become text', () => {
  const value = { a: 2 ** 64, b: -(2 ** 63), c: 2 ** 63, d: 1e21, e: 1.5 }
  expect(cleansed(value).target).toEqual({ a: '18446744073709552000', b: '-9223372036854776000', c: 2 ** 63, d: 1e21, e: 1.5 })
})

test('names that change objects, names with addresses, characters the stores refuse', () => {
  const target = JSON.parse(
    '{"__proto__":{"x":1},"constructor":{"prototype":{}},"a\\u0000":"b\\u0000c","me@example.com":1,"":2,"__pro\\u0000to__":3,"n":1e999}',
  ) as Json
  cleanse(newWalk(EVERY_SIGN), target, 1, true)
  expect(Object.getOwnPropertyNames(target).sort()).toEqual(['***@example.com', '_', 'a'])
  expect(target.a).toBe('bc')
  expect(({} as Json).x).toBeUndefined()
})

test('64 levels are walked, the 65th is a fault, a hundred thousand do not overflow', () => {
  const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`) as Json
  for (const [levels, fault] of [
    [NESTING_LEVELS, undefined],
    [NESTING_LEVELS + 1, 'too_deep'],
    [100_000, 'too_deep'],
  ] as const) {
    const walk = newWalk(EVERY_SIGN)
    cleanse(walk, nested(levels), 1, true)
    expect(walk.fault, String(levels)).toBe(fault)
  }
  const lists = newWalk(EVERY_SIGN)
  cleanse(lists, { a: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) }, 1, true)
  expect(lists.fault).toBe('too_deep')
})

test('the size bound is never below the real size of ordinary events', () => {
  for (const value of [
    { a: '好'.repeat(1000), b: [1.5, true, null, -1e-7], c: { d: 'x'.repeat(500) } },
    { 键: ['值', ['😀'.repeat(50)]] },
  ]) {
    expect(cleansed(value).walk.sizeBytes).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)))
  }
})

test('a name longer than 255 characters is a fault', () => {
  expect(cleansed({ ['k'.repeat(256)]: 1 }).walk.fault).toBe('key_too_long')
})
