/** Rows of the tables of this folder. Columns are explained in the migrations. */
import type { JSONColumnType } from 'kysely'
import type { Model } from './contract.ts'

export const PREDICTIONS_TABLE = 'dim_predictions_v1'
export const PATTERNS_TABLE = 'dim_prediction_patterns_v1'

/** What is kept of a model beside its columns. */
export type KeptFit = Omit<Model, 'id' | 'fittedAt' | 'fittedBy' | 'calibrationEnd' | 'inForce'>

export interface Refusal {
  readonly code: string
  readonly details: Readonly<Record<string, unknown>>
}

declare module '../../../platform/db/tables.ts' {
  interface Tables {
    audience_models: {
      workspace_id: number
      id: number
      calibration_end: string
      known_until: Date
      fitted_at: Date
      made_by: string
      fit: JSONColumnType<KeptFit>
    }
    audience_model_fits: {
      workspace_id: number
      job_id: string
      made_by: string
      started_at: Date
      ended_at: Date | null
      refused: JSONColumnType<Refusal> | null
    }
  }
}
