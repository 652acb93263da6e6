/** What of a condition under construction is asked of the server. */
import { Where } from '@liuchi/server/contract/events'
import { expect, test } from 'vitest'
import { type ConditionDraft, conditionsOf } from './conditions.ts'

const drafts: readonly ConditionDraft[] = [
  { property: 'amount', op: 'gte', text: '100.5' },
  { property: 'sku', op: 'eq', text: ' 00123a ' },
  { property: 'city', op: 'in', text: '上海，杭州, 北京,' },
  { property: 'level', op: 'nin', text: '1,2' },
  { property: 'note', op: 'contains', text: '12' },
  { property: 'coupon', op: 'exists', text: '' },
  { property: 'coupon', op: 'exists', text: 'no' },
]

test('complete conditions become what the contract takes; numbers are numbers, several values a list', () => {
  const asked = conditionsOf(drafts)
  expect(asked).toEqual([
    { property: 'amount', op: 'gte', value: 100.5 },
    { property: 'sku', op: 'eq', value: '00123a' },
    { property: 'city', op: 'in', value: ['上海', '杭州', '北京'] },
    { property: 'level', op: 'nin', value: [1, 2] },
    { property: 'note', op: 'contains', value: '12' },
    { property: 'coupon', op: 'exists', value: true },
    { property: 'coupon', op: 'exists', value: false },
  ])
  expect(Where.parse(asked)).toEqual(asked)
})

test('unfinished conditions are not asked', () => {
  expect(
    conditionsOf([
      { property: '', op: 'eq', text: 'x' },
      { property: 'a', op: 'eq', text: ' ' },
      { property: 'a', op: 'in', text: ' , ' },
    ]),
  ).toEqual([])
})
