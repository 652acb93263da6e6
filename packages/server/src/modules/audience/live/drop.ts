/** The end of live audiences and of people in them. */
import { bigints, inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { raiseGeneration } from './fill.ts'
import { holdTurn } from './turn.ts'
import type { Work } from './work.ts'
import { lockAudiences } from './write.ts'

const MEMBERS_A_PIECE = 20_000

/** In the transaction that archives the audience. Its people go piece by piece, without news. */
export async function dropLive(tx: Tx, { workspaceId, audienceId }: { workspaceId: number; audienceId: number }): Promise<void> {
  await raiseGeneration(tx, workspaceId)
  await sql`update audience_live set is_dropped = true where workspace_id = ${workspaceId} and audience_id = ${audienceId}`.execute(tx)
}

/** Takes away a piece of what a dropped audience left. False when there is none. */
export async function clearDropped(work: Work): Promise<boolean> {
  const { turn, handles } = work
  const { workspaceId } = turn
  const { rows } = await sql<{ audience_id: number }>`select audience_id from audience_live
    where workspace_id = ${workspaceId} and is_dropped limit 1`.execute(handles.db)
  const audienceId = rows[0]?.audience_id
  if (audienceId === undefined) return false
  await inTransaction(handles.db, async (tx) => {
    await holdTurn(tx, { turn, asOf: turn.asOf, now: handles.clocks.real.now() })
    const of = sql`workspace_id = ${workspaceId} and audience_id = ${audienceId}`
    const gone = await sql`delete from audience_members where ${of} and person in (
      select person from audience_members where ${of} limit ${MEMBERS_A_PIECE})`.execute(tx)
    // Moments at which to look again go as they come: nobody is asked about any more.
    if (gone.numAffectedRows === 0n) await sql`delete from audience_live where ${of}`.execute(tx)
  })
  return true
}

const PERSON_TABLES = ['audience_members', 'audience_due'] as const

/** Erases people, given by all their atoms, from the live audiences. May be repeated. Answers how many rows went. */
export async function eraseFromLive(tx: Tx, { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] }): Promise<number> {
  const within = await sql<{ id: number }>`select distinct audience_id as id from audience_members
    where workspace_id = ${workspaceId} and person = any(${bigints(atoms)})`.execute(tx)
  await lockAudiences(tx, { workspaceId, audiences: within.rows.map(({ id }) => id) })
  await sql`update audience_audiences audience set count = count - gone.members from (
      select audience_id, count(*) as members from audience_members
      where workspace_id = ${workspaceId} and person = any(${bigints(atoms)}) group by audience_id) as gone
    where audience.workspace_id = ${workspaceId} and audience.id = gone.audience_id`.execute(tx)
  let rows = 0
  for (const table of PERSON_TABLES) {
    const gone = await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and person = any(${bigints(atoms)})`.execute(
      tx,
    )
    rows += Number(gone.numAffectedRows ?? 0)
  }
  return rows
}

/** Rows that name one of these people. */
export async function countInLive(
  db: Queryable,
  { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] },
): Promise<number> {
  let rows = 0
  for (const table of PERSON_TABLES) {
    const found = await sql<{ rows: number }>`
      select count(*) as rows from ${sql.table(table)} where workspace_id = ${workspaceId} and person = any(${bigints(atoms)})`.execute(db)
    rows += found.rows[0]?.rows ?? 0
  }
  return rows
}
