/** What this folder knows of a person, for exports and erasures; `app.ts` registers it with compliance. */
import type { Handles } from '../../../platform/handles.ts'
import type { ExportedRows, HeldInput, PersonDataHolder } from '../../compliance/index.ts'
import { openParameters, type Parameters } from '../../events/index.ts'
import { countRows, erasePredictions } from './predict.ts'
import { PREDICTIONS_TABLE } from './tables.ts'

export const predictionsPersonData: PersonDataHolder = {
  name: 'predictions',
  words: { zh: '预测', en: 'Predictions' },
  tables: [PREDICTIONS_TABLE],
  findsBy: 'atoms',
  exported,
  erase: async (handles, { workspaceId, atoms, signal }) => {
    let rows = 0
    for (const some of pieces(atoms)) {
      signal.throwIfAborted()
      rows += await erasePredictions(handles, { workspaceId, atoms: some })
    }
    return { rows, kept: 0 }
  },
  count: async (handles, { workspaceId, atoms }) => {
    let rows = 0
    for (const some of pieces(atoms)) {
      const where = ({ bind }: Parameters) => `atom in ${bind('Array(UInt64)', some)}`
      rows += await countRows(handles, { table: PREDICTIONS_TABLE, workspaceId, where })
    }
    return rows
  },
}

/** A server takes at most 128 KB in one parameter. */
const ATOMS_PER_STATEMENT = 5_000

function* pieces(atoms: readonly number[]): Generator<readonly number[]> {
  for (let start = 0; start < atoms.length; start += ATOMS_PER_STATEMENT) yield atoms.slice(start, start + ATOMS_PER_STATEMENT)
}

/** At most a row a model and atom, so a page an atom's worth of models. */
async function* exported({ clickhouse }: Handles, { workspaceId, atoms, signal }: HeldInput): AsyncGenerator<ExportedRows> {
  yield { part: 'predictions', rows: [] }
  for (const some of pieces(atoms)) {
    signal.throwIfAborted()
    const parameters = openParameters()
    const rows = await clickhouse.query<Record<string, unknown>>({
      query: `
        select model, atom, bought as purchases, p_alive as alive, expected as expectedPurchases, value as lifetimeValue,
          next_days as daysToNextPurchase
        from ${PREDICTIONS_TABLE}
        where workspace = ${parameters.bind('UInt32', workspaceId)} and atom in ${parameters.bind('Array(UInt64)', some)}
        order by model, atom`,
      params: parameters.values,
    })
    if (rows.length > 0) yield { part: 'predictions', rows }
  }
}
