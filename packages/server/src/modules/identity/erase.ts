/** The erasing of a person, as far as this module keeps people: first they stop being anybody, then what was known of them goes. */
import type { RawBuilder } from 'kysely'
import { inTransaction, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { queueCopies } from './copies.ts'
import { lockLinks } from './links/lock.ts'
import { forget, raiseEpoch } from './memory.ts'
import { componentsOf, personsOfAtoms } from './persons.ts'
import type {} from './tables.ts'

/** Atoms looked for at once; a person of two hundred thousand is erased in forty turns. */
const ATOMS_PER_TURN = 5_000
/** One atom may have very many rows: that of an identifier which everything was linked to. */
const ROWS_PER_STATEMENT = 10_000

interface Erased {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

/** Where an atom stands in each table; those of `cut` are what makes somebody somebody. */
const cut = [
  { table: 'identity_identifiers', columns: ['atom'] },
  { table: 'identity_members', columns: ['atom'] },
  { table: 'identity_persons', columns: ['person'] },
  { table: 'identity_unbound', columns: ['atom'] },
] as const
const rest = [
  { table: 'identity_traits', columns: ['atom'] },
  { table: 'identity_trait_history', columns: ['atom'] },
  { table: 'identity_tag_marks', columns: ['atom'] },
  { table: 'identity_tag_history', columns: ['atom'] },
  { table: 'identity_merges', columns: ['a', 'b'] },
  { table: 'identity_apart', columns: ['a', 'b'] },
  { table: 'identity_conflicts', columns: ['a', 'b'] },
  { table: 'identity_encounters', columns: ['a', 'b'] },
  { table: 'identity_duplicates', columns: ['a', 'b'] },
] as const

type Place = (typeof cut)[number] | (typeof rest)[number]

/**
 * Every table of this module in which a person is. The event store is not told: it goes on counting the numbers that were one person as
 * one, so that orders kept without a name leave every figure as it was.
 */
export const IDENTITY_PERSON_TABLES: readonly string[] = [...cut, ...rest].map(({ table }) => table)

/**
 * Ends the person of these atoms in one transaction: from then on nobody finds them, nothing can be linked to them and an identifier of theirs
 * makes somebody new. Answers the atoms that belong to the person and are missing in `atoms`; where there are any, nothing has happened.
 * `alongside` runs in the same transaction and is told how many rows went.
 */
export async function cutPerson(
  handles: Pick<Handles, 'db'>,
  input: Erased & { alongside: (tx: Tx, rows: number) => Promise<void> },
): Promise<{ missing: number[]; rows: number }> {
  const done = await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, input.workspaceId)
    const missing = await missingAtoms(tx, input)
    if (missing.length > 0) return { missing, rows: 0 }
    let rows = 0
    for (const place of cut) rows += await deleteFrom(tx, { ...input, place })
    await queueCopies(tx, { ...input, what: 'identifiers' })
    await raiseEpoch(tx)
    await input.alongside(tx, rows)
    return { missing, rows }
  })
  forget(handles.db)
  return done
}

async function missingAtoms(tx: Tx, { workspaceId, atoms }: Erased): Promise<number[]> {
  const persons = [...new Set((await personsOfAtoms(tx, { workspaceId, atoms })).values())]
  const { rows } = await sql<{ atom: number }>`
    select atom from (${componentsOf({ workspaceId, persons })}) as components (person, atom)
    where not atom = any(${atoms}::bigint[])`.execute(tx)
  return rows.map(({ atom }) => atom)
}

/** Removes what else was known of these atoms. May be repeated. Answers how many rows went. */
export async function eraseAtoms(handles: Pick<Handles, 'db'>, input: Erased & { signal: AbortSignal }): Promise<number> {
  const { workspaceId, atoms, signal } = input
  let rows = 0
  for (let start = 0; start < atoms.length; start += ATOMS_PER_TURN) {
    const some = atoms.slice(start, start + ATOMS_PER_TURN)
    for (const place of [...cut, ...rest]) {
      let gone: number
      do {
        signal.throwIfAborted()
        gone = await inTransaction(handles.db, async (tx) => {
          await lockLinks(tx, workspaceId)
          const deleted = await deleteSome(tx, { workspaceId, atoms: some, place })
          if (deleted > 0 && place.table === 'identity_traits') await queueCopies(tx, { workspaceId, what: 'traits', atoms: some })
          if (deleted > 0 && place.table === 'identity_tag_marks') await queueCopies(tx, { workspaceId, what: 'tags', atoms: some })
          return deleted
        })
        rows += gone
      } while (gone === ROWS_PER_STATEMENT)
    }
  }
  return rows
}

/** Rows of this module that name one of these atoms. */
export async function countAtoms({ db }: Pick<Handles, 'db'>, { workspaceId, atoms }: Erased): Promise<number> {
  let rows = 0
  // A row between two of the atoms counts once, so these are looked for in one go.
  for (const place of rest) if (place.columns.length > 1) rows += await countIn(db, { workspaceId, atoms, place })
  for (let start = 0; start < atoms.length; start += ATOMS_PER_TURN) {
    const some = atoms.slice(start, start + ATOMS_PER_TURN)
    for (const place of [...cut, ...rest]) if (place.columns.length === 1) rows += await countIn(db, { workspaceId, atoms: some, place })
  }
  return rows
}

async function deleteFrom(tx: Tx, { workspaceId, atoms, place }: Erased & { place: Place }): Promise<number> {
  const gone = await sql`delete from ${sql.table(place.table)} where workspace_id = ${workspaceId} and ${standsIn(place, atoms)}`.execute(
    tx,
  )
  return Number(gone.numAffectedRows ?? 0)
}

async function deleteSome(tx: Tx, { workspaceId, atoms, place }: Erased & { place: Place }): Promise<number> {
  const table = sql.table(place.table)
  const gone = await sql`delete from ${table} where ctid = any(array(
    select ctid from ${table} where workspace_id = ${workspaceId} and ${standsIn(place, atoms)} limit ${ROWS_PER_STATEMENT}))`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}

async function countIn(db: Queryable, { workspaceId, atoms, place }: Erased & { place: Place }): Promise<number> {
  const { rows } = await sql<{ rows: number }>`
    select count(*) as rows from ${sql.table(place.table)} where workspace_id = ${workspaceId} and ${standsIn(place, atoms)}`.execute(db)
  return rows[0]?.rows ?? 0
}

function standsIn({ columns }: Place, atoms: readonly number[]): RawBuilder<boolean> {
  const any = columns.map((column) => sql`${sql.ref(column)} = any(${atoms}::bigint[])`)
  return sql<boolean>`(${sql.join(any, sql` or `)})`
}
