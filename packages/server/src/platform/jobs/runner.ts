/** Runs queued jobs in this process: claims rows under a lease, renews it, writes progress and the outcome. */

import { sql } from '../db/index.ts'
import { AppError } from '../errors.ts'
import type { Handles } from '../handles.ts'
import { type Loop, startLoop } from '../lifecycle/loop.ts'
import type { JobKind } from './index.ts'

const LEASE_MS = 10_000
const RENEW_EVERY_MS = 1_000
const POLL_EVERY_MS = 500
const MAX_CONCURRENT_JOBS = 2

export interface JobRunner {
  /** Looks for work now. */
  wake(): void
  /** Runs queued jobs until none is left and all that this runner took have ended; for tests and the clock call. */
  drain(): Promise<void>
  stop(): Promise<void>
}

interface ClaimedJob {
  id: string
  workspace_id: number
  kind: string
  payload: Record<string, unknown>
  attempts: number
}

/** Starts the runner. Jobs under way at `stop` are aborted and return to the queue. */
export function startJobRunner(handles: Handles, kinds: readonly JobKind[]): JobRunner {
  const stopping = new AbortController()
  const running = new Set<Promise<void>>()
  const claimAndStart = async () => {
    while (running.size < MAX_CONCURRENT_JOBS && !stopping.signal.aborted) {
      const job = await claim(handles, kinds)
      if (!job) return
      const work = runJob(handles, kinds, job, stopping.signal).finally(() => {
        running.delete(work)
        loop.wake()
      })
      running.add(work)
    }
  }
  // One at a time, so that whoever waits for this has also waited for a claim that was under way.
  let turn: Promise<void> = Promise.resolve()
  const startDue = () => {
    const mine = turn.then(claimAndStart)
    turn = mine.catch(() => undefined)
    return mine
  }
  const loop: Loop = startLoop({ name: 'jobs', everyMs: POLL_EVERY_MS, log: handles.log, step: startDue })
  return {
    wake: loop.wake,
    drain: async () => {
      let queued: boolean
      do {
        await startDue()
        await Promise.all(running)
        queued = await hasQueued(handles, kinds)
        // A claim of the loop may have taken the last row and not yet be among the running.
        await turn
      } while (queued || running.size > 0)
    },
    stop: async () => {
      stopping.abort()
      await loop.stop()
      await Promise.all(running)
    },
  }
}

async function hasQueued(handles: Handles, kinds: readonly JobKind[]): Promise<boolean> {
  const row = await handles.db
    .selectFrom('platform_jobs')
    .select('id')
    .where('status', '=', 'queued')
    .where(
      'kind',
      'in',
      kinds.map((kind) => kind.kind),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

async function claim(handles: Handles, kinds: readonly JobKind[]): Promise<ClaimedJob | undefined> {
  const now = handles.clocks.real.now()
  const claimed = await sql<ClaimedJob>`
    update platform_jobs set status = 'running', attempts = attempts + 1, leased_until = ${new Date(now + LEASE_MS)}
    where id = (
      select id from platform_jobs
      where (status = 'queued' or (status = 'running' and leased_until < ${new Date(now)})) and kind = any(${kinds.map((kind) => kind.kind)})
      order by created_at limit 1 for update skip locked)
    returning id, workspace_id, kind, payload, attempts`.execute(handles.db)
  return claimed.rows[0]
}

async function runJob(handles: Handles, kinds: readonly JobKind[], job: ClaimedJob, stopSignal: AbortSignal): Promise<void> {
  const kind = kinds.find((candidate) => candidate.kind === job.kind)
  if (!kind) return
  const lost = new AbortController()
  let progress: { done: number; total?: number } | undefined
  const renewing = startLoop({
    name: 'job lease',
    everyMs: RENEW_EVERY_MS,
    log: handles.log,
    step: async () => {
      if (!(await renew(handles, job, progress))) lost.abort()
    },
  })
  const signal = AbortSignal.any([stopSignal, lost.signal])
  let outcome: Outcome
  try {
    if (job.attempts > kind.maxAttempts) {
      await kind.givenUp?.({ handles, workspaceId: job.workspace_id, payload: job.payload })
      throw new Error(`given up after ${kind.maxAttempts} runs that did not end`)
    }
    const result = await kind.run({
      handles,
      jobId: job.id,
      workspaceId: job.workspace_id,
      payload: job.payload,
      signal,
      report: (reported) => {
        progress = reported
      },
    })
    outcome = { status: 'done', result: JSON.stringify(result), error: null }
  } catch (error) {
    outcome = signal.aborted
      ? { status: 'queued', result: null, error: null }
      : { status: 'failed', result: null, error: error instanceof AppError ? error.code : String(error) }
    if (!signal.aborted) handles.log.error({ jobId: job.id, kind: job.kind, error: String(error) }, 'a job failed')
  }
  await renewing.stop()
  await settle(handles, job, outcome, progress)
}

interface Outcome {
  status: 'done' | 'failed' | 'queued'
  result: string | null
  error: string | null
}

/** False when another runner has taken the job over meanwhile. */
async function renew(handles: Handles, job: ClaimedJob, progress: { done: number; total?: number } | undefined): Promise<boolean> {
  const updated = await handles.db
    .updateTable('platform_jobs')
    .set({
      leased_until: new Date(handles.clocks.real.now() + LEASE_MS),
      ...(progress && { done_units: progress.done }),
      ...(progress?.total !== undefined && { total_units: progress.total }),
    })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .where('status', '=', 'running')
    .executeTakeFirst()
  return updated.numUpdatedRows > 0n
}

async function settle(
  handles: Handles,
  job: ClaimedJob,
  outcome: Outcome,
  progress: { done: number; total?: number } | undefined,
): Promise<void> {
  const requeued = outcome.status === 'queued'
  await handles.db
    .updateTable('platform_jobs')
    .set({
      status: outcome.status,
      result: outcome.result,
      error: outcome.error,
      leased_until: null,
      finished_at: requeued ? null : new Date(handles.clocks.business.now()),
      // An orderly stop is not a failed try.
      ...(requeued && { attempts: job.attempts - 1 }),
      ...(progress && { done_units: progress.done }),
      ...(progress?.total !== undefined && { total_units: progress.total }),
    })
    .where('id', '=', job.id)
    .where('attempts', '=', job.attempts)
    .where('status', '=', 'running')
    .execute()
}
