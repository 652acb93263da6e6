/** Sends waiting callbacks: 5 s for an answer, three attempts, only 200 counts [WW:96466]. */
import { after } from '../machine.ts'
import { findCorp } from '../wecom/corp/corps.ts'
import type { World } from '../world.ts'
import { callbackAddress, enclose } from './envelope.ts'
import { openPoster, type Poster } from './post.ts'
import { nextDueAt, retakeInterrupted, sweepCallbacks, takeCallbacks, type WaitingCallback, writeOutcome } from './queue.ts'

/** WW:96466 */
const ANSWER_TIMEOUT_MS = 5_000
/** WW:96466: three in total. */
const MAX_ATTEMPTS = 3
/** The platform says only that it sends again; this keeps all attempts within 20 s. */
const RETRY_DELAY_MS = 1_000
const MAX_IN_FLIGHT = 64
/** Finished callbacks kept for the log. */
const KEPT_CALLBACKS = 20_000
const SWEEP_EVERY = 2_000
const LONGEST_SLEEP_MS = 60_000

export interface Sender {
  /** Something may have been queued: send what is due, and wake for the rest. */
  wake(): void
  /** Sends all, also what would be due later, and answers when nothing waits. */
  drain(): Promise<void>
  /** The world was replaced: what is in flight belongs to nobody any more. */
  forget(): void
  /** Lets what is in flight end; what waits stays for the next start. */
  close(): Promise<void>
}

interface Sending {
  readonly world: World
  readonly realNow: () => number
  readonly poster: Poster
  readonly idle: Set<() => void>
  /** Counts worlds: an outcome of an earlier one is dropped, its ids may be taken again. */
  generation: number
  inFlight: number
  finished: number
  draining: number
  /** Ends the sleep until the next one is due. */
  awaken: () => void
  closed: boolean
}

export function openSender(input: { world: World; realNow: () => number }): Sender {
  const poster = openPoster({ connections: MAX_IN_FLIGHT })
  const sending: Sending = {
    ...input,
    poster,
    idle: new Set(),
    generation: 0,
    inFlight: 0,
    finished: 0,
    draining: 0,
    awaken: () => {},
    closed: false,
  }
  retakeInterrupted(input.world)
  return {
    wake: () => pump(sending),
    drain: async () => {
      sending.draining += 1
      pump(sending)
      await whenIdle(sending)
      sending.draining -= 1
    },
    forget: () => {
      sending.generation += 1
    },
    close: async () => {
      sending.closed = true
      sending.awaken()
      await whenIdle(sending)
      poster.close()
    },
  }
}

function pump(sending: Sending): void {
  if (sending.closed) return
  const dueBy = sending.draining > 0 ? Number.MAX_SAFE_INTEGER : sending.realNow()
  const room = MAX_IN_FLIGHT - sending.inFlight
  for (const callback of room > 0 ? takeCallbacks(sending.world, { dueBy, limit: room }) : []) {
    sending.inFlight += 1
    void attempt(sending, callback).then(() => {
      sending.inFlight -= 1
      pump(sending)
      if (sending.inFlight === 0) for (const told of [...sending.idle]) told()
    })
  }
  if (sending.inFlight === 0) sleepUntilDue(sending)
}

function sleepUntilDue(sending: Sending): void {
  sending.awaken()
  const dueAt = nextDueAt(sending.world)
  if (dueAt === undefined) return
  const delayMs = Math.min(Math.max(1, dueAt - sending.realNow()), LONGEST_SLEEP_MS)
  sending.awaken = after(delayMs, () => pump(sending))
}

function whenIdle(sending: Sending): Promise<void> {
  if (sending.inFlight === 0) return Promise.resolve()
  return new Promise((resolve) => {
    const told = () => {
      sending.idle.delete(told)
      resolve()
    }
    sending.idle.add(told)
  })
}

/** Never throws: whatever happens is an outcome. */
async function attempt(sending: Sending, callback: WaitingCallback): Promise<void> {
  const { generation } = sending
  const outcome = await send(sending, callback)
  if (generation !== sending.generation) return
  const attempts = callback.attempts + 1
  const state = outcome === '200' ? 'sent' : attempts >= MAX_ATTEMPTS ? 'failed' : 'waiting'
  writeOutcome(sending.world, { id: callback.id, attempts, state, outcome, dueAt: sending.realNow() + RETRY_DELAY_MS })
  sending.finished += 1
  if (sending.finished % SWEEP_EVERY === 0) sweepCallbacks(sending.world, KEPT_CALLBACKS)
}

async function send(sending: Sending, callback: WaitingCallback): Promise<string> {
  try {
    const corp = findCorp(sending.world, callback.corpId)
    const address = corp && callbackAddress(corp)
    if (!corp || !address) return 'the corp has no callback address'
    const { url, body } = enclose(corp, { address, xml: callback.xml, realNow: sending.realNow() })
    const answer = await sending.poster.send({ method: 'POST', url, body, timeoutMs: ANSWER_TIMEOUT_MS })
    return String(answer.status)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
