/** Models as they are kept: which one is in force at a moment, the list of them, and when one goes. */
import { type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Model } from './contract.ts'
import type { KeptFit } from './tables.ts'

/** With all their predictions; a quarter of a year, refitted every week. */
const MODELS_KEPT = 13

export interface KeptModel {
  readonly id: number
  readonly calibrationEnd: string
  /** Null: of none. */
  readonly fit: KeptFit
}

/** A number no other model has. */
export async function drawModelNumber(db: Queryable): Promise<number> {
  const { rows } = await sql<{ id: number }>`select nextval('audience_model_numbers') as id`.execute(db)
  return Number(rows[0]?.id)
}

export async function keepModel(
  tx: Tx,
  input: { workspaceId: number; id: number; calibrationEnd: string; knownUntil: Date; at: Date; by: string; fit: KeptFit },
): Promise<void> {
  await tx
    .insertInto('audience_models')
    .values({
      workspace_id: input.workspaceId,
      id: input.id,
      calibration_end: input.calibrationEnd,
      known_until: input.knownUntil,
      fitted_at: input.at,
      made_by: input.by,
      fit: JSON.stringify(input.fit),
    })
    .execute()
}

/** The model that knew most of what had happened by the moment, and of those that knew the same the newest. Undefined before the first. */
export async function modelInForce(
  db: Queryable,
  { workspaceId, asOf }: { workspaceId: number; asOf: number },
): Promise<KeptModel | undefined> {
  const row = await db
    .selectFrom('audience_models')
    .select(['id', 'calibration_end', 'fit'])
    .where('workspace_id', '=', workspaceId)
    .where('known_until', '<=', new Date(asOf))
    .orderBy('known_until', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { id: row.id, calibrationEnd: row.calibration_end, fit: row.fit }
}

/** The newest first, those before `before`. */
export async function listModels(
  db: Queryable,
  { workspaceId, limit, before, asOf }: { workspaceId: number; limit: number; before?: number | undefined; asOf: number },
): Promise<Model[]> {
  const rows = await db
    .selectFrom('audience_models')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .$if(before !== undefined, (query) => query.where('id', '<', before ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  const inForce = await modelInForce(db, { workspaceId, asOf })
  return rows.map((row) => ({
    id: String(row.id),
    fittedAt: row.fitted_at.toISOString(),
    fittedBy: row.made_by,
    calibrationEnd: row.calibration_end,
    ...row.fit,
    inForce: row.id === inForce?.id,
  }))
}

/** Removes all but the latest models. Answers the numbers of those that stay. */
export async function dropOldModels(tx: Tx, { workspaceId }: { workspaceId: number }): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from audience_models where workspace_id = ${workspaceId} order by id desc limit ${MODELS_KEPT}`.execute(tx)
  const kept = rows.map(({ id }) => id)
  await tx
    .deleteFrom('audience_models')
    .where('workspace_id', '=', workspaceId)
    .where('id', '<', Math.min(...kept))
    .execute()
  return kept
}
