/** Workspaces and the list of roles. Making and changing workspaces needs the permission in every workspace. */
import { z } from 'zod'
import { fail } from '../errors.ts'
import { type Binding, bindToAccount } from '../http/bind.ts'
import { cutPage, decodeCursor } from '../http/cursor.ts'
import * as contract from './contract.ts'
import { workspaceName } from './names.ts'
import { PERMISSIONS, permissionWords } from './permissions.ts'
import { permissionsOfRole, ROLE_NAMES, roles } from './roles.ts'
import { changeTimeZone, createWorkspace, listWorkspaces, type Workspace } from './workspaces.ts'

/** Outside, a workspace is known by its name. */
const NAMED = { targetFields: ['name'] }
const nameCursor = z.tuple([workspaceName])

export function workspaceRoutes(): Binding[] {
  return [
    bindToAccount(contract.listWorkspaces, async ({ handles, actor, query }) => {
      const after = decodeCursor(query.cursor, nameCursor)?.[0]
      const rows = await listWorkspaces(handles.db, { among: actor.workspaces, after, limit: query.limit + 1 })
      return cutPage(rows, { limit: query.limit, key: (row) => [row.name], item: shown })
    }),
    bindToAccount(
      contract.createWorkspace,
      async ({ handles, body }) => {
        const { workspace, writeKey } = await createWorkspace(handles, body)
        return { ...shown(workspace), writeKey }
      },
      NAMED,
    ),
    bindToAccount(
      contract.updateWorkspace,
      async ({ handles, params, body }) => {
        const workspace = await changeTimeZone(handles.db, { name: params.name, timeZone: body.timeZone })
        return workspace ? shown(workspace) : fail('platform.not_found', { what: { zh: '这个工作区', en: 'This workspace' } })
      },
      NAMED,
    ),
    bindToAccount(contract.listRoles, () => ({
      roles: ROLE_NAMES.map((name) => ({ name, words: roles[name].words, permissions: [...permissionsOfRole(name)] })),
      permissions: PERMISSIONS.map((name) => ({ name, words: permissionWords[name] })),
    })),
  ]
}

function shown(workspace: Workspace) {
  return { name: workspace.name, timeZone: workspace.timeZone, createdAt: workspace.createdAt.toISOString() }
}
