/** What a server has counted and whom it knows, asked through its management API. */
import { expect } from 'vitest'
import type { ServerProcess } from '../../../packages/server/src/platform/testing/server-process.ts'

/** An acknowledged event is counted within this. */
const COUNTED_WITHIN_MS = 8_000
const ASK_EVERY_MS = 100

export interface Person {
  readonly id: string
  readonly identifiers: readonly { readonly kind: string; readonly value: string }[]
  readonly traits: Readonly<Record<string, unknown>>
}

/** Waits until `read` answers something that passes `isThere`; the last answer when it does not in time. */
async function eventually<T>(read: () => Promise<T>, isThere: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + COUNTED_WITHIN_MS
  for (;;) {
    const value = await read()
    if (isThere(value) || performance.now() > deadline) return value
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS))
  }
}

/** Of everybody, or of one person. */
export function count(server: ServerProcess, name: string, personId?: string): Promise<{ count: number; sum?: number }> {
  const of = personId === undefined ? '' : `&personId=${personId}`
  return server.api('GET', `/events/count?name=${encodeURIComponent(name)}&sum=amount${of}`)
}

/** Waits for the count; more than `times` is as wrong as fewer. */
export async function expectCounted(server: ServerProcess, name: string, times: number): Promise<void> {
  const found = await eventually(
    () => count(server, name),
    (answer) => answer.count >= times,
  )
  expect(found.count, name).toBe(times)
}

/** The one person with this identifier. */
export async function expectPerson(server: ServerProcess, identifier: string): Promise<Person> {
  const found = await eventually(
    () => server.api<{ items: Person[] }>('GET', `/persons?identifier=${encodeURIComponent(identifier)}`),
    (answer) => answer.items.length > 0,
  )
  expect(found.items, identifier).toHaveLength(1)
  return found.items[0] as Person
}
