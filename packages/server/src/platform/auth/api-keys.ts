/** API keys: shown once, kept as a hash, scoped to permissions and to one workspace or all. */
import { type Db, sql, type Tx } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { EVERY_WORKSPACE, type Principal } from './actor.ts'
import { type PermissionPattern, permissionsOf } from './permissions.ts'
import { API_KEY_PREFIX, hashOfSecret, hintOf, isSecret, newSecret } from './secrets.ts'
import type {} from './tables.ts'

/** "Last used" is written no more often than this. */
const USED_EVERY_MS = 5 * 60_000

export interface ApiKey {
  readonly id: string
  readonly workspaceId: number
  readonly name: string
  readonly hint: string
  readonly permissions: readonly PermissionPattern[]
  readonly createdBy: string
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly usedAt: Date | null
  readonly revokedAt: Date | null
}

/** Makes a key for one workspace, or for every one with `EVERY_WORKSPACE`. The key itself is in the answer and nowhere else. */
export async function insertApiKey(
  handles: Handles,
  db: Db | Tx,
  input: { workspaceId: number; name: string; permissions: readonly PermissionPattern[]; createdBy: string; expiresAt?: Date | undefined },
): Promise<{ id: string; key: string }> {
  const key = newSecret(handles.ids, API_KEY_PREFIX)
  const id = handles.ids.uuid()
  await db
    .insertInto('auth_api_keys')
    .values({
      id,
      workspace_id: input.workspaceId,
      name: input.name,
      hash: hashOfSecret(key),
      hint: hintOf(key),
      permissions: [...input.permissions],
      created_by: input.createdBy,
      created_at: new Date(handles.clocks.real.now()),
      expires_at: input.expiresAt ?? null,
    })
    .execute()
  return { id, key }
}

/** Who a key stands for; undefined when it is unknown, revoked or expired. */
export async function principalOfKey(handles: Pick<Handles, 'db' | 'clocks'>, key: string): Promise<Principal | undefined> {
  if (!isSecret(key, API_KEY_PREFIX)) return undefined
  const now = new Date(handles.clocks.real.now())
  const found = await handles.db
    .selectFrom('auth_api_keys')
    .select(['id', 'name', 'workspace_id', 'permissions', 'used_at'])
    .where('hash', '=', hashOfSecret(key))
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .executeTakeFirst()
  if (!found) return undefined
  if (!found.used_at || now.getTime() - found.used_at.getTime() >= USED_EVERY_MS)
    await handles.db.updateTable('auth_api_keys').set({ used_at: now }).where('id', '=', found.id).execute()
  return {
    kind: 'key',
    id: found.id,
    name: found.name,
    grants: new Map([[found.workspace_id, permissionsOf(found.permissions)]]),
    locale: undefined,
  }
}

/** Keys of a workspace, newest first, with those of every workspace when asked for. */
export function listApiKeys(
  db: Db,
  input: { workspaceId: number; withEveryWorkspace: boolean; limit: number; after: { createdAt: Date; id: string } | undefined },
): Promise<ApiKey[]> {
  const { after } = input
  return db
    .selectFrom('auth_api_keys')
    .select(['id', 'workspace_id as workspaceId', 'name', 'hint', 'permissions', 'created_by as createdBy', 'created_at as createdAt'])
    .select(['expires_at as expiresAt', 'used_at as usedAt', 'revoked_at as revokedAt'])
    .where('workspace_id', 'in', input.withEveryWorkspace ? [input.workspaceId, EVERY_WORKSPACE] : [input.workspaceId])
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(created_at < ${after?.createdAt} or (created_at = ${after?.createdAt} and id > ${after?.id}))`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(input.limit)
    .execute()
}

export function findApiKey(db: Db, id: string): Promise<{ workspaceId: number } | undefined> {
  return db.selectFrom('auth_api_keys').select('workspace_id as workspaceId').where('id', '=', id).executeTakeFirst()
}

/** Takes effect with the next request. Revoking twice keeps the first time. */
export async function revokeApiKey(handles: Handles, id: string): Promise<void> {
  await handles.db
    .updateTable('auth_api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(new Date(handles.clocks.real.now()))) }))
    .where('id', '=', id)
    .execute()
}
