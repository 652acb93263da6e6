/** What of a batch identity may take at once: an unbinding stands between what came before it and what comes after. */
import type { Pending } from './pending.ts'

export interface Round {
  /** To be resolved together. */
  readonly events: Pending[]
  /** Unbindings that take effect once those are resolved. */
  readonly unbindings: Pending[]
}

/** Where a workspace stands while its events are dealt out. */
interface Place {
  round: number
  /** Kinds unbound in that round. The same identifier has several spellings, its kind has one. */
  readonly unbound: Set<string>
}

/**
 * The batch in rounds, to be taken one after another; without an unbinding there is one. After an unbinding its workspace goes on in the same
 * round with events that it cannot concern: they carry one identifier, which links nothing, of another kind.
 */
export function roundsOf(batch: readonly Pending[]): readonly Round[] {
  if (!batch.some(isUnbinding)) return [{ events: [...batch], unbindings: [] }]
  const rounds: Round[] = []
  const places = new Map<number, Place>()
  for (const pending of batch) {
    const place = places.get(pending.workspaceId) ?? { round: 0, unbound: new Set() }
    places.set(pending.workspaceId, place)
    if (isUnbinding(pending)) for (const { kind } of pending.refs) place.unbound.add(kind)
    else if (isConcerned(pending, place.unbound)) {
      place.round++
      place.unbound.clear()
    }
    const round = rounds[place.round] ?? { events: [], unbindings: [] }
    rounds[place.round] = round
    if (isUnbinding(pending)) round.unbindings.push(pending)
    else round.events.push(pending)
  }
  return rounds
}

function isUnbinding({ event }: Pending): boolean {
  return event.type === 'unbind'
}

function isConcerned({ refs }: Pending, unbound: ReadonlySet<string>): boolean {
  return unbound.size > 0 && (refs.length > 1 || refs.some(({ kind }) => unbound.has(kind)))
}
