/** Callbacks about external contacts: each contact they name is asked for once, and what the platform answers is written. */
import type { Handles } from '../../../../platform/handles.ts'
import type { CallbackHandler, CallbackWork } from '../callbacks/handler.ts'
import { textOf } from '../callbacks/message.ts'
import { outcomeOf } from '../callbacks/process.ts'
import type { CallbackOutcome, StoredCallback } from '../callbacks/store.ts'
import { fetchContact } from '../client/contacts.ts'
import { WecomFailure } from '../client/failures.ts'
import { hintsOf, type PairHints } from './hints.ts'
import { type Observation, recordContacts } from './record.ts'

/** Asked at the same time; the platform answers 45033 to too many. */
const MAX_CALLS_AT_ONCE = 10
/** A13: right after an add the platform may not know the pair yet. Longer than that has been seen to last. */
const SETTLES_MS = 60_000
const LOOK_AGAIN_MS = 1_500
/** A platform that fails so often in a row is away: the rest is not asked for now. */
const MAX_FAILURES_IN_A_ROW = 10
/** WW:92277: what changed of the pair itself. Others of this event are for who needs them. */
const CHANGE_TYPES = [
  'add_external_contact',
  'edit_external_contact',
  'add_half_external_contact',
  'del_external_contact',
  'del_follow_user',
] as const

export const contactCallbacks: CallbackHandler = { event: 'change_external_contact', changeTypes: CHANGE_TYPES, handle }

interface Asked {
  readonly observation?: Observation
  readonly error?: unknown
}

async function handle(work: CallbackWork): Promise<CallbackOutcome[]> {
  const { handles, corp, callbacks } = work
  const named = callbacks.filter(({ externalUserId }) => externalUserId !== '')
  const fetchedAt = handles.clocks.business.now()
  const asked = await askForAll(work, hintsOf(named))
  const observations = [...asked.values()].flatMap(({ observation }) => observation ?? [])
  const { behind } = await recordContacts(handles, { corp, learntBy: 'callback', fetchedAt, observations })
  const isBehind = new Set(behind.map(({ externalUserId, userId }) => `${externalUserId} ${userId}`))
  return callbacks.map((callback) => outcome(handles, { callback, failed: asked.get(callback.externalUserId)?.error, isBehind }))
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

/** One that cannot be asked for does not keep the others waiting. */
async function askForAll(work: CallbackWork, hints: readonly PairHints[]): Promise<Map<string, Asked>> {
  const asked = new Map<string, Asked>()
  const left = hints.values()
  let failures = 0
  let away: unknown
  const worker = async () => {
    for (const { externalUserId, pairs } of left) {
      if (failures >= MAX_FAILURES_IN_A_ROW) {
        asked.set(externalUserId, { error: away })
        continue
      }
      try {
        const found = await fetchContact(work.wecom, { corp: work.corp, externalUserId, signal: work.signal })
        const { contact, follows } = found ?? { contact: undefined, follows: [] }
        asked.set(externalUserId, { observation: { externalUserId, contact, follows, hints: pairs } })
        failures = 0
      } catch (error) {
        if (error instanceof WecomFailure && error.kind === 'retry') failures++
        away = error
        asked.set(externalUserId, { error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(MAX_CALLS_AT_ONCE, hints.length) }, worker))
  return asked
}
