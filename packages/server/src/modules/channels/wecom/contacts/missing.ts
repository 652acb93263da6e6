/** Pairs that the platform does not list any more although nobody told of their end: ended now, the time when that was learnt. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { queuePersonEvents } from '../../person-events/person-events.ts'
import type { Corp } from '../connection/corps.ts'
import { eventOfChange } from './events.ts'
import { lockRegister } from './lock.ts'
import { tellChanges } from './record.ts'
import { storedPair } from './register.ts'
import { HELD_STATES } from './states.ts'
import type { RelationRow } from './tables.ts'

/** Ended in one transaction. */
const MAX_AT_ONCE = 1_000

/**
 * Ends the pairs of these members that no answer has listed since `notSeenSince` (milliseconds of the business clock), after all of their
 * contacts were asked for. Of those being transferred the results of the transfer tell. Answers how many.
 */
export async function endMissing(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  input: { corp: Corp; userIds: readonly string[]; notSeenSince: number },
): Promise<number> {
  let ended = 0
  for (let some = MAX_AT_ONCE; some === MAX_AT_ONCE; ended += some) some = await endSome(handles, input)
  return ended
}

function endSome(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  { corp, userIds, notSeenSince }: { corp: Corp; userIds: readonly string[]; notSeenSince: number },
): Promise<number> {
  const { workspaceId, corpId } = corp
  const now = handles.clocks.business.now()
  return inTransaction(handles.db, async (tx) => {
    await lockRegister(tx, corp)
    // First who, then the update: in one statement a planner that knows nothing of a young table looks for them once a row.
    const { rows: missing } = await sql<{ user_id: string; external_user_id: string }>`
      select user_id, external_user_id from channels_wecom_relations
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and user_id = any(${userIds}::text[])
        and state = any(${HELD_STATES}::text[]) and fetched_at < ${new Date(notSeenSince)}
        and not exists (
          select 1 from channels_wecom_transfer_customers moved where moved.workspace_id = ${workspaceId} and moved.corp_id = ${corpId}
            and moved.external_user_id = channels_wecom_relations.external_user_id and moved.handover = channels_wecom_relations.user_id
            and moved.state = 'waiting')
      limit ${MAX_AT_ONCE}`.execute(tx)
    if (missing.length === 0) return 0
    const { rows } = await sql<RelationRow>`
      update channels_wecom_relations relation set state = 'deleted_by_staff', ended_at = ${new Date(now)}, fetched_at = ${new Date(now)}
      from unnest(${missing.map((row) => row.user_id)}::text[], ${missing.map((row) => row.external_user_id)}::text[])
        as gone (user_id, external_user_id)
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and relation.external_user_id = gone.external_user_id
        and relation.user_id = gone.user_id
      returning relation.*`.execute(tx)
    const changes = rows.map((row) => ({ row, pair: storedPair(row), change: { what: 'deleted_by_staff', at: now } as const }))
    const learntBy = 'reconcile'
    await queuePersonEvents(
      tx,
      changes.map(({ row, pair, change }) =>
        eventOfChange({ corp, userId: row.user_id, externalUserId: row.external_user_id, contact: undefined, pair, change, learntBy }),
      ),
    )
    await tellChanges(handles, tx, {
      corp,
      learntBy,
      changes: changes.map(({ row, pair, change }) => ({
        ...change,
        userId: row.user_id,
        atom: row.atom,
        addWay: pair.addWay,
        channelState: pair.channelState,
      })),
    })
    return rows.length
  })
}
