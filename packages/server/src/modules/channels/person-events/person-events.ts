/**
 * What happens on a channel becomes events of people: queued in the transaction that notes it, then handed to the collector. Message ids are
 * made of what happened, so an event handed over twice, or learnt by two ways, counts once.
 */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { CollectedEvent, Collector } from '../../events/index.ts'
import type {} from './tables.ts'

export interface PersonEvent {
  readonly workspaceId: number
  /** `KIND:VALUE` of the identifier that says whose it is. */
  readonly reference: string
  readonly event: CollectedEvent
}

export type TakesEvents = Pick<Collector, 'collect'>

const MAX_AT_ONCE = 1_000
/** Longer than the collector keeps anybody waiting. */
const CLAIM_MS = 60_000

/** Queues events with the caller's transaction. */
export async function queuePersonEvents(tx: Tx, events: readonly PersonEvent[]): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ workspaceId, reference, event }) => ({ workspace_id: workspaceId, reference, event }))
  await sql`insert into channels_person_events (workspace_id, reference, event)
    select workspace_id, reference, event
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (workspace_id integer, reference text, event jsonb)`.execute(tx)
}

interface Claimed {
  id: number
  workspace_id: number
  event: CollectedEvent
}

/** Hands over what waits, until nothing does. Answers how many events. @throws events.overloaded, events.store_away: they wait on */
export async function sendPersonEvents(handles: Pick<Handles, 'db' | 'clocks'>, collector: TakesEvents): Promise<number> {
  for (let sent = 0; ; ) {
    const claimed = await claim(handles)
    if (claimed.length === 0) return sent
    const receivedAt = handles.clocks.real.now()
    const byWorkspace = Map.groupBy(claimed, ({ workspace_id }) => workspace_id)
    try {
      for (const [workspaceId, rows] of byWorkspace)
        await collector.collect({ workspaceId, receivedAt, events: rows.map(({ event }) => event) })
    } catch (error) {
      await sql`update channels_person_events set claimed_until = null where id = any(${idsOf(claimed)})`.execute(handles.db)
      throw error
    }
    await sql`delete from channels_person_events where id = any(${idsOf(claimed)})`.execute(handles.db)
    sent += claimed.length
  }
}

function idsOf(rows: readonly Claimed[]) {
  return bigints(rows.map(({ id }) => id))
}

async function claim({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<Claimed[]> {
  const now = clocks.real.now()
  const { rows } = await sql<Claimed>`
    update channels_person_events set claimed_until = ${new Date(now + CLAIM_MS)} where id in (
      select id from channels_person_events where claimed_until is null or claimed_until < ${new Date(now)}
      order by id limit ${MAX_AT_ONCE} for update skip locked)
    returning id, workspace_id, event`.execute(db)
  return rows.sort((one, other) => one.id - other.id)
}
