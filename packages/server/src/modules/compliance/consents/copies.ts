/**
 * Whose consents changed: the event store keeps a copy of what they say. Queued in the transaction of the change, read as it is when it is
 * published, and dropped only then.
 */
import { bigints, type Db, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import { firstEntries } from '../../../platform/db/queues.ts'
import type {} from '../tables.ts'
import type { ConsentState } from './contract.ts'

export interface ConsentCopyEntry {
  readonly id: number
  readonly workspaceId: number
  readonly atoms: readonly number[]
}

/** What these atoms said is to be copied; within the transaction of the change. */
export async function queueConsentCopies(tx: Tx, { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] }): Promise<void> {
  await sql`insert into compliance_consent_copies (workspace_id, atoms) values (${workspaceId}, ${bigints(atoms)})`.execute(tx)
}

/** Entries looked at for one answer. */
const MAX_ENTRIES = 2_000

/** Entries in their order after `after` and up to `upTo`: the first and those that together have at most so many atoms with it. */
export async function takeConsentCopies(db: Db, input: { after: number; upTo: number; atoms: number }): Promise<ConsentCopyEntry[]> {
  const { rows } = await sql<ConsentCopyEntry>`
    select id, workspace_id as "workspaceId", atoms from (${firstEntries(
      sql`select id, workspace_id, atoms, cardinality(atoms) as size from compliance_consent_copies
        where id > ${input.after}::bigint and id <= ${input.upTo}::bigint order by id limit ${MAX_ENTRIES}`,
      { most: input.atoms },
    )}) as taken order by id`.execute(db)
  // Whole numbers within an array arrive as text.
  return rows.map((row) => ({ ...row, atoms: row.atoms.map(Number) }))
}

export interface ConsentCopy {
  readonly workspaceId: number
  readonly atom: number
  readonly purpose: string
  readonly channel: string
  readonly state: ConsentState
  /** Milliseconds. */
  readonly at: number
}

/** Of each atom of these entries the latest word on each purpose and channel, of one moment the withdrawal. Of those erased nothing is in the answer. */
export async function readConsentCopies(db: Queryable, ids: readonly number[]): Promise<ConsentCopy[]> {
  const { rows } = await sql<Omit<ConsentCopy, 'at'> & { at: Date }>`
    select distinct on (said.workspace_id, said.atom, said.purpose, said.channel)
      said.workspace_id as "workspaceId", said.atom, said.purpose, said.channel, said.state, said.at
    from (select distinct workspace_id, unnest(atoms) as atom from compliance_consent_copies where id = any(${bigints(ids)})) as asked, lateral (
      select workspace_id, atom, purpose, channel, state, at, id from compliance_consents known
      where known.workspace_id = asked.workspace_id and known.atom = asked.atom offset 0) as said
    order by said.workspace_id, said.atom, said.purpose, said.channel, said.at desc, said.state = 'withdrawn' desc, said.id desc`.execute(
    db,
  )
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}
