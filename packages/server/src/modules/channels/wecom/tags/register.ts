/** The register of corp tags: as the platform lists them. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { type CorpTagFacts, fetchCorpTags, MAX_CORP_TAGS } from '../client/corp-tags.ts'
import type { Corp } from '../connection/corps.ts'
import { lookNow } from './rounds.ts'
import type {} from './tables.ts'

type OfCorp = Pick<Corp, 'workspaceId' | 'corpId'>

/** Asks for all corp tags and writes them; those that are gone are marked so. @throws WecomFailure */
export async function refreshRegister(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { wecom, corp, signal }: { wecom: Wecom; corp: Corp; signal?: AbortSignal | undefined },
): Promise<void> {
  const askedAt = new Date(handles.clocks.business.now())
  const tags = await fetchCorpTags(wecom, { corp, signal })
  await inTransaction(handles.db, async (tx) => {
    const round = await lookNow(handles, tx, corp)
    // Somebody asked later and wrote before.
    if (round.listedAt !== null && round.listedAt > askedAt) return
    await writeTags(tx, { corp, tags })
    const ids = tags.map(({ tagId }) => tagId)
    await sql`update channels_wecom_corp_tags set deleted_at = ${askedAt}
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and deleted_at is null and tag_id <> all(${ids}::text[])`.execute(
      tx,
    )
    await forgetDeleted(tx, corp)
    await sql`update channels_wecom_tag_rounds set listed_at = ${askedAt}, list_error = null
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId}`.execute(tx)
  })
}

/** Nobody bears a tag that is gone, and nothing is to be said about it. What people have here stays. */
async function forgetDeleted(tx: Tx, { workspaceId, corpId }: OfCorp): Promise<void> {
  await sql`delete from channels_wecom_tag_marks mark using channels_wecom_tag_links link, channels_wecom_corp_tags tag
    where mark.link_id = link.id and link.workspace_id = ${workspaceId} and link.corp_id = ${corpId} and tag.workspace_id = link.workspace_id
      and tag.corp_id = link.corp_id and tag.tag_id = link.corp_tag_id and tag.deleted_at is not null`.execute(tx)
}

/** In the order given. One that was made by this app stays so. */
export async function writeTags(
  tx: Tx,
  { corp, tags, madeHere = false }: { corp: OfCorp; tags: readonly CorpTagFacts[]; madeHere?: boolean },
): Promise<void> {
  const rows = tags.map(({ tagId, name, groupId, groupName }, position) => {
    return { tag_id: tagId, name, group_id: groupId, group_name: groupName, position }
  })
  await sql`
    insert into channels_wecom_corp_tags as known (workspace_id, corp_id, tag_id, name, group_id, group_name, position, made_here)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, tag_id, name, group_id, group_name, position, ${madeHere}::boolean
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as given (tag_id text, name text, group_id text, group_name text, position integer)
    on conflict (workspace_id, corp_id, tag_id) do update set name = excluded.name, group_id = excluded.group_id,
      group_name = excluded.group_name, position = excluded.position, made_here = known.made_here or excluded.made_here, deleted_at = null`.execute(
    tx,
  )
}

export interface CorpTagQuota {
  readonly used: number
  readonly limit: number
  /** When the platform was asked; undefined: never. */
  readonly asOf: Date | undefined
}

/** How many of a corp's tags there are, as last listed. */
export async function corpTagQuota(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<CorpTagQuota> {
  const { rows } = await sql<{ used: number; listed_at: Date | null }>`
    select (select count(*) from channels_wecom_corp_tags where workspace_id = ${workspaceId} and corp_id = ${corpId}
        and deleted_at is null) as used,
      (select listed_at from channels_wecom_tag_rounds where workspace_id = ${workspaceId} and corp_id = ${corpId}) as listed_at`.execute(
    db,
  )
  return { used: rows[0]?.used ?? 0, limit: MAX_CORP_TAGS, asOf: rows[0]?.listed_at ?? undefined }
}

export interface CorpTagRow {
  readonly tagId: string
  readonly name: string
  readonly groupId: string
  readonly groupName: string
  readonly madeHere: boolean
}

/** In the platform's order. */
export async function corpTagsOf(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<CorpTagRow[]> {
  const { rows } = await sql<CorpTagRow>`
    select tag_id as "tagId", name, group_id as "groupId", group_name as "groupName", made_here as "madeHere" from channels_wecom_corp_tags
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and deleted_at is null order by position, tag_id`.execute(db)
  return rows
}
