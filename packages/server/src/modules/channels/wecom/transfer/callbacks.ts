/** `transfer_fail`: the customer said no, or the takeover has too many. What no callback tells, results do. */
import { inTransaction, sql } from '../../../../platform/db/index.ts'
import type { CallbackHandler, CallbackWork } from '../callbacks/handler.ts'
import { textOf } from '../callbacks/message.ts'
import type { CallbackOutcome } from '../callbacks/store.ts'
import { lockRegister } from '../contacts/lock.ts'
import type {} from './tables.ts'

/** A14: why. */
const STATES: Readonly<Record<string, string>> = { customer_refused: 'customer_refused', customer_limit_exceed: 'receiver_full' }
/** Callbacks tell whole seconds of the platform's clock. */
const SKEW_MS = 60_000

export const transferCallbacks: CallbackHandler = { event: 'change_external_contact', changeTypes: ['transfer_fail'], handle }

/** Only of those that wait, and only what was told after they were handed over: an earlier transfer of the pair may have failed, too. */
async function handle({ handles, corp, callbacks }: CallbackWork): Promise<CallbackOutcome[]> {
  const told = callbacks.flatMap(({ externalUserId, fields, happenedAt }) => {
    const state = STATES[textOf(fields.FailReason)]
    const at = new Date(happenedAt + SKEW_MS).toISOString()
    return state && externalUserId ? [{ id: externalUserId, takeover: textOf(fields.UserID), state, at }] : []
  })
  const now = new Date(handles.clocks.business.now())
  if (told.length > 0)
    await inTransaction(handles.db, async (tx) => {
      await lockRegister(tx, corp)
      await sql`update channels_wecom_transfer_customers known set state = given.state, errcode = 0, reason = null, changed_at = ${now}
        from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as given (id text, takeover text, state text, at timestamptz)
        where known.workspace_id = ${corp.workspaceId} and known.corp_id = ${corp.corpId} and known.external_user_id = given.id
          and known.takeover = given.takeover and known.state = 'waiting' and known.handed_at <= given.at`.execute(tx)
    })
  return callbacks.map(({ id }) => ({ id, what: 'done' }))
}
