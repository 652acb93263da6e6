/** What happened: people of whom something changed are looked at, for the audiences that stand on it. */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { buyersOfOrders } from '../../events/index.ts'
import { type DirtyRow, dropDirty, isFullTurn, nextDirty } from './dirty.ts'
import { look } from './evaluate.ts'
import { isConcerned } from './live-rules.ts'
import { audiencesNow, callerOf, type Step, type Work } from './work.ts'

/** Looks at the people that wait longest. */
export async function lookAtChanged(work: Work): Promise<Step> {
  const { workspaceId } = work.turn
  const rows = await nextDirty(work.handles.db, { workspaceId })
  if (rows.length === 0) return 'nothing'
  const audiences = await audiencesNow(work)
  const concernedBy = new Map(
    Map.groupBy(rows, keyOf)
      .entries()
      .map(([key, [row]]) => [key, row ? audiences.filter((one) => isConcerned(one, row)) : []]),
  )
  const concerned = new Set([...concernedBy.values()].flat())
  const stale = [...concerned].filter(({ depends }) => depends.population).map(({ id }) => id)
  const looked = rows.filter((row) => concernedBy.get(keyOf(row))?.some(({ depends }) => !depends.population))
  await look(work, {
    atoms: [...atomsOf(looked), ...(await buyersOf(work, looked))],
    mayHaveEnded: atomsOf(rows.filter(({ what }) => what === 'people' || what === 'identifiers')),
    audiences: [...concerned].filter(({ depends }) => !depends.population),
    cause: 'change',
    alongside: async (tx) => {
      await markStale(tx, { workspaceId, audiences: stale })
      await dropDirty(tx, rows)
    },
  })
  return isFullTurn(rows) ? 'more' : 'done'
}

const keyOf = ({ what, name }: DirtyRow) => `${what} ${name}`

/** Whose orders were cancelled, by whoever it was. */
async function buyersOf(work: Work, rows: readonly DirtyRow[]): Promise<number[]> {
  const numbers = [...new Set(rows.flatMap(({ what, name }) => (what === 'orders' ? [name] : [])))]
  return numbers.length === 0 ? [] : buyersOfOrders(callerOf(work), { workspaceId: work.turn.workspaceId, numbers })
}

function atomsOf(rows: readonly DirtyRow[]): number[] {
  return [...new Set(rows.flatMap(({ atoms }) => atoms))]
}

async function markStale(tx: Tx, { workspaceId, audiences }: { workspaceId: number; audiences: readonly number[] }): Promise<void> {
  if (audiences.length === 0) return
  await sql`update audience_live set is_stale = true
    where workspace_id = ${workspaceId} and audience_id = any(${bigints(audiences)}) and not is_stale`.execute(tx)
}
