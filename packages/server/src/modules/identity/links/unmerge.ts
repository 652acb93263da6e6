/** Undoes one merge, also an earlier one of a chain. Both sides stay apart until somebody lifts it. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { failIdentity } from '../errors.ts'
import { forget, raiseEpoch } from '../memory.ts'
import { keepApart } from './apart.ts'
import { lockLinks } from './lock.ts'
import { splitPerson } from './split.ts'

export interface Unmerged {
  /** Keeps its id. */
  readonly personId: number
  /** Has an id of its own again. */
  readonly separated: number
  /** The rule that keeps them apart. */
  readonly apartId: number
}

/** `person` is any atom of the person whose merge it is. @throws identity.merge_unknown */
export async function unmerge(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; person: number; mergeId: number; by: string },
): Promise<Unmerged> {
  const { workspaceId, by } = input
  const at = new Date(handles.clocks.business.now())
  const unmerged = await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const merge = await endMerge(tx, { ...input, at })
    if (!merge) return failIdentity('identity.merge_unknown', { mergeId: input.mergeId })
    const separated = await splitPerson(tx, { workspaceId, ...merge })
    const apartId = await keepApart(tx, { workspaceId, a: merge.a, b: merge.b, cause: 'unmerge', by, at })
    await raiseEpoch(tx)
    return { personId: merge.person, separated, apartId }
  })
  forget(handles.db)
  return unmerged
}

interface Ended {
  readonly a: number
  readonly b: number
  readonly person: number
  readonly intoPerson: number
  readonly fromPerson: number
}

/** The merge, no longer in force; undefined when the person has no such one. */
async function endMerge(
  tx: Tx,
  input: { workspaceId: number; person: number; mergeId: number; by: string; at: Date },
): Promise<Ended | undefined> {
  const { rows } = await sql<Ended>`
    update identity_merges merge set undone_at = ${input.at}, undone_by = ${input.by}
    from identity_members member, identity_members asked
    where merge.workspace_id = ${input.workspaceId} and merge.id = ${input.mergeId} and merge.undone_at is null
      and member.workspace_id = merge.workspace_id and member.atom = merge.a
      and asked.workspace_id = merge.workspace_id and asked.atom = ${input.person} and asked.person = member.person
    returning merge.a, merge.b, member.person, merge.into_person as "intoPerson", merge.from_person as "fromPerson"`.execute(tx)
  return rows[0]
}
