import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TraitRule } from './contract.ts'
import { type AtomState, foldAtoms } from './person-traits.ts'
import { ALL_TRAITS, foldTraits, type TraitState, type TraitStep } from './trait-fold.ts'

const state = (atom: number, changedAt: number, value: unknown, more: Partial<AtomState> = {}): AtomState => ({
  atom,
  name: 'city',
  value,
  changedAt,
  source: 'segment',
  by: '',
  ...more,
})
const cityOf = (states: readonly AtomState[], rule: TraitRule) => foldAtoms(states, () => rule).get('city')?.value

test('the latest wins; of equal times the more trusted source, then the higher atom', () => {
  expect(cityOf([state(1, 9, 'a'), state(2, 8, 'b')], 'latest')).toBe('a')
  expect(cityOf([state(1, 9, 'a', { source: 'import' }), state(2, 9, 'b')], 'latest')).toBe('a')
  expect(cityOf([state(1, 9, 'a'), state(2, 9, 'b')], 'latest')).toBe('b')
  expect(cityOf([state(1, 9, undefined), state(2, 8, 'b')], 'latest')).toBeUndefined()
})

test('the rules of trust and of the first value hold across atoms', () => {
  const states = [state(1, 1, 'a'), state(2, 5, 'b', { source: 'server' }), state(3, 9, 'c')]
  expect([cityOf(states, 'latest'), cityOf(states, 'trusted'), cityOf(states, 'first')]).toEqual(['c', 'b', 'a'])
  expect(cityOf([...states, state(1, 4, 'd', { source: 'request' })], 'first')).toBe('d')
})

test('a deletion of all traits reaches every atom of the person', () => {
  const deletion = state(2, 5, undefined, { name: ALL_TRAITS })
  expect(cityOf([state(1, 4, 'a'), deletion], 'latest')).toBeUndefined()
  expect(cityOf([state(1, 6, 'a'), deletion], 'latest')).toBe('a')
  expect(cityOf([state(1, 4, 'a', { source: 'server' }), deletion], 'trusted')).toBe('a')
})

test('a person has what one atom would have had, however its writes are spread over atoms', () => {
  const write = fc.record({
    atom: fc.integer({ min: 1, max: 4 }),
    op: fc.constantFrom('set' as const, 'set' as const, 'unset' as const, 'delete' as const),
    name: fc.constantFrom('a', 'b'),
    value: fc.nat(9),
    at: fc.nat(40),
    source: fc.constantFrom('request', 'server', 'segment'),
  })
  const writes = fc.uniqueArray(write, { selector: ({ at }) => at, maxLength: 10 })
  fc.assert(
    fc.property(fc.constantFrom<TraitRule[]>('latest', 'trusted', 'first'), writes, (rule, all) => {
      // Only collectors delete all traits.
      const steps = all.map((one) =>
        one.op === 'delete' ? { ...one, values: {}, source: 'segment' } : { ...one, values: { [one.name]: one.value } },
      )
      const fold = (some: readonly TraitStep[]) => foldTraits(new Map<string, TraitState>(), some, () => rule)
      const spread = [1, 2, 3, 4].flatMap((atom) =>
        [...fold(steps.filter((one) => one.atom === atom))].map(([name, known]) => ({ ...known, name, atom })),
      )
      const expected = [...fold(steps)].filter(([name, known]) => name !== ALL_TRAITS && known.value !== undefined)
      expect(Object.fromEntries([...foldAtoms(spread, () => rule)].map(([name, known]) => [name, known.value]))).toEqual(
        Object.fromEntries(expected.map(([name, known]) => [name, known.value])),
      )
    }),
    { numRuns: 300 },
  )
})
