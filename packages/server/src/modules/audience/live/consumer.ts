/** Marks whom an event may bring into a live audience or out of it, with the transaction in which the event takes effect. */
import { ORDER_CANCELLED, orderNumberOf, type StreamConsumer, type StreamEvent } from '../../events/index.ts'
import { type Change, markAll } from './dirty.ts'
import { type LiveAudience, type LiveRules, openLiveRules } from './live-rules.ts'

/** Events that no live audience stands on cost one look-up a batch. */
export function liveConsumer(rules: LiveRules = openLiveRules()): StreamConsumer {
  return {
    name: 'audience.live',
    apply: async (tx, events) => {
      const watched = await rules.read(tx, [...new Set(events.map((event) => event.workspaceId))])
      if (watched.size > 0) await markAll(tx, changesOf(events, watched))
    },
  }
}

/** One change a workspace and name, whoever did it once; and one for each order that was cancelled, for its buyer may be somebody else. */
function changesOf(events: readonly StreamEvent[], watched: ReadonlyMap<number, readonly LiveAudience[]>): Change[] {
  const changes: Change[] = []
  for (const [workspaceId, audiences] of watched) {
    const isAny = audiences.some(({ depends }) => depends.anyEvent)
    const names = new Set(audiences.flatMap(({ depends }) => [...depends.events]))
    const people = new Map<string, Set<number>>()
    const cancelled = new Set<string>()
    for (const event of events) {
      if (event.workspaceId !== workspaceId || !(isAny || names.has(event.name))) continue
      if (event.name === ORDER_CANCELLED) cancelled.add(orderNumberOf(event.properties))
      if (event.atom === 0) continue
      const known = people.get(event.name)
      if (known) known.add(event.atom)
      else people.set(event.name, new Set([event.atom]))
    }
    for (const [name, atoms] of people) changes.push({ workspaceId, what: 'events', name, atoms: [...atoms] })
    cancelled.delete('')
    for (const name of cancelled) changes.push({ workspaceId, what: 'orders', name, atoms: [] })
  }
  return changes
}
