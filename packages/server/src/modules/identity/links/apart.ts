/** People who must not become one until somebody lifts it. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { forget, raiseEpoch } from '../memory.ts'
import { lockLinks } from './lock.ts'

/** Keeps the people of two atoms apart, who are two at this moment; answers the rule's id. The caller holds the lock of links. */
export async function keepApart(
  tx: Tx,
  input: { workspaceId: number; a: number; b: number; cause: string; by: string; at: Date },
): Promise<number> {
  const { workspaceId, a, b } = input
  const { rows } = await sql<{ id: number }>`
    insert into identity_apart (workspace_id, a, b, a_person, b_person, cause, at, made_by)
    values (${workspaceId}, ${a}, ${b},
      coalesce((select person from identity_members where workspace_id = ${workspaceId} and atom = ${a}), ${a}),
      coalesce((select person from identity_members where workspace_id = ${workspaceId} and atom = ${b}), ${b}),
      ${input.cause}, ${input.at}, ${input.by})
    on conflict (workspace_id, least(a, b), greatest(a, b)) where lifted_at is null do update set cause = excluded.cause
    returning id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error('the rule was not written')
  return row.id
}

/** The next event or request that brings them together may merge them again. @throws platform.not_found */
export async function liftApart(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; id: number; by: string },
): Promise<void> {
  const { workspaceId, id, by } = input
  await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const lifted = await tx
      .updateTable('identity_apart')
      .set({ lifted_at: new Date(handles.clocks.business.now()), lifted_by: by })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', id)
      .where('lifted_at', 'is', null)
      .executeTakeFirst()
    if (lifted.numUpdatedRows === 0n) fail('platform.not_found', { what: { zh: '这条“保持分开”', en: 'The rule that keeps them apart' } })
    await raiseEpoch(tx)
  })
  forget(handles.db)
}
