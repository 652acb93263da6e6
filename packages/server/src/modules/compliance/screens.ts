/** Reads of the audit for its page. */
import { type Db, sql } from '../../platform/db/index.ts'
import type {} from './tables.ts'

export interface AuditFilter {
  readonly workspaceIds: readonly number[]
  readonly from: Date | undefined
  readonly to: Date | undefined
  readonly action: string | undefined
  readonly actorId: string | undefined
  readonly target: string | undefined
  readonly outcome: 'running' | 'done' | 'refused' | 'failed' | undefined
  readonly requestId: string | undefined
  /** Id of the last entry of the page before. */
  readonly before: number | undefined
  readonly limit: number
}

/** Entries, newest first. */
export function listEntries(db: Db, filter: AuditFilter) {
  return db
    .selectFrom('compliance_audit')
    .selectAll()
    .where('workspace_id', 'in', [...filter.workspaceIds])
    .$if(filter.before !== undefined, (query) => query.where('id', '<', filter.before ?? 0))
    .$if(filter.from !== undefined, (query) => query.where('recorded_at', '>=', filter.from ?? new Date(0)))
    .$if(filter.to !== undefined, (query) => query.where('recorded_at', '<', filter.to ?? new Date(0)))
    .$if(filter.action !== undefined, (query) => query.where('action', '=', filter.action ?? ''))
    .$if(filter.actorId !== undefined, (query) => query.where('actor_id', '=', filter.actorId ?? ''))
    .$if(filter.outcome !== undefined, (query) => query.where('outcome', '=', filter.outcome ?? 'done'))
    .$if(filter.requestId !== undefined, (query) => query.where('request_id', '=', filter.requestId ?? ''))
    .$if(filter.target !== undefined, (query) => query.where(sql<boolean>`targets @> array[${filter.target}]::text[]`))
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .execute()
}
