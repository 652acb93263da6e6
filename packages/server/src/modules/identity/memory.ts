/** What a process remembers about the identifiers of one database, and how it notices that it no longer holds. */
import { type Db, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { type AtomCache, openAtomCache } from './atom-cache.ts'
import { openPairSet, type PairSet } from './pair-set.ts'

export interface Memory {
  /** Spelling of an identifier → its atom. */
  cache: AtomCache
  /** Atoms that came together before and whose link was judged. */
  pairs: PairSet
  /** Of those last looked for in the database few were known. */
  mostlyNew: boolean
  /** Grows when everything was forgotten: what was looked up before that must not be remembered after it. */
  generation: number
  epoch: number | undefined
  epochReadAt: number
}

/** So much later at most another process's unbinding, un-merge or erasure is noticed. */
const EPOCH_READ_EVERY_MS = 500

const memories = new WeakMap<Db, Memory>()

function memoryOf(db: Db): Memory {
  const known = memories.get(db)
  if (known) return known
  const made: Memory = {
    cache: openAtomCache(),
    pairs: openPairSet(),
    mostlyNew: false,
    generation: 0,
    epoch: undefined,
    epochReadAt: Number.NEGATIVE_INFINITY,
  }
  memories.set(db, made)
  return made
}

/** The memory, emptied when another process changed who is who in a way that it cannot hold. */
export async function currentMemory({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<Memory> {
  const memory = memoryOf(db)
  const now = clocks.real.now()
  if (Math.abs(now - memory.epochReadAt) < EPOCH_READ_EVERY_MS) return memory
  memory.epochReadAt = now
  const epoch = await readEpoch(db)
  if (memory.epoch !== undefined && memory.epoch !== epoch) forget(db)
  memory.epoch = epoch
  return memory
}

async function readEpoch(db: Queryable): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from identity_epoch`.execute(db)
  return rows[0]?.epoch ?? 0
}

/** Tells every process to forget; within the transaction of the change. This process calls `forget` once that is committed. */
export async function raiseEpoch(tx: Tx): Promise<void> {
  await sql`update identity_epoch set epoch = epoch + 1`.execute(tx)
}

/** Forgets everything about the identifiers of this database. */
export function forget(db: Db): void {
  const memory = memoryOf(db)
  memory.generation++
  memory.cache = openAtomCache()
  memory.pairs = openPairSet()
}
