/** The register of erasures: asked for, gone through step by step, proven. */
import { z } from 'zod'
import { type Db, inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { startJob } from '../../../platform/jobs/index.ts'
import { atomOfPersonId, atomsOfPersons, knownPerson, lockLinks } from '../../identity/index.ts'
import type { KeptStep } from '../tables.ts'
import { openHashes } from './hashes.ts'
import { ERASE_JOB } from './job-kinds.ts'

export interface ErasureRow {
  readonly workspace_id: number
  readonly id: string
  readonly job_id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed'
  readonly reason: string
  readonly requested_at: Date
  readonly made_by: string
  readonly finished_at: Date | null
  readonly person_hash: string
  readonly atom_count: number
  readonly identifier_count: number
  readonly atoms: number[] | null
  readonly cut: boolean
  readonly found: Record<string, number>
  readonly steps: KeptStep[]
  readonly left_rows: number | null
}

/** Everything but the atoms, of which there may be very many. */
const SHOWN = [
  'workspace_id',
  'id',
  'job_id',
  'state',
  'reason',
  'requested_at',
  'made_by',
  'finished_at',
  'person_hash',
  'atom_count',
  'identifier_count',
  'cut',
  'found',
  'steps',
  'left_rows',
] as const

export interface ErasureRequest {
  readonly workspaceId: number
  readonly personId: string
  readonly reason: string
  readonly by: string
}

/**
 * Registers an erasure and queues its job. A person whose erasure is under way gets no second one; one that stopped goes on.
 * @throws platform.not_found
 */
export function requestErasure(handles: Handles, input: ErasureRequest): Promise<{ jobId: string; erasureId: string }> {
  const { workspaceId, personId } = input
  return inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const open = await openErasureOf(tx, { workspaceId, personId })
    if (open?.state === 'failed') return { jobId: await queueAgain(handles, tx, { workspaceId, id: open.id }), erasureId: open.id }
    if (open) return { jobId: open.job_id, erasureId: open.id }
    const person = await knownPerson(tx, { workspaceId, id: personId })
    const id = handles.ids.uuid()
    const jobId = await queue(handles, tx, { workspaceId, id })
    await tx
      .insertInto('compliance_erasures')
      .values({
        workspace_id: workspaceId,
        id,
        job_id: jobId,
        state: 'queued',
        reason: input.reason,
        requested_at: new Date(handles.clocks.business.now()),
        made_by: input.by,
        finished_at: null,
        person_hash: openHashes(handles, workspaceId)('person', String(person)),
        atom_count: 0,
        identifier_count: 0,
        atoms: await atomsFirst(tx, { workspaceId, person }),
        found: '{}',
        steps: '[]',
        left_rows: null,
        look_again_at: null,
      })
      .execute()
    return { jobId, erasureId: id }
  })
}

/** All atoms of a person, the one that stands for it first. */
export async function atomsFirst(db: Queryable, { workspaceId, person }: { workspaceId: number; person: number }): Promise<number[]> {
  const atoms = (await atomsOfPersons(db, { workspaceId, persons: [person] })).get(person) ?? []
  return [person, ...atoms.filter((atom) => atom !== person)]
}

/** The erasure under way, or stopped, of the person that this id named. */
export async function openErasureOf(
  db: Queryable,
  { workspaceId, personId }: { workspaceId: number; personId: string },
): Promise<{ id: string; job_id: string; state: ErasureRow['state'] } | undefined> {
  const atom = atomOfPersonId(personId)
  if (atom === undefined) return undefined
  const { rows } = await sql<{ id: string; job_id: string; state: ErasureRow['state'] }>`
    select id, job_id, state from compliance_erasures
    where workspace_id = ${workspaceId} and atoms is not null and state <> 'done' and ${atom}::bigint = any(atoms)
    order by requested_at desc limit 1`.execute(db)
  return rows[0]
}

function queue(handles: Handles, tx: Tx, { workspaceId, id }: { workspaceId: number; id: string }): Promise<string> {
  const at = new Date(handles.clocks.business.now())
  // The payload names the erasure, never the person.
  return startJob(tx, { id: handles.ids.uuid(), kind: ERASE_JOB, workspaceId, payload: { erasureId: id }, at })
}

async function queueAgain(handles: Handles, tx: Tx, input: { workspaceId: number; id: string }): Promise<string> {
  const jobId = await queue(handles, tx, input)
  await tx
    .updateTable('compliance_erasures')
    .set({ job_id: jobId, state: 'queued' })
    .where('workspace_id', '=', input.workspaceId)
    .where('id', '=', input.id)
    .execute()
  return jobId
}

/** With its atoms, to be worked on. */
/** Whether somebody of the workspace has been erased: what they bought is still among the events, under people who are not there any more. */
export async function anyoneErased(db: Queryable, { workspaceId }: { workspaceId: number }): Promise<boolean> {
  const { rows } = await sql`select 1 from compliance_erasures where workspace_id = ${workspaceId} and cut limit 1`.execute(db)
  return rows.length > 0
}

export async function findErasure(db: Db, { workspaceId, id }: { workspaceId: number; id: string }): Promise<ErasureRow | undefined> {
  const query = db.selectFrom('compliance_erasures').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id)
  const row = await query.executeTakeFirst()
  // Whole numbers within an array arrive as text.
  return row && { ...row, atoms: row.atoms?.map(Number) ?? null }
}

export async function changeErasure(
  db: Queryable,
  {
    workspaceId,
    id,
    found,
    ...change
  }: { workspaceId: number; id: string } & Partial<
    Pick<ErasureRow, 'state' | 'finished_at' | 'atom_count' | 'identifier_count' | 'atoms' | 'cut' | 'found' | 'left_rows'>
  > & { look_again_at?: Date },
): Promise<void> {
  await db
    .updateTable('compliance_erasures')
    .set({ ...change, ...(found && { found: JSON.stringify(found) }) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Adds a step, or adds to the step of the same holder what was found later. */
export async function addStep(
  db: Queryable,
  { workspaceId, id, step }: { workspaceId: number; id: string; step: KeptStep },
): Promise<void> {
  await sql`
    update compliance_erasures set steps = coalesce((
      select jsonb_agg(case when known ->> 'holder' = ${step.holder}::text
        then ${JSON.stringify(step)}::jsonb || jsonb_build_object('rows', (known ->> 'rows')::bigint + ${step.rows}::bigint)
        else known end order by place)
      from jsonb_array_elements(steps) with ordinality as old (known, place)), '[]')
      || case when steps @> ${JSON.stringify([{ holder: step.holder }])}::jsonb then '[]'::jsonb else ${JSON.stringify([step])}::jsonb end
    where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
}

const erasureCursor = z.tuple([z.number().int(), z.uuid()])

/** One page, newest first; with `hash` only those of the person who was called so. */
export async function listErasuresPage(
  db: Db,
  input: { workspaceId: number; hashes: readonly string[]; limit: number; cursor: string | undefined },
): Promise<{ items: Omit<ErasureRow, 'atoms'>[]; nextCursor: string | null }> {
  const { workspaceId, hashes, limit } = input
  const [beforeMs, beforeId] = decodeCursor(input.cursor, erasureCursor) ?? []
  let query = db.selectFrom('compliance_erasures').select(SHOWN).where('workspace_id', '=', workspaceId)
  for (const hash of hashes)
    query = query.where('id', 'in', (from) =>
      from.selectFrom('compliance_erased').select('erasure_id').where('workspace_id', '=', workspaceId).where('hash', '=', hash),
    )
  if (beforeMs !== undefined)
    query = query.where(sql<boolean>`(requested_at, id) < (${new Date(beforeMs)}::timestamptz, ${beforeId}::uuid)`)
  const rows = await query
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  return cutPage(rows, { limit, key: (row) => [row.requested_at.getTime(), row.id], item: (row) => row })
}

export function readErasureRow(
  db: Db,
  { workspaceId, id }: { workspaceId: number; id: string },
): Promise<Omit<ErasureRow, 'atoms'> | undefined> {
  return db.selectFrom('compliance_erasures').select(SHOWN).where('workspace_id', '=', workspaceId).where('id', '=', id).executeTakeFirst()
}
