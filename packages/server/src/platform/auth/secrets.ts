/** Keys and tokens: how they are made and what of them is kept. */
import { createHash } from 'node:crypto'
import type { Ids } from '../ids.ts'

/** 256 bits: cannot be guessed, so a plain SHA-256 is enough to keep them by. */
const SECRET_BYTES = 32

export const API_KEY_PREFIX = 'lk_'
export const WRITE_KEY_PREFIX = 'lw_'
/** Enough to tell keys apart in a list, far too little to guess the rest. */
const HINT_LENGTH = 9

export function newSecret(ids: Ids, prefix: string): string {
  return `${prefix}${ids.secret(SECRET_BYTES)}`
}

const SECRET = /^[\w-]{43}$/

/** Whether the text has the form of a secret we made; anything else is not worth a look-up. */
export function isSecret(text: string, prefix: string): boolean {
  return text.startsWith(prefix) && SECRET.test(text.slice(prefix.length))
}

export function hashOfSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

export function hintOf(key: string): string {
  return `${key.slice(0, HINT_LENGTH)}…`
}
