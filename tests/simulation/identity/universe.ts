/** The identifiers that random commands are about: few enough to meet again and again. */
import { type KindRules, kindOf } from '../../../packages/server/src/modules/identity/kinds.ts'

export interface UniverseIdentifier {
  readonly kind: string
  readonly value: string
}

/** Declared in every workspace of the simulation beside the known kinds. */
export const declaredRules: ReadonlyMap<string, KindRules> = new Map([
  ['shop_no', { unique: false, single: false, mergePower: 90, trust: 60 }],
  ['till_no', { unique: true, single: false, mergePower: 0, trust: 55 }],
  ['card_no', { unique: true, single: true, mergePower: 80, trust: 50 }],
])

const those = (kind: string, ...values: string[]): UniverseIdentifier[] => values.map((value) => ({ kind, value }))

/** Strong, single and weak kinds, one that may repeat and one that never merges. */
const mixed = [
  ...those('user_id', 'u1', 'u2'),
  ...those('phone', '+8613800138001'),
  ...those('unionid', 'w1', 'w2', 'w3'),
  ...those('card_no', 'c1', 'c2'),
  ...those('shop_no', 's1'),
  ...those('till_no', 't1'),
  ...those('anonymous_id', 'a1', 'a2', 'a3'),
  ...those('device_id', 'd1'),
]

/** Enough strong identifiers for a telephone number or an address to count as shared. */
const crowded = [
  ...those('user_id', ...Array.from({ length: 11 }, (_, index) => `u${index + 1}`)),
  ...those('phone', '+8613800138001'),
  ...those('email', 'e1@example.com'),
  ...those('anonymous_id', 'a1'),
]

export const universes: Readonly<Record<'mixed' | 'crowded', readonly UniverseIdentifier[]>> = { mixed, crowded }

export function rulesOf(kind: string): KindRules {
  const rules = kindOf(kind, declaredRules)
  if (!rules) throw new Error(`the universe has no kind ${kind}`)
  return rules
}

export function nameOf(identifier: UniverseIdentifier): string {
  return `${identifier.kind}:${identifier.value}`
}

/** What came together in one event, the strongest first, as the wire forms sort it; each once. */
export function together(universe: readonly UniverseIdentifier[], picks: readonly number[]): UniverseIdentifier[] {
  const picked = [...new Set(picks.map((pick) => at(universe, pick)))]
  return picked.sort((a, b) => rulesOf(b.kind).trust - rulesOf(a.kind).trust)
}

/** The element that a random number points at. */
export function at<T>(list: readonly T[], pick: number): T {
  const found = list[pick % list.length]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}
