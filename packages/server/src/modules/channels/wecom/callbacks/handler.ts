/** Who does something about callbacks. One file a noun of the platform; `app.ts` lists them. */
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import type { Corp } from '../connection/corps.ts'
import type { CallbackOutcome, StoredCallback } from './store.ts'

export interface CallbackWork {
  readonly handles: Handles
  readonly wecom: Wecom
  readonly corp: Corp
  /** Of one corp and this handler, in the order they were received. */
  readonly callbacks: readonly StoredCallback[]
  readonly signal?: AbortSignal | undefined
}

export interface CallbackHandler {
  readonly event: string
  readonly changeTypes: readonly string[]
  /**
   * Takes them as hints: asks the platform how things are and writes that. May come again after a crash at any point. What throws is tried
   * again one by one, so that one that cannot be handled does not block the others. Answers an outcome for each.
   */
  readonly handle: (work: CallbackWork) => Promise<CallbackOutcome[]>
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 10 * 60_000

/** When something that failed is tried again: growing with the attempts, spread by chance. */
export function backOffMs(handles: Pick<Handles, 'ids'>, { attempts }: { attempts: number }): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS) * (0.5 + handles.ids.fraction())
}
