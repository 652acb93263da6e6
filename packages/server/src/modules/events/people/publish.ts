/**
 * Tells the event store who is who: takes the atoms whose person changed from the queue, writes their person as it is now, has the
 * dictionary loaded anew, and only then takes them off the queue. A crash on the way repeats it.
 *
 * Several processes may do so at once, and the latest state holds: a version is drawn from one sequence before anything is read, and a
 * change is queued in its own transaction. Whoever published an atom's last change found it in the queue, so drew its version after that
 * change; whoever read the state before the change had drawn an earlier one.
 */
import type { ClickHouse } from '../../../platform/clickhouse/index.ts'
import { type Db, sql } from '../../../platform/db/index.ts'
import { firstEntries } from '../../../platform/db/queues.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../platform/lifecycle/loop.ts'
import { personsOfAtoms } from '../../identity/index.ts'
import { PEOPLE_DICTIONARY, PEOPLE_TABLE } from '../table.ts'
import type {} from './tables.ts'

export type PublishHandles = Pick<Handles, 'db' | 'clickhouse' | 'config'>

/** Queue entries looked at for one insert. */
const MAX_MOVES_PER_BATCH = 5_000
/** Of one insert; an entry may have more, it then is an insert of its own. */
const MAX_ATOMS_PER_BATCH = 100_000
/** Inserts before the dictionary is loaded; what is left waits for the next turn. */
const MAX_BATCHES_PER_LOAD = 20

/** Publishes what is queued. Answers how many atoms that were; 0 means that nothing waits. */
export async function publishPeople(handles: PublishHandles, atomsPerBatch: number = MAX_ATOMS_PER_BATCH): Promise<number> {
  let rows = 0
  let last = 0
  const taken: number[] = []
  for (let batch = 0; batch < MAX_BATCHES_PER_LOAD; batch++) {
    const moves = await nextMoves(handles.db, { after: last, atoms: atomsPerBatch })
    if (moves.length === 0) break
    rows += await publishMoves(handles, moves)
    taken.push(...moves)
    last = moves.at(-1) ?? last
  }
  if (taken.length === 0) return 0
  await loadDictionary(handles)
  await passOn(handles.db, taken)
  return rows
}

/** Takes entries off the queue, for modules above to see; of two processes that published an entry one passes it on. */
async function passOn(db: Db, moves: readonly number[]): Promise<void> {
  await sql`with told as (delete from identity_moves where id = any(${moves}::bigint[]) returning workspace_id, atoms)
    insert into events_people_moved (workspace_id, atoms) select workspace_id, atoms from told`.execute(db)
}

/** Ids of entries in their order: the first and those that together have at most so many atoms with it. */
async function nextMoves(db: Db, { after, atoms }: { after: number; atoms: number }): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from (${firstEntries(
      sql`select id, cardinality(atoms) as size from identity_moves where id > ${after} order by id limit ${MAX_MOVES_PER_BATCH}`,
      { most: atoms },
    )}) as next order by id`.execute(db)
  return rows.map(({ id }) => id)
}

async function publishMoves({ db, clickhouse }: PublishHandles, moves: readonly number[]): Promise<number> {
  const version = await drawVersion(db)
  const { rows } = await sql<{ workspace_id: number; atom: number }>`
    select distinct workspace_id, unnest(atoms) as atom from identity_moves where id = any(${moves}::bigint[])`.execute(db)
  const lines: string[] = []
  for (const [workspaceId, moved] of Map.groupBy(rows, (row) => row.workspace_id)) {
    const atoms = moved.map(({ atom }) => atom)
    const persons = await personsOfAtoms(db, { workspaceId, atoms })
    for (const atom of atoms) lines.push(`[${atom},${persons.get(atom) ?? atom},${version}]`)
  }
  await clickhouse.insert({ table: PEOPLE_TABLE, columns: ['atom', 'person', 'version'], body: lines.join('\n') })
  return lines.length
}

async function drawVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('events_people_versions') as version`.execute(db)
  return Number(rows[0]?.version)
}

/** A loading under way is begun again, so what was inserted before this call is in it. The nodes of a cluster load by themselves. */
async function loadDictionary({ clickhouse, config }: { clickhouse: ClickHouse; config: PublishHandles['config'] }): Promise<void> {
  if (config.clickhouseCluster === undefined) await clickhouse.command(`system reload dictionary ${PEOPLE_DICTIONARY}`)
}

const PUBLISH_EVERY_MS = 500
/** After a turn the store rests this many times as long: loading three million atoms again and again takes a quarter of a core. */
const REST_FACTOR = 3

/** Publishes what is queued again and again, resting in proportion to how long it took. */
export function startPublisher(handles: Handles): Loop {
  let restUntil = 0
  const step = async () => {
    const begin = handles.clocks.real.now()
    if (begin < restUntil || (await publishPeople(handles)) === 0) return
    const end = handles.clocks.real.now()
    restUntil = end + REST_FACTOR * (end - begin)
  }
  return startLoop({ name: 'people', everyMs: PUBLISH_EVERY_MS, log: handles.log, step })
}
