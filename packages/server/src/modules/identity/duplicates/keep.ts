/** Keeps what a search found as suggestions, beside what was decided before. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { lockLinks } from '../links/lock.ts'
import { isThere } from '../persons.ts'
import type { FoundPair } from './matching/find.ts'
import { settledPairs } from './pairs.ts'

interface KeepInput {
  readonly workspaceId: number
  readonly jobId: string
  readonly pairs: readonly FoundPair[]
}

const PAIRS_A_STATEMENT = 2_000

/**
 * Writes the pairs as open suggestions and removes open ones that this search did not find again. Left out are people who are one by now,
 * who are gone, kept apart or decided to be different. May be repeated. Answers how many were kept.
 */
export async function keepFound(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, jobId, pairs, signal }: KeepInput & { signal: AbortSignal },
): Promise<number> {
  const at = new Date(handles.clocks.business.now())
  let kept = 0
  for (let start = 0; start < pairs.length; start += PAIRS_A_STATEMENT) {
    signal.throwIfAborted()
    kept += await inTransaction(handles.db, async (tx) => {
      // Nobody is erased between being looked for and being written.
      await lockLinks(tx, workspaceId)
      return insertPairs(tx, { workspaceId, jobId, pairs: pairs.slice(start, start + PAIRS_A_STATEMENT), at })
    })
  }
  await handles.db
    .deleteFrom('identity_duplicates')
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'open')
    .where('job_id', '!=', jobId)
    .execute()
  return kept
}

/** People who were decided to be the same and are two again, with nothing that keeps them apart, are suggested anew. */
async function insertPairs(tx: Tx, { workspaceId, jobId, pairs, at }: KeepInput & { at: Date }): Promise<number> {
  const reasons = pairs.map((pair) => JSON.stringify(pair.reasons))
  const written = await sql`
    with found as (
      select coalesce(of_a.person, a) as a, coalesce(of_b.person, b) as b, score, reasons
      from unnest(${pairs.map(({ a }) => a)}::bigint[], ${pairs.map(({ b }) => b)}::bigint[], ${pairs.map(({ score }) => score)}::float8[],
          ${reasons}::jsonb[]) as pair (a, b, score, reasons)
        left join identity_members of_a on of_a.workspace_id = ${workspaceId} and of_a.atom = a
        left join identity_members of_b on of_b.workspace_id = ${workspaceId} and of_b.atom = b
    ), settled (low, high) as (${settledPairs({ workspaceId })})
    insert into identity_duplicates (workspace_id, a, b, score, reasons, job_id, found_at)
    select distinct on (least(a, b), greatest(a, b)) ${workspaceId}::int, least(a, b), greatest(a, b), score, reasons, ${jobId}, ${at}::timestamptz
      from found where a <> b and ${isThere(workspaceId, sql`a`)} and ${isThere(workspaceId, sql`b`)}
        and not exists (select 1 from settled where low = least(a, b) and high = greatest(a, b))
      order by least(a, b), greatest(a, b), score desc
    on conflict (workspace_id, a, b) do update set score = excluded.score, reasons = excluded.reasons, job_id = excluded.job_id,
        found_at = case when identity_duplicates.state = 'open' then identity_duplicates.found_at else excluded.found_at end,
        state = 'open', decided_at = null, decided_by = null
      where identity_duplicates.state <> 'different'`.execute(tx)
  return Number(written.numAffectedRows ?? 0)
}
