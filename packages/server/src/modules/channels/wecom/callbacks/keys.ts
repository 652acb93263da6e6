/** Keys of callbacks, on the path of every one of them: answered from memory that is some seconds old at most. */
import { elapsedMs } from '../../../../platform/clock.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { type CallbackKeys, callbackKeys } from '../connection/corps.ts'

/** How long changed keys may be unknown to a process that knew the ones before. */
export const KEYS_KEPT_MS = 3_000
/** Who asks for corps that do not exist fills no more memory than this. */
const MAX_KEPT = 1_000

export interface KeyRing {
  /** Undefined for a corp that is not connected. */
  find(corpId: string): Promise<CallbackKeys | undefined>
}

export function openKeyRing(handles: Pick<Handles, 'db' | 'secret'>, { keptMs }: { keptMs: number }): KeyRing {
  const kept = new Map<string, { readAtMs: number; keys: Promise<CallbackKeys | undefined> }>()
  return {
    find: (corpId) => {
      const known = kept.get(corpId)
      if (known && elapsedMs() - known.readAtMs < keptMs) return known.keys
      const keys = callbackKeys(handles, { corpId })
      kept.delete(corpId)
      kept.set(corpId, { readAtMs: elapsedMs(), keys })
      const [oldest] = kept.keys()
      if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest)
      keys.then(
        (found) => found ?? kept.delete(corpId),
        () => kept.delete(corpId),
      )
      return keys
    },
  }
}
