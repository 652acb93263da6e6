/** Writes of an import that must not fail because the store was away for a moment. */
import { pause } from '../../../platform/clock.ts'
import { AppError } from '../../../platform/errors.ts'
import { TakenOverError } from './imports.ts'

/** Two minutes in all. */
const MAX_WRITE_ATTEMPTS = 8
const WRITE_PAUSE_MS = 500

/** Repeats what a store refused for a moment; an expected failure and an abort are final. */
export async function persistently(signal: AbortSignal, write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (error instanceof AppError || error instanceof TakenOverError || attempt >= MAX_WRITE_ATTEMPTS) throw error
      await pause(WRITE_PAUSE_MS * 2 ** attempt, signal)
      signal.throwIfAborted()
    }
  }
}
