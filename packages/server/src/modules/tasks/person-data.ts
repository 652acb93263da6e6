/** What this module knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import { bigints, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'

const ATOMS_PER_STATEMENT = 5_000
const TABLES = ['tasks_changes', 'tasks_tasks'] as const

interface Held {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

type Stoppable = Held & { readonly signal: AbortSignal }

export const tasksPersonData = {
  name: 'tasks',
  words: { zh: '关于 TA 的待办', en: 'Tasks about them' },
  tables: TABLES,
  findsBy: 'atoms',
  exported,
  erase: async ({ db }: Handles, input: Stoppable) => {
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
  count: async ({ db }: Handles, input: Held) => {
    let rows = 0
    for (const { workspaceId, atoms } of pieces(input))
      for (const table of TABLES) {
        const found = await sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}
          where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)})`.execute(db)
        rows += found.rows[0]?.rows ?? 0
      }
    return rows
  },
} as const

function* pieces({ workspaceId, atoms }: Held): Generator<Held> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

async function* exported({ db }: Handles, input: Stoppable) {
  for (const part of TABLES) {
    yield { part, rows: [] }
    for (const { workspaceId, atoms } of pieces(input)) {
      input.signal.throwIfAborted()
      const { rows } = await sql<{ row: Record<string, unknown> }>`
        select to_jsonb(held) - 'workspace_id' as row from ${sql.table(part)} held
        where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) order by id`.execute(db)
      if (rows.length > 0) yield { part, rows: rows.map(({ row }) => row) }
    }
  }
}
