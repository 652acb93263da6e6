/** Media of a workspace as rows: taken in, listed, deleted, swept by age. */
import { mkdir } from 'node:fs/promises'
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { removeOrphans } from '../../../../platform/made-files.ts'
import { failChannels } from '../../errors.ts'
import type { MediaKind } from './kinds.ts'
import { dropFile, type KeptFile, mediaFileName, mediaFolder } from './store.ts'
import type { MediaRow } from './tables.ts'

/** A name that is longer helps nobody; the platform tells no figure: ours. */
const MAX_NAME_LENGTH = 120
const DAY_MS = 86_400_000
/** Deleted so long ago, nothing that was planned with it waits any more. */
const DELETED_FOR_MS = 30 * DAY_MS
/** Neither uploaded again nor handed over for so long. */
const UNUSED_FOR_MS = 180 * DAY_MS
const SWEPT_AT_ONCE = 200

interface OfMedia {
  readonly workspaceId: number
  readonly id: string
}

/** Notes a kept file; the same content again is the same media, with its latest name. */
export async function noteMedia(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, file, name, by }: { workspaceId: number; file: KeptFile; name: string; by: string },
): Promise<MediaRow> {
  const now = new Date(clocks.business.now())
  const { rows } = await sql<MediaRow>`
    insert into channels_wecom_media (workspace_id, id, name, kind, content_type, size_bytes, created_at, created_by, used_at)
    values (${workspaceId}, ${file.id}, ${shownName(name)}, ${file.kind}, ${file.contentType}, ${file.sizeBytes}, ${now}, ${by}, ${now})
    on conflict (workspace_id, id) do update set name = excluded.name, used_at = excluded.used_at, deleted_at = null
    returning *`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the media was not written')
  return row
}

/** Only the name, of a path as some browsers send it; the end of a long one tells its kind. */
function shownName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last.replace(/\p{Cc}/gu, '').slice(-MAX_NAME_LENGTH) || 'file'
}

export async function mediaBefore(
  db: Queryable,
  asked: { workspaceId: number; kind: MediaKind | undefined; before: readonly [number, string] | undefined; limit: number },
): Promise<MediaRow[]> {
  const { workspaceId, kind = null, before, limit } = asked
  const [at, id] = before ?? [null, null]
  const { rows } = await sql<MediaRow>`select * from channels_wecom_media
    where workspace_id = ${workspaceId} and deleted_at is null and (${kind}::text is null or kind = ${kind})
      and (${at}::float8 is null or (created_at, id) < (to_timestamp(${at}::float8 / 1000), ${id}::text))
    order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows
}

/** Deleted ones too: what was planned with them gets them. @throws channels.media_unknown */
export async function needMedia(db: Queryable, { workspaceId, id }: OfMedia): Promise<MediaRow> {
  const { rows } = await sql<MediaRow>`select * from channels_wecom_media where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0] ?? failChannels('channels.media_unknown', { id })
}

/** Notes that these are planned to be used. @throws channels.media_unknown */
export async function useMedia(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { workspaceId, ids }: { workspaceId: number; ids: readonly string[] },
): Promise<void> {
  if (ids.length === 0) return
  const { rows } = await sql<{ id: string }>`update channels_wecom_media set used_at = ${new Date(clocks.business.now())}
    where workspace_id = ${workspaceId} and id = any(${ids}::text[]) returning id`.execute(db)
  const known = new Set(rows.map(({ id }) => id))
  const missing = ids.find((id) => !known.has(id))
  if (missing !== undefined) failChannels('channels.media_unknown', { id: missing })
}

/** Offered no longer. Deleting it again changes nothing. @throws channels.media_unknown */
export async function deleteMedia({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { workspaceId, id }: OfMedia): Promise<void> {
  const { rows } = await sql`update channels_wecom_media set deleted_at = coalesce(deleted_at, ${new Date(clocks.business.now())})
    where workspace_id = ${workspaceId} and id = ${id} returning id`.execute(db)
  if (rows.length === 0) failChannels('channels.media_unknown', { id })
}

/** What still names media by its id, as text: it stays while one of these does. */
const NAMED = sql`
  exists (select 1 from channels_wecom_mass_tasks task
    where task.workspace_id = media.workspace_id and task.state <> 'ended' and strpos(task.content::text, media.id) > 0)
  or exists (select 1 from channels_wecom_welcome_rules rule
    where rule.workspace_id = media.workspace_id and strpos(rule.attachments::text, media.id) > 0)
  or exists (select 1 from channels_wecom_moments moment
    where moment.workspace_id = media.workspace_id and moment.ended_at is null and strpos(moment.content::text, media.id) > 0)`

/** Takes away what was deleted or not used for long, and files of which there is no row. Answers how many media went. */
export async function sweepMedia(handles: Pick<Handles, 'db' | 'clocks' | 'config'>): Promise<number> {
  const { db, clocks, config } = handles
  const now = clocks.business.now()
  const { rows } = await sql<{ workspace_id: number; id: string }>`
    delete from channels_wecom_media where (workspace_id, id) in (
      select workspace_id, id from channels_wecom_media media
      where (deleted_at < ${new Date(now - DELETED_FOR_MS)} or used_at < ${new Date(now - UNUSED_FOR_MS)}) and not (${NAMED})
      order by used_at limit ${SWEPT_AT_ONCE})
    returning workspace_id, id`.execute(db)
  await sql`delete from channels_wecom_media_ids known where not exists (select 1 from channels_wecom_media media
    where media.workspace_id = known.workspace_id and media.id = known.media_id)`.execute(db)
  for (const { workspace_id: workspaceId, id } of rows) await dropFile(config, { workspaceId, id })
  const { rows: kept } = await sql<{ workspace_id: number; id: string }>`select workspace_id, id from channels_wecom_media`.execute(db)
  await mkdir(mediaFolder(config), { recursive: true, mode: 0o700 })
  const claimed = new Set(kept.map(({ workspace_id: workspaceId, id }) => mediaFileName({ workspaceId, id })))
  await removeOrphans(handles, { folder: mediaFolder(config), claimed })
  return rows.length
}
