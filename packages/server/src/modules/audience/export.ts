/** The register of exported lists: asked for, made, fetched, gone. */
import { type Db, inTransaction, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { Locale } from '../../platform/i18n/locale.ts'
import { startJob } from '../../platform/jobs/index.ts'
import { needAudience } from './audiences.ts'
import { failAudience } from './errors.ts'
import { EXPORT_JOB } from './job-kinds.ts'
import type {} from './tables.ts'

export interface ExportRow {
  readonly workspace_id: number
  readonly job_id: string
  readonly audience_id: number
  readonly format: 'csv' | 'xlsx'
  readonly personal: boolean
  readonly state: 'queued' | 'ready' | 'failed' | 'expired'
  readonly expires_at: Date | null
}

export interface ExportRequest {
  readonly workspaceId: number
  readonly timeZone: string
  readonly audienceId: number
  readonly format: 'csv' | 'xlsx'
  readonly traits?: readonly string[] | undefined
  /** Phone numbers and e-mail addresses in clear: whoever asks may see them. */
  readonly personal: boolean
  /** Of the headings. */
  readonly locale: Locale
  readonly by: string
}

/** @throws audience.not_found, audience.not_ready */
export function requestExport(handles: Handles, request: ExportRequest): Promise<{ jobId: string }> {
  const { workspaceId, timeZone, audienceId, format, traits, personal, locale, by } = request
  return inTransaction(handles.db, async (tx) => {
    const audience = await needAudience(tx, { workspaceId, id: audienceId })
    if (audience.count === null) failAudience('audience.not_ready', { name: audience.name })
    const at = new Date(handles.clocks.business.now())
    const jobId = handles.ids.uuid()
    const payload = { jobId, audienceId, format, personal, locale, timeZone, ...(traits && { traits }) }
    const total = audience.count ?? 0
    await startJob(tx, { id: jobId, kind: EXPORT_JOB, workspaceId, payload, at, total })
    const row = { workspace_id: workspaceId, job_id: jobId, audience_id: audienceId, format, personal }
    await tx
      .insertInto('audience_exports')
      .values({ ...row, state: 'queued', requested_at: at, made_by: by, expires_at: null })
      .execute()
    return { jobId }
  })
}

export async function findExport(db: Db, { workspaceId, jobId }: { workspaceId: number; jobId: string }): Promise<ExportRow | undefined> {
  const { rows } = await sql<ExportRow>`
    select * from audience_exports where workspace_id = ${workspaceId} and job_id = ${jobId}::uuid`.execute(db)
  return rows[0]
}

/** Ends an export that is being made; false when it is gone: somebody was erased meanwhile. */
export async function endExport(
  db: Db,
  input: { workspaceId: number; jobId: string } & ({ state: 'ready'; expiresAt: Date } | { state: 'failed' }),
): Promise<boolean> {
  const { workspaceId, jobId, state } = input
  const expiresAt = input.state === 'ready' ? input.expiresAt : null
  const { rows } = await sql`update audience_exports set state = ${state}, expires_at = ${expiresAt}
    where workspace_id = ${workspaceId} and job_id = ${jobId}::uuid and state = 'queued' returning 1`.execute(db)
  return rows.length > 0
}
