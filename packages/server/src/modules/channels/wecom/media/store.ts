/** Files of media in the data directory: checked and written while they arrive, named by what they hold. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../../../platform/config.ts'
import { fail } from '../../../../platform/errors.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import { MAX_MEDIA_BYTES, type MediaKind, MIN_MEDIA_BYTES, TELLING_BYTES, type Told, toldBy } from './kinds.ts'

/** Below the data directory; processes that answer the API and processes that hand over must share it. */
const FOLDER = 'media'

interface OfMedia {
  readonly workspaceId: number
  readonly id: string
}

export const mediaFolder = (config: Config) => join(config.dataDir, FOLDER)
/** Without a dot: what is being written has one. */
export const mediaFileName = ({ workspaceId, id }: OfMedia) => `${workspaceId}-${id}`
const pathOf = (config: Config, media: OfMedia) => join(mediaFolder(config), mediaFileName(media))

export interface KeptFile extends Told {
  readonly id: string
  readonly sizeBytes: number
}

interface Arriving {
  readonly workspaceId: number
  readonly file: AsyncIterable<Buffer>
  /** Absent: what the content tells. */
  readonly kind?: MediaKind | undefined
}

/**
 * Keeps a file as it arrives; nothing of it is kept when it is refused or breaks off.
 * @throws channels.media_wrong_kind, channels.media_empty, channels.media_no_space, platform.too_large
 */
export async function keepFile({ config, ids }: Pick<Handles, 'config' | 'ids'>, input: Arriving): Promise<KeptFile> {
  await mkdir(mediaFolder(config), { recursive: true, mode: 0o700 })
  const arriving = join(mediaFolder(config), `upload.${ids.uuid()}`)
  try {
    const seen: Seen = { hash: createHash('sha256'), sizeBytes: 0 }
    await pipeline(checked(input, seen), createWriteStream(arriving, { flags: 'wx', mode: 0o600 }))
    if (seen.sizeBytes < MIN_MEDIA_BYTES || !seen.told) return failChannels('channels.media_empty', { most: MIN_MEDIA_BYTES - 1 })
    const { told, sizeBytes } = seen
    const id = `${told.kind}-${seen.hash.digest('hex')}`
    await rename(arriving, pathOf(config, { workspaceId: input.workspaceId, id }))
    return { ...told, id, sizeBytes }
  } catch (error) {
    await rm(arriving, { force: true })
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') failChannels('channels.media_no_space')
    throw error
  }
}

interface Seen {
  readonly hash: ReturnType<typeof createHash>
  sizeBytes: number
  told?: Told
}

/** Passes the pieces on; the first bytes say what it is, and with that how large it may be. */
async function* checked({ file, kind }: Arriving, seen: Seen): AsyncGenerator<Buffer> {
  let first = Buffer.alloc(0)
  for await (const piece of file) {
    if (first.length < TELLING_BYTES) first = Buffer.concat([first, piece.subarray(0, TELLING_BYTES)])
    if (first.length >= TELLING_BYTES) seen.told ??= asWanted(toldBy(first), kind)
    seen.sizeBytes += piece.length
    const limitBytes = MAX_MEDIA_BYTES[seen.told?.kind ?? 'file']
    if (seen.sizeBytes > limitBytes) fail('platform.too_large', { limitBytes })
    seen.hash.update(piece)
    yield piece
  }
  seen.told ??= asWanted(toldBy(first), kind)
}

/** Everything may go as a file; only a picture goes as a picture. */
function asWanted(told: Told, kind: MediaKind = told.kind): Told {
  if (kind !== 'file' && kind !== told.kind) failChannels('channels.media_wrong_kind', { kind })
  return { ...told, kind }
}

/** @throws channels.media_lost when another process keeps its files elsewhere, or somebody took it away */
export async function readMedia(config: Config, media: OfMedia): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(pathOf(config, media))
  } catch {
    return failChannels('channels.media_lost', { id: media.id })
  }
}

/** @throws channels.media_lost */
export async function openMedia(config: Config, media: OfMedia): Promise<Readable> {
  const stream = createReadStream(pathOf(config, media))
  try {
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject))
    return stream
  } catch {
    return failChannels('channels.media_lost', { id: media.id })
  }
}

export async function dropFile(config: Config, media: OfMedia): Promise<void> {
  await rm(pathOf(config, media), { force: true })
}
