/** Reconciliations: one under way a corp, how far it is, what the last ones came to. */
import { inTransaction, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { startJob } from '../../../../platform/jobs/index.ts'
import { startOnlyOne } from '../../../../platform/jobs/only-one.ts'
import type { ReconcileFigures, Reconciliation } from './contract.ts'
import type {} from './tables.ts'

/** A process that dies in the middle is followed by another so often. */
const MAX_ATTEMPTS = 50
export const RECONCILE_JOB = { kind: 'channels.wecom_reconcile', unit: 'contacts', maxAttempts: MAX_ATTEMPTS } as const

const DAY_MS = 86_400_000
const RECONCILE_EVERY_MS = DAY_MS
/** After one that came to nothing. */
const RETRY_AFTER_MS = 3_600_000
const BY_SCHEDULE = 'schedule'
const KEPT_RUNS = 30
/** Queued in one turn; the next ones have theirs a moment later. */
const MAX_STARTED_PER_TURN = 20

type RunHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

/** How far a run is. */
export interface RunPlace {
  /** Members up to this userid are done. */
  readonly staffAfter: string
  readonly underWay: StaffUnderWay | undefined
  readonly figures: ReconcileFigures
}

/** Members whose contacts are being asked for. */
export interface StaffUnderWay {
  readonly userIds: readonly string[]
  /** Since when, milliseconds of the business clock. */
  readonly from: number
  /** Of the next page; '' for the first. */
  readonly cursor: string
}

export const NOTHING_DONE: RunPlace = { staffAfter: '', underWay: undefined, figures: { staff: 0, checked: 0, repaired: {} } }

/** Starts a reconciliation, or answers the job of the one under way. */
export function startReconcile(handles: RunHandles, input: OfCorp & { by: string }): Promise<string> {
  const { workspaceId, corpId } = input
  return startOnlyOne(handles.db, {
    workspaceId,
    queue: () => queueRun(handles, input),
    open: () => openRun(handles.db, input),
    forget: (jobId) => endRun(handles, { workspaceId, corpId, jobId, error: 'it was given up' }),
  })
}

function queueRun({ db, clocks, ids }: RunHandles, { workspaceId, corpId, by }: OfCorp & { by: string }): Promise<string | undefined> {
  const at = new Date(clocks.business.now())
  const id = ids.uuid()
  return inTransaction(db, async (tx) => {
    const noted = await tx
      .insertInto('channels_wecom_reconciliations')
      .values({
        workspace_id: workspaceId,
        corp_id: corpId,
        job_id: id,
        made_by: by,
        started_at: at,
        staff_from: null,
        groups_from: null,
        figures: JSON.stringify(NOTHING_DONE.figures),
        ended_at: null,
        error: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('job_id')
      .executeTakeFirst()
    return noted && startJob(tx, { id, kind: RECONCILE_JOB, workspaceId, payload: { corpId }, at })
  })
}

async function openRun(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<string | undefined> {
  const { rows } = await sql<{ job_id: string }>`select job_id from channels_wecom_reconciliations
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and ended_at is null`.execute(db)
  return rows[0]?.job_id
}

interface OfRun extends OfCorp {
  readonly jobId: string
}

/** Where a run stopped; undefined when it has ended. */
export async function runPlace(db: Queryable, { workspaceId, corpId, jobId }: OfRun): Promise<RunPlace | undefined> {
  const row = await db
    .selectFrom('channels_wecom_reconciliations')
    .select(['staff_after', 'staff_ids', 'staff_from', 'page_cursor', 'figures'])
    .where('workspace_id', '=', workspaceId)
    .where('corp_id', '=', corpId)
    .where('job_id', '=', jobId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  const from = row?.staff_from?.getTime()
  const underWay = row && from !== undefined ? { userIds: row.staff_ids, from, cursor: row.page_cursor } : undefined
  return row && { staffAfter: row.staff_after, underWay, figures: row.figures }
}

export async function savePlace(db: Queryable, { workspaceId, corpId, jobId, place }: OfRun & { place: RunPlace }): Promise<void> {
  const { staffAfter, underWay, figures } = place
  await sql`update channels_wecom_reconciliations set staff_after = ${staffAfter}, staff_ids = ${underWay?.userIds ?? []}::text[],
      staff_from = ${underWay ? new Date(underWay.from) : null}, page_cursor = ${underWay?.cursor ?? ''}, figures = ${JSON.stringify(figures)}::jsonb
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and job_id = ${jobId}`.execute(db)
}

/** Notes the end and forgets all but the latest ones. */
export async function endRun({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, input: OfRun & { error?: string }): Promise<void> {
  const { workspaceId, corpId, jobId, error = null } = input
  await sql`update channels_wecom_reconciliations set ended_at = ${new Date(clocks.business.now())}, error = ${error}
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and job_id = ${jobId} and ended_at is null`.execute(db)
  await sql`delete from channels_wecom_reconciliations where workspace_id = ${workspaceId} and corp_id = ${corpId} and job_id in (
    select job_id from channels_wecom_reconciliations where workspace_id = ${workspaceId} and corp_id = ${corpId}
    order by started_at desc, job_id offset ${KEPT_RUNS})`.execute(db)
}

export async function listRuns(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<Reconciliation[]> {
  const rows = await db
    .selectFrom('channels_wecom_reconciliations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('corp_id', '=', corpId)
    .orderBy('started_at', 'desc')
    .orderBy('job_id')
    .limit(KEPT_RUNS)
    .execute()
  return rows.map((row) => ({
    jobId: row.job_id,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    by: row.made_by,
    figures: row.figures,
    error: row.error,
  }))
}

/** When the next one starts by itself, given the runs of a corp, newest first; undefined while one is under way. */
export function nextRunAt([last]: readonly Reconciliation[], { connectedAt }: { connectedAt: Date }): number | undefined {
  if (!last) return connectedAt.getTime()
  if (last.endedAt === null) return undefined
  return Date.parse(last.endedAt) + (last.error === null ? RECONCILE_EVERY_MS : RETRY_AFTER_MS)
}

/** Starts one wherever it is time; for a new connection at once. Answers how many. */
export async function startDueReconciles(handles: RunHandles): Promise<number> {
  const now = handles.clocks.business.now()
  const [daily, retry] = [new Date(now - RECONCILE_EVERY_MS), new Date(now - RETRY_AFTER_MS)]
  const { rows } = await sql<{ workspace_id: number; corp_id: string }>`
    select corp.workspace_id, corp.corp_id from channels_wecom_corps corp
    where not exists (
      select 1 from channels_wecom_reconciliations run where run.workspace_id = corp.workspace_id and run.corp_id = corp.corp_id
        and (run.ended_at is null or run.ended_at > case when run.error is null then ${daily}::timestamptz else ${retry}::timestamptz end))
    order by corp.workspace_id, corp.corp_id limit ${MAX_STARTED_PER_TURN}`.execute(handles.db)
  for (const row of rows) await startReconcile(handles, { workspaceId: row.workspace_id, corpId: row.corp_id, by: BY_SCHEDULE })
  return rows.length
}
