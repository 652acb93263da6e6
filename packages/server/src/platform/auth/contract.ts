/** Endpoints of signing in, accounts, keys and workspaces. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../contract.ts'
import { instant, listOf, listQuery } from '../http/list.ts'
import { bothWords } from '../i18n/schema-words.ts'
import { DEFAULT_TIME_ZONE, emailAddress, localeName, newPassword, shownName, timeZoneName, triedPassword, workspaceName } from './names.ts'
import { isPermissionPattern } from './permissions.ts'
import { ROLE_NAMES } from './roles.ts'

const MAX_KEY_PERMISSIONS = 50

const numberId = z.string().regex(/^[1-9][0-9]{0,8}$/)
const uuid = z.uuid()
const words = z.object({ zh: z.string(), en: z.string() })
const roleName = z.enum(ROLE_NAMES)
const nothing = z.void()
/** Roles and permissions in answers are plain text: a later version may know more of them. */
const permissionName = z.string()

export const workspaceShape = z.object({ name: workspaceName, timeZone: z.string(), createdAt: instant })

export const meShape = z.object({
  kind: z.enum(['session', 'key']),
  /** Account id or key id. */
  id: z.string(),
  name: z.string(),
  /** Null for a key. */
  email: z.string().nullable(),
  /** What the account chose; null when the browser decides. */
  locale: localeName.nullable(),
  /** Of this request, by X-Workspace; empty where it is not a member. */
  permissions: z.array(permissionName),
  /** Every workspace it may use. `role` is null for a key. */
  workspaces: z.array(
    z.object({ name: workspaceName, timeZone: z.string(), role: z.string().nullable(), permissions: z.array(permissionName) }),
  ),
  /** May create workspaces and see those made later. */
  everyWorkspace: z.boolean(),
})

export const signIn = endpoint({
  name: 'auth.sign_in',
  method: 'POST',
  path: '/session',
  access: 'public',
  summary: { zh: '登录，得到会话 Cookie', en: 'Sign in; sets the session cookies' },
  body: z.object({ email: emailAddress, password: triedPassword }),
  response: z.object({
    accountId: numberId,
    /** To be sent as X-CSRF-Token with every write; also in the cookie `liuchi_csrf`. */
    csrfToken: z.string(),
    expiresAt: instant,
  }),
  errors: ['auth.wrong_credentials', 'platform.too_many'],
})

export const signOut = endpoint({
  name: 'auth.sign_out',
  method: 'DELETE',
  path: '/session',
  access: 'signedIn',
  summary: { zh: '退出登录', en: 'Sign out' },
  response: nothing,
})

export const me = endpoint({
  name: 'auth.me',
  method: 'GET',
  path: '/me',
  access: 'signedIn',
  summary: { zh: '当前账号、权限与工作区', en: 'The account in use, its permissions and workspaces' },
  response: meShape,
})

export const updateMe = endpoint({
  name: 'auth.update_me',
  method: 'PATCH',
  path: '/me',
  access: 'signedIn',
  summary: { zh: '修改自己的姓名与语言', en: 'Change your own name and language' },
  body: z.strictObject({ name: shownName.optional(), locale: localeName.nullable().optional() }),
  response: nothing,
  errors: ['auth.accounts_only'],
})

export const changePassword = endpoint({
  name: 'auth.change_password',
  method: 'POST',
  path: '/me/password',
  access: 'signedIn',
  summary: { zh: '修改密码，其他会话随即退出', en: 'Change your password; your other sessions end' },
  body: z.strictObject({ currentPassword: triedPassword, newPassword }),
  response: nothing,
  errors: ['auth.wrong_password', 'auth.accounts_only', 'platform.too_many'],
})

export const sessionShape = z.object({
  id: uuid,
  createdAt: instant,
  /** Within a minute. */
  seenAt: instant,
  expiresAt: instant,
  address: z.string(),
  /** The browser, as it names itself. */
  client: z.string(),
  current: z.boolean(),
})

export const listSessions = endpoint({
  name: 'auth.list_sessions',
  method: 'GET',
  path: '/me/sessions',
  access: 'signedIn',
  summary: { zh: '自己的会话', en: 'Your sessions' },
  query: z.object(listQuery),
  response: listOf(sessionShape),
  errors: ['auth.accounts_only'],
})

export const endSession = endpoint({
  name: 'auth.end_session',
  method: 'DELETE',
  path: '/me/sessions/:id',
  access: 'signedIn',
  summary: { zh: '结束自己的一个会话', en: 'End one of your sessions' },
  params: z.object({ id: uuid }),
  response: nothing,
  errors: ['auth.accounts_only', 'platform.not_found'],
})

export const listRoles = endpoint({
  name: 'auth.list_roles',
  method: 'GET',
  path: '/roles',
  access: 'signedIn',
  summary: { zh: '角色与权限', en: 'Roles and permissions' },
  response: z.object({
    roles: z.array(z.object({ name: z.string(), words, permissions: z.array(permissionName) })),
    permissions: z.array(z.object({ name: permissionName, words })),
  }),
})

export const accountShape = z.object({
  id: numberId,
  email: z.string(),
  name: z.string(),
  /** In the workspace of the request. */
  role: z.string(),
  /** The role holds in every workspace, not only in this one. */
  everyWorkspace: z.boolean(),
  disabled: z.boolean(),
  createdAt: instant,
  /** Null before the first sign-in. */
  signedInAt: instant.nullable(),
})

export const listAccounts = endpoint({
  name: 'auth.list_accounts',
  method: 'GET',
  path: '/accounts',
  access: 'accounts.manage',
  summary: { zh: '工作区的成员', en: 'Members of the workspace' },
  query: z.object(listQuery),
  response: listOf(accountShape),
})

export const createAccount = endpoint({
  name: 'auth.create_account',
  method: 'POST',
  path: '/accounts',
  access: 'accounts.manage',
  summary: { zh: '新建账号并加入工作区', en: 'Create an account as a member of the workspace' },
  body: z.strictObject({
    email: emailAddress,
    name: shownName,
    role: roleName,
    /** Absent: one is made and answered once. */
    password: newPassword.optional(),
    everyWorkspace: z.boolean().default(false),
  }),
  response: z.object({
    id: numberId,
    /** Present when it was made here. */
    password: z.string().optional(),
  }),
  errors: ['auth.email_taken', 'auth.beyond_own_permissions', 'auth.every_workspace_only'],
})

export const updateAccount = endpoint({
  name: 'auth.update_account',
  method: 'PATCH',
  path: '/accounts/:id',
  access: 'accounts.manage',
  summary: {
    zh: '修改成员的角色，停用或启用账号，重置密码',
    en: "Change a member's role, disable or enable the account, reset its password",
  },
  params: z.object({ id: numberId }),
  body: z.strictObject({
    name: shownName.optional(),
    role: roleName.optional(),
    disabled: z.boolean().optional(),
    /** Ends all sessions of the account. */
    password: newPassword.optional(),
  }),
  response: nothing,
  errors: ['auth.last_owner', 'auth.beyond_own_permissions', 'auth.every_workspace_only', 'platform.not_found'],
})

export const addMember = endpoint({
  name: 'auth.add_member',
  method: 'POST',
  path: '/members',
  access: 'accounts.manage',
  summary: { zh: '把已有账号加入工作区', en: 'Make an existing account a member of the workspace' },
  body: z.strictObject({ email: emailAddress, role: roleName }),
  response: z.object({ id: numberId }),
  errors: ['platform.not_found', 'platform.conflict', 'auth.beyond_own_permissions'],
})

export const removeMember = endpoint({
  name: 'auth.remove_member',
  method: 'DELETE',
  path: '/members/:id',
  access: 'accounts.manage',
  summary: { zh: '把成员移出工作区', en: 'Remove a member from the workspace' },
  params: z.object({ id: numberId }),
  response: nothing,
  errors: ['platform.not_found', 'auth.beyond_own_permissions', 'auth.every_workspace_only'],
})

export const apiKeyShape = z.object({
  id: uuid,
  name: z.string(),
  /** The first characters, to tell keys apart. */
  hint: z.string(),
  permissions: z.array(z.string()),
  everyWorkspace: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant.nullable(),
  /** Within five minutes. */
  usedAt: instant.nullable(),
  revokedAt: instant.nullable(),
})

export const listKeys = endpoint({
  name: 'auth.list_keys',
  method: 'GET',
  path: '/keys',
  access: 'keys.manage',
  summary: { zh: 'API 密钥', en: 'API keys' },
  query: z.object(listQuery),
  response: listOf(apiKeyShape),
})

export const createKey = endpoint({
  name: 'auth.create_key',
  method: 'POST',
  path: '/keys',
  access: 'keys.manage',
  summary: { zh: '新建 API 密钥，密钥只显示这一次', en: 'Create an API key; it is shown this once' },
  body: z.strictObject({
    name: shownName,
    /** Permissions or patterns: `events.read`, `events.*`, `*`. */
    permissions: z
      .array(z.string().refine(isPermissionPattern, bothWords('没有这个权限', 'is not a permission')))
      .min(1)
      .max(MAX_KEY_PERMISSIONS),
    expiresAt: z.iso.datetime({ offset: true }).optional(),
    everyWorkspace: z.boolean().default(false),
  }),
  response: z.object({ id: uuid, key: z.string() }),
  errors: ['auth.beyond_own_permissions', 'auth.every_workspace_only', 'auth.expiry_passed'],
})

export const revokeKey = endpoint({
  name: 'auth.revoke_key',
  method: 'DELETE',
  path: '/keys/:id',
  access: 'keys.manage',
  summary: { zh: '吊销 API 密钥', en: 'Revoke an API key' },
  params: z.object({ id: uuid }),
  response: nothing,
  errors: ['platform.not_found', 'auth.every_workspace_only'],
})

export const writeKeyShape = z.object({
  id: uuid,
  name: z.string(),
  /** Shown whenever asked for: it stands in every page that sends events. */
  key: z.string(),
  createdAt: instant,
  revokedAt: instant.nullable(),
})

export const listWriteKeys = endpoint({
  name: 'auth.list_write_keys',
  method: 'GET',
  path: '/write-keys',
  access: 'keys.manage',
  summary: { zh: '采集用的写入密钥', en: 'Write keys for collecting' },
  query: z.object(listQuery),
  response: listOf(writeKeyShape),
})

export const createWriteKey = endpoint({
  name: 'auth.create_write_key',
  method: 'POST',
  path: '/write-keys',
  access: 'keys.manage',
  summary: { zh: '新建写入密钥', en: 'Create a write key' },
  body: z.strictObject({ name: shownName }),
  response: writeKeyShape,
})

export const revokeWriteKey = endpoint({
  name: 'auth.revoke_write_key',
  method: 'DELETE',
  path: '/write-keys/:id',
  access: 'keys.manage',
  summary: { zh: '吊销写入密钥，数秒内生效', en: 'Revoke a write key; takes effect within seconds' },
  params: z.object({ id: uuid }),
  response: nothing,
  errors: ['platform.not_found'],
})

export const listWorkspaces = endpoint({
  name: 'auth.list_workspaces',
  method: 'GET',
  path: '/workspaces',
  access: 'signedIn',
  summary: { zh: '可用的工作区', en: 'Workspaces you may use' },
  query: z.object(listQuery),
  response: listOf(workspaceShape),
})

export const createWorkspace = endpoint({
  name: 'auth.create_workspace',
  method: 'POST',
  path: '/workspaces',
  access: 'workspaces.manage',
  summary: { zh: '新建工作区，带一个写入密钥', en: 'Create a workspace with a write key of its own' },
  body: z.strictObject({ name: workspaceName, timeZone: timeZoneName.default(DEFAULT_TIME_ZONE) }),
  response: workspaceShape.extend({ writeKey: z.string() }),
  errors: ['auth.workspace_exists', 'auth.every_workspace_only'],
})

export const updateWorkspace = endpoint({
  name: 'auth.update_workspace',
  method: 'PATCH',
  path: '/workspaces/:name',
  access: 'workspaces.manage',
  summary: { zh: '修改工作区的时区', en: 'Change the time zone of a workspace' },
  params: z.object({ name: workspaceName }),
  body: z.strictObject({ timeZone: timeZoneName }),
  response: workspaceShape,
  errors: ['platform.not_found', 'auth.every_workspace_only'],
})

export const authEndpoints = [
  signIn,
  signOut,
  me,
  updateMe,
  changePassword,
  listSessions,
  endSession,
  listRoles,
  listAccounts,
  createAccount,
  updateAccount,
  addMember,
  removeMember,
  listKeys,
  createKey,
  revokeKey,
  listWriteKeys,
  createWriteKey,
  revokeWriteKey,
  listWorkspaces,
  createWorkspace,
  updateWorkspace,
] as const
