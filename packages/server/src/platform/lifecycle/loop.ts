/** A background loop: runs a step, waits, runs again; can be woken early and stops cleanly. */
import { pause } from '../clock.ts'
import type { Log } from '../log.ts'

export interface Loop {
  /** Runs the next step now instead of after the pause. */
  wake(): void
  /** Resolves when the step under way has ended. */
  stop(): Promise<void>
}

const MAX_BACKOFF_MS = 30_000

/** Starts the loop. A step that throws is logged and repeated with growing pauses; it never ends the process. */
export function startLoop(input: { name: string; everyMs: number; log: Log; step: (signal: AbortSignal) => Promise<unknown> }): Loop {
  const stopping = new AbortController()
  let waking = new AbortController()
  let failures = 0
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      waking = new AbortController()
      try {
        await input.step(stopping.signal)
        failures = 0
      } catch (error) {
        failures++
        if (!stopping.signal.aborted) input.log.error({ loop: input.name, failures, error: String(error) }, 'a background step failed')
      }
      const waitMs = failures === 0 ? input.everyMs : Math.min(input.everyMs * 2 ** failures, MAX_BACKOFF_MS)
      await pause(waitMs, AbortSignal.any([stopping.signal, waking.signal]))
    }
  })()
  return {
    wake: () => waking.abort(),
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}
