/** Holds the store against the model, and against what must always be true of it. */
import { type Model, personOf, samePair } from './model.ts'
import type { Stored } from './stored.ts'
import { rulesOf } from './universe.ts'

/** What differs, one sentence each. */
export function differences(model: Model, stored: Stored): string[] {
  return [
    ...differing(
      'identifiers',
      heldOf(model),
      stored.identifiers.map(({ kind, atom, shared }) => `${kind} ${atom}${shared ? ' shared' : ''}`),
    ),
    ...differing('people', peopleOf(model), storedPeople(model, stored)),
    ...unknownAtoms(model, stored),
    ...differing('merges in force', model.edges.map(edgeText), stored.edges.map(edgeText)),
    ...differing('merges undone', model.undone.map(joinedText), stored.undone.map(joinedText)),
    ...differing(
      'kept apart',
      apartOf(model),
      stored.apart.map((one) => pairText(one, [one.aPerson, one.bPerson])),
    ),
    ...differing('met', model.encounters.map(metText), stored.encounters.map(metText)),
    ...conflictsDiffering(model, stored),
  ]
}

function heldOf(model: Model): string[] {
  return [...model.held].map(([atom, { identifier, shared }]) => `${identifier.kind} ${atom}${shared ? ' shared' : ''}`)
}

/** Atom by atom, with their persons. */
function peopleOf(model: Model): string[] {
  return [...model.atoms].map((atom) => `${atom} in ${personOf(model, atom)}`)
}

/** An atom without a row is its own person. */
function storedPeople(model: Model, stored: Stored): string[] {
  const personOfAtom = new Map(stored.members.map(({ atom, person }) => [atom, person]))
  return [...model.atoms].map((atom) => `${atom} in ${personOfAtom.get(atom) ?? atom}`)
}

function unknownAtoms(model: Model, stored: Stored): string[] {
  return stored.members.flatMap(({ atom }) => (model.atoms.has(atom) ? [] : `there is a member ${atom} that the model does not know`))
}

function apartOf(model: Model): string[] {
  return model.apart.map((one) => pairText(one, [personOf(model, one.a), personOf(model, one.b)]))
}

function conflictsDiffering(model: Model, stored: Stored): string[] {
  const open = stored.conflicts.filter(({ state }) => state === 'open')
  const missing = model.conflicts.filter((conflict) => !open.some((one) => samePair(one, conflict)))
  const surplus = open.filter((one) => !model.conflicts.some((conflict) => samePair(one, conflict) && conflict.kinds.includes(one.kind)))
  return [
    ...missing.map(({ a, b }) => `an open conflict between ${a} and ${b} is missing`),
    ...surplus.map(({ a, b, kind }) => `an open conflict between ${a} and ${b} over ${kind} is too many`),
  ]
}

/** What holds whatever happened: also after writers that nobody can put in order. */
export function brokenInvariants(stored: Stored): string[] {
  const broken: string[] = []
  const people = new Map<number, Set<number>>()
  const all = new Set([...stored.identifiers, ...stored.members, ...stored.unbound].map(({ atom }) => atom))
  for (const { a, b } of stored.edges) {
    const [x, y] = [people.get(a) ?? new Set([a]), people.get(b) ?? new Set([b])]
    if (x === y || x.has(b)) broken.push(`the merges in force have a circle at ${a} and ${b}`)
    const united = new Set([...x, ...y])
    for (const atom of united) people.set(atom, united)
  }
  const personOfAtom = new Map(stored.members.map(({ atom, person }) => [atom, person]))
  // A person of one atom may have a row left over from when there were more.
  for (const { atom } of stored.members) if (!people.has(atom)) people.set(atom, new Set([atom]))
  const kindOfAtom = new Map(stored.identifiers.map(({ atom, kind }) => [atom, kind]))
  const counts: string[] = []
  for (const component of new Set(people.values())) {
    const persons = new Set([...component].map((atom) => personOfAtom.get(atom)))
    const [person] = persons
    if (persons.size !== 1 || person === undefined || !component.has(person))
      broken.push(`the atoms ${[...component].join(', ')} belong together but have the persons ${[...persons].join(', ')}`)
    const kinds = countedKinds([...component].flatMap((atom) => kindOfAtom.get(atom) ?? []))
    counts.push(`${person} of ${component.size} ${kindsText(kinds)}`)
    const decided = stored.edges.some(({ a, cause }) => component.has(a) && cause === 'conflict')
    for (const [kind, count] of Object.entries(kinds))
      if (rulesOf(kind).single && count > 1 && !decided) broken.push(`person ${person} has ${count} values of ${kind}`)
  }
  broken.push(
    ...differing(
      'persons',
      counts,
      stored.persons.map(({ person, atoms, kinds }) => `${person} of ${atoms} ${kindsText(kinds)}`),
    ),
  )
  for (const { a, b, aPerson, bPerson } of stored.apart) {
    if (people.get(a)?.has(b)) broken.push(`${a} and ${b} are kept apart but one person`)
    for (const [atom, person] of [
      [a, aPerson],
      [b, bPerson],
    ] as const)
      if ((personOfAtom.get(atom) ?? atom) !== person) broken.push(`the pair kept apart names ${person} as the person of ${atom}`)
  }
  const atomsOfIdentifiers = stored.identifiers.map(({ atom }) => atom)
  if (new Set(atomsOfIdentifiers).size !== atomsOfIdentifiers.length) broken.push('two identifiers have one atom')
  const untold = stored.members.filter(({ atom, person }) => atom !== person && !stored.moved.includes(atom))
  broken.push(...untold.map(({ atom }) => `the event store is never told of the person of ${atom}`))
  for (const { a, b } of stored.encounters)
    if (!all.has(a) || !all.has(b)) broken.push(`the meeting of ${a} and ${b} names an atom that nobody has`)
  return broken
}

export function differing(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const surplus = [...found]
  const missing: string[] = []
  for (const one of expected) {
    const place = surplus.indexOf(one)
    if (place === -1) missing.push(one)
    else surplus.splice(place, 1)
  }
  if (missing.length === 0 && surplus.length === 0) return []
  return [`${what}: expected but not there [${missing.sort().join('; ')}], there but not expected [${surplus.sort().join('; ')}]`]
}

function countedKinds(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

function edgeText(edge: { a: number; b: number; into: number; from: number; cause: string; kind: string }): string {
  return `${edge.a}–${edge.b} ${edge.kind} by ${edge.cause}: ${edge.from} into ${edge.into}`
}

function joinedText({ a, b }: { a: number; b: number }): string {
  return `${a}–${b}`
}

function metText({ a, b, reason }: { a: number; b: number; reason: string }): string {
  return `${a} and ${b} ${reason}`
}

function pairText({ a, b }: { a: number; b: number }, persons: readonly number[]): string {
  return `${a} and ${b} of ${persons.join(' and ')}`
}

function kindsText(kinds: Readonly<Record<string, number>>): string {
  return Object.entries(kinds)
    .filter(([, count]) => count !== 0)
    .map(([kind, count]) => `${kind}×${count}`)
    .sort()
    .join(' ')
}
