/** Answers the calls about tasks. */
import { z } from 'zod'
import { type Binding, bind, type Call } from '../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../platform/http/cursor.ts'
import { shiftDays, startOfPeriod } from '../../platform/time-zone.ts'
import { personId, personsOfAtoms } from '../identity/index.ts'
import { endTask, giveBackTask, needTask, reopenTask, takeTask } from './acts.ts'
import * as contract from './contract.ts'
import { failTasks } from './errors.ts'
import { kindWords, type TaskKind, type TaskKinds, taskKindsOf } from './kinds.ts'
import { countOpen, historyOf, placeOf, shownTask, tasksOf } from './screens.ts'
import type { TaskRow } from './tables.ts'

const Place = z.tuple([z.int(), z.int().positive()])

/** `kinds`: of every module that has tasks. */
export function taskRoutes(declared: readonly TaskKind[]): Binding[] {
  const kinds = taskKindsOf(declared)
  const shownOne = async (call: Where, row: TaskRow) => (await shownAll(call, { rows: [row], kinds }))(row)
  return [
    bind(contract.listTasks, async (call) => {
      const { query } = call
      const rows = await tasksOf(call.handles.db, asked(call))
      return cutPage(rows, { limit: query.limit, key: placeOf, item: await shownAll(call, { rows, kinds }) })
    }),
    bind(contract.countTasks, (call) => counts(call, kinds)),
    bind(contract.readTask, async (call) => {
      const row = await needTask(call.handles.db, named(call))
      const history = await historyOf(call.handles.db, named(call))
      const shown = history.map(({ change, at, by_name, note }) => ({ change, at: at.toISOString(), by: by_name, note }))
      return { ...(await shownOne(call, row)), history: shown }
    }),
    bind(contract.takeTask, async (call) => {
      const { accountId } = call.actor
      if (accountId === undefined) return failTasks('tasks.needs_account')
      return shownOne(call, await takeTask(call.handles, { ...named(call), accountId }))
    }),
    bind(contract.giveBackTask, async (call) => shownOne(call, await giveBackTask(call.handles, named(call)))),
    bind(contract.finishTask, async (call) =>
      shownOne(call, await endTask(call.handles, { ...named(call), ...call.body, outcome: 'done' })),
    ),
    bind(contract.dismissTask, async (call) =>
      shownOne(call, await endTask(call.handles, { ...named(call), ...call.body, outcome: 'dismissed' })),
    ),
    bind(contract.reopenTask, async (call) => shownOne(call, await reopenTask(call.handles, named(call)))),
  ]
}

type Where = Pick<Call<typeof contract.readTask>, 'handles' | 'workspace'>

function named({ workspace, params, actor }: Pick<Call<typeof contract.readTask>, 'workspace' | 'params' | 'actor'>) {
  return { workspaceId: workspace.id, id: Number(params.id), by: actor.name }
}

/** What is nobody's account is nobody's task. */
function accountKey(accountId: number | undefined): string {
  return `account:${accountId ?? 0}`
}

function asked({ handles, workspace, query, actor }: Call<typeof contract.listTasks>) {
  const { state, kind, due, limit } = query
  const now = handles.clocks.business.now()
  const endOfDay = shiftDays(startOfPeriod(now, 'day', workspace.timeZone), 1, workspace.timeZone)
  const special: Readonly<Record<string, string>> = { mine: accountKey(actor.accountId), nobody: '' }
  return {
    workspaceId: workspace.id,
    state,
    kind,
    assignee: query.assignee === undefined ? undefined : (special[query.assignee] ?? query.assignee),
    dueBefore: due === undefined ? undefined : new Date(due === 'overdue' ? now : endOfDay - 1),
    after: decodeCursor(query.cursor, Place),
    limit: limit + 1,
  }
}

/** The people of all of them with one question. */
async function shownAll({ handles, workspace }: Where, { rows, kinds }: { rows: readonly TaskRow[]; kinds: TaskKinds }) {
  const atoms = rows.flatMap(({ atom }) => atom ?? [])
  const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms })
  const personOf = (atom: number) => personId(persons.get(atom) ?? atom)
  return (row: TaskRow) => shownTask(row, { kinds, personOf })
}

async function counts({ handles, workspace, actor }: Call<typeof contract.countTasks>, kinds: TaskKinds) {
  const now = new Date(handles.clocks.business.now())
  const counted = await countOpen(handles.db, { workspaceId: workspace.id, now, mine: accountKey(actor.accountId) })
  const of = new Map(counted.map((row) => [row.kind, row]))
  const names = new Set([...kinds.keys(), ...of.keys()])
  const sum = (field: 'open' | 'overdue' | 'mine') => counted.reduce((total, row) => total + row[field], 0)
  return {
    open: sum('open'),
    overdue: sum('overdue'),
    mine: sum('mine'),
    kinds: [...names].map((kind) => ({
      kind,
      title: kindWords(kinds, kind),
      open: of.get(kind)?.open ?? 0,
      overdue: of.get(kind)?.overdue ?? 0,
    })),
  }
}
