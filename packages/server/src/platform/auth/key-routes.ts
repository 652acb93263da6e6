/** API keys and write keys of a workspace. */
import { z } from 'zod'
import { fail } from '../errors.ts'
import { type Binding, bind } from '../http/bind.ts'
import { cutPage, decodeCursor } from '../http/cursor.ts'
import { requireEverywhere } from './account-routes.ts'
import { covers, EVERY_WORKSPACE, permissionsIn } from './actor.ts'
import { type ApiKey, findApiKey, insertApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import * as contract from './contract.ts'
import { failAuth } from './errors.ts'
import { permissionsOf } from './permissions.ts'
import { insertWriteKey, listWriteKeys, revokeWriteKey, type WriteKey } from './write-keys.ts'

/** Milliseconds that a `Date` can hold. */
const MAX_TIME_MS = 8.64e15
const newestFirst = z.tuple([z.number().int().min(0).max(MAX_TIME_MS), z.uuid()])

export function keyRoutes(): Binding[] {
  return [...apiKeyRoutes(), ...writeKeyRoutes()]
}

function apiKeyRoutes(): Binding[] {
  return [
    bind(contract.listKeys, async ({ handles, actor, workspace, query }) => {
      const rows = await listApiKeys(handles.db, {
        workspaceId: workspace.id,
        withEveryWorkspace: permissionsIn(actor.grants, EVERY_WORKSPACE).has('keys.manage'),
        limit: query.limit + 1,
        after: readCursor(query.cursor),
      })
      return cutPage(rows, { limit: query.limit, key: cursorKey, item: shownKey })
    }),
    bind(contract.createKey, async ({ handles, actor, workspace, body }) => {
      if (body.everyWorkspace) requireEverywhere(actor, 'keys.manage')
      const workspaceId = body.everyWorkspace ? EVERY_WORKSPACE : workspace.id
      if (!covers(permissionsIn(actor.grants, workspaceId), permissionsOf(body.permissions))) failAuth('auth.beyond_own_permissions')
      const expiresAt = body.expiresAt === undefined ? undefined : new Date(body.expiresAt)
      if (expiresAt && expiresAt.getTime() <= handles.clocks.real.now()) failAuth('auth.expiry_passed')
      return insertApiKey(handles, handles.db, {
        workspaceId,
        name: body.name,
        permissions: body.permissions,
        createdBy: actor.name,
        expiresAt,
      })
    }),
    bind(contract.revokeKey, async ({ handles, actor, workspace, params }) => {
      const key = await findApiKey(handles.db, params.id)
      if (!key || (key.workspaceId !== workspace.id && key.workspaceId !== EVERY_WORKSPACE)) return unknownKey()
      if (key.workspaceId === EVERY_WORKSPACE) requireEverywhere(actor, 'keys.manage')
      await revokeApiKey(handles, params.id)
    }),
  ]
}

function writeKeyRoutes(): Binding[] {
  return [
    bind(contract.listWriteKeys, async ({ handles, workspace, query }) => {
      const rows = await listWriteKeys(handles.db, {
        workspaceId: workspace.id,
        limit: query.limit + 1,
        after: readCursor(query.cursor),
      })
      return cutPage(rows, { limit: query.limit, key: cursorKey, item: shownWriteKey })
    }),
    bind(contract.createWriteKey, async ({ handles, workspace, body }) =>
      shownWriteKey(await insertWriteKey(handles, handles.db, { workspaceId: workspace.id, name: body.name })),
    ),
    bind(contract.revokeWriteKey, async ({ handles, workspace, params }) => {
      if (!(await revokeWriteKey(handles, { workspaceId: workspace.id, id: params.id }))) unknownKey()
    }),
  ]
}

function unknownKey(): never {
  return fail('platform.not_found', { what: { zh: '这个密钥', en: 'This key' } })
}

function cursorKey(row: { createdAt: Date; id: string }): readonly (string | number)[] {
  return [row.createdAt.getTime(), row.id]
}

function readCursor(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const key = decodeCursor(cursor, newestFirst)
  return key && { createdAt: new Date(key[0]), id: key[1] }
}

function shownKey(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    hint: key.hint,
    permissions: [...key.permissions],
    everyWorkspace: key.workspaceId === EVERY_WORKSPACE,
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    usedAt: key.usedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}

function shownWriteKey(key: WriteKey) {
  return { ...key, createdAt: key.createdAt.toISOString(), revokedAt: key.revokedAt?.toISOString() ?? null }
}
