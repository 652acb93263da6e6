/**
 * The platform's names for our media: fetched when they are needed, shared by whoever needs them, renewed before they end. One process uploads,
 * the others wait for it.
 */
import { pause } from '../../../../platform/clock.ts'
import { sql } from '../../../../platform/db/index.ts'
import { AppError } from '../../../../platform/errors.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import { giveMedia } from './calls.ts'
import { OWN_MEDIA_ID } from './kinds.ts'
import { needMedia } from './media.ts'
import { readMedia } from './store.ts'
import type { MediaUse } from './tables.ts'

/** What is given out lives for another day: a message is not handed over with what ends before it is looked at. */
const RENEW_BEFORE_MS = 86_400_000
/** Longer than an upload with all its tries. */
const LEASE_MS = 5 * 60_000
/** How long another's upload is waited for, and how often it is looked at. */
const MAX_WAITS = 300
const WAIT_MS = 200

type MediaHandles = Pick<Handles, 'db' | 'clocks' | 'config'>

export interface NeededMedia {
  readonly id: string
  readonly use: MediaUse
}

interface Needed extends NeededMedia {
  readonly wecom: Wecom
  readonly corp: Corp
}

/** Our ids and uses → what the platform calls them; ids that are not ours are taken for its own. Not inside a transaction. @throws WecomFailure */
export async function platformMediaIds(
  handles: MediaHandles,
  { media, ...asked }: Omit<Needed, 'id' | 'use'> & { media: readonly NeededMedia[] },
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  // One after the other: each may be some megabytes in memory.
  for (const one of media) {
    const key = keyOf(one)
    if (!found.has(key)) found.set(key, OWN_MEDIA_ID.test(one.id) ? await platformIdOf(handles, { ...asked, ...one }) : one.id)
  }
  return found
}

/** Of the map that `platformMediaIds` answers. */
export function keyOf({ id, use }: NeededMedia): string {
  return `${use} ${id}`
}

interface Held {
  readonly platform_id: string | null
  readonly is_mine: boolean
}

async function platformIdOf(handles: MediaHandles, needed: Needed): Promise<string> {
  for (let waits = 0; waits < MAX_WAITS; waits++) {
    const { platform_id, is_mine } = await claim(handles, needed)
    if (is_mine) return uploadOnce(handles, needed)
    if (platform_id !== null) return platform_id
    await pause(WAIT_MS)
  }
  throw new WecomFailure({ kind: 'retry', api: 'media', words: 'another process is uploading it for long' })
}

/** The name as it is held, if it lives long enough; else the right to fetch one, unless somebody has it. */
async function claim({ db, clocks }: MediaHandles, { corp, id, use }: Needed): Promise<Held> {
  const real = clocks.real.now()
  const until = new Date(clocks.business.now() + RENEW_BEFORE_MS)
  const { rows: claimed } = await sql`
    insert into channels_wecom_media_ids as held (workspace_id, corp_id, media_id, use, leased_until)
    values (${corp.workspaceId}, ${corp.corpId}, ${id}, ${use}, ${new Date(real + LEASE_MS)})
    on conflict (workspace_id, corp_id, media_id, use) do update set leased_until = excluded.leased_until
      where (held.expires_at is null or held.expires_at < ${until})
        and (held.leased_until is null or held.leased_until <= ${new Date(real)})
    returning 1`.execute(db)
  if (claimed.length > 0) return { platform_id: null, is_mine: true }
  const { rows } = await sql<{ platform_id: string | null }>`select platform_id from channels_wecom_media_ids
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and media_id = ${id} and use = ${use}
      and expires_at >= ${until}`.execute(db)
  return { platform_id: rows[0]?.platform_id ?? null, is_mine: false }
}

/** Of what this process holds the lease of. */
async function uploadOnce(handles: MediaHandles, needed: Needed): Promise<string> {
  const { db, clocks, config } = handles
  const { wecom, corp, id, use } = needed
  const of = { workspaceId: corp.workspaceId, id }
  try {
    const { name, kind, content_type: contentType } = await needMedia(db, of)
    const bytes = await readMedia(config, of)
    const { platformId, expiresAt } = await giveMedia(wecom, { corp, use, kind, name, contentType, bytes })
    await sql`update channels_wecom_media_ids set platform_id = ${platformId}, expires_at = ${expiresAt}, leased_until = null
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and media_id = ${id} and use = ${use}`.execute(db)
    await sql`update channels_wecom_media set used_at = ${new Date(clocks.business.now())}
      where workspace_id = ${corp.workspaceId} and id = ${id}`.execute(db)
    return platformId
  } catch (error) {
    await sql`update channels_wecom_media_ids set leased_until = null
      where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and media_id = ${id} and use = ${use}`.execute(db)
    // Media that is gone will not come back by itself.
    if (error instanceof AppError) throw new WecomFailure({ kind: 'permanent', api: 'media', words: `${error.code} ${id}` })
    throw error
  }
}

/** The platform knows these no longer, before their time: the next one who needs them fetches them anew. */
export async function forgetPlatformIds(
  { db }: Pick<Handles, 'db'>,
  { corp, media }: { corp: Corp; media: readonly NeededMedia[] },
): Promise<void> {
  await sql`update channels_wecom_media_ids held set expires_at = null
    from jsonb_to_recordset(${JSON.stringify(media)}::jsonb) as given (id text, use text)
    where held.workspace_id = ${corp.workspaceId} and held.corp_id = ${corp.corpId} and held.media_id = given.id and held.use = given.use`.execute(
    db,
  )
}

/** What is held of these and lives on for a while, without asking anybody. */
export async function heldPlatformIds(
  { db, clocks }: Pick<Handles, 'db' | 'clocks'>,
  { corp, media }: { corp: Corp; media: readonly NeededMedia[] },
): Promise<Map<string, string>> {
  const theirs = media.filter(({ id }) => !OWN_MEDIA_ID.test(id)).map((one) => [keyOf(one), one.id] as const)
  if (theirs.length === media.length) return new Map(theirs)
  const { rows } = await sql<{ id: string; use: MediaUse; platform_id: string }>`
    select held.media_id as id, held.use, held.platform_id from channels_wecom_media_ids held
      join jsonb_to_recordset(${JSON.stringify(media)}::jsonb) as given (id text, use text) on held.media_id = given.id and held.use = given.use
    where held.workspace_id = ${corp.workspaceId} and held.corp_id = ${corp.corpId} and held.platform_id is not null
      and held.expires_at > ${new Date(clocks.business.now() + HELD_AT_LEAST_MS)}`.execute(db)
  return new Map([...theirs, ...rows.map((row) => [keyOf(row), row.platform_id] as const)])
}

/** A message that is sent now is looked at now. */
const HELD_AT_LEAST_MS = 60_000
