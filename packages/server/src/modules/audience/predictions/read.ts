/** Predictions of some people as the model in force says them, what was merged since added up. */
import type { Handles } from '../../../platform/handles.ts'
import type { Words } from '../../../platform/i18n/locale.ts'
import { ask, atomsSql, type Caller, openParameters } from '../../events/index.ts'
import { type PersonPredictions, PURCHASES_HORIZON_DAYS, VALUE_HORIZON_DAYS } from './contract.ts'
import { dateOfDay, dayOfDate } from './days.ts'
import { modelInForce } from './models.ts'
import { PREDICTIONS_TABLE } from './tables.ts'
import { noPredictionWords, predictionWords } from './words.ts'

/**
 * Columns of a person over the rows of their atoms. Who has become one of two is there when either is, and buys and spends what both do.
 * Every one is an aggregate.
 */
export const FOLDED = {
  purchases: 'sum(bought)',
  alive: '1 - exp(sum(log1p(-p_alive)))',
  expectedPurchases: 'sum(expected)',
  lifetimeValue: 'sum(value)',
  daysToNextPurchase: 'min(next_days)',
} as const

/** Of one person by all their atoms. */
export async function personPredictions(
  handles: Pick<Handles, 'db'>,
  caller: Caller,
  { workspaceId, asOf, atoms }: { workspaceId: number; asOf: number; atoms: readonly number[] },
): Promise<{ predictions: PersonPredictions | null; none: Words | null }> {
  const model = await modelInForce(handles.db, { workspaceId, asOf })
  if (!model) return { predictions: null, none: noPredictionWords.noModel }
  const row = await readFolded(caller, { workspaceId, modelId: model.id, atoms })
  if (!row) return { predictions: null, none: noPredictionWords.noOrder }
  const { calibrationEnd } = model
  const { currency } = model.fit
  const nextPurchaseOn = row.daysToNextPurchase === null ? null : dateOfDay(dayOfDate(calibrationEnd) + row.daysToNextPurchase)
  return {
    predictions: {
      modelId: String(model.id),
      calibrationEnd,
      horizonDays: PURCHASES_HORIZON_DAYS,
      valueDays: VALUE_HORIZON_DAYS,
      currency,
      nextPurchaseOn,
      ...row,
      words: predictionWords({ calibrationEnd, currency, nextPurchaseOn, ...row }),
    },
    none: null,
  }
}

interface Folded {
  readonly purchases: number
  readonly alive: number
  readonly expectedPurchases: number
  readonly lifetimeValue: number | null
  readonly daysToNextPurchase: number | null
}

async function readFolded(
  caller: Caller,
  { workspaceId, modelId, atoms }: { workspaceId: number; modelId: number; atoms: readonly number[] },
): Promise<Folded | undefined> {
  const parameters = openParameters()
  const columns = Object.entries(FOLDED).map(([name, fold]) => `${fold} AS ${name}`)
  const rows = await ask<Folded>(caller, {
    query: `
      SELECT ${columns.join(', ')} FROM ${PREDICTIONS_TABLE}
      WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND model = ${parameters.bind('UInt64', modelId)}
        AND atom IN ${atomsSql(atoms, parameters)}
      HAVING count() > 0`,
    parameters,
    lane: 'point',
  })
  return rows[0]
}
