/** Request bodies: decompressed within a bound, then text. */
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { failWire } from './errors.ts'

const gunzipAsync = promisify(gunzip)
const inflateAsync = promisify(inflate)
const inflateRawAsync = promisify(inflateRaw)
const brotliAsync = promisify(brotliDecompress)

/**
 * The decompressed bytes. `encoding` is the Content-Encoding header; a body that begins like gzip is taken as gzip without it.
 * Fails with `events.unsupported_encoding`, `events.request_too_large` (a bomb is stopped at the limit) or `events.unparsable`.
 */
export async function decodeBody(body: Buffer, encoding: string | undefined, limitBytes: number): Promise<Buffer> {
  const name = (encoding ?? '').trim().toLowerCase()
  if (name === '' || name === 'identity') return isGzip(body) ? decompress(gunzipAsync, body, limitBytes) : bounded(body, limitBytes)
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      // Some clients announce gzip and forget to compress.
      return isGzip(body) ? decompress(gunzipAsync, body, limitBytes) : bounded(body, limitBytes)
    case 'deflate':
      // Named after zlib's wrapping, but many send the bare stream.
      return decompress((body[0] ?? 0) % 16 === 8 ? inflateAsync : inflateRawAsync, body, limitBytes)
    case 'br':
      return decompress(brotliAsync, body, limitBytes)
    default:
      return failWire('events.unsupported_encoding', { encoding: name.slice(0, 40) })
  }
}

export function isGzip(body: Buffer): boolean {
  return body.length > 2 && body[0] === 0x1f && body[1] === 0x8b
}

function bounded(body: Buffer, limitBytes: number): Buffer {
  return body.length > limitBytes ? failWire('events.request_too_large', { limitBytes }) : body
}

type Decompressor = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

async function decompress(decompressor: Decompressor, body: Buffer, limitBytes: number): Promise<Buffer> {
  try {
    return await decompressor(body, { maxOutputLength: limitBytes })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') return failWire('events.request_too_large', { limitBytes })
    return failWire('events.unparsable', { reason: 'content encoding' })
  }
}

/** Without a byte order mark; bytes that are no UTF-8 become U+FFFD. */
export function bodyText(body: Buffer): string {
  const text = body.toString('utf8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** The parsed JSON, or `events.unparsable` with the position of the mistake. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return failWire('events.unparsable', { reason: error instanceof Error ? withoutContent(error.message) : 'JSON' })
  }
}

/** The engine quotes what it stumbled over, which may be personal data; the position stays. */
function withoutContent(message: string): string {
  const position = /at position \d+/.exec(message)?.[0]
  if (position !== undefined) return `JSON ${position}`
  return /end of/i.test(message) ? 'JSON ends early' : 'not JSON'
}
