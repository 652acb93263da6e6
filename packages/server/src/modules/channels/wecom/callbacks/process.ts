/** Works through stored callbacks, some hundred at a time, each kind by its handler. Several processes may do so beside each other. */
import type { Handles } from '../../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../../platform/lifecycle/loop.ts'
import { sendPersonEvents, type TakesEvents } from '../../person-events/person-events.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { findCorp } from '../connection/corps.ts'
import { backOffMs, type CallbackHandler } from './handler.ts'
import type { CallbackIntake } from './intake.ts'
import { type CallbackOutcome, claimCallbacks, endCallbacks, releaseCallbacks, type StoredCallback } from './store.ts'

const EVERY_MS = 500

export interface CallbackServices {
  readonly wecom: Wecom
  readonly collector: TakesEvents
  readonly handlers: readonly CallbackHandler[]
}

/** Wakes when this process takes callbacks in. */
export function startCallbacks(handles: Handles, services: CallbackServices & { intake: CallbackIntake | undefined }): Loop {
  const step = (signal: AbortSignal) => runCallbacks(handles, { ...services, everything: false, signal })
  const loop = startLoop({ name: 'wecom callbacks', everyMs: EVERY_MS, log: handles.log, step })
  services.intake?.onStored(loop.wake)
  return loop
}

/**
 * Runs until none is due. `everything`: also those that were to wait a moment, once; for the clock call and tests. Answers how many were
 * looked at.
 */
export async function runCallbacks(
  handles: Handles,
  input: CallbackServices & { everything: boolean; signal?: AbortSignal },
): Promise<number> {
  let looked = 0
  for (let after = 0; !input.signal?.aborted; ) {
    const callbacks = await claimCallbacks(handles, { everything: input.everything, after })
    if (callbacks.length === 0) break
    looked += callbacks.length
    await handleAll(handles, { ...input, callbacks })
    // What is to be looked at again has its own time; within one run each comes once.
    after = callbacks.at(-1)?.id ?? after
  }
  await sendPersonEvents(handles, input.collector)
  return looked
}

type Batch = CallbackServices & { readonly callbacks: readonly StoredCallback[]; readonly signal?: AbortSignal }

async function handleAll(handles: Handles, batch: Batch): Promise<void> {
  const { callbacks, handlers, signal } = batch
  const groups = Map.groupBy(callbacks, ({ corpId, event, changeType }) => {
    const place = handlers.findIndex((handler) => handler.event === event && handler.changeTypes.includes(changeType))
    return `${corpId} ${place}`
  })
  for (const group of groups.values()) {
    if (signal?.aborted)
      await releaseCallbacks(
        handles,
        group.map(({ id }) => id),
      )
    else await endCallbacks(handles, await handleGroup(handles, { ...batch, callbacks: group }))
  }
}

/** All are of one corp and handler. */
async function handleGroup(handles: Handles, batch: Batch): Promise<CallbackOutcome[]> {
  const { callbacks, handlers, wecom, signal } = batch
  const [first] = callbacks
  if (!first) return []
  const handler = handlers.find(({ event, changeTypes }) => event === first.event && changeTypes.includes(first.changeType))
  if (!handler) return callbacks.map(({ id }) => ({ id, what: 'unknown' }))
  const corp = await findCorp(handles.db, first)
  if (corp?.workspaceId !== first.workspaceId)
    return callbacks.map(({ id }) => ({ id, what: 'failed', error: 'the corp was disconnected' }))
  try {
    return await handler.handle({ handles, wecom, corp, callbacks, signal })
  } catch (error) {
    if (signal?.aborted) return callbacks.map(({ id }) => ({ id, what: 'wait', afterMs: 0 }))
    const [one, ...others] = callbacks
    if (one && others.length === 0) return [outcomeOf(handles, one, error)]
    const outcomes: CallbackOutcome[] = []
    for (const callback of callbacks) outcomes.push(...(await handleGroup(handles, { ...batch, callbacks: [callback] })))
    return outcomes
  }
}

/** A failure that is none of the platform's may pass as well: a store was away. */
export function outcomeOf(handles: Pick<Handles, 'ids'>, { id, attempts }: StoredCallback, error: unknown): CallbackOutcome {
  const words = String(error)
  if (!(error instanceof WecomFailure)) return { id, what: 'retry', afterMs: backOffMs(handles, { attempts }), error: words }
  if (error.kind === 'permanent') return { id, what: 'failed', error: words }
  return { id, what: 'retry', afterMs: Math.max(error.retryAfterMs, backOffMs(handles, { attempts })), error: words }
}
