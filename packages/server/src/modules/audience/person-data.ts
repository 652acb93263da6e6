/** What audiences know of a person, for exports and erasures; `app.ts` registers it with compliance. */
import { expandMacros } from '../../platform/clickhouse/macros.ts'
import { bigints, inTransaction, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { ExportedRows, HeldInput, PersonDataHolder } from '../compliance/index.ts'
import { openParameters, type Parameters } from '../events/index.ts'
import { removeEveryList } from './export-sweep.ts'
import { countInLive, eraseFromLive } from './live/drop.ts'
import { membershipsOf } from './members.ts'
import { MEMBERS_COPY } from './static-members.ts'

export const audiencePersonData: PersonDataHolder = {
  name: 'audiences',
  words: { zh: '所在人群、导出的名单', en: 'Audiences and exported lists' },
  tables: ['audience_static_members', 'audience_members', 'audience_due', MEMBERS_COPY],
  findsBy: 'atoms',
  exported,
  erase: async (handles, input) => {
    await removeEveryList(handles, input)
    const rows = await eraseMemberships(handles, input)
    return { rows: rows + (await eraseCopies(handles, input)), kept: 0 }
  },
  count: async (handles, input) => (await countMemberships(handles, input)) + (await countCopies(handles, input)),
}

/** A server takes at most 128 KB in one parameter. */
const ATOMS_PER_STATEMENT = 5_000

type Held = Omit<HeldInput, 'signal'>

function* pieces({ workspaceId, atoms }: Held): Generator<Held> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT)
    yield { workspaceId, atoms: atoms.slice(start, start + ATOMS_PER_STATEMENT) }
}

async function* exported({ db }: Handles, { workspaceId, atoms }: HeldInput): AsyncGenerator<ExportedRows> {
  const memberships = await membershipsOf(db, { workspaceId, atoms })
  yield { part: 'audiences', rows: memberships.map(({ id, ...membership }) => ({ audienceId: String(id), ...membership })) }
}

/** Of a static audience the number of people falls by the one who goes. */
async function eraseMemberships({ db }: Handles, input: HeldInput): Promise<number> {
  const { workspaceId } = input
  let rows = 0
  const audiences = new Set<number>()
  for (const { atoms } of pieces(input)) {
    input.signal.throwIfAborted()
    rows += await inTransaction(db, (tx) => eraseFromLive(tx, { workspaceId, atoms }))
    const gone = await sql<{ audience_id: number }>`delete from audience_static_members
      where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)}) returning audience_id`.execute(db)
    rows += gone.rows.length
    for (const { audience_id } of gone.rows) audiences.add(audience_id)
  }
  await sql`update audience_audiences set count = greatest(count - 1, 0)
    where workspace_id = ${workspaceId} and id = any(${bigints([...audiences])}) and kind = 'static'`.execute(db)
  return rows
}

async function countMemberships({ db }: Handles, input: Held): Promise<number> {
  const { workspaceId } = input
  let rows = 0
  for (const { atoms } of pieces(input)) {
    const found = await sql<{ rows: number }>`select count(*) as rows from audience_static_members
      where workspace_id = ${workspaceId} and atom = any(${bigints(atoms)})`.execute(db)
    rows += (found.rows[0]?.rows ?? 0) + (await countInLive(db, { workspaceId, atoms }))
  }
  return rows
}

async function eraseCopies(handles: Handles, input: HeldInput): Promise<number> {
  let rows = 0
  for (const some of pieces(input)) {
    input.signal.throwIfAborted()
    const own = await countCopies(handles, some)
    if (own === 0) continue
    const parameters = openParameters()
    const statement = `alter table ${MEMBERS_COPY}\${local} \${on_cluster} delete where ${ofAtoms(parameters, some)} settings mutations_sync = 2`
    await handles.clickhouse.command(expandMacros(statement, handles.config.clickhouseCluster), parameters.values)
    rows += own
  }
  return rows
}

/** Also rows that a later one has replaced: until the parts are merged they are still there. */
async function countCopies({ clickhouse }: Handles, input: Held): Promise<number> {
  let rows = 0
  for (const some of pieces(input)) {
    const parameters = openParameters()
    const query = `select count() as held from ${MEMBERS_COPY} where ${ofAtoms(parameters, some)}`
    rows += (await clickhouse.query<{ held: number }>({ query, params: parameters.values }))[0]?.held ?? 0
  }
  return rows
}

function ofAtoms(parameters: Parameters, { workspaceId, atoms }: Held): string {
  return `workspace = ${parameters.bind('UInt32', workspaceId)} and atom in ${parameters.bind('Array(UInt64)', atoms)}`
}
