/** One function a command: the program does it, the model does it, and their answers are compared. */
import { isDeepStrictEqual } from 'node:util'
import { resolveAtoms } from '../../../packages/server/src/modules/identity/atoms.ts'
import { countAtoms, cutPerson, eraseAtoms } from '../../../packages/server/src/modules/identity/erase.ts'
import { liftApart } from '../../../packages/server/src/modules/identity/links/apart.ts'
import { decideConflict } from '../../../packages/server/src/modules/identity/links/conflicts.ts'
import { linkIdentifier, mergePeople } from '../../../packages/server/src/modules/identity/links/link.ts'
import { unbindIdentifier } from '../../../packages/server/src/modules/identity/links/unbind.ts'
import { unmerge } from '../../../packages/server/src/modules/identity/links/unmerge.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import type { Command } from './commands.ts'
import {
  appear,
  ask,
  askForIdentifier,
  atomOf,
  componentOf,
  decide,
  erase,
  lift,
  type Model,
  meet,
  personOf,
  samePair,
  settleShared,
  takeOut,
  unbind,
} from './model.ts'
import { atomsNow, type Simulation } from './simulation.ts'
import { at, nameOf, together, type UniverseIdentifier } from './universe.ts'

type CommandOf<Name> = Extract<Command, { do: Name }>
/** Answers what is wrong. */
type Act<Name> = (simulation: Simulation, command: CommandOf<Name>) => Promise<string[]>

const BY = 'simulation'

export const acts: { readonly [Name in Command['do']]: Act<Name> } = {
  events: actEvents,
  link: actLink,
  merge: actMerge,
  unmerge: actUnmerge,
  lift: actLift,
  unbind: actUnbind,
  decide: actDecide,
  erase: actErase,
  change: actChange,
}

async function actEvents(simulation: Simulation, { events }: CommandOf<'events'>): Promise<string[]> {
  const { model, workspaceId, universe, handles } = simulation
  const items = events.map((picks) => together(universe, picks))
  simulation.story.push(items.map((refs) => `an event carries ${refs.map(nameOf).join(' and ')}`).join('; in the same batch '))
  // One moment: to the model identifiers of one command are of one age.
  const seenAt = handles.clocks.business.now()
  const answers = await resolveAtoms(
    handles,
    items.map((refs) => ({ workspaceId, refs, seenAt })),
  )
  const atoms = await atomsNow(simulation)
  for (const refs of items) {
    const fresh = new Set(refs.filter((ref) => atomOf(model, ref) === undefined))
    for (const ref of fresh) appear(model, { identifier: ref, atom: atomIn(atoms, ref), since: simulation.step })
    const [first, ...others] = refs
    if (first)
      for (const other of others) {
        const [a, b] = [atomIn(atoms, first), atomIn(atoms, other)]
        const noted = simulation.stored.encounters.some((met) => met.a === a && met.b === b)
        meet(model, { a, b, fresh: fresh.has(first) || fresh.has(other), noted })
      }
  }
  settleShared(model, (atom) => simulation.stored.identifiers.some((one) => one.atom === atom && one.shared))
  return unlike(
    'the events take the atoms',
    items.map((refs) => refs[0] && atomIn(atoms, refs[0])),
    answers,
  )
}

async function actLink(simulation: Simulation, command: CommandOf<'link'>): Promise<string[]> {
  const { model, workspaceId, universe, handles } = simulation
  const person = anAtom(model, command.person)
  if (person === undefined) return []
  const ref = at(universe, command.ref)
  const known = atomOf(model, ref)
  simulation.story.push(`somebody links ${nameOf(ref)} to the person of ${called(model, person)}`)
  const answer = await answerOf(linkIdentifier(handles, { workspaceId, person, ref, by: BY, evidence: '' }))
  const b = known ?? atomIn(await atomsNow(simulation), ref)
  if (known === undefined) appear(model, { identifier: ref, atom: b, since: simulation.step })
  const verdict = askForIdentifier(model, { a: person, b, fresh: known === undefined })
  return expectAnswer(simulation, { person, verdict, fresh: known === undefined, answer })
}

async function actMerge(simulation: Simulation, command: CommandOf<'merge'>): Promise<string[]> {
  const { model, workspaceId, handles } = simulation
  const [a, b] = [anAtom(model, command.a), anAtom(model, command.b)]
  if (a === undefined || b === undefined) return []
  simulation.story.push(`somebody merges the people of ${called(model, a)} and ${called(model, b)}`)
  const answer = await answerOf(mergePeople(handles, { workspaceId, a, b, cause: 'request', by: BY, evidence: '' }))
  return expectAnswer(simulation, { person: a, verdict: ask(model, { a, b, cause: 'request', fresh: false }), fresh: false, answer })
}

function expectAnswer(
  { model }: Simulation,
  input: { person: number; verdict: ReturnType<typeof ask>; fresh: boolean; answer: Record<string, unknown> },
): string[] {
  const { person, verdict, fresh } = input
  const { mergeId, ...answer } = input.answer
  if (verdict === 'single' || verdict === 'apart') return unlike('the answer', { code: 'identity.conflict', reason: verdict }, answer)
  const merged = verdict === 'joined' && !fresh ? [model.edges.at(-1)?.from] : []
  return [
    ...unlike('the answer', { personId: personOf(model, person), merged }, answer),
    ...unlike('there is a merge to undo', verdict === 'joined', typeof mergeId === 'number'),
  ]
}

async function actUnmerge(simulation: Simulation, { pick }: CommandOf<'unmerge'>): Promise<string[]> {
  const { model, workspaceId, handles, stored } = simulation
  if (model.edges.length === 0) return []
  const edge = at(model.edges, pick)
  simulation.story.push(`the merge of ${called(model, edge.a)} and ${called(model, edge.b)} is undone`)
  const { id: mergeId = 0 } = stored.edges.find((one) => samePair(one, edge)) ?? {}
  const { apartId, ...answer } = await answerOf(unmerge(handles, { workspaceId, person: edge.b, mergeId, by: BY }))
  const { person, separated } = takeOut(model, edge)
  return [...unlike('the answer', { personId: person, separated }, answer), ...unlike('there is a rule to lift', 'number', typeof apartId)]
}

async function actLift(simulation: Simulation, { pick }: CommandOf<'lift'>): Promise<string[]> {
  const { model, workspaceId, handles, stored } = simulation
  if (model.apart.length === 0) return []
  const pair = at(model.apart, pick)
  simulation.story.push(`${called(model, pair.a)} and ${called(model, pair.b)} need not stay apart any more`)
  const { id = 0 } = stored.apart.find((one) => samePair(one, pair)) ?? {}
  await liftApart(handles, { workspaceId, id, by: BY })
  lift(model, pair)
  return []
}

async function actUnbind(simulation: Simulation, command: CommandOf<'unbind'>): Promise<string[]> {
  const { model, workspaceId, universe, handles } = simulation
  const ref = at(universe, command.ref)
  const atom = atomOf(model, ref)
  if (atom === undefined) return []
  simulation.story.push(`${nameOf(ref)} is unbound`)
  const evidence = `step ${simulation.step}`
  await unbindIdentifier(handles, { workspaceId, person: personOf(model, atom), ref, by: BY, evidence })
  unbind(model, atom)
  return []
}

async function actDecide(simulation: Simulation, { pick, decision }: CommandOf<'decide'>): Promise<string[]> {
  const { model, workspaceId, handles, stored } = simulation
  if (model.conflicts.length === 0) return []
  const conflict = at(model.conflicts, pick)
  simulation.story.push(`the conflict of ${called(model, conflict.a)} and ${called(model, conflict.b)} is decided: ${decision}`)
  const { id = 0 } = stored.conflicts.find((one) => one.state === 'open' && samePair(one, conflict)) ?? {}
  const answer = await answerOf(decideConflict(handles, { workspaceId, id, decision, by: BY }))
  const state = decide(model, conflict, decision)
  const refused = { code: 'identity.conflict', reason: 'apart' }
  return unlike('the answer', state === 'refused' ? refused : { state, personId: personOf(model, conflict.a) }, answer)
}

async function actErase(simulation: Simulation, { who }: CommandOf<'erase'>): Promise<string[]> {
  const { model, workspaceId, handles } = simulation
  const atom = anAtom(model, who)
  if (atom === undefined) return []
  simulation.story.push(`the person of ${called(model, atom)} is erased`)
  const person = { workspaceId, atoms: [...componentOf(model, atom)] }
  const { missing } = await cutPerson(handles, { ...person, alongside: async () => undefined })
  await eraseAtoms(handles, { ...person, signal: new AbortController().signal })
  erase(model, atom)
  return [...unlike('atoms left out', [], missing), ...unlike('rows left over', 0, await countAtoms(handles, person))]
}

async function actChange(simulation: Simulation): Promise<string[]> {
  const { handles, other } = simulation
  simulation.handles = other
  simulation.other = handles
  simulation.story.push('from here on another process does it')
  return []
}

/** The answer, or the code and reason of an expected failure. */
async function answerOf(call: Promise<object>): Promise<Record<string, unknown>> {
  try {
    return { ...(await call) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { reason } = error.details
    return { code: error.code, ...(reason !== undefined && { reason }) }
  }
}

function unlike(what: string, expected: unknown, found: unknown): string[] {
  return isDeepStrictEqual(expected, found) ? [] : [`${what}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`]
}

function anAtom(model: Model, pick: number): number | undefined {
  return model.atoms.size === 0 ? undefined : at([...model.atoms], pick)
}

function atomIn(atoms: ReadonlyMap<string, number>, identifier: UniverseIdentifier): number {
  const atom = atoms.get(nameOf(identifier))
  if (atom === undefined) throw new Error(`the store has no ${nameOf(identifier)}`)
  return atom
}

/** An atom as people know it. */
function called(model: Model, atom: number): string {
  const held = model.held.get(atom)
  return held ? nameOf(held.identifier) : `atom ${atom}, whose identifier was unbound`
}
