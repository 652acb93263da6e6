/** Pairs that a transfer ended, as the platform's results tell: of who has left no callback says so. */
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { queuePersonEvents } from '../../person-events/person-events.ts'
import type { Corp } from '../connection/corps.ts'
import { eventOfChange } from './events.ts'
import { tellChanges } from './record.ts'
import { storedPair } from './register.ts'
import { HELD_STATES } from './states.ts'
import type { RelationRow } from './tables.ts'

export interface TransferredPair {
  readonly userId: string
  readonly externalUserId: string
  /** When the takeover got the customer, milliseconds. */
  readonly at: number
}

/**
 * Ends the pairs that still stand since before that, with events and news; the history stays. The caller holds the lock of the register. What a
 * callback tells of the same end is the same event.
 */
export async function endTransferred(
  handles: Pick<Handles, 'clocks' | 'ids'>,
  tx: Tx,
  { corp, pairs }: { corp: Corp; pairs: readonly TransferredPair[] },
): Promise<void> {
  if (pairs.length === 0) return
  const given = pairs.map(({ userId, externalUserId, at }) => ({ user_id: userId, id: externalUserId, at: new Date(at).toISOString() }))
  const { rows } = await sql<RelationRow>`
    update channels_wecom_relations relation set state = 'transferred', ended_at = given.at
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as given (user_id text, id text, at timestamptz)
    where relation.workspace_id = ${corp.workspaceId} and relation.corp_id = ${corp.corpId} and relation.user_id = given.user_id
      and relation.external_user_id = given.id and relation.state = any(${HELD_STATES}::text[]) and relation.added_at <= given.at
    returning relation.*`.execute(tx)
  const ended = rows.map((row) => ({
    row,
    pair: storedPair(row),
    change: { what: 'transferred', at: row.ended_at?.getTime() ?? 0 } as const,
  }))
  const learntBy = 'results'
  await queuePersonEvents(
    tx,
    ended.map(({ row, pair, change }) =>
      eventOfChange({ corp, userId: row.user_id, externalUserId: row.external_user_id, contact: undefined, pair, change, learntBy }),
    ),
  )
  await tellChanges(handles, tx, {
    corp,
    learntBy,
    changes: ended.map(({ row, pair, change }) => ({
      ...change,
      userId: row.user_id,
      atom: row.atom,
      addWay: pair.addWay,
      channelState: pair.channelState,
    })),
  })
}
