/** Senders that keep a server busy and remember which events it acknowledged. */
import type { Running } from './program.ts'

const SENDERS = 4
const BATCH_EVENTS = 20

export interface Load {
  readonly event: string
  readonly sent: number
  readonly acknowledged: number
  /** Answers other than 200 that were received whole, as `STATUS`. */
  readonly refused: readonly number[]
  /** Ends when no sender can reach the server any more. */
  readonly ended: Promise<unknown>
}

/** Sends batches of new events until the server is gone; a sender stops at its first broken connection. */
export function startLoad(server: Running, event: string): Load {
  const load = { event, sent: 0, acknowledged: 0, refused: [] as number[] }
  const send = async (sender: number) => {
    for (let round = 0; ; round++) {
      load.sent += BATCH_EVENTS
      const status = await sendBatch(server, { event, prefix: `${event}-${sender}-${round}` })
      if (status === 200) load.acknowledged += BATCH_EVENTS
      else if (status !== undefined) load.refused.push(status)
      if (status !== 200) return
    }
  }
  return Object.assign(load, { ended: Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender))) })
}

/** The status, undefined when the connection broke. */
async function sendBatch({ url, credentials }: Running, input: { event: string; prefix: string }): Promise<number | undefined> {
  const batch = Array.from({ length: BATCH_EVENTS }, (_, index) => ({
    type: 'track',
    event: input.event,
    userId: `${input.event}-${index}`,
    messageId: `${input.prefix}-${index}`,
  }))
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ writeKey: credentials().writeKey, batch }),
    })
    await response.text()
    return response.status
  } catch {
    return undefined
  }
}
