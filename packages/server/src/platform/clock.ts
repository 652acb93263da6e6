/** The two clocks. `business` decides what is due and can be moved in the sandbox; `real` is for leases, sessions, back-off and dedupe. */

export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number
}

export interface Clocks {
  readonly business: Clock
  readonly real: Clock
}

export const realClock: Clock = { now: () => Date.now() }

/** A clock that runs with real time plus an offset; the offset is stored by whoever moves it. */
export interface MovableClock extends Clock {
  offsetMs(): number
  setOffsetMs(offsetMs: number): void
}

export function movableClock(base: Clock = realClock): MovableClock {
  let offset = 0
  return {
    now: () => base.now() + offset,
    offsetMs: () => offset,
    setOffsetMs: (offsetMs) => {
      offset = offsetMs
    },
  }
}

/** Monotonic milliseconds, for measuring how long something took. */
export function elapsedMs(): number {
  return performance.now()
}

/** The only timer in the house: waiting between polls and retries. Ends early when aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const done = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal?.addEventListener('abort', done, { once: true })
  })
}
