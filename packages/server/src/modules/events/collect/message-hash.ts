/** The name under which an event is known as the same one: 128 bits of its workspace and message id. */
import { digest128 } from '../../../platform/crypto.ts'

/** 32 hexadecimal digits. */
export function messageHash(workspaceId: number, messageId: string): string {
  return digest128(`${workspaceId}\n${messageId}`)
}

/** The first 32 bits. */
export function hashHigh(hash: string): number {
  return Number.parseInt(hash.slice(0, 8), 16)
}

/** The 32 bits after them. */
export function hashLow(hash: string): number {
  return Number.parseInt(hash.slice(8, 16), 16)
}
