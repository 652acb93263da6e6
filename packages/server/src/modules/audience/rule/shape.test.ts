import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '../../../platform/errors.ts'
import { readPart } from '../../../platform/http/read-part.ts'
import { MAX_RULE_DEPTH, MAX_RULE_LEAVES, type Rule } from './rule.ts'
import { RuleShape } from './shape.ts'

const body = z.strictObject({ rule: RuleShape })

/** The field that a refusal names and why, in English; undefined when the rule fits. */
function refusal(rule: unknown): string | undefined {
  try {
    readPart(body, { part: 'body', value: { rule }, locale: 'en' })
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).toBe('platform.invalid')
    return `${error.details.field} ${error.details.reason}`
  }
}

const buy = { event: { name: 'buy' } }
const nested = (levels: number): unknown => (levels === 0 ? buy : { all: [nested(levels - 1)] })

test('the rule of the contract is read, with the defaults of its leaves', () => {
  const rule = {
    all: [
      {
        event: { name: 'buy', count: { gte: 2 }, within: 'P30D', where: [{ property: 'amount', op: 'gte', value: 100 }] },
      },
      { any: [{ trait: { name: 'city', op: 'in', value: ['上海', '杭州'] } }, { tag: { name: '高意向' } }] },
      { not: { event: { name: 'buy', within: 'P7D' } } },
      { sequence: { steps: [{ name: 'view' }, { name: 'cart' }], withinSeconds: 86_400 } },
      { lifecycle: { in: ['active', 'new'] } },
      { audience: { id: '7' } },
      { reachable: { channel: 'wecom' } },
    ],
  }
  const read: Rule = RuleShape.parse(rule)
  expect(read).toEqual(rule)
  expect(RuleShape.parse({ consent: { channel: 'sms' } })).toEqual({ consent: { channel: 'sms', purpose: 'marketing', state: 'granted' } })
})

test.each<[string, unknown, string]>([
  ['no object', 'everybody', 'rule must be an object'],
  ['an unknown operator', { all: [buy, { bought: {} }] }, 'rule.all.1.bought there is no such condition'],
  ['an unknown field of a leaf', { all: [buy, { event: { name: 'buy', foo: 1 } }] }, 'rule.all.1.event.foo there is no such field'],
  ['a missing field', { any: [{ not: { event: {} } }] }, 'rule.any.0.not.event.name is missing'],
  ['a wrong value inside a leaf', { event: { name: 'buy', count: { gte: 'two' } } }, 'rule.event.count.gte must be a number'],
  ['nothing', {}, 'rule must have exactly one key of all'],
  ['two conditions in one', { ...buy, tag: { name: 'a' } }, 'rule must have exactly one key of all'],
  ['an empty group', { all: [{ any: [] }] }, 'rule.all.0.any must have at least one condition'],
  ['a group that is no list', { all: buy }, 'rule.all must be a list of conditions'],
  [
    'a duration of months',
    { event: { name: 'buy', within: 'P1M' } },
    'rule.event.within must be an ISO 8601 duration without years and months',
  ],
  ['two windows', { event: { name: 'buy', within: 'P1D', from: '2026-01-01' } }, 'rule.event within does not go with from or to'],
  [
    'an unknown property of a condition',
    { event: { name: 'buy', where: [{ property: 'a', op: 'eq', value: 1, x: 1 }] } },
    'rule.event.where.0.x',
  ],
  ['steps that cannot be told apart', { sequence: { steps: steps(7), withinSeconds: 60 } }, 'rule.sequence may have at most 6 steps'],
  [
    'too many leaves',
    { any: Array.from({ length: MAX_RULE_LEAVES + 1 }, () => buy) },
    `rule.any may have at most ${MAX_RULE_LEAVES} conditions`,
  ],
  [
    'too many leaves in groups',
    { any: Array.from({ length: 30 }, () => ({ all: [buy, buy] })) },
    `rule may have at most ${MAX_RULE_LEAVES}`,
  ],
  ['too many levels', nested(MAX_RULE_DEPTH), `rule${'.all.0'.repeat(MAX_RULE_DEPTH)} may be nested at most`],
])('%s is refused by its path', (_, rule, reason) => {
  expect(refusal(rule)).toContain(reason)
})

function steps(count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => ({
    name: 'page',
    where: [{ property: 'path', op: 'contains', value: String(index) }],
  }))
}

test('the deepest and the largest rule are read', () => {
  expect(refusal(nested(MAX_RULE_DEPTH - 1))).toBeUndefined()
  expect(refusal({ any: Array.from({ length: MAX_RULE_LEAVES }, () => buy) })).toBeUndefined()
})
