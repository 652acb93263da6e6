/** Sends events as an SDK does, and finds whose they became. */
import { expect } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'

const DAY_MS = 86_400_000

interface Found {
  readonly items: readonly { readonly id: string }[]
}

export function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString()
}

export async function send({ server }: Desk, batch: readonly object[]): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${server.credentials.writeKey}:`).toString('base64')}`
  const response = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  })
  expect(await response.json()).toEqual({ success: true })
}

/** The person of an identifier that was just sent. */
export async function idOf({ server }: Desk, identifier: string): Promise<string> {
  let id = ''
  await until(`${identifier} is somebody's`, async () => {
    const { items } = await server.api<Found>('GET', `/persons?identifier=${encodeURIComponent(identifier)}`)
    id = items[0]?.id ?? ''
    return id !== ''
  })
  return id
}
