/** What live audiences do about news of the modules below. */
import { on, type Reaction } from '../../../platform/outbox/index.ts'
import { refillAll } from './fill.ts'

export const liveReactions: readonly Reaction[] = [
  // Which source's value of a trait counts is another one now, for everybody.
  on('identity.trait_rule_changed', 'audience.refill_live', async (_handles, tx, { workspaceId, payload }) =>
    refillAll(tx, { workspaceId, trait: String(payload.name) }),
  ),
]
