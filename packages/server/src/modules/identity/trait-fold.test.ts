import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TraitRule } from './contract.ts'
import { ALL_TRAITS, compareStates, foldTraits, MAX_LIST_ENTRIES, type TraitState, type TraitStep } from './trait-fold.ts'

const step = (op: TraitStep['op'], values: Record<string, unknown>, at: number): TraitStep => ({ op, values, at, source: 'test' })
const none = new Map<string, TraitState>()
const valuesOf = (states: ReadonlyMap<string, TraitState>) =>
  Object.fromEntries([...states].flatMap(([name, state]) => (state.value === undefined ? [] : [[name, state.value]])))

/** Folds the steps one call at a time, as batches arrive. */
function inTurn(steps: readonly TraitStep[]): Map<string, TraitState> {
  let stored = new Map<string, TraitState>()
  for (const one of steps) stored = new Map([...stored, ...foldTraits(stored, [one])])
  return stored
}

test('the later event wins, whichever comes first', () => {
  expect(valuesOf(inTurn([step('set', { city: '上海' }, 2), step('set', { city: '杭州' }, 1)]))).toEqual({ city: '上海' })
  expect(valuesOf(inTurn([step('unset', { city: null }, 3), step('set', { city: '杭州' }, 2)]))).toEqual({})
})

test('what is set once stays, also against a later event', () => {
  expect(valuesOf(inTurn([step('setOnce', { first: 'a' }, 1), step('setOnce', { first: 'b' }, 2)]))).toEqual({ first: 'a' })
})

test('increments add up in any order; a text counts as nothing', () => {
  expect(valuesOf(inTurn([step('increment', { n: 2 }, 5), step('increment', { n: 3 }, 1)]))).toEqual({ n: 5 })
  expect(valuesOf(foldTraits(none, [step('set', { n: 'x' }, 1), step('increment', { n: 1 }, 2)]))).toEqual({ n: 1 })
  expect(valuesOf(foldTraits(none, [step('increment', { n: Number.NaN, m: '7' }, 1)]))).toEqual({})
})

test('a list keeps each entry once and only the newest', () => {
  expect(valuesOf(inTurn([step('append', { tags: ['a', 'b'] }, 1), step('append', { tags: ['b', 'c'] }, 2)]))).toEqual({
    tags: ['a', 'b', 'c'],
  })
  const many = foldTraits(none, [step('append', { tags: Array.from({ length: MAX_LIST_ENTRIES + 5 }, (_, index) => index) }, 1)])
  expect(many.get('tags')?.value).toHaveLength(MAX_LIST_ENTRIES)
})

test('after a deletion only what happened later counts', () => {
  const steps = [
    step('set', { a: 1 }, 1),
    step('delete', {}, 3),
    step('set', { b: 1 }, 2),
    step('increment', { n: 1 }, 2),
    step('set', { c: 1 }, 4),
  ]
  const stored = inTurn(steps)
  expect(valuesOf(stored)).toEqual({ c: 1 })
  expect(stored.get(ALL_TRAITS)?.changedAt).toBe(3)
})

test('sets, unsets and deletions end in the same state in any order of arrival and any split into batches', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const steps = fc.uniqueArray(
    fc.record({
      op: fc.constantFrom('set' as const, 'unset' as const, 'delete' as const),
      name,
      at: fc.integer({ min: 0, max: 50 }),
      value: fc.nat(),
    }),
    { selector: (one) => one.at, maxLength: 12 },
  )
  fc.assert(
    fc.property(
      steps.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([all, shuffled]) => {
        const toSteps = (some: typeof all) => some.map((one) => step(one.op, one.op === 'delete' ? {} : { [one.name]: one.value }, one.at))
        const model: Record<string, number> = {}
        for (const one of [...all].sort((a, b) => a.at - b.at)) {
          if (one.op === 'set') model[one.name] = one.value
          else if (one.op === 'unset') delete model[one.name]
          else for (const key of Object.keys(model)) delete model[key]
        }
        expect(valuesOf(inTurn(toSteps(shuffled)))).toEqual(model)
        expect(valuesOf(foldTraits(none, toSteps(shuffled)))).toEqual(model)
      },
    ),
  )
})

test('a less trusted source does not overwrite a more trusted one, also not by adding or deleting', () => {
  const trusted = () => 'trusted' as const
  const from = (source: string, op: TraitStep['op'], values: Record<string, unknown>, at: number): TraitStep => ({ op, values, at, source })
  const fold = (...steps: TraitStep[]) => valuesOf(foldTraits(none, steps, trusted))
  expect(fold(from('request', 'set', { city: '上海' }, 1), from('segment', 'set', { city: '杭州' }, 2))).toEqual({ city: '上海' })
  expect(fold(from('import', 'set', { city: '上海' }, 1), from('server', 'set', { city: '杭州' }, 2))).toEqual({ city: '杭州' })
  expect(fold(from('sensors', 'set', { city: '上海' }, 1), from('segment', 'set', { city: '杭州' }, 2))).toEqual({ city: '杭州' })
  expect(fold(from('server', 'set', { n: 5 }, 1), from('segment', 'increment', { n: 1 }, 2))).toEqual({ n: 5 })
  expect(fold(from('server', 'set', { n: 5 }, 1), from('segment', 'delete', {}, 2))).toEqual({ n: 5 })
  expect(fold(from('server', 'set', { n: 5 }, 1), from('request', 'unset', { n: null }, 2), from('server', 'set', { n: 6 }, 3))).toEqual({})
})

test('the first value stays, until a person edits it', () => {
  const first = () => 'first' as const
  const fold = (...steps: TraitStep[]) => valuesOf(foldTraits(none, steps, first))
  const stored = foldTraits(none, [step('set', { from: 'poster' }, 5)], first)
  expect(valuesOf(foldTraits(stored, [step('set', { from: 'friend' }, 9)], first))).toEqual({})
  expect(valuesOf(foldTraits(stored, [step('set', { from: 'site' }, 2)], first))).toEqual({ from: 'site' })
  expect(fold(step('set', { from: 'poster' }, 1), step('unset', { from: null }, 2), step('delete', {}, 3))).toEqual({ from: 'poster' })
  expect(fold(step('set', { from: 'poster' }, 1), { ...step('set', { from: 'shop' }, 2), source: 'request', by: 'Li Lei' })).toEqual({
    from: 'shop',
  })
})

test('under every rule the order of states is total but for equals, and writes end alike in any order', () => {
  const state = fc.record({
    value: fc.option(fc.nat(9), { nil: undefined }),
    changedAt: fc.nat(20),
    source: fc.constantFrom('request', 'server', 'import', 'segment', 'sensors'),
    by: fc.constant(''),
  })
  const rule = fc.constantFrom<TraitRule[]>('latest', 'trusted', 'first')
  fc.assert(
    fc.property(rule, state, state, state, (one, a, b, c) => {
      expect(Math.sign(compareStates(one, a, b))).toBe(-Math.sign(compareStates(one, b, a)) + 0)
      if (compareStates(one, a, b) >= 0 && compareStates(one, b, c) >= 0) expect(compareStates(one, a, c)).toBeGreaterThanOrEqual(0)
    }),
  )
  const writes = fc.uniqueArray(state, { selector: ({ changedAt }) => changedAt, maxLength: 8 })
  fc.assert(
    fc.property(
      rule,
      writes.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      (one, [all, shuffled]) => {
        const fold = (states: typeof all) => {
          let stored: ReadonlyMap<string, TraitState> = none
          for (const { value, changedAt: at, source } of states) {
            const written: TraitStep = { op: value === undefined ? 'unset' : 'set', values: { t: value }, at, source }
            stored = new Map([...stored, ...foldTraits(stored, [written], () => one)])
          }
          return valuesOf(stored)
        }
        expect(fold(shuffled)).toEqual(fold(all))
      },
    ),
  )
})
