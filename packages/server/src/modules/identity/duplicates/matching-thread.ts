/** The thread that compares people, seen from the job. */
import { Worker } from 'node:worker_threads'
import type { Found } from './matching/find.ts'
import type { FromMatching, ToMatching } from './matching-worker.ts'
import type { PersonToCompare } from './people-pages.ts'

export interface Matching {
  /** Hands over one page; answers how many people the thread holds of whom something is known. */
  add(people: readonly PersonToCompare[]): Promise<number>
  find(onShare: (share: number) => void): Promise<Found>
  close(): Promise<unknown>
}

/** A million people take about 400 MB of it. */
const MAX_HEAP_MB = 4_096

/** Ends when the signal is aborted: what is waited for then throws. */
export function openMatching(signal: AbortSignal): Matching {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./matching-worker.ts', import.meta.url), {
    stderr: false,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  // Listened to from the start: it may end between two questions.
  const ended = new Promise<never>((_, reject) => {
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the matching thread ended with code ${code}`)))
  })
  ended.catch(() => undefined)
  const end = () => void worker.terminate()
  signal.addEventListener('abort', end, { once: true })
  const ask = <T>(message: ToMatching, read: (message: FromMatching) => T | undefined) =>
    Promise.race([ended, answer(worker, message, read)])
  return {
    add: (people) => ask({ add: people }, (message) => ('added' in message ? message.added : undefined)),
    find: (onShare) =>
      ask({ find: true }, (message) => {
        if ('share' in message) onShare(message.share)
        return 'found' in message ? message.found : undefined
      }),
    close: () => {
      signal.removeEventListener('abort', end)
      return worker.terminate()
    },
  }
}

/** Asks and waits until `read` finds the answer in a message. */
function answer<T>(worker: Worker, message: ToMatching, read: (message: FromMatching) => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const onMessage = (from: FromMatching) => {
      const found = read(from)
      if (found === undefined) return
      worker.off('message', onMessage)
      resolve(found)
    }
    worker.on('message', onMessage)
    worker.postMessage(message)
  })
}
