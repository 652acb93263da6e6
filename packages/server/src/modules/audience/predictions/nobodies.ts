/** Predictions of who was erased while they were being written: the erasure came too early to find them. */
import { ask, type Caller, openParameters, personColumn } from '../../events/index.ts'
import { IDENTIFIERS_COPY } from '../copies/table.ts'
import { erasePredictions, type PredictHandles } from './predict.ts'
import { PREDICTIONS_TABLE } from './tables.ts'

const ATOMS_PER_TURN = 5_000
/** A million people erased within the minute of a fit. */
const MAX_TURNS = 200

/** To be called once the model counts and what was erased until then has reached the copies: whoever is erased later finds the predictions. */
export async function dropNobodies(
  handles: PredictHandles,
  caller: Caller,
  { workspaceId, modelId }: { workspaceId: number; modelId: number },
): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const parameters = openParameters()
    const workspace = parameters.bind('UInt32', workspaceId)
    const [found] = await ask<{ atoms: number[] }>(caller, {
      query: `
        SELECT groupUniqArray(${ATOMS_PER_TURN})(atom) AS atoms FROM ${PREDICTIONS_TABLE}
        WHERE workspace = ${workspace} AND model = ${parameters.bind('UInt64', modelId)} AND ${personColumn()} GLOBAL NOT IN (
          SELECT ${personColumn()} FROM ${IDENTIFIERS_COPY} FINAL WHERE workspace = ${workspace} AND present = 1)`,
      parameters,
    })
    if (!found || found.atoms.length === 0) return
    await erasePredictions(handles, { workspaceId, atoms: found.atoms })
  }
}
