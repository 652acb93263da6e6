/**
 * The erasing of a person from what was refused. A refused event or row has no atom, so it is found by the identifiers it names, while these
 * are still known. Phone numbers and addresses were masked when it was kept; a number is found by its masked form.
 */
import { expandMacros } from '../../platform/clickhouse/macros.ts'
import { sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { ClearIdentifier } from '../identity/index.ts'
import { openParameters, type Parameters } from './parameters.ts'
import { maskContacts } from './wire/mask.ts'

type EraseHandles = Pick<Handles, 'db' | 'clickhouse' | 'config'>

interface RefusedInput {
  readonly workspaceId: number
  readonly identifiers: AsyncIterable<readonly ClearIdentifier[]>
  readonly signal: AbortSignal
}

const REJECTED_TABLE = 'events_rejected_v1'
/** A shorter value says little and stands in many texts: it only counts as the value of a field that is called an id. */
const TELLING_CHARACTERS = 5
const MAX_VALUE_CHARACTERS = 255

/** Values looked for by one statement, which reads everything that was refused. */
const VALUES_PER_STATEMENT = 10_000

/** Removes the refused events and rows that name one of the identifiers. May be repeated. Answers how many went. */
export async function eraseRefused(
  handles: EraseHandles,
  { workspaceId, identifiers, signal }: RefusedInput,
): Promise<{ rows: number; kept: 0 }> {
  let rows = 0
  let values: string[] = []
  const look = async () => {
    signal.throwIfAborted()
    rows += await eraseRefusedEvents(handles, { workspaceId, values })
    rows += await eraseRefusedRows(handles, { workspaceId, values, signal })
    values = []
  }
  for await (const some of identifiers) {
    values.push(...some.flatMap(valueToFind))
    if (values.length >= VALUES_PER_STATEMENT) await look()
  }
  if (values.length > 0) await look()
  return { rows, kept: 0 }
}

function valueToFind({ value, personal }: ClearIdentifier): string[] {
  if (!personal) return [value.slice(0, MAX_VALUE_CHARACTERS)]
  const masked = maskContacts(value, false)
  return /^\d+\*+\d+$/.test(masked) ? [masked] : []
}

interface Wanted {
  readonly workspaceId: number
  readonly values: readonly string[]
}

async function eraseRefusedEvents({ clickhouse, config }: EraseHandles, wanted: Wanted): Promise<number> {
  const asked = openParameters()
  const [found] = await clickhouse.query<{ rows: number }>({
    query: `select count() as rows from ${REJECTED_TABLE} where ${namesOne(asked, wanted)}`,
    params: asked.values,
  })
  if (!found?.rows) return 0
  const told = openParameters()
  const statement = `alter table ${REJECTED_TABLE}\${local} \${on_cluster} delete where ${namesOne(told, wanted)} settings mutations_sync = 2`
  await clickhouse.command(expandMacros(statement, config.clickhouseCluster), told.values)
  return found.rows
}

/** What stands in quotes, words between separators, and short values of fields whose name ends like that of an id. */
const WORDS = [
  `'"([^"\\\\\\\\]{${TELLING_CHARACTERS},${MAX_VALUE_CHARACTERS}})"'`,
  `'[^\\\\s",;:{}\\\\[\\\\]=&|]{${TELLING_CHARACTERS},${MAX_VALUE_CHARACTERS}}'`,
  `'"[A-Za-z_$]*(?:[iI]d|ID|[nN]o|[kK]ey)"\\\\s*:\\\\s*"?([^",}\\\\s]{1,${TELLING_CHARACTERS - 1}})'`,
]

function namesOne(parameters: Parameters, { workspaceId, values }: Wanted): string {
  const words = `arrayConcat(${WORDS.map((pattern) => `extractAll(raw, ${pattern})`).join(', ')})`
  const wanted = parameters.bind('Array(String)', values)
  return `workspace = ${parameters.bind('UInt32', workspaceId)} and arrayExists(word -> word in ${wanted}, ${words})`
}

/** Import by import, so that one statement reads no more rows than are kept of one. */
async function eraseRefusedRows({ db }: EraseHandles, { workspaceId, values, signal }: Wanted & { signal: AbortSignal }): Promise<number> {
  const telling = values.filter((value) => value.length >= TELLING_CHARACTERS)
  const imports = await db
    .selectFrom('events_imports')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('rows_rejected', '>', 0)
    .execute()
  let rows = 0
  for (const { id } of telling.length === 0 ? [] : imports) {
    signal.throwIfAborted()
    const gone = await sql`delete from events_import_rejects where workspace_id = ${workspaceId} and import_id = ${id} and exists (
      select 1 from regexp_split_to_table(row_text, '[",;|\\t\\r\\n]+') as cell where trim(cell) = any(${telling}::text[])
      union all
      select 1 from regexp_split_to_table(row_text, '[\\s",;:{}\\[\\]=&|]+') as word where word = any(${telling}::text[]))`.execute(db)
    rows += Number(gone.numAffectedRows ?? 0)
  }
  return rows
}
