/** What the simulation does to identity, as values that shrink. */
import fc from 'fast-check'
import type { Decision } from './model.ts'
import type { universes } from './universe.ts'

/** Numbers point into the universe, or into what there is at that moment, modulo its length. */
export type Command =
  | { readonly do: 'events'; readonly events: readonly (readonly number[])[] }
  | { readonly do: 'link'; readonly person: number; readonly ref: number }
  | { readonly do: 'merge'; readonly a: number; readonly b: number }
  | { readonly do: 'unmerge'; readonly pick: number }
  | { readonly do: 'lift'; readonly pick: number }
  | { readonly do: 'unbind'; readonly ref: number }
  | { readonly do: 'decide'; readonly pick: number; readonly decision: Decision }
  | { readonly do: 'erase'; readonly who: number }
  | { readonly do: 'change' }

export interface Scenario {
  readonly universe: keyof typeof universes
  readonly commands: readonly Command[]
}

const MAX_PICK = 13
const pick = fc.nat({ max: MAX_PICK })
const event = fc.array(pick, { minLength: 1, maxLength: 3 })

/** Only makes people grow: no doubt about what an acknowledged link left behind. */
const growing = [
  { weight: 10, arbitrary: fc.record({ do: fc.constant('events' as const), events: fc.array(event, { minLength: 1, maxLength: 4 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('link' as const), person: pick, ref: pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('merge' as const), a: pick, b: pick }) },
]
const takingApart = [
  { weight: 5, arbitrary: fc.record({ do: fc.constant('unmerge' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lift' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('unbind' as const), ref: pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('decide' as const), pick, decision: fc.constantFrom<Decision>('merge', 'apart', 'replace') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('erase' as const), who: pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('change' as const) }) },
]

const commandOf = (only: 'growing' | 'all') => fc.oneof(...growing, ...(only === 'all' ? takingApart : []))

export function scenarios(input: { maxCommands: number }): fc.Arbitrary<Scenario> {
  return fc.record({
    universe: fc.constantFrom('mixed' as const, 'mixed' as const, 'mixed' as const, 'crowded' as const),
    commands: fc.noBias(fc.array(commandOf('all'), { minLength: 1, maxLength: input.maxCommands, size: 'max' })),
  })
}

/** Lists of commands, one a writer. */
export function writers(input: { only: 'growing' | 'all'; maxCommands: number }): fc.Arbitrary<Command[][]> {
  const commands = fc.noBias(fc.array(commandOf(input.only), { minLength: 1, maxLength: input.maxCommands, size: 'max' }))
  return fc.array(commands, { minLength: 2, maxLength: 5 })
}
