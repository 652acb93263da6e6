/** What the address of the list of people asks of the server. */
import { listPersons } from '@liuchi/server/contract/identity'
import { expect, test } from 'vitest'
import { isPartOfPersonal, questionOf } from './people-filters.ts'

const KINDS = ['phone', 'openid:<appid>']
const ask = (q: string, filters: Record<string, string> = {}) => questionOf({ q, get: (key) => filters[key] ?? '' }, KINDS)

test('a typed identifier is asked for as such, other words are searched', () => {
  expect([ask(''), ask('phone:138'), ask('openid:wx1:o2'), ask('phones')]).toEqual([
    {},
    { identifier: 'phone:138' },
    { identifier: 'openid:wx1:o2' },
    { q: 'phones' },
  ])
})

test('filters become what the contract takes, both days counted', () => {
  const question = ask('李', { kind: 'phone', merged: 'true', trait: '城市=上海', from: '2026-01-01', to: '2026-01-31' })
  expect(question).toEqual({ q: '李', kind: 'phone', merged: 'true', trait: '城市:上海', seenFrom: '2026-01-01', seenTo: '2026-02-01' })
  expect(listPersons.query?.parse(question)).toMatchObject({ merged: true, trait: '城市:上海' })
  expect(ask('', { trait: '城市', merged: 'x' })).toEqual({})
})

test('part of a number or address is told apart from a whole one', () => {
  expect(['138', '1380013', '+86138001', 'li@', 'li@shop'].map(isPartOfPersonal)).toEqual([true, true, true, true, true])
  expect(['13800138000', '+8613800138000', 'li@shop.cn', '42', 'u-138', '李'].map(isPartOfPersonal)).toEqual(Array(6).fill(false))
})
