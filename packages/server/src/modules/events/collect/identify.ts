/** Finds the people of a batch: identifiers get their atoms and are linked, unbindings take effect in their place, traits are applied. */
import type { Handles } from '../../../platform/handles.ts'
import {
  applyTraits,
  type IdentifierRefusal,
  resolveAtoms,
  type SeenTogether,
  type TraitChangeOfAtom,
  unbindSeen,
} from '../../identity/index.ts'
import type { CollectedEvent } from '../collected.ts'
import type { Pending } from './pending.ts'
import { type Round, roundsOf } from './rounds.ts'

/** Events that mean to say who is who; the others only show it. */
const CAUSES: Partial<Readonly<Record<CollectedEvent['type'], SeenTogether['cause']>>> = { alias: 'alias', bind: 'bind' }

/**
 * Gives every event its atom and answers those whose identifiers are refused. May be called again with the same events after it threw: it
 * goes on where it stopped. Doing it all again would bind once more what was bound before an unbinding that then is known and left out.
 */
export async function identifyBatch(handles: Handles, batch: readonly Pending[]): Promise<Map<Pending, IdentifierRefusal>> {
  const refused = new Map<Pending, IdentifierRefusal>()
  const left = batch.filter(({ identified }) => !identified)
  for (const round of roundsOf(left)) await identifyRound(handles, round, refused)
  const changes = batch.flatMap((pending) => (refused.has(pending) ? [] : traitChange(pending)))
  await applyTraits(handles.db, { changes, now: handles.clocks.real.now() })
  return refused
}

async function identifyRound(handles: Handles, { events, unbindings }: Round, refused: Map<Pending, IdentifierRefusal>): Promise<void> {
  // An unbinding whose atom is known has been here before: looked up again, its identifiers might be somebody new already.
  const named = unbindings.filter(({ atom }) => atom === 0).flatMap(eachAlone)
  const answers = await resolveAtoms(handles, [...events.map(seenTogether), ...named.map(({ item }) => item)])
  for (const [place, answer] of answers.entries()) {
    const pending = events[place] ?? named[place - events.length]?.pending
    if (!pending) continue
    if (typeof answer !== 'number') refused.set(pending, answer)
    else if (pending.atom === 0) pending.atom = answer
  }
  for (const pending of events) pending.identified = !refused.has(pending)
  const unbinding = unbindings.filter((pending) => !refused.has(pending))
  if (unbinding.length > 0) await unbindSeen(handles, unbinding.map(seenUnbinding))
  for (const pending of unbinding) pending.identified = true
}

function seenTogether(pending: Pending): SeenTogether {
  const { workspaceId, refs, seenAt, event, hash } = pending
  // One identifier links nothing, so nobody asks why it came.
  if (refs.length < 2) return pending
  return { workspaceId, refs, seenAt, cause: CAUSES[event.type] ?? 'event', source: event.source, evidence: hash }
}

/** What an unbinding names must not be linked by it. It belongs to the person that its first identifier had until then. */
function eachAlone(pending: Pending): { readonly pending: Pending; readonly item: SeenTogether }[] {
  const { workspaceId, refs, seenAt } = pending
  return refs.map((ref) => ({ pending, item: { workspaceId, refs: [ref], seenAt } }))
}

function seenUnbinding({ workspaceId, refs, seenAt, event, hash }: Pending) {
  return { workspaceId, refs, at: seenAt, source: event.source, evidence: hash }
}

function traitChange({ workspaceId, atom, event, hash, seenAt }: Pending): TraitChangeOfAtom[] {
  if (!event.traits || atom === 0) return []
  return [{ workspaceId, atom, op: event.traits.op, values: event.traits.values, at: seenAt, source: event.source, step: hash }]
}
