/** Which workspace a write key belongs to; on the hot path of collecting, so answered from memory that is at most five seconds old. */
import { elapsedMs } from '../clock.ts'
import type { Db } from '../db/index.ts'
import { isSecret, WRITE_KEY_PREFIX } from './secrets.ts'
import type {} from './tables.ts'
import type { WorkspaceRef } from './workspaces.ts'

/** How long a revoked key may still be taken, and a new time zone unknown. */
export const WRITE_KEY_CACHE_MS = 5_000
const MAX_CACHED_KEYS = 10_000

export interface WriteKeyResolver {
  /** Undefined for a key that is unknown or revoked. */
  resolve(key: string): Promise<WorkspaceRef | undefined>
}

interface Kept {
  readonly readAtMs: number
  readonly workspace: Promise<WorkspaceRef | undefined>
}

/** One per process. Many requests with one key share one look-up; an unknown key is remembered as unknown just as long. */
export function openWriteKeyResolver(db: Db, input: { elapsed?: () => number } = {}): WriteKeyResolver {
  const elapsed = input.elapsed ?? elapsedMs
  const kept = new Map<string, Kept>()
  const look = (key: string): Promise<WorkspaceRef | undefined> => {
    const workspace = lookUp(db, key)
    kept.delete(key)
    kept.set(key, { readAtMs: elapsed(), workspace })
    const [oldest] = kept.keys()
    if (kept.size > MAX_CACHED_KEYS && oldest !== undefined) kept.delete(oldest)
    workspace.catch(() => kept.delete(key))
    return workspace
  }
  return {
    resolve: (key) => {
      if (!isSecret(key, WRITE_KEY_PREFIX)) return Promise.resolve(undefined)
      const known = kept.get(key)
      return known && elapsed() - known.readAtMs < WRITE_KEY_CACHE_MS ? known.workspace : look(key)
    },
  }
}

function lookUp(db: Db, key: string): Promise<WorkspaceRef | undefined> {
  return db
    .selectFrom('auth_write_keys')
    .innerJoin('auth_workspaces', 'auth_workspaces.id', 'auth_write_keys.workspace_id')
    .select(['auth_workspaces.id', 'auth_workspaces.name', 'auth_workspaces.time_zone as timeZone'])
    .where('auth_write_keys.key', '=', key)
    .where('auth_write_keys.revoked_at', 'is', null)
    .executeTakeFirst()
}
