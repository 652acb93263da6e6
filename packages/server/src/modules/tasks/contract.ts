/** Tasks: what somebody is to do, whose it is, and what came of it. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../platform/http/list.ts'
import { PersonId } from '../identity/contract.ts'
import { TASK_CHANGES, TASK_STATES } from './states.ts'

const MAX_NOTE_LENGTH = 500
const MAX_KIND_LENGTH = 64
const MAX_ASSIGNEE_LENGTH = 160

const Words = z.object({ zh: z.string(), en: z.string() })
const byId = z.object({ id: z.string().regex(/^[1-9]\d{0,14}$/) })

const Assignee = z.discriminatedUnion('type', [
  z.object({ type: z.literal('account'), accountId: z.string(), name: z.string() }),
  z.object({ type: z.literal('staff'), corpId: z.string(), userId: z.string(), name: z.string() }),
])

export const Task = z.object({
  id: z.string(),
  kind: z.string(),
  /** What is to be done. */
  title: Words,
  /** What happened, and what to do next. */
  text: Words,
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.enum(TASK_STATES),
  /** About whom; null where it is about nobody. */
  personId: PersonId.nullable(),
  /** Null: nobody's yet. */
  assignee: Assignee.nullable(),
  dueAt: instant.nullable(),
  openedAt: instant,
  endedAt: instant.nullable(),
  /** Empty: by itself. */
  endedBy: z.string(),
  note: z.string(),
  /** Until when its end can be undone; null where it cannot. */
  reopenUntil: instant.nullable(),
})
export type Task = z.output<typeof Task>

/** `mine`: of the account that asks; `nobody`; else `account:ID` or `staff:CORPID:USERID`. */
const AssigneeFilter = z
  .string()
  .max(MAX_ASSIGNEE_LENGTH)
  .regex(/^(mine|nobody|account:[1-9]\d{0,14}|staff:[A-Za-z0-9_-]+:.+)$/)

export const listTasks = endpoint({
  name: 'tasks.list',
  method: 'GET',
  path: '/tasks',
  access: 'tasks.read',
  summary: { zh: '待办列表：未完成的按紧急程度，已结束的新的在前', en: 'Tasks: open ones by urgency, ended ones newest first' },
  query: z.object({
    ...listQuery,
    kind: z.string().min(1).max(MAX_KIND_LENGTH).optional(),
    /** `ended`: done, dismissed or overtaken. */
    state: z.enum([...TASK_STATES, 'ended']).default('open'),
    assignee: AssigneeFilter.optional(),
    /** `overdue`: the time has come; `today`: it comes before the day of the workspace ends, or has come. */
    due: z.enum(['overdue', 'today']).optional(),
  }),
  response: listOf(Task),
})

const CountOfKind = z.object({ kind: z.string(), title: Words, open: z.number(), overdue: z.number() })

export const countTasks = endpoint({
  name: 'tasks.counts',
  method: 'GET',
  path: '/tasks/counts',
  access: 'tasks.read',
  summary: { zh: '待办数：按种类，多少已到期，多少归我', en: 'How many tasks are open: by kind, overdue, mine' },
  response: z.object({
    open: z.number(),
    overdue: z.number(),
    /** Of the account that asks. */
    mine: z.number(),
    /** Every kind there is, those without an open task too. */
    kinds: z.array(CountOfKind),
  }),
})

export const readTask = endpoint({
  name: 'tasks.read',
  method: 'GET',
  path: '/tasks/:id',
  access: 'tasks.read',
  summary: { zh: '一条待办和它的经过', en: 'A task and what was done with it' },
  params: byId,
  response: Task.extend({
    /** Oldest first, at most two hundred. */
    history: z.array(
      z.object({
        change: z.enum(TASK_CHANGES),
        at: instant,
        /** Empty: by itself. */
        by: z.string(),
        note: z.string(),
      }),
    ),
  }),
  errors: ['tasks.unknown'],
})

const changed = { params: byId, response: Task, errors: ['tasks.unknown', 'tasks.ended'] } as const

export const takeTask = endpoint({
  ...changed,
  name: 'tasks.take',
  method: 'POST',
  path: '/tasks/:id/take',
  access: 'tasks.write',
  summary: { zh: '认领待办', en: 'Take a task' },
  errors: [...changed.errors, 'tasks.taken', 'tasks.needs_account'],
})

export const giveBackTask = endpoint({
  ...changed,
  name: 'tasks.give_back',
  method: 'POST',
  path: '/tasks/:id/give-back',
  access: 'tasks.write',
  summary: { zh: '放回待办，回到原来的人', en: 'Give a task back to whose it was' },
})

const Note = z.strictObject({
  /** What came of it, for whoever looks later. */
  note: z.string().trim().max(MAX_NOTE_LENGTH).default(''),
})

export const finishTask = endpoint({
  ...changed,
  name: 'tasks.done',
  method: 'POST',
  path: '/tasks/:id/done',
  access: 'tasks.write',
  summary: { zh: '完成待办，写下结果', en: 'A task is done; say what came of it' },
  body: Note,
})

export const dismissTask = endpoint({
  ...changed,
  name: 'tasks.dismiss',
  method: 'POST',
  path: '/tasks/:id/dismiss',
  access: 'tasks.write',
  summary: { zh: '忽略待办', en: 'Dismiss a task' },
  body: Note,
})

export const reopenTask = endpoint({
  ...changed,
  name: 'tasks.reopen',
  method: 'POST',
  path: '/tasks/:id/reopen',
  access: 'tasks.write',
  summary: { zh: '撤销完成或忽略，24 小时内', en: 'Undo that it was done or dismissed, within 24 hours' },
  errors: ['tasks.unknown', 'tasks.not_reopened'],
})
