/** Builders for tests of whatever stands on collected events. */
import type { CollectedEvent } from '../collected.ts'

/** An event with the given parts; everything else is plain. */
export function eventOf(parts: Partial<CollectedEvent> & Pick<CollectedEvent, 'messageId'>): CollectedEvent {
  return {
    type: 'track',
    name: 'view',
    timestamp: Date.UTC(2026, 10, 20),
    identifiers: [],
    properties: {},
    context: {},
    source: 'server',
    ...parts,
  }
}
