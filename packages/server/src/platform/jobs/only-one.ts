/** Jobs of which a workspace has one at a time: whoever asks for another gets the one that is under way. */
import type { Db } from '../db/index.ts'
import { findJob } from './index.ts'

/** Another call may start one between two looks. */
const MAX_TURNS = 3

export interface OnlyOne {
  readonly workspaceId: number
  /** Notes and queues one; undefined when one is noted as under way. Answers its job. */
  queue(): Promise<string | undefined>
  /** The job that is noted as under way. */
  open(): Promise<string | undefined>
  /** Lets go of one that came to nothing, so that another can start. */
  forget(jobId: string): Promise<unknown>
}

/** The job that was queued, or the one that is under way. */
export async function startOnlyOne(db: Db, { workspaceId, queue, open, forget }: OnlyOne): Promise<string> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const jobId = await queue()
    if (jobId !== undefined) return jobId
    const underWay = await open()
    if (underWay === undefined) continue
    const job = await findJob(db, { workspaceId, jobId: underWay })
    if (job?.status === 'queued' || job?.status === 'running') return underWay
    await forget(underWay)
  }
  throw new Error('the job was neither started nor found')
}
