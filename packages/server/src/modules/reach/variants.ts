/** What a broadcast says, in up to so many ways. */
import { type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { WecomContent } from '../channels/wecom/mass-send/contract.ts'

interface OfBroadcast {
  readonly workspaceId: number
  readonly broadcastId: number
}

export async function writeVariants(tx: Tx, input: OfBroadcast & { contents: readonly WecomContent[] }): Promise<void> {
  await tx
    .insertInto('reach_variants')
    .values(
      input.contents.map((content, place) => ({
        workspace_id: input.workspaceId,
        broadcast_id: input.broadcastId,
        place,
        content: JSON.stringify(content),
      })),
    )
    .execute()
}

/** In their order. */
export async function readVariants(db: Queryable, { workspaceId, broadcastId }: OfBroadcast): Promise<WecomContent[]> {
  const { rows } = await sql<{ content: WecomContent }>`select content from reach_variants
    where workspace_id = ${workspaceId} and broadcast_id = ${broadcastId} order by place`.execute(db)
  return rows.map(({ content }) => content)
}

export async function countVariants(db: Queryable, { workspaceId, broadcastId }: OfBroadcast): Promise<number> {
  const { rows } = await sql<{ variants: number }>`select count(*) as variants from reach_variants
    where workspace_id = ${workspaceId} and broadcast_id = ${broadcastId}`.execute(db)
  return rows[0]?.variants ?? 0
}
