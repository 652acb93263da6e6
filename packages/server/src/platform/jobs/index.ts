/** Jobs: long work as rows with a lease. Started in the caller's transaction, taken over by another runner when theirs dies. */
import type { Db, Queryable } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import type { JobStatus } from './tables.ts'

export interface JobRun {
  readonly handles: Handles
  readonly jobId: string
  readonly workspaceId: number
  readonly payload: Readonly<Record<string, unknown>>
  /** Aborted when the server stops; the job then stays queued and goes on at the next start. */
  readonly signal: AbortSignal
  /** How far the work is; cheap, written to the store about once a second. */
  report(progress: { done: number; total?: number }): void
}

export interface JobKind {
  /** `events.import`; never renamed while such jobs may be waiting. */
  readonly kind: string
  /** What progress counts: `rows`, `people`. */
  readonly unit: string
  /** A runner that dies is followed by another this many times in all; a job that throws has failed at once. */
  readonly maxAttempts: number
  /** Must be able to begin again after a crash at any point. The result is shown to people. */
  readonly run: (run: JobRun) => Promise<Record<string, unknown>>
  /** Told when the job is given up because its runners died too often; for what else shows the work as running. */
  readonly givenUp?: (run: Pick<JobRun, 'handles' | 'workspaceId' | 'payload'>) => Promise<void>
}

export interface JobView {
  readonly id: string
  readonly kind: string
  readonly status: JobStatus
  readonly progress: { readonly done: number; readonly total: number | null; readonly unit: string }
  readonly result: Record<string, unknown> | null
  readonly error: string | null
  readonly createdAt: string
  readonly finishedAt: string | null
}

export function defineJob(kind: JobKind): JobKind {
  return kind
}

/** Queues one job with the caller's transaction; answers its id. */
export async function startJob(
  db: Queryable,
  input: {
    id: string
    kind: Pick<JobKind, 'kind' | 'unit'>
    workspaceId: number
    payload: Record<string, unknown>
    at: Date
    total?: number
  },
): Promise<string> {
  await db
    .insertInto('platform_jobs')
    .values({
      id: input.id,
      workspace_id: input.workspaceId,
      kind: input.kind.kind,
      payload: JSON.stringify(input.payload),
      status: 'queued',
      total_units: input.total ?? null,
      unit: input.kind.unit,
      result: null,
      error: null,
      leased_until: null,
      created_at: input.at,
      finished_at: null,
    })
    .execute()
  return input.id
}

/** One job of a workspace, or undefined. */
export async function findJob(db: Db, input: { workspaceId: number; jobId: string }): Promise<JobView | undefined> {
  const row = await db
    .selectFrom('platform_jobs')
    .selectAll()
    .where('id', '=', input.jobId)
    .where('workspace_id', '=', input.workspaceId)
    .executeTakeFirst()
  if (!row) return undefined
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    progress: { done: row.done_units, total: row.total_units, unit: row.unit },
    result: row.result,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}
