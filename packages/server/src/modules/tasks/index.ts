/** The face of tasks. */
export type { Assignee } from './assignees.ts'
export { taskErrors } from './errors.ts'
export type { TaskKind } from './kinds.ts'
export type { Facts } from './tables.ts'
export { type EndTasks, endTasks, type NewTask, openTasks } from './tasks.ts'
