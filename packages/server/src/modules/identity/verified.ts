/** Identifiers that somebody who knows has vouched for: the platform that gave them out. */
import { type Queryable, sql } from '../../platform/db/index.ts'
import type { IdentifierRef } from './normalise.ts'
import type {} from './tables.ts'

/** Marks identifiers as verified, of kinds that are stored as they are. Unknown and already verified ones are passed over. */
export async function verifyIdentifiers(
  db: Queryable,
  { workspaceId, refs }: { workspaceId: number; refs: readonly IdentifierRef[] },
): Promise<void> {
  await sql`update identity_identifiers known set verified = true
    from (select distinct kind, value from unnest(${refs.map(({ kind }) => kind)}::text[], ${refs.map(({ value }) => value)}::text[]) as given (kind, value)) given
    where known.workspace_id = ${workspaceId} and known.kind = given.kind and known.key = given.value and not known.verified`.execute(db)
}
