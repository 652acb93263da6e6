/** Keys derived from the installation's secret, and what is done with them: blind indexes and sealed values. */
import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync } from 'node:crypto'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const BLIND_INDEX_BYTES = 16
/** First byte of a sealed value, so that another way of sealing can stand beside this one. */
const SEAL_VERSION = 1

/** A key that only serves one purpose: knowing it tells nothing about the secret or the keys of other purposes (HKDF, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'liuchi', purpose, KEY_BYTES))
}

/**
 * A name for a value that can be looked up but not read back: HMAC-SHA-256 cut to 128 bits, 22 base64url characters.
 * `context` keeps equal values of different places apart.
 */
export function blindIndex(key: Buffer, input: { value: string; context: string }): string {
  return hmac(key, input).subarray(0, BLIND_INDEX_BYTES).toString('base64url')
}

/**
 * Seals a text so that only the holder of the key reads it and nobody moves it elsewhere (AES-256-GCM, `context` authenticated).
 * The nonce is derived from key, context and value: equal inputs give equal results, different ones never share a nonce in practice.
 */
export function seal(key: Buffer, input: { value: string; context: string }): string {
  const nonce = hmac(key, { value: input.value, context: `nonce\0${input.context}` }).subarray(0, NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(input.context))
  const sealed = Buffer.concat([cipher.update(input.value, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(SEAL_VERSION), nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** Opens what `seal` made with the same key and context; throws when it was changed or belongs elsewhere. */
export function unseal(key: Buffer, input: { sealed: string; context: string }): string {
  const bytes = Buffer.from(input.sealed, 'base64url')
  if (bytes[0] !== SEAL_VERSION) throw new Error('this value was sealed in a way this version does not know')
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
  const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(input.context))
  decipher.setAuthTag(tag)
  const text = decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES), undefined, 'utf8')
  return text + decipher.final('utf8')
}

/** 128 bits of SHA-256 as 32 hexadecimal digits: names a piece of content, no key involved. */
export function digest128(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32)
}

/** The context's length goes first, so that no other split of the same bytes gives the same result. */
function hmac(key: Buffer, input: { value: string; context: string }): Buffer {
  return createHmac('sha256', key).update(`${input.context.length}\0${input.context}\0${input.value}`).digest()
}
