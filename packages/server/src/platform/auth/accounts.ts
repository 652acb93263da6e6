/** Console accounts: an e-mail address, a password, a name. What they may do is in their memberships. */
import { type Db, type Queryable, sql } from '../db/index.ts'
import type { Handles } from '../handles.ts'
import type { Locale } from '../i18n/locale.ts'
import type { Grants } from './actor.ts'
import { failAuth } from './errors.ts'
import type { Permission } from './permissions.ts'
import { permissionsOfRole } from './roles.ts'
import type {} from './tables.ts'

export interface Account {
  readonly id: number
  readonly email: string
  readonly name: string
  readonly locale: Locale | null
  readonly disabledAt: Date | null
}

const COLUMNS = ['id', 'email', 'name', 'locale', 'disabled_at as disabledAt'] as const

/** One spelling for one mailbox: nobody runs two mailboxes that differ only in case. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase()
}

export function findAccount(db: Queryable, id: number): Promise<Account | undefined> {
  return db.selectFrom('auth_accounts').select(COLUMNS).where('id', '=', id).executeTakeFirst()
}

export function findAccountByEmail(db: Queryable, email: string): Promise<(Account & { passwordHash: string }) | undefined> {
  return db
    .selectFrom('auth_accounts')
    .select([...COLUMNS, 'password_hash as passwordHash'])
    .where('email', '=', emailKey(email))
    .executeTakeFirst()
}

export async function passwordHashOf(db: Queryable, accountId: number): Promise<string | undefined> {
  const row = await db.selectFrom('auth_accounts').select('password_hash').where('id', '=', accountId).executeTakeFirst()
  return row?.password_hash
}

/** Throws `auth.email_taken`. The hash is made before the transaction: it takes long on purpose. */
export async function insertAccount(
  handles: Pick<Handles, 'clocks'>,
  db: Queryable,
  input: { email: string; name: string; passwordHash: string },
): Promise<number> {
  const made = await db
    .insertInto('auth_accounts')
    .values({
      email: emailKey(input.email),
      name: input.name,
      locale: null,
      password_hash: input.passwordHash,
      created_at: new Date(handles.clocks.real.now()),
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst()
  return made?.id ?? failAuth('auth.email_taken')
}

export interface AccountChange {
  readonly name?: string | undefined
  readonly locale?: Locale | null | undefined
  readonly passwordHash?: string | undefined
  readonly disabledAt?: Date | null | undefined
  readonly signedInAt?: Date | undefined
}

/** Changes the fields given, leaves the others. */
export async function changeAccount(db: Queryable, input: { id: number; change: AccountChange }): Promise<void> {
  const { name, locale, passwordHash, disabledAt, signedInAt } = input.change
  const set = {
    ...(name !== undefined && { name }),
    ...(locale !== undefined && { locale }),
    ...(passwordHash !== undefined && { password_hash: passwordHash }),
    ...(disabledAt !== undefined && { disabled_at: disabledAt }),
    ...(signedInAt !== undefined && { signed_in_at: signedInAt }),
  }
  if (Object.keys(set).length > 0) await db.updateTable('auth_accounts').set(set).where('id', '=', input.id).execute()
}

/** What the account may do, by workspace. */
export async function grantsOfAccount(db: Queryable, accountId: number): Promise<Grants> {
  const rows = await db.selectFrom('auth_memberships').select(['workspace_id', 'role']).where('account_id', '=', accountId).execute()
  return new Map<number, ReadonlySet<Permission>>(rows.map((row) => [row.workspace_id, permissionsOfRole(row.role)]))
}

/** Whether there is any account yet; without one this is the first start. */
export async function hasAccounts(db: Db | Queryable): Promise<boolean> {
  const found = await sql<{ found: boolean }>`select exists (select 1 from auth_accounts) as found`.execute(db)
  return found.rows[0]?.found === true
}
