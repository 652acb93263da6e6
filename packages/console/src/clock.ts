/** The browser's clock: the only place of the console that asks what time it is. */

/** Milliseconds since 1970-01-01 UTC. */
export function now(): number {
  return Date.now()
}
