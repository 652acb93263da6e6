/**
 * The passing of time: whoever may come in or leave at a moment is looked at when it has come. After the clock was moved, or the server stood
 * still, what fell due meanwhile happens in its order, in steps that are longer the more time has passed.
 */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { look } from './evaluate.ts'
import { asOfNow, audiencesNow, type Step, type Work } from './work.ts'

const MAX_PER_STEP = 20_000
/** What falls due within such a time happens at once. */
const STEP_MS = 60_000
/** Of the time that passed, at least such a part is one step. */
const STEPS = 100

interface DueRow {
  readonly audience_id: number
  readonly person: number
}

/** Looks at the people that are due first. */
export async function lookAtDue(work: Work): Promise<Step> {
  const asOf = await nextMoment(work)
  if (asOf === undefined) return 'nothing'
  const { workspaceId } = work.turn
  const { rows } = await sql<DueRow>`select audience_id, person from audience_due
    where workspace_id = ${workspaceId} and due_at <= ${new Date(asOf)} order by due_at limit ${MAX_PER_STEP}`.execute(work.handles.db)
  const due = new Set(rows.map((row) => row.audience_id))
  await look(work, {
    atoms: [...new Set(rows.map(({ person }) => person))],
    mayHaveEnded: [],
    audiences: (await audiencesNow(work)).filter(({ id, depends }) => due.has(id) && !depends.population),
    cause: 'change',
    asOf,
    alongside: (tx) => dropDue(tx, { workspaceId, rows, asOf }),
  })
  return rows.length < MAX_PER_STEP && asOf >= asOfNow(work) ? 'done' : 'more'
}

/** The moment as of which to look; undefined while nothing is due. */
async function nextMoment(work: Work): Promise<number | undefined> {
  const now = asOfNow(work)
  const { rows } = await sql<{ due_at: Date }>`select due_at from audience_due
    where workspace_id = ${work.turn.workspaceId} and due_at <= ${new Date(now)} order by due_at limit 1`.execute(work.handles.db)
  const first = rows[0]?.due_at.getTime()
  if (first === undefined) return undefined
  const from = Math.max(first, work.turn.asOf)
  return Math.min(now, from + Math.max(STEP_MS, Math.ceil((now - from) / STEPS)))
}

/** Those looked at, unless the evaluation has just given them a later moment. */
async function dropDue(tx: Tx, { workspaceId, rows, asOf }: { workspaceId: number; rows: readonly DueRow[]; asOf: number }): Promise<void> {
  await sql`delete from audience_due due using unnest(${bigints(rows.map((row) => row.audience_id))}, ${bigints(rows.map(({ person }) => person))})
      as done (audience_id, person)
    where due.workspace_id = ${workspaceId} and due.person = done.person and due.audience_id = done.audience_id
      and due.due_at <= ${new Date(asOf)}`.execute(tx)
}
