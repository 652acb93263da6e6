/** Whoever changes who is who in a workspace holds this to the end of the transaction. */
import { sql, type Tx } from '../../../platform/db/index.ts'

/** First key of the advisory lock; the second is the workspace. */
const LINKS_LOCK = 7_145_014

/** Take the locks of several workspaces in the order of their numbers. */
export async function lockLinks(tx: Tx, workspaceId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LINKS_LOCK}::int, ${workspaceId}::int)`.execute(tx)
}
