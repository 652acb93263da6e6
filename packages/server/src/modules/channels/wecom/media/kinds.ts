/** What may be uploaded as which kind of media: told by the first bytes, never by the name. Browser-safe. WW:90253, 96484 */

export const MEDIA_KINDS = ['image', 'video', 'file'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

const MIB = 1_048_576
/** WW:96484 */
export const MAX_MEDIA_BYTES: Readonly<Record<MediaKind, number>> = { image: 10 * MIB, video: 10 * MIB, file: 20 * MIB }
/** WW:90253: more than five. */
export const MIN_MEDIA_BYTES = 6
/** WW:90256: of a picture that is shown by its address. */
export const MAX_ADDRESSED_BYTES = 2 * MIB

/** So many of the first bytes tell. */
export const TELLING_BYTES = 12

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]
/** `ftyp` */
const MP4 = [0x66, 0x74, 0x79, 0x70]
const MP4_AT = 4

export interface Told {
  readonly kind: MediaKind
  readonly contentType: string
}

/** A JPG or PNG picture, an MP4 video, or else a file. */
export function toldBy(first: Uint8Array): Told {
  if (startsWith(first, PNG)) return { kind: 'image', contentType: 'image/png' }
  if (startsWith(first, JPEG)) return { kind: 'image', contentType: 'image/jpeg' }
  if (startsWith(first, MP4, MP4_AT)) return { kind: 'video', contentType: 'video/mp4' }
  return { kind: 'file', contentType: 'application/octet-stream' }
}

function startsWith(bytes: Uint8Array, start: readonly number[], at = 0): boolean {
  return start.every((value, index) => bytes[at + index] === value)
}

/** Ids of media kept here: kind and content. Anything else is taken for an id of the platform's own. */
export const OWN_MEDIA_ID = /^(image|video|file)-[0-9a-f]{64}$/

/** The kind that an id of ours names; undefined for one of the platform's. */
export function kindOfOwn(id: string): MediaKind | undefined {
  const [, kind] = OWN_MEDIA_ID.exec(id) ?? []
  return MEDIA_KINDS.find((one) => one === kind)
}
