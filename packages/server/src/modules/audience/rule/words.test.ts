import { expect, test } from 'vitest'
import { RuleShape } from './shape.ts'
import { namesIn, ruleWords } from './words.ts'

const names = namesIn(new Map([['7', { name: '老客', kind: 'static', rule: { any: [] } }]]), 'Asia/Shanghai')
const words = (rule: unknown, asOf?: number) => ruleWords(RuleShape.parse(rule), names, asOf)

test.each<[unknown, string, string]>([
  [
    { event: { name: 'buy', count: { gte: 2 }, within: 'P30D', where: [{ property: 'amount', op: 'gte', value: 100 }] } },
    '最近 30 天做过“购买”（buy）（其中 amount ≥ 100）至少 2 次的人',
    'people who did “Bought” (buy) where amount ≥ 100 at least 2 times in the last 30 days',
  ],
  [
    { event: { name: 'checkin', sum: { property: 'points', gt: 10 }, from: '2026-03-01', to: '2026-04-01' } },
    '2026-03-01 00:00 至 2026-04-01 00:00 做过“checkin”，points 合计多于 10 的人',
    'people who did “checkin” with points adding up to more than 10 from 2026-03-01 00:00 until 2026-04-01 00:00',
  ],
  [
    {
      all: [
        { trait: { name: 'city', op: 'in', value: ['上海', '杭州'] } },
        { any: [{ tag: { name: '高意向' } }, { audience: { id: '7' } }] },
        { not: { event: { name: 'buy', within: 'PT36H' } } },
      ],
    },
    '“city”是“上海”、“杭州”之一，且（有标签“高意向”，或属于人群“老客”），且不符合（最近 36 小时做过“购买”（buy））的人',
    'people who have a “city” that is one of “上海”, “杭州”, and (have the tag “高意向”, or are in the audience “老客”), and not (did “Bought” (buy) in the last 36 hours)',
  ],
  [
    { sequence: { steps: [{ name: 'view' }, { name: 'cart' }], withinSeconds: 86_400, within: 'P1W' } },
    '最近 7 天先后做过“浏览”（view） → “加入购物车”（cart），首尾相隔不超过 1 天的人',
    'people who did “Viewed” (view) → “Added to cart” (cart) in this order, the last at most 1 day after the first (in the last 7 days)',
  ],
])('%j', (rule, zh, en) => {
  expect(words(rule)).toEqual({ zh, en })
})

test('as of a past moment it says what is as of then', () => {
  const { zh, en } = words({ event: { name: 'buy' } }, Date.UTC(2026, 2, 1))
  expect(zh).toMatch(/^截至 2026-03-01 08:00：.*属性、标签、同意、可触达与静态人群按现在/)
  expect(en).toMatch(/^As of 2026-03-01 08:00: .*traits, tags, consents, reachability and static audiences as of now/)
})

test('a moment that is none is refused', () => {
  expect(() => words({ event: { name: 'buy', from: 'yesterday' } })).toThrow(expect.objectContaining({ code: 'events.unreadable_time' }))
})
