/** Fits: one under way a workspace, what the latest that ended came to, and whose turn it is again. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startJob } from '../../../platform/jobs/index.ts'
import { startOnlyOne } from '../../../platform/jobs/only-one.ts'
import { FIT_PREDICTIONS_JOB } from './job-kind.ts'
import type { Refusal } from './tables.ts'

type FitHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

const DAY_MS = 86_400_000
/** A model is a week old at most; where there was none to be had it is tried again soon: orders may be on their way in. */
export const REFIT_AFTER_MS = 7 * DAY_MS
export const RETRY_AFTER_MS = 3_600_000
/** By whom those are made that nobody asked for. */
const BY_SCHEDULE = 'schedule'

/** Queues a fit, or answers the one that is under way. */
export function startFit(handles: FitHandles, input: { workspaceId: number; by: string }): Promise<string> {
  const { db } = handles
  const { workspaceId } = input
  return startOnlyOne(db, {
    workspaceId,
    queue: () => queueFit(handles, input),
    open: () => openFit(db, { workspaceId }),
    forget: (jobId) => forgetFit(db, { workspaceId, jobId }),
  })
}

/** Undefined when one is noted as under way. */
function queueFit({ db, clocks, ids }: FitHandles, { workspaceId, by }: { workspaceId: number; by: string }): Promise<string | undefined> {
  const at = new Date(clocks.business.now())
  const id = ids.uuid()
  return inTransaction(db, async (tx) => {
    const noted = await tx
      .insertInto('audience_model_fits')
      .values({ workspace_id: workspaceId, job_id: id, made_by: by, started_at: at, ended_at: null, refused: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('job_id')
      .executeTakeFirst()
    return noted && startJob(tx, { id, kind: FIT_PREDICTIONS_JOB, workspaceId, payload: { by }, at })
  })
}

/** The job of the fit that is under way. */
export async function openFit(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<string | undefined> {
  const row = await db
    .selectFrom('audience_model_fits')
    .select('job_id')
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row?.job_id
}

/** Lets go of a fit that came to nothing, so that another can start. */
async function forgetFit(db: Queryable, { workspaceId, jobId }: { workspaceId: number; jobId: string }): Promise<void> {
  await db
    .deleteFrom('audience_model_fits')
    .where('workspace_id', '=', workspaceId)
    .where('job_id', '=', jobId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Notes the end of a fit and forgets the ones before it. */
export async function endFit(
  tx: Tx,
  input: { workspaceId: number; jobId: string; by: string; at: Date; refused?: Refusal | undefined },
): Promise<void> {
  const { workspaceId, jobId, by, at, refused } = input
  await tx
    .deleteFrom('audience_model_fits')
    .where('workspace_id', '=', workspaceId)
    .where((where) => where.or([where('job_id', '=', jobId), where('ended_at', 'is not', null)]))
    .execute()
  await tx
    .insertInto('audience_model_fits')
    .values({
      workspace_id: workspaceId,
      job_id: jobId,
      made_by: by,
      started_at: at,
      ended_at: at,
      refused: refused ? JSON.stringify(refused) : null,
    })
    .execute()
}

export interface LastFit {
  readonly jobId: string
  readonly at: Date
  readonly refused: Refusal | null
}

export async function lastFit(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<LastFit | undefined> {
  const row = await db
    .selectFrom('audience_model_fits')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.ended_at ? { jobId: row.job_id, at: row.ended_at, refused: row.refused } : undefined
}

/** Queued in one turn; the next ones have theirs a moment later. */
const MAX_FITS_PER_TURN = 100

/** Queues a fit wherever it is time. Answers how many. */
export async function startDueFits(handles: FitHandles): Promise<number> {
  const now = handles.clocks.business.now()
  const [refit, retry] = [new Date(now - REFIT_AFTER_MS), new Date(now - RETRY_AFTER_MS)]
  const { rows } = await sql<{ workspace_id: number }>`
    select workspace.id as workspace_id from auth_workspaces workspace
    where not exists (
      select 1 from audience_model_fits fit where fit.workspace_id = workspace.id
        and (fit.ended_at is null or fit.ended_at > case when fit.refused is null then ${refit}::timestamptz else ${retry}::timestamptz end))
    order by workspace.id limit ${MAX_FITS_PER_TURN}`.execute(handles.db)
  for (const row of rows) await startFit(handles, { workspaceId: row.workspace_id, by: BY_SCHEDULE })
  return rows.length
}
