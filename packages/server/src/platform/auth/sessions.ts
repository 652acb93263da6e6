/** Console sessions: a random token in a cookie, its hash in the table, two expiries by the real clock. */
import type { Db, Queryable } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import type { Principal } from './actor.ts'
import type { Permission } from './permissions.ts'
import { permissionsOfRole } from './roles.ts'
import { hashOfSecret, isSecret, newSecret } from './secrets.ts'
import type {} from './tables.ts'

const HOUR_MS = 60 * 60 * 1000
/** A session ends when it was not used for so long: a working day and a bit. */
export const SESSION_IDLE_MS = 12 * HOUR_MS
/** And in any case after so long. */
export const SESSION_ABSOLUTE_MS = 14 * 24 * HOUR_MS
/** "Last seen" is written no more often than this. */
const SEEN_EVERY_MS = 60_000
/** The oldest sessions of an account end when it opens more. */
const MAX_SESSIONS_PER_ACCOUNT = 50
const MAX_CLIENT_LENGTH = 200

type SessionHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

export interface OpenedSession {
  readonly token: string
  readonly expiresAt: Date
}

export async function openSession(
  handles: SessionHandles,
  input: { accountId: number; address: string; client: string },
): Promise<OpenedSession> {
  const now = handles.clocks.real.now()
  const token = newSecret(handles.ids, '')
  const expiresAt = new Date(now + SESSION_ABSOLUTE_MS)
  await handles.db
    .insertInto('auth_sessions')
    .values({
      id: handles.ids.uuid(),
      token_hash: hashOfSecret(token),
      account_id: input.accountId,
      created_at: new Date(now),
      seen_at: new Date(now),
      expires_at: expiresAt,
      address: input.address,
      client: input.client.replace(/\p{Cc}/gu, ' ').slice(0, MAX_CLIENT_LENGTH),
    })
    .execute()
  await endOldest(handles.db, input.accountId)
  return { token, expiresAt }
}

async function endOldest(db: Db, accountId: number): Promise<void> {
  await db
    .deleteFrom('auth_sessions')
    .where('account_id', '=', accountId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('auth_sessions')
        .select('id')
        .where('account_id', '=', accountId)
        .orderBy('created_at', 'desc')
        .offset(MAX_SESSIONS_PER_ACCOUNT)
        .limit(MAX_SESSIONS_PER_ACCOUNT),
    )
    .execute()
}

/** Who a session token belongs to; undefined when it is unknown, ended, expired or its account disabled. */
export async function principalOfSession(handles: SessionHandles, token: string): Promise<Principal | undefined> {
  if (!isSecret(token, '')) return undefined
  const now = handles.clocks.real.now()
  const rows = await handles.db
    .selectFrom('auth_sessions as session')
    .innerJoin('auth_accounts as account', 'account.id', 'session.account_id')
    .leftJoin('auth_memberships as membership', 'membership.account_id', 'account.id')
    .select(['session.id', 'session.seen_at', 'account.id as accountId', 'account.name', 'account.locale'])
    .select(['membership.workspace_id as workspaceId', 'membership.role'])
    .where('session.token_hash', '=', hashOfSecret(token))
    .where('session.expires_at', '>', new Date(now))
    .where('session.seen_at', '>', new Date(now - SESSION_IDLE_MS))
    .where('account.disabled_at', 'is', null)
    .execute()
  const [first] = rows
  if (!first) return undefined
  if (now - first.seen_at.getTime() >= SEEN_EVERY_MS) await touch(handles.db, first.id, new Date(now))
  const grants = new Map<number, ReadonlySet<Permission>>()
  for (const { workspaceId, role } of rows) if (workspaceId !== null && role !== null) grants.set(workspaceId, permissionsOfRole(role))
  return {
    kind: 'session',
    id: String(first.accountId),
    name: first.name,
    accountId: first.accountId,
    sessionId: first.id,
    grants,
    locale: first.locale ?? undefined,
  }
}

async function touch(db: Db, id: string, seenAt: Date): Promise<void> {
  await db.updateTable('auth_sessions').set({ seen_at: seenAt }).where('id', '=', id).execute()
}

/** Ends one session of the account; false when it has no such one. */
export async function endSession(db: Db, input: { accountId: number; sessionId: string }): Promise<boolean> {
  const ended = await db
    .deleteFrom('auth_sessions')
    .where('account_id', '=', input.accountId)
    .where('id', '=', input.sessionId)
    .executeTakeFirst()
  return ended.numDeletedRows > 0n
}

/** Ends all sessions of the account, except the one given. */
export async function endSessionsOf(db: Queryable, input: { accountId: number; except?: string | undefined }): Promise<void> {
  await db
    .deleteFrom('auth_sessions')
    .where('account_id', '=', input.accountId)
    .$if(input.except !== undefined, (query) => query.where('id', '!=', input.except ?? ''))
    .execute()
}

export interface SessionRow {
  readonly id: string
  readonly createdAt: Date
  readonly seenAt: Date
  readonly expiresAt: Date
  readonly address: string
  readonly client: string
}

/** Sessions in force, newest first; an account has at most fifty. */
export function listSessions(handles: SessionHandles, accountId: number): Promise<SessionRow[]> {
  const now = handles.clocks.real.now()
  return handles.db
    .selectFrom('auth_sessions')
    .select(['id', 'created_at as createdAt', 'seen_at as seenAt', 'expires_at as expiresAt', 'address', 'client'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', new Date(now))
    .where('seen_at', '>', new Date(now - SESSION_IDLE_MS))
    .orderBy('created_at', 'desc')
    .limit(MAX_SESSIONS_PER_ACCOUNT)
    .execute()
}
