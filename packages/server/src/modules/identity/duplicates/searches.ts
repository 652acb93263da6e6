/** Searches for duplicates: one under way a workspace, and what the latest that ended came to. */
import { inTransaction, type Queryable, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startJob } from '../../../platform/jobs/index.ts'
import { startOnlyOne } from '../../../platform/jobs/only-one.ts'
import type {} from '../tables.ts'
import { FIND_DUPLICATES_JOB } from './job-kind.ts'

interface Search {
  readonly workspaceId: number
  readonly jobId: string
}

/** Queues a search, or answers the one that is under way. */
export function startSearch(handles: Pick<Handles, 'db' | 'clocks' | 'ids'>, { workspaceId }: { workspaceId: number }): Promise<string> {
  const { db } = handles
  return startOnlyOne(db, {
    workspaceId,
    queue: () => queueSearch(handles, { workspaceId }),
    open: () => openSearch(db, { workspaceId }),
    forget: (jobId) => forgetSearch(db, { workspaceId, jobId }),
  })
}

/** Undefined when one is noted as under way. */
function queueSearch(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  { workspaceId }: { workspaceId: number },
): Promise<string | undefined> {
  const at = new Date(handles.clocks.business.now())
  const id = handles.ids.uuid()
  return inTransaction(handles.db, async (tx) => {
    const noted = await tx
      .insertInto('identity_duplicate_searches')
      .values({ workspace_id: workspaceId, job_id: id, started_at: at, ended_at: null, people: null, pairs: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('job_id')
      .executeTakeFirst()
    return noted && startJob(tx, { id, kind: FIND_DUPLICATES_JOB, workspaceId, payload: {}, at })
  })
}

async function openSearch(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<string | undefined> {
  const row = await db
    .selectFrom('identity_duplicate_searches')
    .select('job_id')
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row?.job_id
}

/** Lets go of a search that came to nothing, so that another can start. */
async function forgetSearch(db: Queryable, { workspaceId, jobId }: Search): Promise<void> {
  await db
    .deleteFrom('identity_duplicate_searches')
    .where('workspace_id', '=', workspaceId)
    .where('job_id', '=', jobId)
    .where('ended_at', 'is', null)
    .execute()
}

/** Notes the end of a search and forgets the ones before it. */
export async function endSearch(tx: Tx, input: Search & { people: number; pairs: number; at: Date }): Promise<void> {
  const { workspaceId, jobId, people, pairs, at } = input
  await tx
    .deleteFrom('identity_duplicate_searches')
    .where('workspace_id', '=', workspaceId)
    .where((where) => where.or([where('job_id', '=', jobId), where('ended_at', 'is not', null)]))
    .execute()
  await tx
    .insertInto('identity_duplicate_searches')
    .values({ workspace_id: workspaceId, job_id: jobId, started_at: at, ended_at: at, people, pairs })
    .execute()
}

export interface LastSearch {
  readonly jobId: string
  readonly at: Date
  readonly people: number
  readonly pairs: number
}

export async function lastSearch(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<LastSearch | undefined> {
  const row = await db
    .selectFrom('identity_duplicate_searches')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('ended_at', 'is not', null)
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.ended_at ? { jobId: row.job_id, at: row.ended_at, people: row.people ?? 0, pairs: row.pairs ?? 0 } : undefined
}
