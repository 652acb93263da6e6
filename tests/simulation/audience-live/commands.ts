/** What happens to people and audiences in a random life, as values that shrink. Numbers point into what there is, modulo its length. */
import fc from 'fast-check'
import { ruleCount } from './rules.ts'

export type Command =
  | {
      readonly do: 'event'
      readonly who: number
      readonly with: number
      readonly name: number
      readonly agoMs: number
      readonly yuan: number
    }
  | { readonly do: 'link'; readonly undo: boolean; readonly a: number; readonly b: number }
  | { readonly do: 'describe'; readonly by: 'trait' | 'tag'; readonly who: number; readonly value: number }
  | { readonly do: 'withdraw'; readonly who: number; readonly granted: boolean }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'found'; readonly rule: number }
  | { readonly do: 'rewrite'; readonly audience: number; readonly rule: number }
  | { readonly do: 'archive'; readonly audience: number }
  /** One of the things that run by themselves takes a step, or dies at it. */
  | { readonly do: 'step'; readonly of: 'stream' | 'people' | 'copies' | 'live' | 'fill'; readonly dies: boolean }
  /** Somebody took the turn and was killed. */
  | { readonly do: 'vanish' }
  | { readonly do: 'look' }

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const pick = fc.nat({ max: 11 })

/** Now, late by minutes, hours or days, and ahead of its time. */
const agoMs = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * HOUR_MS }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 6 * DAY_MS }) },
  { weight: 1, arbitrary: fc.integer({ min: -2 * DAY_MS, max: -1 }) },
)
const passing = fc.oneof(fc.integer({ min: 1, max: HOUR_MS }), fc.constant(DAY_MS), fc.integer({ min: HOUR_MS, max: 4 * DAY_MS }))
const rule = fc.nat({ max: ruleCount - 1 })
const command = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      who: pick,
      with: pick,
      name: pick,
      agoMs,
      yuan: fc.integer({ min: 1, max: 150 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('link' as const), undo: fc.boolean(), a: pick, b: pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('describe' as const),
      by: fc.constantFrom('trait' as const, 'tag' as const),
      who: pick,
      value: pick,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), who: pick, granted: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: passing }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('found' as const), rule }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rewrite' as const), audience: pick, rule }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('archive' as const), audience: pick }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      of: fc.constantFrom('stream' as const, 'people' as const, 'copies' as const, 'live' as const, 'fill' as const),
      dies: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('vanish' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
)

export interface Life {
  readonly rules: readonly number[]
  readonly commands: readonly Command[]
}

export function lives({ maxCommands }: { maxCommands: number }): fc.Arbitrary<Life> {
  return fc.record({
    rules: fc.uniqueArray(rule, { minLength: 2, maxLength: 5 }),
    commands: fc.noBias(fc.array(command, { minLength: 1, maxLength: maxCommands, size: 'max' })),
  })
}
