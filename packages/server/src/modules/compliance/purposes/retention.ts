/** The register of retention: how long each kind of data is kept, and why. */
import type { Db } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { failCompliance } from '../errors.ts'
import type {} from '../tables.ts'
import type { Retention } from './contract.ts'
import { type KnownRetention, knownRetention } from './known.ts'

export async function listAllRetention(db: Db, { workspaceId }: { workspaceId: number }): Promise<Retention[]> {
  const rows = await db.selectFrom('compliance_retention').selectAll().where('workspace_id', '=', workspaceId).execute()
  const stated = new Map(rows.map((row) => [row.kind, row]))
  return knownRetention.map((known) => retention(known, stated.get(known.kind)))
}

/** @throws platform.not_found, compliance.retention_fixed */
export async function stateRetention(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; kind: string; days: number | null; why: string; by: string },
): Promise<Retention> {
  const { workspaceId, kind, days, why, by } = input
  const known = knownRetention.find((one) => one.kind === kind)
  if (!known) return fail('platform.not_found', { what: kind })
  if (known.upheld === 'kept') failCompliance('compliance.retention_fixed', { kind })
  const stated = { days, why, changed_at: new Date(handles.clocks.business.now()), made_by: by }
  await handles.db
    .insertInto('compliance_retention')
    .values({ workspace_id: workspaceId, kind, ...stated })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'kind']).doUpdateSet(stated))
    .execute()
  return retention(known, stated)
}

function retention(
  known: KnownRetention,
  stated: { days: number | null; why: string; changed_at: Date; made_by: string } | undefined,
): Retention {
  if (!stated) return { ...known, changedAt: null, changedBy: null }
  const why = { zh: stated.why, en: stated.why }
  return { ...known, days: stated.days, why, changedAt: stated.changed_at.toISOString(), changedBy: stated.made_by }
}
