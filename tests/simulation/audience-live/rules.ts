/** The rules of the simulation: one of every way in which something can make somebody come or go. */
import type { Rule } from '../../../packages/server/src/modules/audience/rule/rule.ts'

const DAY_MS = 86_400_000

/** Where the clock of every life begins. */
export const BEGIN_MS = Date.UTC(2026, 4, 4, 1)
export const EVENT_NAMES = ['view', 'buy', 'cart', 'order_cancelled'] as const
export const CITIES = ['上海', '杭州'] as const
export const TAG = 'vip'

const day = (days: number) => new Date(BEGIN_MS + days * DAY_MS).toISOString()
const event = (name: string, more: object = {}): Rule => ({ event: { name, ...more } })

const rules: readonly Rule[] = [
  event('buy', { count: { gte: 2 }, within: 'P3D' }),
  { all: [event('view', { within: 'P1D' }), { not: event('buy', { within: 'P2D' }) }] },
  event('buy', { count: { lt: 2 } }),
  event('buy', { sum: { property: 'amount', gte: 200 }, within: 'P5D' }),
  event('cart', { count: { eq: 2 }, within: 'P2D' }),
  { all: [event('view', { from: day(1), to: day(3) }), { not: event('cart', { from: day(2) }) }] },
  event('buy', { within: 'PT6H', where: [{ property: 'amount', op: 'gte', value: 60 }] }),
  { trait: { name: 'city', op: 'eq', value: '上海' } },
  { any: [{ tag: { name: TAG } }, { all: [event('buy'), { trait: { name: 'city', op: 'in', value: ['杭州'] } }] }] },
  { all: [{ not: { tag: { name: TAG } } }, event('view', { within: 'P2D' })] },
  { sequence: { steps: [{ name: 'view' }, { name: 'buy' }], withinSeconds: 86_400, within: 'P4D' } },
  { lifecycle: { in: ['new', 'active'] } },
  { value: { relation: ['direct', 'old'] } },
  { consent: { purpose: 'marketing', channel: 'sms', state: 'withdrawn' } },
  { all: [{ reachable: { channel: 'sms' } }, { not: event('buy', { within: 'P2D' }) }] },
]
/** Two more stand on the audience that was made first. */
export const ruleCount = rules.length + 2

export function ruleAt(index: number, firstAudience: string | undefined): Rule {
  const own = rules[index]
  if (own) return own
  if (firstAudience === undefined) return event('view')
  const first: Rule = { audience: { id: firstAudience } }
  return index === rules.length ? { not: first } : { all: [first, event('view', { within: 'P3D' })] }
}
