import { expect, test } from 'vitest'
import type { Rule } from '../rule/rule.ts'
import { mayHoldForNewcomers } from './newcomers.ts'

const buy = (more: object = {}): Rule => ({ event: { name: 'buy', ...more } })
const tagged: Rule = { tag: { name: 'vip' } }

test.each<[Rule, boolean]>([
  [buy(), false],
  [buy({ count: { gte: 2 } }), false],
  [buy({ count: { lt: 2 } }), true],
  [buy({ sum: { property: 'amount', lt: 5 } }), true],
  [buy({ count: { gte: 1 }, sum: { property: 'amount', lt: 5 } }), false],
  [{ trait: { name: 'city', op: 'exists', value: false } }, true],
  [{ trait: { name: 'city', op: 'ne', value: 'x' } }, false],
  [{ all: [tagged, { not: buy() }] }, false],
  [{ any: [tagged, { not: buy() }] }, true],
  [{ lifecycle: { in: ['new'] } }, true],
  [{ audience: { id: '1' } }, true],
])('whether %j may hold for somebody new', (rule, may) => {
  expect(mayHoldForNewcomers(rule)).toBe(may)
})
