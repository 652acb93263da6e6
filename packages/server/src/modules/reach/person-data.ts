/** What this module knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import { bigints, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { ExportedRows, HeldInput, PersonDataHolder } from '../compliance/index.ts'

const ATOMS_PER_STATEMENT = 5_000
const TABLES = ['reach_decisions', 'reach_deliveries', 'reach_touches'] as const
const KEYS: Readonly<Record<(typeof TABLES)[number], string>> = {
  reach_decisions: 'delivery_id',
  reach_deliveries: 'id',
  reach_touches: 'day',
}

export const reachPersonData: PersonDataHolder = {
  name: 'reach',
  words: { zh: '触达记录与决策', en: 'Deliveries and decisions about them' },
  tables: TABLES,
  findsBy: 'atoms',
  exported,
  erase: async ({ db }, input) => {
    let rows = 0
    for (const { workspaceId, atoms } of pieces(input))
      for (const table of TABLES) {
        input.signal.throwIfAborted()
        const gone = await sql`delete from ${sql.table(table)}
          where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) returning 1`.execute(db)
        rows += gone.rows.length
      }
    return { rows, kept: 0 }
  },
  count: async ({ db }, input) => {
    let rows = 0
    for (const { workspaceId, atoms } of pieces(input))
      for (const table of TABLES) {
        const found = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}
          where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)})`.execute(db)
        rows += found.rows[0]?.rows ?? 0
      }
    return rows
  },
}

type Held = Omit<HeldInput, 'signal'>

function* pieces({ workspaceId, atoms }: Held): Generator<Held> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

async function* exported({ db }: Handles, input: HeldInput): AsyncGenerator<ExportedRows> {
  for (const table of TABLES) {
    const part = table
    yield { part, rows: [] }
    for (const { workspaceId, atoms } of pieces(input)) {
      input.signal.throwIfAborted()
      const { rows } = await sql<{ row: Record<string, unknown> }>`
        select to_jsonb(held) - 'workspace_id' as row from ${sql.table(table)} held
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) order by ${sql.ref(KEYS[table])}`.execute(db)
      if (rows.length > 0) yield { part, rows: rows.map(({ row }) => row) }
    }
  }
}
