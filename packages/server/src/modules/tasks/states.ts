/** How it stands with tasks. Browser-safe. */
export const TASK_STATES = ['open', 'done', 'dismissed', 'overtaken'] as const
export type TaskState = (typeof TASK_STATES)[number]

/** `overtaken`: what it was about went away by itself. */
export type TaskOutcome = Exclude<TaskState, 'open'>

export const TASK_CHANGES = ['opened', 'taken', 'given_back', 'done', 'dismissed', 'overtaken', 'reopened'] as const
export type TaskChange = (typeof TASK_CHANGES)[number]
