/** Callbacks about customer groups: each group they name is asked for once, and what the platform answers is written. */
import type { Handles } from '../../../../platform/handles.ts'
import { askEach, failureOf } from '../callbacks/ask-each.ts'
import type { CallbackHandler, CallbackWork } from '../callbacks/handler.ts'
import { outcomeOf } from '../callbacks/process.ts'
import type { CallbackOutcome, StoredCallback } from '../callbacks/store.ts'
import { WecomFailure } from '../client/failures.ts'
import { fetchGroup } from '../client/groups.ts'
import { chatOf, type GroupHints, hintsOf } from './hints.ts'
import { recordGroups } from './record.ts'

/** Asked for and written together: a group has up to 500 members. */
const MAX_AT_ONCE = 20
/** Right after something happened the platform may not know it yet. */
const SETTLES_MS = 60_000
const LOOK_AGAIN_MS = 1_500

export const groupCallbacks: CallbackHandler = {
  event: 'change_external_chat',
  changeTypes: ['create', 'update', 'dismiss'],
  handle,
}

async function handle(work: CallbackWork): Promise<CallbackOutcome[]> {
  const { handles, callbacks } = work
  const hints = hintsOf(callbacks.filter((callback) => chatOf(callback) !== ''))
  const failed = new Map<string, unknown>()
  const behind = new Set<string>()
  for (let start = 0; start < hints.length; start += MAX_AT_ONCE) {
    const some = hints.slice(start, start + MAX_AT_ONCE)
    const seen = await lookAt(work, some)
    for (const [chatId, error] of seen.failed) failed.set(chatId, error)
    for (const chatId of seen.behind) behind.add(chatId)
    if (!isAway(seen.failed, some.length)) continue
    const [why] = seen.failed.values()
    for (const { chatId } of hints.slice(start + MAX_AT_ONCE)) failed.set(chatId, why)
    break
  }
  return callbacks.map((callback) => outcome(handles, { callback, failed, behind }))
}

async function lookAt({ handles, wecom, corp, signal }: CallbackWork, hints: readonly GroupHints[]) {
  const fetchedAt = handles.clocks.business.now()
  const keys = hints.map(({ chatId }) => chatId)
  const asked = await askEach(keys, (chatId) => fetchGroup(wecom, { corp, chatId, signal }))
  const failed = new Map<string, unknown>()
  const observations = hints.flatMap((one) => {
    const got = asked.get(one.chatId)
    if (got && 'answer' in got) return [{ chatId: one.chatId, answer: got.answer, hints: one }]
    failed.set(one.chatId, failureOf(got))
    return []
  })
  const { behind } = await recordGroups(handles, { corp, learntBy: 'callback', fetchedAt, observations })
  return { failed, behind }
}

/** None of them was answered: the others will not be either. */
function isAway(failed: ReadonlyMap<string, unknown>, asked: number): boolean {
  return failed.size === asked && [...failed.values()].every((error) => error instanceof WecomFailure && error.kind === 'retry')
}

function outcome(
  handles: Pick<Handles, 'clocks' | 'ids'>,
  { callback, failed, behind }: { callback: StoredCallback; failed: ReadonlyMap<string, unknown>; behind: ReadonlySet<string> },
): CallbackOutcome {
  const { id, receivedAt } = callback
  const chatId = chatOf(callback)
  if (chatId === '') return { id, what: 'failed', error: 'ChatId is missing' }
  if (failed.has(chatId)) return outcomeOf(handles, callback, failed.get(chatId))
  const waits = behind.has(chatId) && handles.clocks.real.now() - receivedAt < SETTLES_MS
  return waits ? { id, what: 'wait', afterMs: LOOK_AGAIN_MS } : { id, what: 'done' }
}
