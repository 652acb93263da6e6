/** What may be uploaded as which kind: told by the first bytes, never by the name. */
import { platformError } from '../../platform-error.ts'

export const MEDIA_KINDS = ['image', 'voice', 'video', 'file'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

const MB = 1_048_576
/** WW:90253: a file has more than 5 bytes. */
const MIN_SIZE_BYTES = 6
/** WW:96484 2024-07-22 */
const MAX_SIZE_BYTES: Readonly<Record<MediaKind, number>> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }
/** ERR: each kind has its own code where the platform has one, 40006 is the general one. */
const TOO_LARGE: Readonly<Record<MediaKind, number>> = { image: 40009, voice: 40006, video: 40011, file: 40006 }
/** ERR 40123 is for images, 40004 for all others. */
const WRONG_FORMAT: Readonly<Record<MediaKind, number>> = { image: 40123, voice: 40004, video: 40004, file: 40004 }

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]
const AMR = [...'#!AMR'].map((letter) => letter.charCodeAt(0))
const FTYP = [...'ftyp'].map((letter) => letter.charCodeAt(0))
const FTYP_AT = 4

/** @throws PlatformError 40006, 40009, 40011 for the size, 40004, 40123 for the format */
export function checkUpload(kind: MediaKind, bytes: Uint8Array, maxSizeBytes: number = MAX_SIZE_BYTES[kind]): void {
  if (bytes.length < MIN_SIZE_BYTES) platformError(40006, `a file has at least ${MIN_SIZE_BYTES} bytes, this one ${bytes.length}`)
  if (bytes.length > maxSizeBytes) platformError(TOO_LARGE[kind], `at most ${maxSizeBytes} bytes, this one has ${bytes.length}`)
  if (!looksLike(kind, bytes)) platformError(WRONG_FORMAT[kind], `the content is not of kind ${kind}`)
}

/** The media type by content; what the sender said where the bytes do not tell. */
export function contentTypeOf(bytes: Uint8Array, said: string): string {
  if (startsWith(bytes, PNG)) return 'image/png'
  if (startsWith(bytes, JPEG)) return 'image/jpeg'
  if (startsWith(bytes, AMR)) return 'audio/amr'
  if (startsWith(bytes, FTYP, FTYP_AT)) return 'video/mp4'
  return said
}

function looksLike(kind: MediaKind, bytes: Uint8Array): boolean {
  if (kind === 'image') return startsWith(bytes, PNG) || startsWith(bytes, JPEG)
  if (kind === 'voice') return startsWith(bytes, AMR)
  if (kind === 'video') return startsWith(bytes, FTYP, FTYP_AT)
  return true
}

function startsWith(bytes: Uint8Array, start: readonly number[], at = 0): boolean {
  return start.every((value, index) => bytes[at + index] === value)
}
