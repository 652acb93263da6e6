/** Rows of workspaces, accounts, sessions and keys. Columns are explained in the migrations. */
import type { Generated, GeneratedAlways } from 'kysely'
import type { Locale } from '../i18n/locale.ts'

interface WorkspaceRow {
  id: GeneratedAlways<number>
  name: string
  time_zone: string
  created_at: Date
}

interface AccountRow {
  id: GeneratedAlways<number>
  email: string
  name: string
  locale: Locale | null
  password_hash: string
  created_at: Date
  signed_in_at: Generated<Date | null>
  disabled_at: Generated<Date | null>
}

interface MembershipRow {
  workspace_id: number
  account_id: number
  role: string
  created_at: Date
}

interface SessionRow {
  id: string
  token_hash: Buffer
  account_id: number
  created_at: Date
  seen_at: Date
  expires_at: Date
  address: string
  client: string
}

interface LoginFailureRow {
  subject: string
  failures: number
  failed_at: Date
  blocked_until: Date
}

interface ApiKeyRow {
  id: string
  workspace_id: number
  name: string
  hash: Buffer
  hint: string
  permissions: string[]
  created_by: string
  created_at: Date
  expires_at: Date | null
  used_at: Generated<Date | null>
  revoked_at: Generated<Date | null>
}

interface WriteKeyRow {
  id: string
  workspace_id: number
  name: string
  key: string
  created_at: Date
  revoked_at: Generated<Date | null>
}

declare module '../db/tables.ts' {
  interface Tables {
    auth_workspaces: WorkspaceRow
    auth_accounts: AccountRow
    auth_memberships: MembershipRow
    auth_sessions: SessionRow
    auth_login_failures: LoginFailureRow
    auth_api_keys: ApiKeyRow
    auth_write_keys: WriteKeyRow
  }
}
