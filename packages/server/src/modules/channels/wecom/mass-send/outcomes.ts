/** What came of recipients: written set-wise, told to whoever planned them, noted as events of the people. */
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { emit } from '../../../../platform/outbox/index.ts'
import { type PersonEvent, queuePersonEvents } from '../../person-events/person-events.ts'
import { identifierKindOf } from '../contacts/events.ts'
import type { RecipientState } from './states.ts'
import type {} from './tables.ts'

/** Payload `{taskIds}`: recipients of these tasks have other states than before; `pub_channels_wecom_mass_recipients` has them. */
export const MASS_OUTCOMES = 'channels.mass_outcomes'
const MESSAGE_SENT = 'wecom_message_sent'

export interface TaskOfOutcomes {
  readonly workspaceId: number
  readonly id: number
  readonly key: string
  readonly corpId: string
  readonly userId: string
}

type OutcomeHandles = Pick<Handles, 'clocks' | 'ids'>

/** Tells that recipients of the tasks changed, with the caller's transaction. */
export async function tellOutcomes(
  { clocks, ids }: OutcomeHandles,
  tx: Tx,
  { workspaceId, taskIds }: { workspaceId: number; taskIds: readonly number[] },
): Promise<void> {
  if (taskIds.length === 0) return
  const at = new Date(clocks.business.now())
  await emit(tx, { workspaceId, name: MASS_OUTCOMES, payload: { taskIds }, key: `${MASS_OUTCOMES} ${ids.uuid()}`, at })
}

/**
 * Moves the recipients of a task that are in one of the states `from`; without `externalUserIds` all of them. Answers how many moved. Whoever
 * was erased meanwhile has no row and stays unknown to us.
 */
export async function moveRecipients(
  { clocks }: Pick<Handles, 'clocks'>,
  tx: Tx,
  input: {
    task: TaskOfOutcomes
    from: readonly RecipientState[]
    to: RecipientState
    reason?: string | undefined
    externalUserIds?: readonly string[]
  },
): Promise<number> {
  const { task, from, to, reason = null, externalUserIds } = input
  if (externalUserIds?.length === 0) return 0
  const { rows } = await sql`
    update channels_wecom_mass_recipients set state = ${to}, changed_at = ${new Date(clocks.business.now())}, reason = ${reason}
    where workspace_id = ${task.workspaceId} and task_id = ${task.id} and state = any(${from}::text[])
      and (${externalUserIds === undefined} or external_user_id = any(${externalUserIds ?? []}::text[]))
    returning external_user_id`.execute(tx)
  return rows.length
}

export interface SentMessage {
  readonly externalUserId: string
  /** Milliseconds, as the platform told. */
  readonly at: number
}

/** Notes what was sent, and makes it an event of each person. Answers how many are new. */
export async function noteSent(tx: Tx, { task, sent }: { task: TaskOfOutcomes; sent: readonly SentMessage[] }): Promise<number> {
  if (sent.length === 0) return 0
  const rows = sent.map(({ externalUserId, at }) => ({ id: externalUserId, at: new Date(at).toISOString() }))
  const moved = await sql<{ external_user_id: string; changed_at: Date; ref: string }>`
    update channels_wecom_mass_recipients known set state = 'sent', changed_at = given.at, reason = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id text, at timestamptz)
    where known.workspace_id = ${task.workspaceId} and known.task_id = ${task.id} and known.external_user_id = given.id
      and known.state = 'unconfirmed'
    returning known.external_user_id, known.changed_at, known.ref`.execute(tx)
  await queuePersonEvents(
    tx,
    moved.rows.map((row) => sentEvent(task, row)),
  )
  return moved.rows.length
}

function sentEvent(task: TaskOfOutcomes, row: { external_user_id: string; changed_at: Date; ref: string }): PersonEvent {
  const kind = identifierKindOf(task)
  const value = row.external_user_id
  return {
    workspaceId: task.workspaceId,
    reference: `${kind}:${value}`,
    event: {
      messageId: `wecom message_sent ${task.corpId} ${task.id} ${value}`,
      type: 'track',
      name: MESSAGE_SENT,
      timestamp: row.changed_at.getTime(),
      identifiers: [{ kind, value }],
      properties: { channel: 'wecom', corpId: task.corpId, staff: task.userId, sending: task.key, ref: row.ref },
      context: {},
      source: 'server',
    },
  }
}
