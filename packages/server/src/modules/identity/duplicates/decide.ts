/** What a person decides about a suggestion. */
import { type Queryable, sql } from '../../../platform/db/index.ts'
import { fail } from '../../../platform/errors.ts'
import { failIdentity } from '../errors.ts'
import { type LinkHandles, mergePeople } from '../links/link.ts'
import type { DuplicateState } from '../tables.ts'
import { pairsIn } from './pairs.ts'

export interface DecideInput {
  readonly workspaceId: number
  readonly id: number
  readonly decision: 'same' | 'different'
  /** Name of who decides. */
  readonly by: string
}

interface Pair {
  readonly state: DuplicateState
  readonly aPerson: number
  readonly bPerson: number
}

/**
 * `same` merges the two people as they are now, `different` is remembered. Answers the person that goes on, or the first of the two.
 * @throws platform.not_found, identity.duplicate_decided, identity.conflict when they may not be merged; the suggestion then stays open
 */
export async function decideDuplicate(handles: LinkHandles, input: DecideInput): Promise<{ person: number }> {
  const { workspaceId, decision, by } = input
  const pair = await readPair(handles.db, input)
  if (!pair) return fail('platform.not_found', { what: { zh: '重复建议', en: 'The duplicate suggestion' } })
  // Taken before the merge, so that of two people who decide at once one is told.
  const decidedAt = new Date(handles.clocks.business.now())
  if (!(await move(handles.db, { ...input, from: 'open', to: decision, decidedAt, decidedBy: by })))
    failIdentity('identity.duplicate_decided')
  if (decision === 'different' || pair.aPerson === pair.bPerson) return { person: pair.aPerson }
  try {
    const evidence = String(input.id)
    const merged = await mergePeople(handles, { workspaceId, a: pair.aPerson, b: pair.bPerson, cause: 'suggestion', evidence, by })
    return { person: merged.personId }
  } catch (error) {
    await move(handles.db, { ...input, from: decision, to: 'open', decidedAt: null, decidedBy: null })
    throw error
  }
}

async function readPair(db: Queryable, { workspaceId, id }: DecideInput): Promise<Pair | undefined> {
  const { rows } = await sql<Pair>`
    select state, a_person as "aPerson", b_person as "bPerson" from (${pairsIn({ workspaceId, states: sql`id = ${id}` })}) as pairs`.execute(
    db,
  )
  return rows[0]
}

interface Move extends DecideInput {
  readonly from: DuplicateState
  readonly to: DuplicateState
  readonly decidedAt: Date | null
  readonly decidedBy: string | null
}

/** False when the suggestion is not in the state it is to be moved from. */
async function move(db: Queryable, { workspaceId, id, from, to, decidedAt, decidedBy }: Move): Promise<boolean> {
  const moved = await db
    .updateTable('identity_duplicates')
    .set({ state: to, decided_at: decidedAt, decided_by: decidedBy })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst()
  return moved.numUpdatedRows > 0n
}
