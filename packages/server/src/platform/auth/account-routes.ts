/** Members of a workspace: who they are, what role they have. Nobody gives, or takes from, more than they have themselves. */

import { z } from 'zod'
import type { BodyOf } from '../contract.ts'
import { inTransaction } from '../db/index.ts'
import { fail } from '../errors.ts'
import type { Handles } from '../handles.ts'
import { type Binding, bind } from '../http/bind.ts'
import { cutPage, decodeCursor } from '../http/cursor.ts'
import { changeAccount, findAccountByEmail, grantsOfAccount, insertAccount } from './accounts.ts'
import { type Actor, EVERY_WORKSPACE, permissionsIn } from './actor.ts'
import * as contract from './contract.ts'
import { failAuth } from './errors.ts'
import {
  changeRole,
  checkCoversGrants,
  checkCoversRole,
  checkOwnerRemains,
  deleteMembership,
  findMembership,
  insertMembership,
  listMembers,
  lockOwners,
  type Member,
} from './members.ts'
import { hashPassword } from './passwords.ts'
import type { Permission } from './permissions.ts'
import { endSessionsOf } from './sessions.ts'

const MADE_PASSWORD_BYTES = 15
const emailCursor = z.tuple([z.string().max(254)])

export function accountRoutes(): Binding[] {
  return [
    bind(contract.listAccounts, async ({ handles, workspace, query }) => {
      const after = decodeCursor(query.cursor, emailCursor)?.[0]
      const rows = await listMembers(handles.db, { workspaceId: workspace.id, after, limit: query.limit + 1 })
      return cutPage(rows, { limit: query.limit, key: (row) => [row.email], item: shown })
    }),
    bind(contract.createAccount, async ({ handles, actor, workspace, body }) => {
      const workspaceId = body.everyWorkspace ? EVERY_WORKSPACE : workspace.id
      if (body.everyWorkspace) requireEverywhere(actor, 'accounts.manage')
      checkCoversRole(actor, { workspaceId, role: body.role })
      const password = body.password ?? handles.ids.secret(MADE_PASSWORD_BYTES)
      const passwordHash = await hashPassword(password)
      const id = await inTransaction(handles.db, async (tx) => {
        const accountId = await insertAccount(handles, tx, { email: body.email, name: body.name, passwordHash })
        await insertMembership(handles, tx, { workspaceId, accountId, role: body.role })
        return accountId
      })
      return { id: String(id), ...(body.password === undefined && { password }) }
    }),
    bind(contract.updateAccount, async ({ handles, actor, workspace, params, body }) => {
      await updateAccount(handles, { actor, workspaceId: workspace.id, accountId: Number(params.id), body })
    }),
    bind(contract.addMember, async ({ handles, actor, workspace, body }) => {
      checkCoversRole(actor, { workspaceId: workspace.id, role: body.role })
      const account = (await findAccountByEmail(handles.db, body.email)) ?? unknownAccount()
      const known = await findMembership(handles.db, { workspaceId: workspace.id, accountId: account.id })
      const added =
        !known && (await insertMembership(handles, handles.db, { workspaceId: workspace.id, accountId: account.id, role: body.role }))
      if (!added) fail('platform.conflict', { what: { zh: '成员', en: 'member' } })
      return { id: String(account.id) }
    }),
    bind(contract.removeMember, async ({ handles, actor, workspace, params }) => {
      const accountId = Number(params.id)
      await inTransaction(handles.db, async (tx) => {
        await lockOwners(tx)
        const membership = (await findMembership(tx, { workspaceId: workspace.id, accountId })) ?? unknownAccount()
        if (membership.workspaceId === EVERY_WORKSPACE) requireEverywhere(actor, 'accounts.manage')
        const grants = await grantsOfAccount(tx, accountId)
        checkCoversGrants(actor, new Map([[membership.workspaceId, grants.get(membership.workspaceId) ?? new Set()]]))
        await deleteMembership(tx, { workspaceId: membership.workspaceId, accountId })
        if (isOwnerOfAll(membership)) await checkOwnerRemains(tx)
      })
    }),
  ]
}

/** Role, name, password and whether it may sign in: the last three touch the account everywhere, so the actor must cover it everywhere. */
async function updateAccount(
  handles: Handles,
  input: { actor: Actor; workspaceId: number; accountId: number; body: BodyOf<typeof contract.updateAccount> },
): Promise<void> {
  const { actor, accountId, body } = input
  const passwordHash = body.password === undefined ? undefined : await hashPassword(body.password)
  const disabledAt = body.disabled === undefined ? undefined : body.disabled ? new Date(handles.clocks.real.now()) : null
  await inTransaction(handles.db, async (tx) => {
    await lockOwners(tx)
    const membership = (await findMembership(tx, { workspaceId: input.workspaceId, accountId })) ?? unknownAccount()
    if (membership.workspaceId === EVERY_WORKSPACE) requireEverywhere(actor, 'accounts.manage')
    checkCoversGrants(actor, await grantsOfAccount(tx, accountId))
    if (body.role !== undefined) {
      checkCoversRole(actor, { workspaceId: membership.workspaceId, role: body.role })
      await changeRole(tx, { workspaceId: membership.workspaceId, accountId, role: body.role })
    }
    await changeAccount(tx, { id: accountId, change: { name: body.name, passwordHash, disabledAt } })
    if (passwordHash !== undefined || body.disabled === true) await endSessionsOf(tx, { accountId })
    if (isOwnerOfAll(membership)) await checkOwnerRemains(tx)
  })
}

function isOwnerOfAll({ workspaceId, role }: { workspaceId: number; role: string }): boolean {
  return workspaceId === EVERY_WORKSPACE && role === 'owner'
}

function unknownAccount(): never {
  return fail('platform.not_found', { what: { zh: '这个账号', en: 'This account' } })
}

/** Throws `auth.every_workspace_only` unless the permission holds in every workspace. */
export function requireEverywhere(actor: Actor, permission: Permission): void {
  if (!permissionsIn(actor.grants, EVERY_WORKSPACE).has(permission)) failAuth('auth.every_workspace_only', { permission })
}

function shown(member: Member) {
  return {
    id: String(member.id),
    email: member.email,
    name: member.name,
    role: member.role,
    everyWorkspace: member.workspaceId === EVERY_WORKSPACE,
    disabled: member.disabledAt !== null,
    createdAt: member.createdAt.toISOString(),
    signedInAt: member.signedInAt?.toISOString() ?? null,
  }
}
