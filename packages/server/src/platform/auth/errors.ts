/** Error codes of signing in, accounts, keys and workspaces. */
import { type ErrorTable, failer } from '../errors.ts'

export const authErrors = {
  'auth.wrong_credentials': { status: 401, zh: '邮箱或密码不对', en: 'The e-mail address or the password is wrong' },
  'auth.wrong_password': { status: 403, zh: '当前密码不对', en: 'The current password is wrong' },
  'auth.accounts_only': {
    status: 403,
    zh: '这是账号自己的事，API 密钥不能代办',
    en: 'Only an account may do this for itself; an API key may not',
  },
  'auth.unknown_workspace': { status: 404, zh: '没有名为 {workspace} 的工作区', en: 'There is no workspace named {workspace}' },
  'auth.not_a_member': { status: 403, zh: '不是工作区 {workspace} 的成员', en: 'Not a member of the workspace {workspace}' },
  'auth.workspace_exists': { status: 409, zh: '工作区 {workspace} 已经存在', en: 'The workspace {workspace} exists already' },
  'auth.email_taken': { status: 409, zh: '这个邮箱已有账号', en: 'There is already an account with this e-mail address' },
  'auth.last_owner': { status: 409, zh: '至少要留一位能管理所有工作区的所有者', en: 'At least one owner of every workspace must remain' },
  'auth.beyond_own_permissions': {
    status: 403,
    zh: '不能给出自己没有的权限，也不能改动权限更大的账号',
    en: 'You cannot hand out permissions you do not have, nor change an account that has more than you',
  },
  'auth.every_workspace_only': {
    status: 403,
    zh: '需要在所有工作区都有这项权限：{permission}',
    en: 'This needs a permission that holds in every workspace: {permission}',
  },
  'auth.expiry_passed': { status: 400, zh: '到期时间已经过去', en: 'The time of expiry has already passed' },
} as const satisfies ErrorTable

export const failAuth = failer(authErrors)
