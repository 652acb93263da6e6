/** A few connections for one kind of work: each runs one task at a time, the rest waits in a bounded line. */
import { AppError } from '../errors.ts'
import { failClickHouse } from './errors.ts'

export interface Lane<Seat> {
  /**
   * Runs the task when a seat is free. An abort rejects the caller at once, whether waiting or running; a running task keeps
   * its seat until it is really over. Throws `clickhouse.busy` when the line is full and `clickhouse.closed` after `close`.
   */
  run<T>(task: (seat: Seat) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Turns away what waits and what comes, and waits for what runs. */
  close(): Promise<void>
}

interface Waiting<Seat> {
  readonly sit: (seat: Seat) => void
  readonly leave: (reason: unknown) => void
}

export function openLane<Seat>({ seats, waitingMax }: { seats: readonly Seat[]; waitingMax: number }): Lane<Seat> {
  const free = [...seats]
  const line: Waiting<Seat>[] = []
  let closed = false
  let allFree: (() => void) | undefined

  const takeSeat = (signal: AbortSignal | undefined): Promise<Seat> | Seat => {
    signal?.throwIfAborted()
    if (closed) throw closing()
    const seat = free.pop()
    if (seat !== undefined) return seat
    if (line.length >= waitingMax) failClickHouse('clickhouse.busy', { waiting: line.length })
    return waitInLine(line, signal)
  }
  const giveUp = (seat: Seat) => {
    const next = line.shift()
    if (next) next.sit(seat)
    else free.push(seat)
    if (free.length === seats.length) allFree?.()
  }

  return {
    run: async (task, signal) => {
      const seat = await takeSeat(signal)
      const work = Promise.resolve(seat)
        .then(task)
        .finally(() => giveUp(seat))
      return signal ? untilAborted(work, signal) : work
    },
    close: async () => {
      closed = true
      for (const waiting of line.splice(0)) waiting.leave(closing())
      if (free.length < seats.length) await new Promise<void>((resolve) => (allFree = resolve))
    },
  }
}

function waitInLine<Seat>(line: Waiting<Seat>[], signal: AbortSignal | undefined): Promise<Seat> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      line.splice(line.indexOf(waiting), 1)
      reject(signal?.reason)
    }
    const settled = () => signal?.removeEventListener('abort', aborted)
    const waiting: Waiting<Seat> = {
      sit: (seat) => {
        settled()
        resolve(seat)
      },
      leave: (reason) => {
        settled()
        reject(reason)
      },
    }
    signal?.addEventListener('abort', aborted, { once: true })
    line.push(waiting)
  })
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(signal.reason)
    if (signal.aborted) aborted()
    signal.addEventListener('abort', aborted, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted))
  })
}

function closing(): AppError {
  return new AppError('clickhouse.closed')
}
