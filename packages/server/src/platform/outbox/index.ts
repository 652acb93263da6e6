/** News goes up through the outbox: emitted in the transaction of what happened, delivered at least once to each reaction. */
import type { Tx } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import type {} from './tables.ts'

export interface News {
  readonly id: number
  readonly workspaceId: number
  /** `module.past_tense`: `auth.workspace_created`. */
  readonly name: string
  readonly payload: Readonly<Record<string, unknown>>
}

export interface Reaction {
  /** The news it reacts to. */
  readonly to: string
  /** Its own name, `module.verb`; never renamed while work for it may be waiting. */
  readonly name: string
  /** Runs in a transaction of its own that also marks the work done; may run again after a crash, so it must be idempotent outside that transaction. */
  readonly react: (handles: Handles, tx: Tx, news: News) => Promise<void>
}

/** Declares a reaction; `app.ts` gathers them. */
export function on(to: string, name: string, react: Reaction['react']): Reaction {
  return { to, name, react }
}

/** Writes one piece of news with the caller's transaction. A repeated `key` writes nothing. */
export async function emit(
  tx: Tx,
  input: { workspaceId: number; name: string; payload: Record<string, unknown>; key: string; at: Date },
): Promise<void> {
  await tx
    .insertInto('platform_outbox')
    .values({
      workspace_id: input.workspaceId,
      name: input.name,
      payload: JSON.stringify(input.payload),
      event_key: input.key,
      emitted_at: input.at,
    })
    .onConflict((conflict) => conflict.column('event_key').doNothing())
    .execute()
}
