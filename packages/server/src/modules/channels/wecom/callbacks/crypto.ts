/** Signature and encryption of callbacks. WW:90968; the schemes of official accounts and mini programs are the same. */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

/** The platform pads to 32 bytes, not to the block of the cipher. WW:90968 */
const PAD_BYTES = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4
const IV_BYTES = 16

export interface Signed {
  readonly token: string
  readonly timestamp: string
  readonly nonce: string
  /** The encrypted message, or `echostr`. */
  readonly encrypted: string
}

/** SHA-1 over the four, sorted: 40 hexadecimal digits. */
export function signatureOf({ token, timestamp, nonce, encrypted }: Signed): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex')
}

export function isSigned(input: Signed & { readonly signature: string }): boolean {
  const expected = Buffer.from(signatureOf(input))
  const given = Buffer.from(input.signature)
  return expected.length === given.length && timingSafeEqual(expected, given)
}

export interface Decrypted {
  readonly message: string
  /** Whom it is for: the corp id. */
  readonly receiver: string
}

/** Opens a message; undefined when it was not encrypted with this key. */
export function decrypt(encodingAesKey: string, encrypted: string): Decrypted | undefined {
  const key = keyOf(encodingAesKey)
  try {
    const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, IV_BYTES)).setAutoPadding(false)
    const padded = Buffer.concat([decipher.update(encrypted, 'base64'), decipher.final()])
    const pad = padded.at(-1) ?? 0
    if (pad < 1 || pad > PAD_BYTES) return undefined
    const plain = padded.subarray(0, padded.length - pad)
    const start = RANDOM_BYTES + LENGTH_BYTES
    const end = start + plain.readUInt32BE(RANDOM_BYTES)
    if (end > plain.length) return undefined
    return { message: plain.toString('utf8', start, end), receiver: plain.toString('utf8', end) }
  } catch {
    return undefined
  }
}

/** Closes a message as the platform does; `random` are 16 bytes. */
export function encrypt(encodingAesKey: string, input: Decrypted & { readonly random: Buffer }): string {
  const key = keyOf(encodingAesKey)
  const message = Buffer.from(input.message)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(message.length)
  const plain = Buffer.concat([input.random, length, message, Buffer.from(input.receiver)])
  const pad = PAD_BYTES - (plain.length % PAD_BYTES)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, IV_BYTES)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}

function keyOf(encodingAesKey: string): Buffer {
  return Buffer.from(`${encodingAesKey}=`, 'base64')
}
