import { expect, test } from 'vitest'
import { type KindRules, splitReference } from './kinds.ts'
import { normaliseIdentifier } from './normalise.ts'
import { maskPersonal } from './personal.ts'

const rules: KindRules = { unique: true, single: false, mergePower: 50, trust: 50 }
const declared = new Map([
  ['crm', rules],
  ['crm:old', rules],
])
const value = (kind: string, text: string) => {
  const normalised = normaliseIdentifier({ kind, value: text }, { declared })
  return normalised.ok ? normalised.value : normalised.refusal.code
}

test('a reference takes the longest declared kind', () => {
  const split = (text: string) => splitReference(text, declared)
  expect(split('openid:wx1:o2')).toEqual({ kind: 'openid:wx1', value: 'o2' })
  expect(split('external_userid:ww1:wm:2')).toEqual({ kind: 'external_userid:ww1', value: 'wm:2' })
  expect(split('user_id:a:b')).toEqual({ kind: 'user_id', value: 'a:b' })
  expect(split('crm:old:7')).toEqual({ kind: 'crm:old', value: '7' })
  expect(split('crm:new:7')).toEqual({ kind: 'crm', value: 'new:7' })
  expect(split('openid:o2')).toBeUndefined()
  expect(split('shoe_size:42')).toBeUndefined()
  expect(split('openid:<appid>:o2'), 'a family is no kind').toBeUndefined()
  expect(split(':x')).toBeUndefined()
  expect(split('user_id')).toBeUndefined()
})

test('phone numbers have one spelling', () => {
  for (const text of ['13800138000', '+86 138 0013 8000', '0086-13800138000', '８６13800138000', '138-0013-8000', ' (138) 00138000 '])
    expect(value('phone', text), text).toBe('+8613800138000')
  expect(value('phone', '+1 (213) 373-4253')).toBe('+12133734253')
  expect(value('phone', '010-62512345')).toBe('+861062512345')
  expect(value('phone', 'none')).toBe('identity.value_malformed')
  expect(value('phone', '12')).toBe('identity.value_malformed')
})

test('other values are trimmed, addresses lower-case, and what cannot be one is refused', () => {
  expect(value('email', ' Li.Lei@Example.COM ')).toBe('li.lei@example.com')
  expect(value('email', 'nobody')).toBe('identity.value_malformed')
  expect(value('user_id', '  Ab c ')).toBe('Ab c')
  expect(value('user_id', '   ')).toBe('identity.value_empty')
  expect(value('user_id', 'x'.repeat(256))).toBe('identity.value_too_long')
  expect(value('user_id', 'a\0b')).toBe('identity.value_malformed')
  expect(value('user_id', '\ud800')).toBe('identity.value_malformed')
  expect(value('crm', '7')).toBe('7')
  expect(value('wechat', '7')).toBe('identity.kind_undeclared')
})

test('a refusal names the field and speaks the language asked for', () => {
  const refusal = (locale: 'zh-CN' | 'en') => {
    const normalised = normaliseIdentifier({ kind: 'user_id', value: '' }, { field: 'identifier', locale })
    return normalised.ok ? undefined : normalised.refusal
  }
  expect(refusal('en')).toMatchObject({ field: 'identifier', message: 'identifier: the value of user_id is empty' })
  expect(refusal('zh-CN')?.message).toBe('identifier：user_id 的值为空')
})

test('masked values show too little to be used', () => {
  expect(maskPersonal('phone', '+8613800138000')).toBe('+86138****8000')
  expect(maskPersonal('phone', '+12133734253')).toBe('+121****4253')
  expect(maskPersonal('phone', '+861234')).toBe('+86****')
  expect(maskPersonal('email', 'lilei@example.com')).toBe('l***@example.com')
})
