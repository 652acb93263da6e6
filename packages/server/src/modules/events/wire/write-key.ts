/** Where clients put their write key. */

import type { WorkspaceRef, WriteKeyResolver } from '../../../platform/auth/index.ts'
import { failWire } from './errors.ts'

const BASIC = /^basic\s+([A-Za-z0-9+/=_-]{1,1000})\s*$/i

/** The user of a Basic authorization; undefined without one or with an empty one. */
export function basicUser(header: string | undefined): string | undefined {
  const encoded = header === undefined ? undefined : BASIC.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return (colon < 0 ? text : text.slice(0, colon)) || undefined
}

/** Fails with `events.bad_write_key` for a key that is missing, unknown or revoked. */
export async function workspaceOfKey(writeKeys: WriteKeyResolver, key: unknown): Promise<WorkspaceRef> {
  const workspace = typeof key === 'string' ? await writeKeys.resolve(key) : undefined
  return workspace ?? failWire('events.bad_write_key')
}
