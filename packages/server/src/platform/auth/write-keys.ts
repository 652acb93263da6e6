/** Write keys: what a page, an app or a server sends with its events. Each belongs to one workspace. */
import { type Db, sql, type Tx } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { newSecret, WRITE_KEY_PREFIX } from './secrets.ts'
import type {} from './tables.ts'

export interface WriteKey {
  readonly id: string
  readonly name: string
  readonly key: string
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

const COLUMNS = ['id', 'name', 'key', 'created_at as createdAt', 'revoked_at as revokedAt'] as const

export async function insertWriteKey(handles: Handles, db: Db | Tx, input: { workspaceId: number; name: string }): Promise<WriteKey> {
  return db
    .insertInto('auth_write_keys')
    .values({
      id: handles.ids.uuid(),
      workspace_id: input.workspaceId,
      name: input.name,
      key: newSecret(handles.ids, WRITE_KEY_PREFIX),
      created_at: new Date(handles.clocks.real.now()),
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

/** Newest first; `after` is the cursor key of the page before. */
export function listWriteKeys(
  db: Db,
  input: { workspaceId: number; limit: number; after: { createdAt: Date; id: string } | undefined },
): Promise<WriteKey[]> {
  const { after } = input
  return db
    .selectFrom('auth_write_keys')
    .select(COLUMNS)
    .where('workspace_id', '=', input.workspaceId)
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`(created_at < ${after?.createdAt} or (created_at = ${after?.createdAt} and id > ${after?.id}))`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(input.limit)
    .execute()
}

/** False when the workspace has no such key. Revoking twice keeps the first time. */
export async function revokeWriteKey(handles: Handles, input: { workspaceId: number; id: string }): Promise<boolean> {
  const revoked = await handles.db
    .updateTable('auth_write_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(new Date(handles.clocks.real.now()))) }))
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.id)
    .executeTakeFirst()
  return revoked.numUpdatedRows > 0n
}
