/** Delivers the outbox: first every piece of news is expanded into one row a reaction, then rows are claimed and run. */
import { inTransaction, sql } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import type { News, Reaction } from './index.ts'

const EXPAND_BATCH = 500
const BACKOFF_BASE_MS = 1_000
const BACKOFF_MAX_MS = 10 * 60_000
/** After this many failures the row stays with its last error and counts as an alarm. */
const MAX_REACTION_ATTEMPTS = 12
const MAX_ERROR_LENGTH = 500

/** Runs everything due now. Answers how many reactions ran; 0 means the outbox is drained. */
export async function dispatchOutbox(handles: Handles, reactions: readonly Reaction[]): Promise<number> {
  let ran = 0
  let expanded: number
  do {
    expanded = await expand(handles, reactions)
    while (await runOne(handles, reactions)) ran++
  } while (expanded > 0)
  return ran
}

/** Answers how many pieces of news were expanded; they are never expanded twice. */
async function expand(handles: Handles, reactions: readonly Reaction[]): Promise<number> {
  const now = new Date(handles.clocks.real.now())
  const names = reactions.map((reaction) => reaction.name)
  const sources = reactions.map((reaction) => reaction.to)
  const expanded = await inTransaction(handles.db, (tx) =>
    sql<{ news: number }>`with fresh as (
          select id, name from platform_outbox where not expanded order by id limit ${EXPAND_BATCH} for update skip locked),
        marked as (update platform_outbox set expanded = true where id in (select id from fresh)),
        owed as (insert into platform_outbox_work (outbox_id, reaction, due_at)
          select fresh.id, wanted.reaction, ${now}::timestamptz
          from fresh join unnest(${sources}::text[], ${names}::text[]) as wanted(source, reaction) on wanted.source = fresh.name
          on conflict do nothing)
        select count(*) as news from fresh`.execute(tx),
  )
  return expanded.rows[0]?.news ?? 0
}

interface Claimed {
  id: number
  workspace_id: number
  name: string
  payload: Record<string, unknown>
  reaction: string
  attempts: number
}

async function runOne(handles: Handles, reactions: readonly Reaction[]): Promise<boolean> {
  const now = new Date(handles.clocks.real.now())
  let claimed: Claimed | undefined
  try {
    return await inTransaction(handles.db, async (tx) => {
      const found = await sql<Claimed>`
        select news.id, news.workspace_id, news.name, news.payload, work.reaction, work.attempts
        from platform_outbox_work work join platform_outbox news on news.id = work.outbox_id
        where work.due_at <= ${now} and work.attempts < ${MAX_REACTION_ATTEMPTS} and work.reaction = any(${reactions.map((r) => r.name)})
        order by work.outbox_id limit 1 for update of work skip locked`.execute(tx)
      claimed = found.rows[0]
      if (!claimed) return false
      const { id, workspace_id, name, payload, reaction } = claimed
      const news: News = { id, workspaceId: workspace_id, name, payload }
      await reactions.find((candidate) => candidate.name === reaction)?.react(handles, tx, news)
      await tx.deleteFrom('platform_outbox_work').where('outbox_id', '=', id).where('reaction', '=', reaction).execute()
      return true
    })
  } catch (error) {
    if (!claimed) throw error
    await postpone(handles, claimed, error)
    return true
  }
}

async function postpone(handles: Handles, claimed: Claimed, error: unknown): Promise<void> {
  const delayMs = Math.min(BACKOFF_BASE_MS * 2 ** claimed.attempts, BACKOFF_MAX_MS)
  handles.log.error(
    { reaction: claimed.reaction, outboxId: claimed.id, attempts: claimed.attempts + 1, error: String(error) },
    'a reaction failed',
  )
  await handles.db
    .updateTable('platform_outbox_work')
    .set({
      attempts: claimed.attempts + 1,
      due_at: new Date(handles.clocks.real.now() + delayMs),
      last_error: String(error).slice(0, MAX_ERROR_LENGTH),
    })
    .where('outbox_id', '=', claimed.id)
    .where('reaction', '=', claimed.reaction)
    .execute()
}
