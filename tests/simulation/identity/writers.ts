/** Commands from several writers at once, in an order that nobody knows: only the program does them. */
import { resolveAtoms } from '../../../packages/server/src/modules/identity/atoms.ts'
import { cutPerson, eraseAtoms } from '../../../packages/server/src/modules/identity/erase.ts'
import { liftApart } from '../../../packages/server/src/modules/identity/links/apart.ts'
import { decideConflict } from '../../../packages/server/src/modules/identity/links/conflicts.ts'
import { linkIdentifier, mergePeople } from '../../../packages/server/src/modules/identity/links/link.ts'
import { unbindIdentifier } from '../../../packages/server/src/modules/identity/links/unbind.ts'
import { unmerge } from '../../../packages/server/src/modules/identity/links/unmerge.ts'
import { AppError } from '../../../packages/server/src/platform/errors.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import type { Command } from './commands.ts'
import { readStored, type Stored } from './stored.ts'
import { at, together, type UniverseIdentifier } from './universe.ts'

export interface Writer {
  readonly handles: Handles
  /** Events go to all of them, everything else to the first. */
  readonly workspaceIds: readonly number[]
  readonly universe: readonly UniverseIdentifier[]
  /** Identifiers of each event that was answered, the strongest first. */
  readonly acknowledged: UniverseIdentifier[][]
}

/** What a command may be answered when another writer was quicker. */
const EXPECTED = new Set(['identity.conflict', 'identity.merge_unknown', 'identity.conflict_decided', 'platform.not_found'])
const BY = 'simulation'

/** @throws whatever is no expected refusal */
export async function write(writer: Writer, commands: readonly Command[]): Promise<void> {
  for (const command of commands) {
    try {
      await (command.do === 'events'
        ? send(
            writer,
            command.events.map((picks) => together(writer.universe, picks)),
          )
        : change(writer, command))
    } catch (error) {
      if (!(error instanceof AppError && EXPECTED.has(error.code))) throw error
    }
  }
}

export async function send({ handles, workspaceIds, acknowledged }: Writer, events: readonly UniverseIdentifier[][]): Promise<void> {
  const seenAt = handles.clocks.business.now()
  await resolveAtoms(
    handles,
    events.flatMap((refs) => workspaceIds.map((workspaceId) => ({ workspaceId, refs, seenAt }))),
  )
  acknowledged.push(...events)
}

async function change(writer: Writer, command: Exclude<Command, { do: 'events' }>): Promise<void> {
  const { handles, universe } = writer
  const [workspaceId = 0] = writer.workspaceIds
  const stored = await readStored(handles, workspaceId)
  const atoms = atomsOf(stored)
  const about = { workspaceId, by: BY, evidence: handles.ids.uuid() }
  if (atoms.length === 0) return
  if (command.do === 'link') await linkIdentifier(handles, { ...about, person: at(atoms, command.person), ref: at(universe, command.ref) })
  else if (command.do === 'merge')
    await mergePeople(handles, { ...about, a: at(atoms, command.a), b: at(atoms, command.b), cause: 'request' })
  else if (command.do === 'unbind')
    await unbindIdentifier(handles, { ...about, person: at(atoms, command.ref), ref: at(universe, command.ref) })
  else if (command.do === 'unmerge' && stored.edges.length > 0) {
    const { id, a } = at(stored.edges, command.pick)
    await unmerge(handles, { ...about, person: a, mergeId: id })
  } else if (command.do === 'lift' && stored.apart.length > 0) await liftApart(handles, { ...about, id: at(stored.apart, command.pick).id })
  else if (command.do === 'decide' && stored.conflicts.length > 0)
    await decideConflict(handles, { ...about, id: at(stored.conflicts, command.pick).id, decision: command.decision })
  else if (command.do === 'erase') await eraseOne(handles, { workspaceId, stored, atom: at(atoms, command.who) })
}

async function eraseOne(handles: Handles, input: { workspaceId: number; stored: Stored; atom: number }): Promise<void> {
  const { workspaceId, stored, atom } = input
  const person = stored.members.find((member) => member.atom === atom)?.person
  const own = stored.members.flatMap((member) => (member.person === person ? member.atom : []))
  const atoms = person === undefined ? [atom] : own
  const { missing } = await cutPerson(handles, { workspaceId, atoms, alongside: async () => undefined })
  if (missing.length === 0) await eraseAtoms(handles, { workspaceId, atoms, signal: new AbortController().signal })
}

function atomsOf({ identifiers, members }: Stored): number[] {
  return [...new Set([...identifiers, ...members].map(({ atom }) => atom))].sort((a, b) => a - b)
}
