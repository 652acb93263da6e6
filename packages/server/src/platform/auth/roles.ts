/** Roles as data: what each may do, as permission patterns. Browser-safe. An account has one role in a workspace. */
import type { Words } from '../i18n/locale.ts'
import { type Permission, type PermissionPattern, permissionsOf } from './permissions.ts'

interface Role {
  readonly words: Words
  readonly patterns: readonly PermissionPattern[]
}

export const roles = {
  owner: { words: { zh: '所有者', en: 'Owner' }, patterns: ['*'] },
  admin: {
    words: { zh: '管理员', en: 'Administrator' },
    patterns: [
      'events.*',
      'plan.*',
      'imports.*',
      'insights.*',
      'people.*',
      'tags.*',
      'audiences.*',
      'consents.*',
      'purposes.*',
      'privacy.*',
      'channels.*',
      'reach.*',
      'tasks.*',
      'jobs.*',
      'keys.*',
      'accounts.*',
      'audit.*',
      'metrics.*',
      'workspaces.*',
    ],
  },
  operator: {
    words: { zh: '运营', en: 'Operator' },
    patterns: [
      'events.*',
      'plan.*',
      'imports.*',
      'insights.*',
      'people.*',
      'tags.*',
      'audiences.*',
      'consents.*',
      'channels.read',
      'channels.welcome',
      'channels.transfer',
      'reach.read',
      'reach.write',
      'tasks.*',
      'jobs.*',
    ],
  },
  analyst: {
    words: { zh: '分析师', en: 'Analyst' },
    patterns: [
      'events.read',
      'plan.read',
      'imports.read',
      'insights.*',
      'people.read',
      'tags.read',
      'audiences.read',
      'consents.read',
      'channels.read',
      'reach.read',
      'tasks.read',
      'jobs.read',
    ],
  },
  guide: {
    words: { zh: '导购', en: 'Guide' },
    patterns: ['people.read', 'people.read_personal', 'tags.read', 'tags.mark', 'consents.read', 'consents.write', 'tasks.*', 'jobs.read'],
  },
} as const satisfies Readonly<Record<string, Role>>

export type RoleName = keyof typeof roles

export const ROLE_NAMES = Object.keys(roles) as [RoleName, ...RoleName[]]

function isRoleName(name: string): name is RoleName {
  return Object.hasOwn(roles, name)
}

/** Permissions of a role; a role that this version does not know may do nothing. */
export function permissionsOfRole(name: string): ReadonlySet<Permission> {
  return permissionsOf(isRoleName(name) ? roles[name].patterns : [])
}
