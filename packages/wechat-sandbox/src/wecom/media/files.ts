/** The material of a corp, for calls that send or show it. */
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import type { MediaKind } from './kinds.ts'

const DAY_MS = 86_400_000
/** WW:90253: a media_id works for three days. */
const MEDIA_LIFE_MS = 3 * DAY_MS
/** WW:95098: attachment_type of material for Moments. */
export const FOR_MOMENTS = 1

interface MediaFile {
  readonly mediaId: string
  readonly kind: MediaKind
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
  /** Undefined: uploaded by media/upload; a number: by media/upload_attachment for this use. */
  readonly attachmentType: number | undefined
  readonly createdAt: number
}

interface MediaRow {
  media_id: string
  kind: MediaKind
  file_name: string
  content_type: string
  bytes: Uint8Array
  attachment_type: number | null
  created_at: number
}

interface NewMedia {
  readonly corpId: string
  readonly kind: MediaKind
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
  readonly attachmentType?: number
}

/** Keeps a temporary material. @returns the platform's answer to an upload; `created_at` in seconds */
export function keepMedia(world: World, added: NewMedia): { media_id: string; type: string; created_at: number } {
  const mediaId = world.ids.opaque('', 44)
  const now = world.clock.now()
  const sql = `insert into media_files (media_id, corp_id, kind, file_name, content_type, bytes, attachment_type, created_at, expires_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)`
  const { corpId, kind, fileName, contentType, bytes, attachmentType } = added
  world.store.run(sql, [mediaId, corpId, kind, fileName, contentType, bytes, attachmentType ?? null, now, now + MEDIA_LIFE_MS])
  return { type: kind, media_id: mediaId, created_at: Math.floor(now / 1_000) }
}

/** @throws PlatformError 40007 when the corp has no such material or its three days are over */
export function findMedia(world: World, corpId: string, mediaId: string): MediaFile {
  const sql = 'select * from media_files where media_id = ? and corp_id = ? and expires_at > ?'
  const row = world.store.get<MediaRow>(sql, [mediaId, corpId, world.clock.now()])
  if (!row) return platformError(40007, `media_id: ${mediaId}`)
  return {
    mediaId: row.media_id,
    kind: row.kind,
    fileName: row.file_name,
    contentType: row.content_type,
    bytes: row.bytes,
    attachmentType: row.attachment_type ?? undefined,
    createdAt: row.created_at,
  }
}

/**
 * Checks material that is about to be sent, without reading its bytes.
 * @param use `attachmentType` when it must come from media/upload_attachment for this use [WW:95098]
 * @throws PlatformError 40007 unknown, expired or of another kind · 41072 uploaded for another use
 */
export function checkMedia(world: World, corpId: string, mediaId: string, use: { kind: MediaKind; attachmentType?: number }): void {
  const sql = 'select kind, attachment_type from media_files where media_id = ? and corp_id = ? and expires_at > ?'
  const row = world.store.get<Pick<MediaRow, 'kind' | 'attachment_type'>>(sql, [mediaId, corpId, world.clock.now()])
  if (row?.kind !== use.kind) platformError(40007, `media_id: ${mediaId}`)
  if (use.attachmentType !== undefined && row.attachment_type !== use.attachmentType) {
    platformError(41072, `media_id ${mediaId} was not uploaded with attachment_type=${use.attachmentType}`)
  }
}

/** Drops material whose three days are over. */
export function dropExpiredMedia(world: World): void {
  world.store.run('delete from media_files where expires_at <= ?', [world.clock.now()])
}

const PICTURE_HOST = 'https://wework.qpic.cn/wwpic'

/** Keeps a picture for ever. @returns its address, of use only inside WeCom messages [WW:90256] */
export function keepPicture(world: World, added: { corpId: string; contentType: string; bytes: Uint8Array }): string {
  const url = `${PICTURE_HOST}/${world.ids.opaque('', 40)}/0`
  const sql = 'insert into media_pictures (url, corp_id, content_type, bytes, created_at) values (?, ?, ?, ?, ?)'
  world.store.run(sql, [url, added.corpId, added.contentType, added.bytes, world.clock.now()])
  return url
}

/** Whether the address came from media/uploadimg of the corp. */
export function isPicture(world: World, corpId: string, url: string): boolean {
  return world.store.get('select 1 from media_pictures where url = ? and corp_id = ?', [url, corpId]) !== undefined
}
