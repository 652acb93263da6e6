/** Queueing runs of tags: at most one that waits or is under way for each. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { findJob, startJob } from '../../../platform/jobs/index.ts'
import { nextRunAt } from './every.ts'
import type { TagRuleRow } from './tables.ts'

/** A process that dies in the middle is followed by another so often. */
const MAX_ATTEMPTS = 50
export const RUN_TAG_JOB = { kind: 'audience.run_tag', unit: 'people', maxAttempts: MAX_ATTEMPTS } as const

/** What is live is held against its audience once a day besides following it. */
const LIVE_EVERY = 'P1D'
const MAX_DUE_AT_ONCE = 100

type QueueHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

/** Queues a run of this round, or leaves the one that is queued already; the row answers with its job. The caller's transaction holds the row. */
export async function queueRun({ clocks, ids }: QueueHandles, tx: Tx, row: TagRuleRow): Promise<TagRuleRow> {
  if (await isUnderWay(tx, row)) return row
  const { workspace_id: workspaceId, tag_id: tagId, round } = row
  const at = new Date(clocks.business.now())
  const jobId = await startJob(tx, { id: ids.uuid(), kind: RUN_TAG_JOB, workspaceId, payload: { tagId, round }, at })
  const due_at = new Date(nextRunAt({ every: row.every ?? LIVE_EVERY, now: at.getTime(), timeZone: await zoneOf(tx, workspaceId) }))
  await sql`update audience_tag_rules set job_id = ${jobId}, job_round = ${round}, due_at = ${due_at}
    where workspace_id = ${workspaceId} and tag_id = ${tagId}`.execute(tx)
  return { ...row, job_id: jobId, job_round: round, due_at }
}

/** A run of an earlier round ends by itself and counts for nothing. */
async function isUnderWay(tx: Tx, { workspace_id, job_id, job_round, round }: TagRuleRow): Promise<boolean> {
  if (job_id === null || job_round !== round) return false
  const job = await findJob(tx, { workspaceId: workspace_id, jobId: job_id })
  return job?.status === 'queued' || job?.status === 'running'
}

export async function zoneOf(db: Queryable, workspaceId: number): Promise<string> {
  const { rows } = await sql<{ zone: string }>`select time_zone as zone from auth_workspaces where id = ${workspaceId}`.execute(db)
  return rows[0]?.zone ?? 'UTC'
}

/** A run now. Undefined for a tag that nothing puts on by itself. */
export function runNow(handles: QueueHandles, input: { workspaceId: number; tagId: number }): Promise<TagRuleRow | undefined> {
  return inTransaction(handles.db, async (tx) => {
    const { rows } = await sql<TagRuleRow>`select * from audience_tag_rules
      where workspace_id = ${input.workspaceId} and tag_id = ${input.tagId} and due_at is not null for update`.execute(tx)
    return rows[0] && queueRun(handles, tx, rows[0])
  })
}

/** Queues what is due by the business clock; a live tag waits until its audience is whole. Answers how many runs were queued. */
export function queueDueRuns(handles: QueueHandles): Promise<number> {
  return inTransaction(handles.db, async (tx) => {
    const { rows } = await sql<TagRuleRow>`
      select due.* from audience_tag_rules due left join audience_audiences audience
        on audience.workspace_id = due.workspace_id and audience.id = due.audience_id
      where due.due_at <= ${new Date(handles.clocks.business.now())} and (due.mode <> 'live' or audience.state = 'ready')
      order by due.due_at limit ${MAX_DUE_AT_ONCE} for update of due skip locked`.execute(tx)
    for (const row of rows) await queueRun(handles, tx, row)
    return rows.length
  })
}
