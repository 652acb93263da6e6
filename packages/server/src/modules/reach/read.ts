/** Answers the call for one broadcast with everything about it. */
import type { Call } from '../../platform/http/bind.ts'
import { explain } from '../audience/index.ts'
import { massTasksOf } from '../channels/index.ts'
import { difference } from './compare.ts'
import type * as contract from './contract.ts'
import { countGoing, type Going, readVariantOutcomes, type VariantOutcome } from './figures.ts'
import { taskKeys } from './hand-over.ts'
import { countStates, countWithdrawn, readCost, shownBroadcast } from './screens.ts'
import type { BroadcastRow } from './tables.ts'
import { shownTask } from './tasks.ts'
import { readVariants } from './variants.ts'

const MAX_TASKS_SHOWN = 1_000

type Reading = Pick<Call<typeof contract.readBroadcast>, 'handles' | 'workspace'>

/** As lists and changes of it answer. */
export async function shown({ handles, workspace }: Reading, row: BroadcastRow): Promise<contract.Broadcast> {
  const states = await countStates(handles.db, { workspaceId: workspace.id, ids: [row.id] })
  return shownBroadcast(row, states.get(row.id) ?? new Map())
}

/** With its contents, tasks and figures. */
export async function readWhole(call: Reading, row: BroadcastRow) {
  const { handles, workspace } = call
  const of = { workspaceId: workspace.id, broadcastId: row.id }
  const [broadcast, contents, [audience], tasks, cost, withdrawnInTasks, outcomes] = await Promise.all([
    shown(call, row),
    readVariants(handles.db, of),
    explain(handles.db, { workspaceId: workspace.id, timeZone: workspace.timeZone, rules: [{ rule: row.rule }] }),
    massTasksOf(handles.db, { workspaceId: workspace.id, keyPrefix: taskKeys(row), limit: MAX_TASKS_SHOWN }),
    readCost(handles.db, of),
    countWithdrawn(handles.db, { ...of, ...row }),
    readVariantOutcomes(handles.db, of),
  ])
  const { staff, variants } = await countGoing(handles.db, { ...of, variants: contents.length })
  return {
    ...broadcast,
    contents,
    audience: audience ?? { zh: '', en: '' },
    audienceId: 'audience' in row.rule ? row.rule.audience.id : null,
    staff,
    variants: compared(variants, outcomes),
    tasks: tasks.map(shownTask),
    cost,
    withdrawnInTasks,
  }
}

/** Each with what was sent of it, against the first. */
function compared(going: readonly Going[], outcomes: readonly VariantOutcome[]) {
  const shares = going.map((_, place) => {
    const { sent = 0, deleted = 0 } = outcomes.find(({ variant }) => variant === place) ?? {}
    return { all: sent, part: deleted }
  })
  const [first = { all: 0, part: 0 }] = shares
  const comparisons = going.length - 1
  return shares.map((share, place) => ({
    people: going[place]?.people ?? 0,
    staff: going[place]?.staff ?? 0,
    sent: share.all,
    deleted: share.part,
    differs: place === 0 ? null : difference(first, share, { comparisons }),
  }))
}
