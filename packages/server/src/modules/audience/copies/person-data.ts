/** The erasing of a person from the copies in the event store; `app.ts` registers it with compliance. What they say is exported where it is kept. */
import { expandMacros } from '../../../platform/clickhouse/macros.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { PersonDataHolder } from '../../compliance/index.ts'
import { openParameters, type Parameters } from '../../events/index.ts'
import { CONSENTS_COPY, IDENTIFIERS_COPY, TAGS_COPY, TRAITS_COPY } from './table.ts'

const TABLES = [IDENTIFIERS_COPY, TRAITS_COPY, TAGS_COPY, CONSENTS_COPY] as const

interface Held {
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

export const copiesPersonData: PersonDataHolder = {
  name: 'copies',
  words: { zh: '人群计算用的副本', en: 'Copies for audiences' },
  tables: TABLES,
  findsBy: 'atoms',
  erase: async (handles, input) => ({ rows: await eraseCopies(handles, input), kept: 0 }),
  count: countCopies,
}

/** Every part of a table that holds one of the atoms is written again, so there are few statements. A server takes at most 128 KB in one parameter. */
const ATOMS_PER_STATEMENT = 5_000

function* pieces({ workspaceId, atoms }: Held): Generator<Held> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

async function eraseCopies(handles: Handles, input: Held & { readonly signal: AbortSignal }): Promise<number> {
  let rows = 0
  for (const some of pieces(input))
    for (const table of TABLES) {
      input.signal.throwIfAborted()
      const own = await countIn(handles, { ...some, table })
      if (own === 0) continue
      const parameters = openParameters()
      const statement = `alter table ${table}\${local} \${on_cluster} delete where ${ofAtoms(parameters, some)} settings mutations_sync = 2`
      await handles.clickhouse.command(expandMacros(statement, handles.config.clickhouseCluster), parameters.values)
      rows += own
    }
  return rows
}

async function countCopies(handles: Pick<Handles, 'clickhouse'>, input: Held): Promise<number> {
  let rows = 0
  for (const some of pieces(input)) for (const table of TABLES) rows += await countIn(handles, { ...some, table })
  return rows
}

/** Also rows that a later one has replaced: until the parts are merged they are still there. */
async function countIn({ clickhouse }: Pick<Handles, 'clickhouse'>, input: Held & { readonly table: string }): Promise<number> {
  const parameters = openParameters()
  const query = `select count() as held from ${input.table} where ${ofAtoms(parameters, input)}`
  const [found] = await clickhouse.query<{ held: number }>({ query, params: parameters.values })
  return found?.held ?? 0
}

function ofAtoms(parameters: Parameters, { workspaceId, atoms }: Held): string {
  return `workspace = ${parameters.bind('UInt32', workspaceId)} and atom in ${parameters.bind('Array(UInt64)', atoms)}`
}
