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

export interface ToldNews {
  readonly workspaceId: number
  readonly name: string
  readonly payload: Record<string, unknown>
  /** Of a repeated one nothing is written. */
  readonly key: string
  readonly at: Date
}

/** Writes one piece of news with the caller's transaction. A repeated `key` writes nothing. */
export async function emit(tx: Tx, news: ToldNews): Promise<void> {
  await emitAll(tx, [news])
}

/** The same for several pieces at once, in their order. */
export async function emitAll(tx: Tx, news: readonly ToldNews[]): Promise<void> {
  if (news.length === 0) return
  await tx
    .insertInto('platform_outbox')
    .values(
      news.map(({ workspaceId, name, payload, key, at }) => ({
        workspace_id: workspaceId,
        name,
        payload: JSON.stringify(payload),
        event_key: key,
        emitted_at: at,
      })),
    )
    .onConflict((conflict) => conflict.column('event_key').doNothing())
    .execute()
}
