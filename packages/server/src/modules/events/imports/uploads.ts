/** Uploaded files in the data directory: written while they arrive, readable by nobody else, gone when the import ends. */
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Config } from '../../../platform/config.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { fail as failImport } from './errors.ts'
import type {} from './tables.ts'

const FOLDER = 'uploads'
const MAX_FILE_NAME_LENGTH = 255
/** What no import claims after this was left by a process that died during an upload. */
const ORPHAN_AGE_MS = 24 * 60 * 60 * 1000

export function uploadPath(config: Config, id: string): string {
  return join(config.dataDir, FOLDER, id)
}

/** Makes the folder when it is missing and answers it. */
export async function uploadsFolder(config: Config): Promise<string> {
  const folder = join(config.dataDir, FOLDER)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** Writes the stream to the upload's file; answers its size. What was written goes when the sender breaks off or `limitBytes` is passed. */
export async function receiveUpload(
  config: Config,
  input: { id: string; file: Readable & { readonly truncated?: boolean }; limitBytes: number },
): Promise<number> {
  await uploadsFolder(config)
  const path = uploadPath(config, input.id)
  try {
    let sizeBytes = 0
    const counted = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        sizeBytes += piece.length
        if (sizeBytes > input.limitBytes) fail('platform.too_large', { limitBytes: input.limitBytes })
        yield piece
      }
    }
    await pipeline(input.file, counted, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    if (input.file.truncated) fail('platform.too_large', { limitBytes: input.limitBytes })
    return sizeBytes
  } catch (error) {
    await removeUpload(config, input.id)
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') failImport('events.import_no_space')
    throw error
  }
}

/** Removes the upload and whatever was unpacked beside it. */
export async function removeUpload(config: Config, id: string): Promise<void> {
  const path = uploadPath(config, id)
  await Promise.all([rm(path, { force: true }), rm(`${path}.unpacked`, { force: true })])
}

/** Only the name, of a path as some browsers send it. */
export function shownFileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  return last.replace(/\p{Cc}/gu, '').slice(-MAX_FILE_NAME_LENGTH) || 'file'
}

/** Removes day-old files and folders that belong to no import under way. */
export async function removeOrphans(handles: Pick<Handles, 'config' | 'db' | 'clocks'>): Promise<void> {
  const folder = await uploadsFolder(handles.config)
  const rows = await handles.db.selectFrom('events_imports').select('id').where('status', 'in', ['queued', 'running']).execute()
  const claimed = new Set(rows.map((row) => row.id))
  for (const name of await readdir(folder)) {
    if (claimed.has(name.split('.')[0] ?? '')) continue
    const path = join(folder, name)
    const made = await stat(path).catch(() => undefined)
    if (made && made.mtimeMs < handles.clocks.real.now() - ORPHAN_AGE_MS) await rm(path, { recursive: true, force: true })
  }
}
