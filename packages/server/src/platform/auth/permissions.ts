/** Every permission there is, with its words. Browser-safe: the console shows them, the server refuses an endpoint that asks for another one. */
import type { Words } from '../i18n/locale.ts'

export const permissionWords = {
  'events.read': { zh: '查看事件与计数', en: 'Read events and counts' },
  'events.write': { zh: '写入事件', en: 'Write events' },
  'plan.read': { zh: '查看埋点方案与数据质量', en: 'Read the tracking plan and data health' },
  'plan.write': { zh: '修改埋点方案', en: 'Change the tracking plan' },
  'imports.read': { zh: '查看导入', en: 'Read imports' },
  'imports.write': { zh: '导入文件', en: 'Import files' },
  'insights.read': { zh: '查看分析', en: 'Read insights' },
  'people.read': { zh: '查看客户（隐藏手机号与邮箱）', en: 'Read people, phone numbers and e-mail addresses hidden' },
  'people.read_personal': { zh: '查看客户的手机号与邮箱', en: 'Read phone numbers and e-mail addresses of people' },
  'people.write': { zh: '修改客户', en: 'Change people' },
  'tags.read': { zh: '查看标签', en: 'Read tags' },
  'tags.mark': { zh: '给一位客户打上或取下标签', en: 'Put tags on a person and take them off' },
  'tags.write': { zh: '修改标签与规则，批量打标签', en: 'Change tags and their rules, tag many people' },
  'audiences.read': { zh: '查看人群', en: 'Read audiences' },
  'audiences.write': { zh: '修改人群与分层设置', en: 'Change audiences and the settings of tiers' },
  'audiences.export': { zh: '导出人群名单', en: 'Export the people of an audience' },
  'consents.read': { zh: '查看同意、用途与留存登记', en: 'Read consents and the registers of purposes and retention' },
  'consents.write': { zh: '记录同意与撤回', en: 'Record consents and withdrawals' },
  'purposes.manage': { zh: '修改用途与留存登记', en: 'Change the registers of purposes and retention' },
  'privacy.export': { zh: '导出一位客户的全部资料', en: 'Export everything about a person' },
  'privacy.erase': { zh: '删除一位客户的全部资料', en: 'Erase everything about a person' },
  'channels.read': { zh: '查看渠道、员工与好友', en: 'Read channels, their staff and contacts' },
  'channels.welcome': { zh: '修改欢迎语', en: 'Change welcomes' },
  'channels.manage': { zh: '连接渠道，发起核对', en: 'Connect channels and start comparisons with them' },
  'channels.transfer': { zh: '安排、停止客户继承，修改流失提醒', en: 'Plan and stop transfers, change the notice of losses' },
  'channels.approve_transfer': { zh: '批准客户继承', en: 'Approve transfers of customers' },
  'reach.read': { zh: '查看群发与结果', en: 'Read broadcasts and their results' },
  'reach.write': { zh: '新建、停止群发', en: 'Plan and stop broadcasts' },
  'reach.approve': { zh: '批准群发，修改触达设置', en: 'Approve broadcasts and change the settings of reach' },
  'tasks.read': { zh: '查看待办', en: 'Read tasks' },
  'tasks.write': { zh: '认领、完成与忽略待办', en: 'Take, finish and dismiss tasks' },
  'jobs.read': { zh: '查看后台任务', en: 'Read background jobs' },
  'keys.manage': { zh: '管理密钥', en: 'Manage keys' },
  'accounts.manage': { zh: '管理成员与角色', en: 'Manage members and roles' },
  'workspaces.manage': { zh: '管理工作区', en: 'Manage workspaces' },
  'audit.read': { zh: '查看审计记录', en: 'Read the audit log' },
  'metrics.read': { zh: '读取系统指标', en: 'Read system metrics' },
  'clock.move': { zh: '移动沙箱时间', en: "Move the sandbox's time" },
} as const satisfies Readonly<Record<`${string}.${string}`, Words>>

export type Permission = keyof typeof permissionWords

export const PERMISSIONS = Object.keys(permissionWords) as readonly Permission[]
export const EVERY_PERMISSION: ReadonlySet<Permission> = new Set(PERMISSIONS)

export function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionWords, name)
}

/** `*`, `area.*` or one permission. Stored patterns keep their meaning when a new permission arrives. */
export type PermissionPattern = string

const PATTERN = /^(\*|[a-z]+\.(\*|[a-z_]+))$/

/** Whether the pattern is well formed and reaches at least one declared permission. */
export function isPermissionPattern(pattern: string): boolean {
  return PATTERN.test(pattern) && permissionsOf([pattern]).size > 0
}

/** The declared permissions that the patterns reach; a pattern for something no longer declared reaches nothing. */
export function permissionsOf(patterns: readonly PermissionPattern[]): ReadonlySet<Permission> {
  if (patterns.includes('*')) return EVERY_PERMISSION
  return new Set(PERMISSIONS.filter((permission) => patterns.some((pattern) => reaches(pattern, permission))))
}

function reaches(pattern: PermissionPattern, permission: Permission): boolean {
  return pattern === permission || (pattern.endsWith('.*') && permission.startsWith(pattern.slice(0, -1)))
}
