/** Randomness and identifiers, injected so that a simulation can replay them from a seed. */
import { randomBytes, randomUUID } from 'node:crypto'

export interface Ids {
  uuid(): string
  /** URL-safe secret of the given number of random bytes. */
  secret(bytes: number): string
  /** A number in [0, 1); for jitter and sampling, never for secrets. */
  fraction(): number
}

export const realIds: Ids = {
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
  fraction: () => Math.random(),
}
