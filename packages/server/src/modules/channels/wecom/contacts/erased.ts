/** Contacts that were erased. The platform goes on telling about them; what is from before the erasure is not taken in again. */
import { blindIndex, deriveKey } from '../../../../platform/crypto.ts'
import { type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type {} from './tables.ts'

interface OfCorp {
  readonly workspaceId: number
  readonly corpId: string
}

/** Derived once a question: deriving costs ten times the hash. */
function keyOf({ secret }: Pick<Handles, 'secret'>): Buffer {
  return deriveKey(secret, 'channels.erased')
}

function hashOf(key: Buffer, { workspaceId, corpId, externalUserId }: OfCorp & { externalUserId: string }): string {
  return blindIndex(key, { value: externalUserId, context: `${workspaceId} ${corpId}` })
}

/** When these were erased, milliseconds of the business clock; those that were not are absent. */
export async function erasedContacts(
  handles: Pick<Handles, 'secret'>,
  db: Queryable,
  input: OfCorp & { externalUserIds: readonly string[] },
): Promise<Map<string, number>> {
  const key = keyOf(handles)
  const hashes = new Map(input.externalUserIds.map((externalUserId) => [hashOf(key, { ...input, externalUserId }), externalUserId]))
  const { rows } = await sql<{ hash: string; erased_at: Date }>`select hash, erased_at from channels_wecom_erased
    where workspace_id = ${input.workspaceId} and corp_id = ${input.corpId} and hash = any(${[...hashes.keys()]}::text[])`.execute(db)
  return new Map(rows.map(({ hash, erased_at }) => [hashes.get(hash) ?? '', erased_at.getTime()]))
}

/** Notes an erasure; of several the last counts. */
export async function noteErased(
  handles: Pick<Handles, 'secret' | 'clocks'>,
  tx: Tx,
  input: OfCorp & { externalUserId: string },
): Promise<void> {
  const at = new Date(handles.clocks.business.now())
  await sql`insert into channels_wecom_erased (workspace_id, corp_id, hash, erased_at)
    values (${input.workspaceId}, ${input.corpId}, ${hashOf(keyOf(handles), input)}, ${at})
    on conflict (workspace_id, corp_id, hash) do update set erased_at = excluded.erased_at`.execute(tx)
}
