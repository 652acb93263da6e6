/** When the tags of a corp are compared and listed next, for all processes together. */
import { type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import type {} from './tables.ts'

type OfCorp = Pick<Corp, 'workspaceId' | 'corpId'>
type RoundHandles = Pick<Handles, 'db' | 'clocks'>

/** A comparison costs what it costs; of the stores' time it takes a twentieth at most. */
const REST_FOR_EACH_MS = 20
const SHORTEST_REST_MS = 2_000
const LONGEST_REST_MS = 10 * 60_000
/** Whoever compares or lists is taken for dead after it. */
const LEASE_MS = 2 * 60_000
const LIST_EVERY_MS = 24 * 60 * 60_000
const LIST_AGAIN_MS = 30_000
const MAX_ERROR_LENGTH = 300

/** Both sides are compared soon. Makes the row of the corp, and locks it. */
export async function lookNow({ clocks }: RoundHandles, tx: Tx, { workspaceId, corpId }: OfCorp): Promise<{ listedAt: Date | null }> {
  const now = new Date(clocks.real.now())
  const { rows } = await sql<{ listedAt: Date | null }>`
    insert into channels_wecom_tag_rounds (workspace_id, corp_id, look_at, list_at)
    values (${workspaceId}, ${corpId}, ${now}, ${new Date(now.getTime() + LIST_EVERY_MS)})
    on conflict (workspace_id, corp_id) do update set look_at = excluded.look_at returning listed_at as "listedAt"`.execute(tx)
  return rows[0] ?? { listedAt: null }
}

/** The platform is asked for its tags soon. */
export async function listNow({ db, clocks }: RoundHandles, { workspaceId, corpId }: OfCorp): Promise<void> {
  const now = new Date(clocks.real.now())
  await sql`insert into channels_wecom_tag_rounds (workspace_id, corp_id, look_at, list_at)
    values (${workspaceId}, ${corpId}, ${now}, ${now})
    on conflict (workspace_id, corp_id) do update set list_at = excluded.list_at`.execute(db)
}

/** Corps whose tags are to be listed, and what is to be compared; `everything`: now, whenever their time comes. */
export async function claimRounds(
  { db, clocks }: RoundHandles,
  { what, everything, limit }: { what: 'look' | 'list'; everything: boolean; limit: number },
): Promise<OfCorp[]> {
  const now = clocks.real.now()
  const column = sql.ref(`${what}_at`)
  const connected = sql`exists (select 1 from channels_wecom_corps corp
    where corp.workspace_id = round.workspace_id and corp.corp_id = round.corp_id)`
  const onlyLinked = sql`exists (select 1 from channels_wecom_tag_links link
    where link.workspace_id = round.workspace_id and link.corp_id = round.corp_id)`
  const { rows } = await sql<OfCorp>`
    update channels_wecom_tag_rounds set ${column} = ${new Date(now + LEASE_MS)}
    where (workspace_id, corp_id) in (
      select workspace_id, corp_id from channels_wecom_tag_rounds round
      where ${everything ? sql`true` : sql`${column} <= ${new Date(now)}`} and ${connected}
        and ${what === 'look' ? onlyLinked : sql`true`}
      order by ${column} limit ${limit} for update skip locked)
    returning workspace_id as "workspaceId", corp_id as "corpId"`.execute(db)
  return rows
}

/** The next comparison comes after a rest that grows with what this one took. */
export async function endLook({ db, clocks }: RoundHandles, { workspaceId, corpId, tookMs }: OfCorp & { tookMs: number }): Promise<void> {
  const rest = Math.min(Math.max(tookMs * REST_FOR_EACH_MS, SHORTEST_REST_MS), LONGEST_REST_MS)
  await sql`update channels_wecom_tag_rounds set look_at = ${new Date(clocks.real.now() + rest)},
      looked_at = ${new Date(clocks.business.now())} where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(db)
}

export async function endList(
  { db, clocks }: RoundHandles,
  { workspaceId, corpId, error, atLeastMs = 0 }: OfCorp & { error?: string; atLeastMs?: number },
): Promise<void> {
  const rest = error === undefined ? LIST_EVERY_MS : Math.max(LIST_AGAIN_MS, atLeastMs)
  await sql`update channels_wecom_tag_rounds set list_at = ${new Date(clocks.real.now() + rest)},
      list_error = ${error?.slice(0, MAX_ERROR_LENGTH) ?? null} where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(db)
}

export interface Round {
  readonly listedAt: Date | null
  readonly lookedAt: Date | null
  readonly listError: string | null
}

/** Undefined before anybody asked. */
export async function roundOf(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<Round | undefined> {
  const { rows } = await sql<Round>`select listed_at as "listedAt", looked_at as "lookedAt", list_error as "listError"
    from channels_wecom_tag_rounds where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(db)
  return rows[0]
}
