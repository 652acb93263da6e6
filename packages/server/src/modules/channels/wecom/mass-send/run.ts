/** Does whatever is due about mass sends, some tasks beside each other. */
import type { Wecom } from '../client/client.ts'
import { findHandedOver } from './find.ts'
import { followTask } from './follow.ts'
import { handOver } from './hand-over.ts'
import { claimTasks, type QueueHandles, wakeWaiting } from './queue.ts'

/** WW:90313 45033: the platform bears some calls of a kind at once. */
const AT_ONCE = 8

export interface MassSendRun {
  readonly wecom: Wecom
  readonly signal?: AbortSignal
  /** What waits for a tap is asked about now, not when its time comes. */
  readonly everything?: boolean
}

/** Until nothing is due. Answers how many tasks it looked after. @throws the first failure that is none of the platform's, after the others */
export async function runMassSends(handles: QueueHandles, { wecom, signal, everything = false }: MassSendRun): Promise<number> {
  if (everything) await wakeWaiting(handles)
  for (let done = 0; ; ) {
    signal?.throwIfAborted()
    const tasks = await claimTasks(handles, { limit: AT_ONCE })
    if (tasks.length === 0) return done
    const results = await Promise.allSettled(
      tasks.map((task) => {
        const work = { wecom, task, signal }
        if (task.state === 'sending') return handOver(handles, work)
        return task.state === 'looking' ? findHandedOver(handles, work) : followTask(handles, work)
      }),
    )
    for (const result of results) if (result.status === 'rejected') throw result.reason
    done += tasks.length
  }
}
