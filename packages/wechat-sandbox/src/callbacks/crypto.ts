/** The platform's callback envelope: signature by SHA-1, content by AES-256-CBC with PKCS7 to 32 bytes (B, WW:96238). */
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto'

const KEY_CHARACTERS = 43
const BLOCK_BYTES = 32
const RANDOM_BYTES = 16
const LENGTH_BYTES = 4

/** SHA-1 of the parts in the order of their bytes, joined. */
export function signEnvelope(input: { token: string; timestamp: string; nonce: string; encrypted: string }): string {
  const parts = [input.token, input.timestamp, input.nonce, input.encrypted].sort()
  return createHash('sha1').update(parts.join('')).digest('hex')
}

export function signatureHolds(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** @param random 16 bytes, fresh each time; @param receiveId the corpId @returns base64 */
export function sealEnvelope(input: { encodingAesKey: string; receiveId: string; text: string; random: Uint8Array }): string {
  const text = Buffer.from(input.text)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([input.random, length, text, Buffer.from(input.receiveId)])
  const padBytes = BLOCK_BYTES - (plain.length % BLOCK_BYTES)
  const cipher = createCipheriv('aes-256-cbc', ...keyAndIv(input.encodingAesKey)).setAutoPadding(false)
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padBytes, padBytes)), cipher.final()]).toString('base64')
}

/** @throws Error when the key does not fit or the content is cut */
export function openEnvelope(input: { encodingAesKey: string; encrypted: string }): { text: string; receiveId: string; random: Buffer } {
  const decipher = createDecipheriv('aes-256-cbc', ...keyAndIv(input.encodingAesKey)).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(Buffer.from(input.encrypted, 'base64')), decipher.final()])
  const padBytes = padded.at(-1) ?? 0
  if (padBytes < 1 || padBytes > BLOCK_BYTES || padBytes > padded.length)
    throw new Error('the envelope is not padded to blocks of 32 bytes')
  const plain = padded.subarray(0, padded.length - padBytes)
  const textAt = RANDOM_BYTES + LENGTH_BYTES
  if (plain.length < textAt) throw new Error('the envelope is too short')
  const endsAt = textAt + plain.readUInt32BE(RANDOM_BYTES)
  if (endsAt > plain.length) throw new Error('the envelope is cut')
  return {
    text: plain.subarray(textAt, endsAt).toString(),
    receiveId: plain.subarray(endsAt).toString(),
    random: plain.subarray(0, RANDOM_BYTES),
  }
}

function keyAndIv(encodingAesKey: string): [Buffer, Buffer] {
  if (encodingAesKey.length !== KEY_CHARACTERS) throw new Error(`an EncodingAESKey has ${KEY_CHARACTERS} characters`)
  const key = Buffer.from(`${encodingAesKey}=`, 'base64')
  return [key, key.subarray(0, 16)]
}
