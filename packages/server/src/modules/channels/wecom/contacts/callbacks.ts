/** Callbacks about external contacts: each contact they name is asked for once, and what the platform answers is written. */
import type { Handles } from '../../../../platform/handles.ts'
import { askEach, failureOf } from '../callbacks/ask-each.ts'
import type { CallbackHandler, CallbackWork } from '../callbacks/handler.ts'
import { textOf } from '../callbacks/message.ts'
import { outcomeOf } from '../callbacks/process.ts'
import type { CallbackOutcome, StoredCallback } from '../callbacks/store.ts'
import { fetchContact } from '../client/contacts.ts'
import { hintsOf } from './hints.ts'
import { type Observation, recordContacts } from './record.ts'

/** A13: right after an add the platform may not know the pair yet. Longer than that has been seen to last. */
const SETTLES_MS = 60_000
const LOOK_AGAIN_MS = 1_500
/** WW:92277: what changed of the pair itself. Others of this event are for who needs them. */
const CHANGE_TYPES = [
  'add_external_contact',
  'edit_external_contact',
  'add_half_external_contact',
  'del_external_contact',
  'del_follow_user',
] as const

export const contactCallbacks: CallbackHandler = { event: 'change_external_contact', changeTypes: CHANGE_TYPES, handle }

async function handle(work: CallbackWork): Promise<CallbackOutcome[]> {
  const { handles, wecom, corp, callbacks, signal } = work
  const named = callbacks.filter(({ externalUserId }) => externalUserId !== '')
  const fetchedAt = handles.clocks.business.now()
  const hints = hintsOf(named)
  const asked = await askEach(
    hints.map(({ externalUserId }) => externalUserId),
    (externalUserId) => fetchContact(wecom, { corp, externalUserId, signal }),
  )
  const observations = hints.flatMap(({ externalUserId, pairs }): Observation[] => {
    const got = asked.get(externalUserId)
    return got && 'answer' in got
      ? [{ externalUserId, contact: got.answer?.contact, follows: got.answer?.follows ?? [], hints: pairs }]
      : []
  })
  const { behind } = await recordContacts(handles, { corp, learntBy: 'callback', fetchedAt, observations })
  const isBehind = new Set(behind.map(({ externalUserId, userId }) => `${externalUserId} ${userId}`))
  return callbacks.map((callback) => outcome(handles, { callback, failed: failureOf(asked.get(callback.externalUserId)), isBehind }))
}

function outcome(
  handles: Pick<Handles, 'clocks' | 'ids'>,
  { callback, failed, isBehind }: { callback: StoredCallback; failed: unknown; isBehind: ReadonlySet<string> },
): CallbackOutcome {
  const { id, externalUserId, fields, receivedAt } = callback
  if (externalUserId === '') return { id, what: 'failed', error: 'ExternalUserID is missing' }
  if (failed !== undefined) return outcomeOf(handles, callback, failed)
  const waits = isBehind.has(`${externalUserId} ${textOf(fields.UserID)}`) && handles.clocks.real.now() - receivedAt < SETTLES_MS
  return waits ? { id, what: 'wait', afterMs: LOOK_AGAIN_MS } : { id, what: 'done' }
}
