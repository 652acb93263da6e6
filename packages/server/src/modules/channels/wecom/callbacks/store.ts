/** Stored callbacks: claimed in batches by one process each, ended with an outcome, swept when they are old. */
import { bigints, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { MessageFields } from './message.ts'
import type {} from './tables.ts'

export interface StoredCallback {
  readonly id: number
  readonly workspaceId: number
  readonly corpId: string
  readonly event: string
  readonly changeType: string
  readonly externalUserId: string
  readonly fields: MessageFields
  /** Milliseconds of the platform's clock, and of ours. */
  readonly happenedAt: number
  readonly receivedAt: number
  readonly attempts: number
}

export type CallbackOutcome =
  | { readonly id: number; readonly what: 'done' | 'unknown' }
  /** The platform is not there yet: look again, nothing went wrong. */
  | { readonly id: number; readonly what: 'wait'; readonly afterMs: number }
  | { readonly id: number; readonly what: 'retry'; readonly afterMs: number; readonly error: string }
  /** It will never work. */
  | { readonly id: number; readonly what: 'failed'; readonly error: string }

type StoreHandles = Pick<Handles, 'db' | 'clocks'>

const MAX_CLAIMED = 500
/** Longer than a batch takes, calls that time out included. */
const CLAIM_MS = 120_000
/** Some two hours in all. */
export const MAX_CALLBACK_ATTEMPTS = 20
const MAX_ERROR_LENGTH = 500
const KEPT_MS = 30 * 86_400_000
const MAX_SWEPT = 50_000

interface CallbackRow {
  id: number
  workspace_id: number
  corp_id: string
  event: string
  change_type: string
  external_user_id: string
  fields: MessageFields
  happened_at: Date
  received_at: Date
  attempts: number
}

/** `everything`: also those that were to wait a moment longer; `after`: only with higher ids. */
export async function claimCallbacks(
  { db, clocks }: StoreHandles,
  input: { everything: boolean; after: number },
): Promise<StoredCallback[]> {
  const now = new Date(clocks.real.now())
  const { rows } = await sql<CallbackRow>`
    update channels_wecom_callbacks set claimed_until = ${new Date(now.getTime() + CLAIM_MS)} where id in (
      select id from channels_wecom_callbacks
      where state = 'waiting' and (due_at <= ${now} or ${input.everything}) and (claimed_until is null or claimed_until < ${now}) and id > ${input.after}
      order by id limit ${MAX_CLAIMED} for update skip locked)
    returning id, workspace_id, corp_id, event, change_type, external_user_id, fields, happened_at, received_at, attempts`.execute(db)
  return rows.sort((one, other) => one.id - other.id).map(storedCallback)
}

/** Writes how they ended. One that failed too often stays as failed, with its last error. */
export async function endCallbacks({ db, clocks }: StoreHandles, outcomes: readonly CallbackOutcome[]): Promise<void> {
  if (outcomes.length === 0) return
  const now = clocks.real.now()
  const rows = outcomes.map((outcome) => ({
    id: outcome.id,
    state: outcome.what === 'wait' || outcome.what === 'retry' ? 'waiting' : outcome.what,
    tried: outcome.what === 'wait' ? 0 : 1,
    due_at: new Date(now + ('afterMs' in outcome ? outcome.afterMs : 0)).toISOString(),
    error: 'error' in outcome ? outcome.error.slice(0, MAX_ERROR_LENGTH) : null,
  }))
  await sql`
    update channels_wecom_callbacks callback set attempts = callback.attempts + given.tried, claimed_until = null,
      due_at = given.due_at, error = given.error,
      state = case when given.state = 'waiting' and callback.attempts + given.tried >= ${MAX_CALLBACK_ATTEMPTS} then 'failed' else given.state end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id bigint, state text, tried integer, due_at timestamptz, error text)
    where callback.id = given.id`.execute(db)
}

/** Gives claimed ones back untouched. */
export async function releaseCallbacks({ db }: Pick<Handles, 'db'>, ids: readonly number[]): Promise<void> {
  await sql`update channels_wecom_callbacks set claimed_until = null where id = any(${bigints(ids)})`.execute(db)
}

/** Forgets what ended more than thirty days ago. */
export async function sweepCallbacks({ db, clocks }: StoreHandles): Promise<void> {
  await sql`delete from channels_wecom_callbacks where id in (
    select id from channels_wecom_callbacks where state <> 'waiting' and received_at < ${new Date(clocks.real.now() - KEPT_MS)}
    order by received_at limit ${MAX_SWEPT})`.execute(db)
}

function storedCallback(row: CallbackRow): StoredCallback {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    corpId: row.corp_id,
    event: row.event,
    changeType: row.change_type,
    externalUserId: row.external_user_id,
    fields: row.fields,
    happenedAt: row.happened_at.getTime(),
    receivedAt: row.received_at.getTime(),
    attempts: row.attempts,
  }
}
