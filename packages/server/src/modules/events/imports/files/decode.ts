/** From bytes to text: UTF-8, UTF-16 with a byte order mark, or GB18030, which Excel writes in China without saying so. */
import { isAscii, isUtf8 } from 'node:buffer'
import type { ENCODING_NAMES } from '../contract.ts'

export type Encoding = (typeof ENCODING_NAMES)[number]

export interface TextPiece {
  readonly text: string
  /** Some bytes could not be decoded, or there is a NUL character: rows with U+FFFD or NUL in it are refused. */
  readonly damaged: boolean
}

export interface Decoder {
  push(piece: Buffer): TextPiece
  end(): TextPiece
  /** What the text is read as; ASCII so far counts as UTF-8. */
  encoding(): Encoding
}

const NOTHING = Buffer.alloc(0)

/**
 * Decodes pieces one after another. Without a byte order mark the first piece that is not ASCII decides: valid UTF-8 or else GB18030; what
 * came before reads the same in both.
 */
export function textDecoder(forced?: Encoding): Decoder {
  let encoding = forced
  let decoder: TextDecoder | undefined
  let held: Buffer = NOTHING
  let begun = false
  const decode = (piece: Buffer, final: boolean): TextPiece => {
    const bytes = held.length === 0 ? piece : Buffer.concat([held, piece])
    held = NOTHING
    if (!begun && !final && bytes.length < 3) {
      held = bytes
      return { text: '', damaged: false }
    }
    encoding ??= begun ? undefined : byteOrderMark(bytes)
    const first = !begun
    begun = true
    if (encoding === undefined) {
      if (isAscii(bytes)) return seen(bytes.toString('latin1'), true)
      const whole = bytes.length - unfinishedTail(bytes)
      if (!final && isAscii(bytes.subarray(0, whole))) {
        held = bytes.subarray(whole)
        return seen(bytes.toString('latin1', 0, whole), true)
      }
      encoding = guess(bytes, whole)
    }
    if (encoding === 'utf-8') {
      const whole = final ? bytes.length : bytes.length - unfinishedTail(bytes)
      held = bytes.subarray(whole)
      const part = bytes.subarray(first && hasUtf8Mark(bytes) ? 3 : 0, whole)
      return seen(part.toString('utf8'), isUtf8(part))
    }
    decoder ??= new TextDecoder(encoding)
    const text = decoder.decode(bytes, { stream: !final })
    return seen(text, !text.includes('\uFFFD'))
  }
  return { push: (piece) => decode(piece, false), end: () => decode(NOTHING, true), encoding: () => encoding ?? 'utf-8' }
}

function seen(text: string, sound: boolean): TextPiece {
  return { text, damaged: !sound || text.includes('\0') }
}

function byteOrderMark(bytes: Buffer): Encoding | undefined {
  if (hasUtf8Mark(bytes)) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function hasUtf8Mark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

function guess(bytes: Buffer, whole: number): Encoding {
  if (isUtf8(bytes.subarray(0, whole))) return 'utf-8'
  try {
    new TextDecoder('gb18030', { fatal: true }).decode(bytes, { stream: true })
    return 'gb18030'
  } catch {
    return 'utf-8'
  }
}

/** Bytes at the end that begin a UTF-8 character and do not finish it: 0 to 3. */
function unfinishedTail(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}
