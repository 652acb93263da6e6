/** What is read of people, through the module's own reads: identifiers and traits are where they belong, and every id leads to its person. */
import { readPersons } from '../../../packages/server/src/modules/identity/person-read.ts'
import { findPersonByReference } from '../../../packages/server/src/modules/identity/persons.ts'
import { applyTraits } from '../../../packages/server/src/modules/identity/traits.ts'
import { differing } from './compare.ts'
import { componentOf, type Model, personOf } from './model.ts'
import type { Simulation } from './simulation.ts'
import { nameOf } from './universe.ts'

/** Each atom gets a trait of its own, so that it can be seen where traits go. */
export async function markAtoms({ handles, workspaceId, model }: Simulation, marked: Set<number>): Promise<void> {
  const now = handles.clocks.business.now()
  const atoms = [...model.atoms].filter((atom) => !marked.has(atom))
  for (const atom of atoms) marked.add(atom)
  const changes = atoms.map((atom) => ({
    workspaceId,
    atom,
    op: 'set' as const,
    values: { [`of_${atom}`]: true },
    at: now,
    source: 'test',
    step: '',
  }))
  await applyTraits(handles.db, { changes, now })
}

/** What differs between what is read and the model. */
export async function misread({ handles, workspaceId, model, universe }: Simulation): Promise<string[]> {
  const read = await readPersons(handles, { workspaceId, persons: [...model.atoms], unmasked: true })
  const found = read.map(({ person, atoms, identifiers, traits }) =>
    text({ person, atoms, identifiers: identifiers.map(nameOf), traits: Object.keys(traits) }),
  )
  const problems = differing(
    'read of people',
    [...model.representatives].map((person) => text(expectedOf(model, person))),
    found,
  )
  for (const identifier of universe) {
    const person = await findPersonByReference(handles, { workspaceId, reference: nameOf(identifier), field: 'identifier' })
    const atom = [...model.held].find(([, held]) => nameOf(held.identifier) === nameOf(identifier))?.[0]
    const expected = atom === undefined ? undefined : personOf(model, atom)
    if (person !== expected) problems.push(`looking for ${nameOf(identifier)} finds ${person}, expected ${expected}`)
  }
  return problems
}

interface Read {
  readonly person: number
  readonly atoms: readonly number[]
  readonly identifiers: readonly string[]
  readonly traits: readonly string[]
}

function expectedOf(model: Model, person: number): Read {
  const component = componentOf(model, person)
  const atoms = [...component]
  // A value that several people may have is shown with each who came with it.
  const alsoShown = model.encounters.filter(({ a, b, reason }) => reason === 'not_unique' && component.has(a) && !component.has(b))
  const shown = new Set([...atoms, ...alsoShown.map(({ b }) => b)])
  return {
    person,
    atoms,
    identifiers: [...shown].flatMap((atom) => {
      const held = model.held.get(atom)
      return held ? nameOf(held.identifier) : []
    }),
    traits: atoms.map((atom) => `of_${atom}`),
  }
}

function text({ person, atoms, identifiers, traits }: Read): string {
  return `${person} of ${atoms.toSorted((a, b) => a - b)} with ${identifiers.toSorted()} and ${traits.toSorted()}`
}
