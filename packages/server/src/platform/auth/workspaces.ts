/** Workspaces: separate pools of people and events with a name and a time zone. */
import type { Db, Queryable, Tx } from '../db/index.ts'
import { inTransaction } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import { emit } from '../outbox/index.ts'
import { failAuth } from './errors.ts'
import type {} from './tables.ts'
import { insertWriteKey } from './write-keys.ts'

export interface WorkspaceRef {
  readonly id: number
  readonly name: string
  /** IANA name. */
  readonly timeZone: string
}

export interface Workspace extends WorkspaceRef {
  readonly createdAt: Date
}

const COLUMNS = ['id', 'name', 'time_zone as timeZone', 'created_at as createdAt'] as const

export function findWorkspace(db: Queryable, name: string): Promise<Workspace | undefined> {
  return db.selectFrom('auth_workspaces').select(COLUMNS).where('name', '=', name).executeTakeFirst()
}

/** By name; `among` limits to those ids, `after` is the last name of the page before. */
export function listWorkspaces(
  db: Db,
  input: { among: 'every' | readonly number[]; after?: string | undefined; limit: number },
): Promise<Workspace[]> {
  if (input.among !== 'every' && input.among.length === 0) return Promise.resolve([])
  return db
    .selectFrom('auth_workspaces')
    .select(COLUMNS)
    .$if(input.among !== 'every', (query) => query.where('id', 'in', input.among === 'every' ? [] : [...input.among]))
    .$if(input.after !== undefined, (query) => query.where('name', '>', input.after ?? ''))
    .orderBy('name')
    .limit(input.limit)
    .execute()
}

/** Makes a workspace with a write key of its own and tells the modules. Throws `auth.workspace_exists`. */
export function createWorkspace(
  handles: Handles,
  input: { name: string; timeZone: string },
): Promise<{ workspace: Workspace; writeKey: string }> {
  return inTransaction(handles.db, (tx) => insertWorkspace(handles, tx, input))
}

/** The same within a transaction that is already open. */
export async function insertWorkspace(
  handles: Handles,
  tx: Tx,
  input: { name: string; timeZone: string },
): Promise<{ workspace: Workspace; writeKey: string }> {
  const at = new Date(handles.clocks.real.now())
  const workspace = await tx
    .insertInto('auth_workspaces')
    .values({ name: input.name, time_zone: input.timeZone, created_at: at })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(COLUMNS)
    .executeTakeFirst()
  if (!workspace) return failAuth('auth.workspace_exists', { workspace: input.name })
  const { key } = await insertWriteKey(handles, tx, { workspaceId: workspace.id, name: workspace.name })
  await emit(tx, {
    workspaceId: workspace.id,
    name: 'auth.workspace_created',
    payload: { name: workspace.name, timeZone: workspace.timeZone },
    key: `auth.workspace_created:${workspace.id}`,
    at,
  })
  return { workspace, writeKey: key }
}

/** Changes the time zone; undefined when there is no such workspace. */
export function changeTimeZone(db: Db, input: { name: string; timeZone: string }): Promise<Workspace | undefined> {
  return db
    .updateTable('auth_workspaces')
    .set({ time_zone: input.timeZone })
    .where('name', '=', input.name)
    .returning(COLUMNS)
    .executeTakeFirst()
}
