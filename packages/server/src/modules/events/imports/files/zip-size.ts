/** How large the parts of a zip file really are, by unpacking them to nowhere: what a zip declares about itself may be a lie. */
import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { createInflateRaw } from 'node:zlib'
import { fail } from '../errors.ts'

const END_BYTES = 22
const MAX_COMMENT_BYTES = 65_535
const ENTRY_BYTES = 46
const LOCAL_BYTES = 30
const MAX_DIRECTORY_BYTES = 16 * 1024 * 1024
const END_MARK = 0x0605_4b50
const ENTRY_MARK = 0x0201_4b50
const DEFLATED = 8

interface Entry {
  readonly method: number
  readonly packedBytes: number
  readonly offset: number
}

/** Throws `events.import_too_large` as soon as the parts together pass the limit, `events.import_unreadable` for anything that is no plain zip. */
export async function checkUnpackedSize(path: string, limitBytes: number): Promise<void> {
  const file = await open(path, 'r')
  try {
    let left = limitBytes
    for (const entry of await entriesOf(file)) left = await passThrough(file, path, entry, { left, limitBytes })
  } finally {
    await file.close()
  }
}

async function entriesOf(file: FileHandle): Promise<Entry[]> {
  const { size } = await file.stat()
  const tail = await readAt(file, Math.max(0, size - END_BYTES - MAX_COMMENT_BYTES), END_BYTES + MAX_COMMENT_BYTES)
  let end = tail.length - END_BYTES
  while (end >= 0 && tail.readUInt32LE(end) !== END_MARK) end--
  if (end < 0) return unreadable('zip: no central directory')
  const count = tail.readUInt16LE(end + 10)
  const bytes = tail.readUInt32LE(end + 12)
  if (bytes > MAX_DIRECTORY_BYTES) return unreadable('zip: central directory too large')
  const directory = await readAt(file, tail.readUInt32LE(end + 16), bytes)
  const entries: Entry[] = []
  for (let at = 0; entries.length < count; ) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_MARK) return unreadable('zip: broken central directory')
    entries.push({
      method: directory.readUInt16LE(at + 10),
      packedBytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    })
    at += ENTRY_BYTES + directory.readUInt16LE(at + 28) + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

async function passThrough(file: FileHandle, path: string, entry: Entry, bound: { left: number; limitBytes: number }): Promise<number> {
  if (entry.packedBytes === 0) return bound.left
  const local = await readAt(file, entry.offset, LOCAL_BYTES)
  if (local.length < LOCAL_BYTES) return unreadable('zip: broken entry')
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28)
  let left = bound.left - (entry.method === DEFLATED ? 0 : entry.packedBytes)
  if (entry.method === DEFLATED) {
    const packed = createReadStream(path, { start, end: start + entry.packedBytes - 1 })
    const inflate = createInflateRaw()
    packed.on('error', (error) => inflate.destroy(error))
    packed.pipe(inflate)
    try {
      for await (const piece of inflate as AsyncIterable<Buffer>) {
        left -= piece.length
        if (left < 0) break
      }
    } catch (error) {
      return unreadable(`zip: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      packed.destroy()
      inflate.destroy()
    }
  }
  if (left >= 0) return left
  return fail('events.import_too_large', {
    what: { zh: '工作簿解压后的大小', en: 'the unpacked workbook' },
    limit: `${Math.floor(bound.limitBytes / 1_048_576)} MiB`,
  })
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

function unreadable(reason: string): never {
  return fail('events.import_unreadable', { reason })
}
