/** The register of purposes: what comes with the product, and what a workspace made of it. */
import { type Db, inTransaction, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { failCompliance } from '../errors.ts'
import type {} from '../tables.ts'
import type { Purpose } from './contract.ts'
import { knownPurposes } from './known.ts'

/** Of one workspace, those of the product not counted. */
const MAX_PURPOSES = 200

/** What is kept of a purpose; the rest are columns. */
export type PurposeBody = Omit<Purpose, 'name' | 'declared' | 'changedAt' | 'changedBy'>

/** All purposes by name: the product's first. */
export async function listAllPurposes(db: Db, { workspaceId }: { workspaceId: number }): Promise<Purpose[]> {
  const rows = await db.selectFrom('compliance_purposes').selectAll().where('workspace_id', '=', workspaceId).orderBy('name').execute()
  const declared = new Map(rows.map((row) => [row.name, declaredPurpose(row)]))
  const own = rows.filter((row) => !knownPurposes.some(({ name }) => name === row.name))
  return [...knownPurposes.map((purpose) => declared.get(purpose.name) ?? undeclared(purpose)), ...own.map(declaredPurpose)]
}

export async function findPurpose(db: Db, { workspaceId, name }: { workspaceId: number; name: string }): Promise<Purpose | undefined> {
  const row = await db
    .selectFrom('compliance_purposes')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .executeTakeFirst()
  if (row) return declaredPurpose(row)
  const known = knownPurposes.find((purpose) => purpose.name === name)
  return known && undeclared(known)
}

/** @throws compliance.too_many_purposes */
export function keepPurpose(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; name: string; purpose: PurposeBody; by: string },
): Promise<Purpose> {
  const { workspaceId, name, by } = input
  return inTransaction(handles.db, async (tx) => {
    const { rows } = await sql<{ others: number }>`select count(*) as others from compliance_purposes
      where workspace_id = ${workspaceId} and name <> ${name}`.execute(tx)
    if ((rows[0]?.others ?? 0) >= MAX_PURPOSES) failCompliance('compliance.too_many_purposes', { limit: MAX_PURPOSES })
    const kept = { purpose: JSON.stringify(input.purpose), changed_at: new Date(handles.clocks.business.now()), made_by: by }
    const row = await tx
      .insertInto('compliance_purposes')
      .values({ workspace_id: workspaceId, name, ...kept })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'name']).doUpdateSet(kept))
      .returningAll()
      .executeTakeFirstOrThrow()
    return declaredPurpose(row)
  })
}

function undeclared(purpose: Omit<Purpose, 'declared' | 'changedAt' | 'changedBy'>): Purpose {
  return { ...purpose, declared: false, changedAt: null, changedBy: null }
}

function declaredPurpose(row: { name: string; purpose: Record<string, unknown>; changed_at: Date; made_by: string }): Purpose {
  return {
    name: row.name,
    ...(row.purpose as PurposeBody),
    declared: true,
    changedAt: row.changed_at.toISOString(),
    changedBy: row.made_by,
  }
}
