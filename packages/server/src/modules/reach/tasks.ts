/** The tasks of staff that a broadcast became: shown, cancelled, reminded of. */
import { inTransaction } from '../../platform/db/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { Handles } from '../../platform/handles.ts'
import { cancelMassTasks, type MassTask, massTasksOf, remindMassTask, type Wecom } from '../channels/index.ts'
import { taskKeys } from './hand-over.ts'
import type { BroadcastRow } from './tables.ts'

type TaskHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

export function shownTask({ key, corpId, userId, state, endsAt, tappedAt, remindedAt, reason, recipients }: MassTask) {
  const [, , variant] = key.split(':')
  const all = Object.values(recipients).reduce((sum, count) => sum + (count ?? 0), 0)
  return {
    corpId,
    userId,
    variant: Number(variant),
    state,
    recipients: all,
    sent: recipients.sent ?? 0,
    endsAt: endsAt.toISOString(),
    tappedAt: tappedAt?.toISOString() ?? null,
    remindedAt: remindedAt.map((at) => at.toISOString()),
    reason,
  }
}

interface OfStaff {
  readonly broadcast: BroadcastRow
  /** Absent: of everybody. */
  readonly userIds: readonly string[] | undefined
}

/** Takes back what nobody tapped. Answers how many tasks. */
export async function cancelTasks(handles: TaskHandles, input: OfStaff): Promise<number> {
  const { workspace_id: workspaceId } = input.broadcast
  const prefixes = input.userIds === undefined ? [taskKeys(input.broadcast)] : (await openTasks(handles, input)).map(({ key }) => key)
  return inTransaction(handles.db, async (tx) => {
    let cancelled = 0
    for (const keyPrefix of prefixes) cancelled += await cancelMassTasks(handles, tx, { workspaceId, keyPrefix, reason: 'cancelled' })
    return cancelled
  })
}

const TASKS_PER_READ = 1_000

/** Tasks that wait for a tap. */
async function openTasks({ db }: TaskHandles, { broadcast, userIds }: OfStaff): Promise<MassTask[]> {
  const open: MassTask[] = []
  for (let after = ''; ; ) {
    const page = await massTasksOf(db, {
      workspaceId: broadcast.workspace_id,
      keyPrefix: taskKeys(broadcast),
      after,
      limit: TASKS_PER_READ,
    })
    open.push(...page.filter(({ state, userId }) => state !== 'ended' && (userIds === undefined || userIds.includes(userId))))
    const last = page.at(-1)
    if (!last || page.length < TASKS_PER_READ) return open
    after = last.key
  }
}

/** Refusals that say something about one task, not about the request. */
const TASK_REFUSALS: readonly string[] = ['channels.reminded_enough', 'channels.mass_task_not_waiting', 'channels.mass_task_not_there_yet']

/**
 * Has the platform remind the members who have not tapped. Answers how many tasks; where none could be reminded of it says why.
 * @throws channels.reminded_enough, channels.mass_task_not_waiting, channels.mass_task_not_there_yet, channels.wecom_refused,
 * channels.corp_unknown
 */
export async function remindTasks(
  handles: TaskHandles,
  { wecom, ...of }: OfStaff & { wecom: Wecom },
): Promise<{ reminded: number; refused: number }> {
  const waiting = (await openTasks(handles, of)).filter(({ state }) => state === 'waiting')
  let reminded = 0
  const refusals: AppError[] = []
  for (const { key } of waiting) {
    try {
      await remindMassTask(handles, { workspaceId: of.broadcast.workspace_id, key, wecom })
      reminded += 1
    } catch (error) {
      if (!(error instanceof AppError && TASK_REFUSALS.includes(error.code))) throw error
      refusals.push(error)
    }
  }
  const [first] = refusals
  if (reminded === 0 && first) throw first
  return { reminded, refused: refusals.length }
}
