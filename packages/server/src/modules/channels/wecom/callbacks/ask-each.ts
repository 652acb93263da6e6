/** Asks the platform about each of many things, some at the same time; one that fails does not keep the others waiting. */
import { WecomFailure } from '../client/failures.ts'

/** Asked at the same time; the platform answers 45033 to too many. */
const MAX_CALLS_AT_ONCE = 10
/** A platform that fails so often in a row is away: the rest is not asked for now. */
const MAX_FAILURES_IN_A_ROW = 10

export type Asked<Answer> = { readonly answer: Answer } | { readonly error: unknown }

/** Why there is no answer; undefined when there is one, or when it was not asked for. */
export function failureOf(asked: Asked<unknown> | undefined): unknown {
  return asked && 'error' in asked ? asked.error : undefined
}

/** By key. */
export async function askEach<Answer>(keys: readonly string[], ask: (key: string) => Promise<Answer>): Promise<Map<string, Asked<Answer>>> {
  const asked = new Map<string, Asked<Answer>>()
  const left = keys.values()
  let failures = 0
  let away: unknown
  const worker = async () => {
    for (const key of left) {
      if (failures >= MAX_FAILURES_IN_A_ROW) {
        asked.set(key, { error: away })
        continue
      }
      try {
        asked.set(key, { answer: await ask(key) })
        failures = 0
      } catch (error) {
        if (error instanceof WecomFailure && error.kind === 'retry') failures++
        away = error
        asked.set(key, { error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(MAX_CALLS_AT_ONCE, keys.length) }, worker))
  return asked
}
