/**
 * Keeps the copies in the event store: takes what changed from the queues, writes it as it is now, and only then takes it off. A crash on
 * the way repeats it.
 *
 * Several processes may do so at once, and the latest state holds: a version is drawn before anything is read, and a change is queued in its
 * own transaction. Whoever published a change found it in the queue, so drew its version after that change; whoever read the state before
 * the change had drawn an earlier one.
 */
import { type Db, inTransaction, sql } from '../../../platform/db/index.ts'
import { dropEntries, newestEntry, waitingEntries } from '../../../platform/db/queues.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../platform/lifecycle/loop.ts'
import { openParameters, publishPeople } from '../../events/index.ts'
import { type Change, markAll } from '../live/dirty.ts'
import { type CopyRow, type CopySource, copySources, type WaitingEntry } from './sources.ts'

export type CopyHandles = Pick<Handles, 'db' | 'clickhouse' | 'config' | 'clocks'>

/** Of one source in one turn without an end of its own; what is left waits for the next. */
const MAX_BATCHES_PER_TURN = 20

/** Publishes what waits when it is called, or as much of it as can be begun before `until`. Answers how many atoms that were, 0 when nothing waited. */
export async function publishCopies(handles: CopyHandles, input: { readonly until?: number } = {}): Promise<number> {
  let published = 0
  for (const source of copySources) published += await publishSource(handles, { source, ...input })
  return published
}

async function publishSource(handles: CopyHandles, { source, until }: { source: CopySource; until?: number }): Promise<number> {
  const upTo = await newestEntry(handles.db, source.queue)
  let published = 0
  const mayGoOn = (batch: number) => (until === undefined ? batch < MAX_BATCHES_PER_TURN : handles.clocks.real.now() < until)
  for (let batch = 0, after = 0; after < upTo && mayGoOn(batch); batch++) {
    const entries = await source.take(handles.db, { after, upTo, atoms: source.atomsPerBatch })
    if (entries.length === 0) break
    await publishEntries(handles, { source, entries })
    published += entries.reduce((sum, { atoms }) => sum + atoms.length, 0)
    after = entries.at(-1)?.id ?? upTo
  }
  return published
}

async function publishEntries(
  handles: CopyHandles,
  { source, entries }: { source: CopySource; entries: readonly WaitingEntry[] },
): Promise<void> {
  const { db, clickhouse } = handles
  const version = await drawVersion(db)
  const ids = entries.map(({ id }) => id)
  const rows = await source.read(db, ids)
  const columns = [...source.columns, 'version']
  for (const body of bodies(rows, version)) await clickhouse.insert({ table: source.table, columns, body })
  const there = new Set(rows.map(({ atom }) => atom))
  // What another publisher has dropped meanwhile could not be read here any more, and is no sign that somebody is gone.
  const waiting = new Set(await waitingEntries(db, source.queue, ids))
  const asked = entries.filter(({ id }) => waiting.has(id))
  for (const [workspaceId, ofWorkspace] of Map.groupBy(asked, (entry) => entry.workspaceId)) {
    const atoms = [...new Set(ofWorkspace.flatMap((entry) => entry.atoms))].filter((atom) => !there.has(atom))
    if (atoms.length > 0) await writeGone(handles, { source, workspaceId, atoms, version })
  }
  await inTransaction(db, async (tx) => {
    const dropped = new Set(await dropEntries(tx, source.queue, ids))
    const told = entries.filter(({ id }) => dropped.has(id))
    await markAll(tx, changesOf(source, told))
  })
}

/** Live audiences are told once the copies are there, of an entry by whoever takes it off the queue. */
function changesOf({ what }: CopySource, entries: readonly WaitingEntry[]): Change[] {
  return [...Map.groupBy(entries, ({ workspaceId }) => workspaceId)].map(([workspaceId, own]) => {
    const names = new Set(own.flatMap((entry) => entry.names ?? ['']))
    const [name] = names.size === 1 ? names : []
    return { workspaceId, what, name: name || undefined, atoms: [...new Set(own.flatMap(({ atoms }) => atoms))] }
  })
}

async function drawVersion(db: Db): Promise<number> {
  const { rows } = await sql<{ version: number }>`select nextval('audience_copy_versions') as version`.execute(db)
  return Number(rows[0]?.version)
}

/** Characters of one insert, far below what the store takes; one row more may go beyond. */
const MAX_BODY_LENGTH = 8_000_000

function* bodies(rows: readonly CopyRow[], version: number): Generator<string> {
  let lines: string[] = []
  let length = 0
  for (const { values } of rows) {
    const line = JSON.stringify([...values, version])
    lines.push(line)
    length += line.length
    if (length < MAX_BODY_LENGTH) continue
    yield lines.join('\n')
    lines = []
    length = 0
  }
  if (lines.length > 0) yield lines.join('\n')
}

/** A server takes at most 128 KB in one parameter. */
const ATOMS_PER_STATEMENT = 5_000

interface Gone {
  readonly source: CopySource
  readonly workspaceId: number
  readonly atoms: readonly number[]
  readonly version: number
}

/** Atoms of which nothing is left, those of people who were erased: what the copy has of them no longer holds. */
async function writeGone({ clickhouse }: CopyHandles, { source, workspaceId, atoms, version }: Gone): Promise<void> {
  const { table, columns, gone, holds } = source
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT) {
    const parameters = openParameters()
    const own = `workspace = ${parameters.bind('UInt32', workspaceId)} AND atom IN ${parameters.bind('Array(UInt64)', atoms.slice(start, start + ATOMS_PER_STATEMENT))}`
    const values = columns.map((column) => gone[column] ?? column)
    const select = `SELECT ${values.join(', ')}, ${parameters.bind('UInt64', version)} FROM ${table} FINAL WHERE ${own} AND (${holds})`
    await clickhouse.command(`INSERT INTO ${table} (${columns.join(', ')}, version) ${select}`, parameters.values)
  }
}

const PUBLISH_EVERY_MS = 200

/** Publishes what waits again and again. After a turn it rests as long as that took, so that a long queue leaves the stores to others half the time. */
export function startCopying(handles: Handles): Loop {
  let restUntil = 0
  const step = async () => {
    const begin = handles.clocks.real.now()
    if (begin < restUntil || (await publishCopies(handles)) === 0) return
    const end = handles.clocks.real.now()
    restUntil = end + (end - begin)
  }
  return startLoop({ name: 'copies', everyMs: PUBLISH_EVERY_MS, log: handles.log, step })
}

/** What had changed when this was called is in the copies afterwards, or so much time has passed. */
export async function settleCopies(handles: CopyHandles, { withinMs }: { withinMs: number }): Promise<void> {
  const until = handles.clocks.real.now() + withinMs
  await publishPeople(handles)
  await publishCopies(handles, { until })
}
