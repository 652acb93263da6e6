/** Which tags are kept in step with which corp tags. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { type KnownTag, knownTag, manualTag } from '../../../identity/index.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { addCorpTag, MAX_CORP_TAG_NAME, MAX_CORP_TAGS, type NewCorpTag, TAG_ERRCODE } from '../client/corp-tags.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import { type LinkInput, MAX_TAG_LINKS, type TagDirection } from './contract.ts'
import { writeTags } from './register.ts'
import { lookNow } from './rounds.ts'
import type {} from './tables.ts'

type OfCorp = Pick<Corp, 'workspaceId' | 'corpId'>
type LinkHandles = Pick<Handles, 'db' | 'clocks'>

export interface PutLink {
  readonly wecom: Wecom
  readonly corp: Corp
  readonly tagId: string
  readonly link: LinkInput
  readonly by: string
}

/**
 * Keeps the tag in step with a corp tag, which is made where it is not named; not inside a transaction.
 * @throws platform.not_found, identity.tag_not_manual, channels.corp_tag_unknown, channels.corp_tag_taken, channels.too_many_tag_links,
 * channels.tag_name_too_long, channels.too_many_corp_tags, channels.wecom_refused
 */
export async function putLink(handles: LinkHandles, { wecom, corp, tagId, link, by }: PutLink): Promise<KnownTag> {
  const { workspaceId } = corp
  // What rules or interests put on would be taken off again by them.
  const tag = await (link.direction === 'out' ? knownTag : manualTag)(handles.db, { workspaceId, id: tagId })
  const corpTagId = link.corpTagId ?? (await makeCorpTag(handles, { wecom, corp, ...newCorpTag(link, tag) }))
  await inTransaction(handles.db, async (tx) => {
    await lookNow(handles, tx, corp)
    await checkFree(tx, { corp, tag, corpTagId })
    await dropLink(tx, { corp, tagId: tag.id, but: corpTagId })
    const { rows } = await sql<{ id: number }>`
      insert into channels_wecom_tag_links as known (workspace_id, corp_id, tag_id, corp_tag_id, direction, changed_at, changed_by)
      values (${workspaceId}, ${corp.corpId}, ${tag.id}, ${corpTagId}, ${link.direction}, ${new Date(handles.clocks.business.now())}, ${by})
      on conflict (workspace_id, corp_id, tag_id) do update set direction = excluded.direction, changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
      returning id`.execute(tx)
    // From here on nothing is said; what is open is over.
    if (link.direction === 'in')
      await sql`update channels_wecom_tag_marks set wanted = null, due_at = null, tries = 0, failed = null
        where link_id = ${rows[0]?.id ?? 0} and wanted is not null`.execute(tx)
  })
  return tag
}

function newCorpTag({ groupId, groupName, name }: LinkInput, tag: KnownTag): NewCorpTag {
  const called = name ?? tag.name
  if ([...called].length > MAX_CORP_TAG_NAME) failChannels('channels.tag_name_too_long', { name: called, limit: MAX_CORP_TAG_NAME })
  return { name: called, group: groupId === undefined ? { name: groupName ?? '' } : { id: groupId } }
}

async function makeCorpTag({ db }: LinkHandles, { wecom, corp, ...asked }: NewCorpTag & { wecom: Wecom; corp: Corp }): Promise<string> {
  try {
    const made = await addCorpTag(wecom, { corp, ...asked })
    await inTransaction(db, (tx) => writeTags(tx, { corp, tags: [made], madeHere: true }))
    return made.tagId
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    if (error.errcode === TAG_ERRCODE.tooMany) return failChannels('channels.too_many_corp_tags', { limit: MAX_CORP_TAGS })
    if (error.errcode === TAG_ERRCODE.unknownTag) return failChannels('channels.corp_tag_unknown')
    return failChannels('channels.wecom_refused', { reason: error.message })
  }
}

/** The corp tag is there and belongs to no other tag, and there is room. The caller holds the lock of the corp's round. */
async function checkFree(tx: Tx, { corp, tag, corpTagId }: { corp: OfCorp; tag: KnownTag; corpTagId: string }): Promise<void> {
  const { workspaceId, corpId } = corp
  const { rows } = await sql<{ name: string; taken_by: string | null; links: number }>`
    select there.name, (select coalesce(here.name, '') from channels_wecom_tag_links link
        left join pub_identity_tags here on here.workspace_id = link.workspace_id and here.id = link.tag_id
        where link.workspace_id = ${workspaceId} and link.corp_id = ${corpId} and link.corp_tag_id = ${corpTagId} and link.tag_id <> ${tag.id})
        as taken_by,
      (select count(*) from channels_wecom_tag_links link where link.workspace_id = ${workspaceId} and link.corp_id = ${corpId}
        and link.tag_id <> ${tag.id}) as links
    from channels_wecom_corp_tags there
    where there.workspace_id = ${workspaceId} and there.corp_id = ${corpId} and there.tag_id = ${corpTagId} and there.deleted_at is null`.execute(
    tx,
  )
  const [found] = rows
  if (!found) return failChannels('channels.corp_tag_unknown')
  if (found.taken_by !== null) failChannels('channels.corp_tag_taken', { name: found.name, tag: found.taken_by })
  if (found.links >= MAX_TAG_LINKS) failChannels('channels.too_many_tag_links', { limit: MAX_TAG_LINKS })
}

/** With what is noted of its pairs; marks stay on both sides. `but`: not when it is with this corp tag. Answers whether there was one. */
async function dropLink(tx: Tx, { corp, tagId, but = '' }: { corp: OfCorp; tagId: number; but?: string }): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`delete from channels_wecom_tag_links
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and tag_id = ${tagId} and corp_tag_id <> ${but}
    returning id`.execute(tx)
  for (const { id } of rows) await sql`delete from channels_wecom_tag_marks where link_id = ${id}`.execute(tx)
  return rows.length > 0
}

/** @throws channels.tag_link_unknown */
export function deleteLink(handles: LinkHandles, { corp, tagId }: { corp: OfCorp; tagId: string }): Promise<void> {
  return inTransaction(handles.db, async (tx) => {
    await lookNow(handles, tx, corp)
    if (!(await dropLink(tx, { corp, tagId: numberOf(tagId) }))) failChannels('channels.tag_link_unknown')
  })
}

/** What the platform refused is said again. Answers how many pairs. @throws channels.tag_link_unknown */
export async function retryLink({ db, clocks }: LinkHandles, { corp, tagId }: { corp: OfCorp; tagId: string }): Promise<number> {
  const links = sql`select id from channels_wecom_tag_links
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and tag_id = ${numberOf(tagId)}`
  const known = await links.execute(db)
  if (known.rows.length === 0) failChannels('channels.tag_link_unknown')
  const { rows } = await sql`update channels_wecom_tag_marks set failed = null, tries = 0, due_at = ${new Date(clocks.real.now())}
    where link_id in (${links}) and failed is not null returning link_id`.execute(db)
  return rows.length
}

/** Of an id that was never given out, none that exists. */
function numberOf(tagId: string): number {
  return /^[1-9]\d{0,15}$/.test(tagId) ? Number(tagId) : 0
}

export interface LinkRow {
  readonly tagId: number
  readonly tagName: string
  readonly tagKind: KnownTag['kind']
  readonly isArchived: boolean
  readonly corpTagId: string
  readonly corpTagName: string
  readonly groupName: string
  readonly isDeleted: boolean
  readonly direction: TagDirection
  readonly marked: number
  readonly pending: number
  readonly failed: { reason: string; pairs: number }[]
  readonly changedAt: Date
  readonly changedBy: string
}

const MAX_REASONS = 5

/** With how far each is, by name. */
export async function linksOf(db: Queryable, { workspaceId, corpId }: OfCorp): Promise<LinkRow[]> {
  const { rows } = await sql<LinkRow>`
    select link.tag_id as "tagId", tag.name as "tagName", tag.kind as "tagKind", tag.archived as "isArchived", link.corp_tag_id as "corpTagId",
      coalesce(there.name, '') as "corpTagName", coalesce(there.group_name, '') as "groupName",
      coalesce(there.deleted_at is not null, true) as "isDeleted", link.direction, link.changed_at as "changedAt",
      link.changed_by as "changedBy", coalesce(marks.marked, 0) as marked, coalesce(marks.pending, 0) as pending,
      coalesce((select jsonb_agg(jsonb_build_object('reason', failed, 'pairs', pairs) order by pairs desc, failed) from (
        select failed, count(*)::integer as pairs from channels_wecom_tag_marks mark where mark.link_id = link.id and failed is not null
        group by failed order by 2 desc limit ${MAX_REASONS}) as reasons), '[]'::jsonb) as failed
    from channels_wecom_tag_links link
      join pub_identity_tag_names tag on tag.workspace_id = link.workspace_id and tag.id = link.tag_id
      left join channels_wecom_corp_tags there on there.workspace_id = link.workspace_id and there.corp_id = link.corp_id
        and there.tag_id = link.corp_tag_id
      left join lateral (select count(*) filter (where has and wanted is null) as marked,
          count(*) filter (where wanted is not null and failed is null) as pending
        from channels_wecom_tag_marks mark where mark.link_id = link.id) as marks on true
    where link.workspace_id = ${workspaceId} and link.corp_id = ${corpId} order by tag.name, link.tag_id`.execute(db)
  return rows
}
