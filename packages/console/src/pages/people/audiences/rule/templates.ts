/** Rules that operators start from: only of events and traits that come with every source, each with what it needs to find anybody. */
import type { RuleJson } from './rule-draft.ts'

const HIGH_VALUE_FROM = 1_000

export const TEMPLATE_KEYS = [
  'boughtTwice',
  'cartNoBuy',
  'favoriteNoBuy',
  'viewedOften',
  'firstOrder',
  'sleeping',
  'highValue',
  'aboutToLose',
  'path',
  'birthday',
  'returns',
  'canBeTexted',
] as const
export type TemplateKey = (typeof TEMPLATE_KEYS)[number]

export interface Template {
  readonly key: TemplateKey
  readonly rule: RuleJson
  /** Events without which it finds nobody. */
  readonly events: readonly string[]
}

const did = (name: string, rest: object = {}) => ({ event: { name, ...rest } })
const never = (name: string, rest: object = {}) => ({ not: did(name, rest) })

/** `today` is `YYYY-MM-DD` in the workspace: birthdays are those of its month. */
export function templatesOn(today: string): readonly Template[] {
  const month = today.slice(5, 7)
  const rules: Readonly<Record<TemplateKey, readonly [rule: RuleJson, ...events: string[]]>> = {
    boughtTwice: [{ all: [did('buy', { within: 'P30D', count: { gte: 2 } })] }, 'buy'],
    cartNoBuy: [{ all: [did('cart', { within: 'P7D' }), never('buy', { within: 'P7D' })] }, 'cart'],
    favoriteNoBuy: [{ all: [did('favorite', { within: 'P30D' }), never('buy', { within: 'P30D' })] }, 'favorite'],
    viewedOften: [{ all: [did('view', { within: 'P7D', count: { gte: 3 } }), never('buy', { within: 'P30D' })] }, 'view'],
    firstOrder: [{ all: [did('buy', { count: { eq: 1 } }), did('buy', { within: 'P30D' })] }, 'buy'],
    sleeping: [{ all: [did('buy', { count: { gte: 2 } }), never('buy', { within: 'P90D' })] }, 'buy'],
    highValue: [{ all: [did('buy', { within: 'P365D', sum: { property: 'amount', gte: HIGH_VALUE_FROM } })] }, 'buy'],
    aboutToLose: [
      {
        all: [
          { lifecycle: { in: ['silent'], paying: true } },
          { any: [{ value: { in: ['loyal', 'quality'] } }, did('buy', { count: { gte: 3 } })] },
        ],
      },
      'buy',
    ],
    path: [
      { all: [{ sequence: { steps: [{ name: 'view' }, { name: 'cart' }, { name: 'buy' }], withinSeconds: 86_400, within: 'P30D' } }] },
      'cart',
      'buy',
    ],
    birthday: [{ all: [{ trait: { name: 'birthday', op: 'contains', value: `-${month}-` } }] }],
    returns: [{ all: [did('order_cancelled', { within: 'P90D', count: { gte: 2 } })] }, 'order_cancelled'],
    canBeTexted: [{ all: [{ reachable: { channel: 'sms' } }, { lifecycle: { in: ['new', 'active'] } }] }],
  }
  return TEMPLATE_KEYS.map((key) => {
    const [rule, ...events] = rules[key]
    return { key, rule, events }
  })
}
