/** Error codes of tasks. */
import { type ErrorTable, failer } from '../../platform/errors.ts'

export const taskErrors = {
  'tasks.unknown': { status: 404, zh: '没有待办 {id}', en: 'There is no task {id}' },
  'tasks.ended': {
    status: 409,
    zh: '待办 {id} 已经结束，不能再这样做',
    en: 'The task {id} has ended already, so this is not possible',
  },
  'tasks.taken': {
    status: 409,
    zh: '待办 {id} 已由 {name} 认领',
    en: 'The task {id} was taken by {name}',
  },
  'tasks.needs_account': {
    status: 422,
    zh: '只有登录的成员可以认领待办，API 密钥不行',
    en: 'Only a member who is signed in can take a task, an API key cannot',
  },
  'tasks.not_reopened': {
    status: 409,
    zh: '待办 {id} 不能重新打开：{reason}',
    en: 'The task {id} cannot be opened again: {reason}',
  },
} as const satisfies ErrorTable

export const failTasks = failer(taskErrors)
