/** Memberships: which account has which role in which workspace. */
import { type Db, type Queryable, sql, type Tx } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { type Actor, covers, EVERY_WORKSPACE, type Grants, permissionsIn } from './actor.ts'
import { failAuth } from './errors.ts'
import { permissionsOfRole, type RoleName } from './roles.ts'
import type {} from './tables.ts'

export interface Member {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly role: string
  readonly workspaceId: number
  readonly createdAt: Date
  readonly signedInAt: Date | null
  readonly disabledAt: Date | null
}

/** Members of a workspace with the role that holds there, those of every workspace included; by e-mail address. */
export function listMembers(db: Db, input: { workspaceId: number; after?: string | undefined; limit: number }): Promise<Member[]> {
  return db
    .selectFrom('auth_memberships as membership')
    .innerJoin('auth_accounts as account', 'account.id', 'membership.account_id')
    .distinctOn('account.email')
    .select(['account.id', 'account.email', 'account.name', 'account.created_at as createdAt', 'account.disabled_at as disabledAt'])
    .select(['account.signed_in_at as signedInAt', 'membership.role', 'membership.workspace_id as workspaceId'])
    .where('membership.workspace_id', 'in', [input.workspaceId, EVERY_WORKSPACE])
    .$if(input.after !== undefined, (query) => query.where('account.email', '>', input.after ?? ''))
    .orderBy('account.email')
    .orderBy('membership.workspace_id')
    .limit(input.limit)
    .execute()
}

export function findMembership(
  db: Queryable,
  input: { workspaceId: number; accountId: number },
): Promise<{ role: string; workspaceId: number } | undefined> {
  return db
    .selectFrom('auth_memberships')
    .select(['role', 'workspace_id as workspaceId'])
    .where('account_id', '=', input.accountId)
    .where('workspace_id', 'in', [input.workspaceId, EVERY_WORKSPACE])
    .orderBy('workspace_id')
    .limit(1)
    .executeTakeFirst()
}

/** False when the account already has a role there. */
export async function insertMembership(
  handles: Pick<Handles, 'clocks'>,
  db: Queryable,
  input: { workspaceId: number; accountId: number; role: RoleName },
): Promise<boolean> {
  const made = await db
    .insertInto('auth_memberships')
    .values({
      workspace_id: input.workspaceId,
      account_id: input.accountId,
      role: input.role,
      created_at: new Date(handles.clocks.real.now()),
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'account_id']).doNothing())
    .executeTakeFirst()
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function changeRole(tx: Tx, input: { workspaceId: number; accountId: number; role: RoleName }): Promise<void> {
  await tx
    .updateTable('auth_memberships')
    .set({ role: input.role })
    .where('workspace_id', '=', input.workspaceId)
    .where('account_id', '=', input.accountId)
    .execute()
}

export async function deleteMembership(tx: Tx, input: { workspaceId: number; accountId: number }): Promise<void> {
  await tx.deleteFrom('auth_memberships').where('workspace_id', '=', input.workspaceId).where('account_id', '=', input.accountId).execute()
}

/** Any fixed number: changes of owners wait for each other, so that two cannot each see the other as the one who remains. */
const OWNERS_LOCK = 7_145_010

/** Call first in a transaction that changes roles or disables accounts. */
export async function lockOwners(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${OWNERS_LOCK})`.execute(tx)
}

/** Call last in such a transaction. Throws `auth.last_owner` when nobody could manage all workspaces any more. */
export async function checkOwnerRemains(tx: Tx): Promise<void> {
  const owner = await tx
    .selectFrom('auth_memberships as membership')
    .innerJoin('auth_accounts as account', 'account.id', 'membership.account_id')
    .select('account.id')
    .where('membership.workspace_id', '=', EVERY_WORKSPACE)
    .where('membership.role', '=', 'owner')
    .where('account.disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!owner) failAuth('auth.last_owner')
}

/** Throws `auth.beyond_own_permissions` unless the actor has, everywhere, at least what the grants hold: an account is changed as a whole. */
export function checkCoversGrants(actor: Actor, grants: Grants): void {
  for (const [workspaceId, permissions] of grants)
    if (!covers(permissionsIn(actor.grants, workspaceId), permissions)) failAuth('auth.beyond_own_permissions')
}

/** Throws `auth.beyond_own_permissions` unless the actor has everything the role holds there. */
export function checkCoversRole(actor: Actor, input: { workspaceId: number; role: RoleName }): void {
  checkCoversGrants(actor, new Map([[input.workspaceId, permissionsOfRole(input.role)]]))
}

/** Role by workspace id. */
export async function rolesOfAccount(db: Queryable, accountId: number): Promise<ReadonlyMap<number, string>> {
  const rows = await db.selectFrom('auth_memberships').select(['workspace_id', 'role']).where('account_id', '=', accountId).execute()
  return new Map(rows.map((row) => [row.workspace_id, row.role]))
}
