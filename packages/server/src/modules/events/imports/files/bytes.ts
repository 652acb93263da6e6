/** The bytes of a source file in bounded pieces, unpacked when it is gzip, and what form the file has. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip, gunzipSync, constants as zlib } from 'node:zlib'
import { fail } from '../errors.ts'

/** `rows`: delimited text; `json`: one JSON object a line; `sheet`: XLSX. */
export type FileForm = 'rows' | 'json' | 'sheet'

export interface SourceFile {
  readonly path: string
  /** As the sender named it; tells a form that the bytes do not. */
  readonly fileName: string
}

export interface SourceBytes {
  readonly pieces: AsyncIterable<Buffer>
  /** Bytes of the stored file consumed so far, for progress. */
  read(): number
}

const PIECE_BYTES = 128 * 1024
const HEAD_BYTES = 4 * 1024
const MIB = 1024 * 1024
/** A small gzip file can unpack to a thousand times its size; beyond this the import ends. */
const MAX_UNPACKED_BYTES = 65_536 * MIB

/** Looks at the first bytes and, where they leave it open, at the name. */
export async function detectForm(file: SourceFile): Promise<{ gzip: boolean; form: FileForm }> {
  const head = await readHead(file.path)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const inner = gzip ? unpackHead(head) : head
  if (inner.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1'))) return { gzip, form: 'sheet' }
  const name = file.fileName.toLowerCase().replace(/\.gz$/, '')
  const begin = inner
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()
  const namedJson = /\.(jsonl|ndjson|json)$/.test(name)
  if (namedJson && begin.startsWith('[')) {
    fail('events.import_unreadable', {
      reason: { zh: '须每行一个 JSON 对象，而不是一个数组', en: 'it must hold one JSON object a line, not an array' },
    })
  }
  return { gzip, form: namedJson || (begin.startsWith('{') && !/\.(csv|tsv|txt)$/.test(name)) ? 'json' : 'rows' }
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function unpackHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: MIB * 8 })
  } catch {
    return Buffer.alloc(0)
  }
}

/** Opens the bytes. `partial`: the file is the beginning of a longer one, so that an abrupt end of gzip is no failure. */
export function openBytes(input: { path: string; gzip: boolean; maxBytes?: number; partial?: boolean; signal?: AbortSignal }): SourceBytes {
  const source = createReadStream(input.path, { highWaterMark: PIECE_BYTES, ...(input.signal && { signal: input.signal }) })
  const limit = input.maxBytes ?? MAX_UNPACKED_BYTES
  return { read: () => source.bytesRead, pieces: input.gzip ? unpacked(source, limit, input.partial === true) : source }
}

async function* unpacked(source: ReturnType<typeof createReadStream>, limit: number, partial: boolean): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES, ...(partial && { finishFlush: zlib.Z_SYNC_FLUSH }) })
  source.on('error', (error) => gunzip.destroy(error))
  source.pipe(gunzip)
  let total = 0
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      total += piece.length
      if (total > limit)
        fail('events.import_too_large', { what: { zh: '解压后的大小', en: 'its unpacked size' }, limit: `${limit / MIB} MiB` })
      yield piece
    }
  } catch (error) {
    if (!isZlibError(error)) throw error
    fail('events.import_unreadable', { reason: `gzip: ${error.message}` })
  } finally {
    source.destroy()
    gunzip.destroy()
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
}
