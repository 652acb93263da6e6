/** Audiences: made, changed, computed anew, archived. Every change of a rule begins a new round of computing. */
import { isDeepStrictEqual } from 'node:util'
import { type Db, inTransaction, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { startJob } from '../../platform/jobs/index.ts'
import { MAX_AUDIENCES } from './contract.ts'
import { failAudience } from './errors.ts'
import { COMPUTE_JOB } from './job-kinds.ts'
import { dropLive } from './live/drop.ts'
import { startFill } from './live/fill.ts'
import { checkReferences, lockRules } from './references.ts'
import type { Rule } from './rule/rule.ts'
import { knownPeople, putPeople } from './static-members.ts'
import type { AudienceRow } from './tables.ts'
import { usesOf } from './uses.ts'

type MakingHandles = Pick<Handles, 'db' | 'clocks' | 'ids'>

interface Named {
  readonly workspaceId: number
  readonly id: number
}

export interface NewAudience {
  readonly workspaceId: number
  readonly timeZone: string
  readonly name: string
  readonly description: string
  readonly kind: 'live' | 'static'
  /** Absent: somebody made it and it is listed; otherwise what it serves, `tag:12`. */
  readonly owner?: string
  /** Its rule, or its people by the numbers that stand for them. */
  readonly of: { readonly rule: Rule; readonly asOf?: number | undefined } | { readonly people: readonly string[] }
  readonly by: string
}

/** @throws audience.name_taken, audience.too_many, audience.unknown_people and those of `checkReferences` */
export function createAudience(handles: MakingHandles, input: NewAudience): Promise<AudienceRow> {
  return inTransaction(handles.db, (tx) => insertAudience(handles, tx, input))
}

/** The same within a transaction that is already open. */
export async function insertAudience(handles: MakingHandles, tx: Tx, input: NewAudience): Promise<AudienceRow> {
  const { workspaceId, name, description, kind, owner = '', by } = input
  await lockRules(tx, workspaceId)
  if (owner === '') await checkRoom(tx, { workspaceId, name })
  const rule = 'rule' in input.of ? input.of.rule : null
  if (rule) await checkReferences(tx, { workspaceId, rule })
  const at = new Date(handles.clocks.business.now())
  const asOf = rule && kind === 'static' ? new Date(('rule' in input.of ? input.of.asOf : undefined) ?? at) : null
  const made = await sql<AudienceRow>`
    insert into audience_audiences (workspace_id, name, description, kind, owner, rule, as_of, state, created_at, created_by, updated_at, updated_by)
    values (${workspaceId}, ${name}, ${description}, ${kind}, ${owner}, ${rule && JSON.stringify(rule)}::jsonb, ${asOf}, 'computing',
      ${at}, ${by}, ${at}, ${by})
    returning *`.execute(tx)
  const row = made.rows[0] as AudienceRow
  if ('people' in input.of) {
    const people = await knownPeople(tx, { workspaceId, ids: input.of.people })
    await putPeople(tx, { workspaceId, audienceId: row.id, round: row.round, people })
  }
  return begin(handles, tx, { row, timeZone: input.timeZone })
}

async function checkRoom(tx: Tx, { workspaceId, name }: { workspaceId: number; name: string }): Promise<void> {
  await checkName(tx, { workspaceId, name })
  const { rows } = await sql<{ count: number }>`select count(*) as count from audience_audiences
    where workspace_id = ${workspaceId} and archived_at is null and owner = ''`.execute(tx)
  if ((rows[0]?.count ?? 0) >= MAX_AUDIENCES) failAudience('audience.too_many', { limit: MAX_AUDIENCES })
}

async function checkName(tx: Tx, { workspaceId, name, id = 0 }: { workspaceId: number; name: string; id?: number }): Promise<void> {
  const { rows } = await sql`select 1 from audience_audiences
    where workspace_id = ${workspaceId} and name = ${name} and id <> ${id} and archived_at is null and owner = ''`.execute(tx)
  if (rows.length > 0) failAudience('audience.name_taken', { name })
}

/** Queues the computing of a row that was just made or begins a new round. */
async function begin(handles: MakingHandles, tx: Tx, { row, timeZone }: { row: AudienceRow; timeZone: string }): Promise<AudienceRow> {
  const { workspace_id: workspaceId, id: audienceId, round } = row
  const at = new Date(handles.clocks.business.now())
  const id = handles.ids.uuid()
  const jobId =
    row.kind === 'live'
      ? await startFill(tx, { id, workspaceId, audienceId, at })
      : await startJob(tx, { id, kind: COMPUTE_JOB, workspaceId, payload: { audienceId, round, timeZone }, at })
  const { rows } = await sql<AudienceRow>`update audience_audiences set job_id = ${jobId}
    where workspace_id = ${workspaceId} and id = ${audienceId} returning *`.execute(tx)
  return rows[0] ?? row
}

export interface AudienceChange extends Named {
  readonly timeZone: string
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly rule?: Rule | undefined
  readonly by: string
}

/** @throws audience.not_found, audience.archived, audience.name_taken, audience.without_rule and those of `checkReferences` */
export function changeAudience(handles: MakingHandles, input: AudienceChange): Promise<AudienceRow> {
  return inTransaction(handles.db, (tx) => updateAudience(handles, tx, input))
}

/** The same within a transaction that is already open. */
export async function updateAudience(handles: MakingHandles, tx: Tx, change: AudienceChange): Promise<AudienceRow> {
  const { workspaceId, id, by } = change
  await lockRules(tx, workspaceId)
  const row = await openAudience(tx, change)
  const { name = row.name, description = row.description, rule } = change
  if (name !== row.name && row.owner === '') await checkName(tx, { workspaceId, name, id })
  if (rule && row.rule === null) failAudience('audience.without_rule', { name: row.name })
  const isNewRule = rule !== undefined && !isDeepStrictEqual(rule, row.rule)
  if (isNewRule) await checkReferences(tx, { workspaceId, id, rule })
  const at = new Date(handles.clocks.business.now())
  const { rows } = await sql<AudienceRow>`
    update audience_audiences set name = ${name}, description = ${description}, updated_at = ${at}, updated_by = ${by}
    where workspace_id = ${workspaceId} and id = ${id} returning *`.execute(tx)
  return isNewRule ? beginRound(handles, tx, { ...change, rule }) : (rows[0] ?? row)
}

/** Computes it anew, as of now. @throws audience.not_found, audience.archived, audience.without_rule */
export function refreshAudience(handles: MakingHandles, input: Named & { timeZone: string }): Promise<AudienceRow> {
  return inTransaction(handles.db, async (tx) => {
    await lockRules(tx, input.workspaceId)
    const row = await openAudience(tx, input)
    const rule = row.rule ?? failAudience('audience.without_rule', { name: row.name })
    return beginRound(handles, tx, { ...input, rule })
  })
}

async function beginRound(handles: MakingHandles, tx: Tx, input: Named & { timeZone: string; rule: Rule }): Promise<AudienceRow> {
  const { workspaceId, id, timeZone, rule } = input
  const now = new Date(handles.clocks.business.now())
  const { rows } = await sql<AudienceRow>`
    update audience_audiences set rule = ${JSON.stringify(rule)}::jsonb, as_of = case kind when 'static' then ${now}::timestamptz end,
      state = 'computing', round = round + 1, filled_to = 0
    where workspace_id = ${workspaceId} and id = ${id} returning *`.execute(tx)
  return begin(handles, tx, { row: rows[0] as AudienceRow, timeZone })
}

/** Archived ones answer with themselves, unchanged. @throws audience.not_found, audience.in_use */
export function archiveAudience(handles: MakingHandles, { workspaceId, id, by }: Named & { by: string }): Promise<AudienceRow> {
  return inTransaction(handles.db, async (tx) => {
    await lockRules(tx, workspaceId)
    const row = await needAudience(tx, { workspaceId, id })
    if (row.archived_at) return row
    const uses = await usesOf(tx, { workspaceId, id })
    if (uses.length > 0) failAudience('audience.in_use', { usedBy: uses.map(({ name }) => name).join('、') })
    return endAudience(handles, tx, { workspaceId, id, by })
  })
}

/** Archives it whoever uses it: for what owns a hidden one and ends with it. */
export async function endAudience(
  { clocks }: Pick<Handles, 'clocks'>,
  tx: Tx,
  { workspaceId, id, by }: Named & { by: string },
): Promise<AudienceRow> {
  const at = new Date(clocks.business.now())
  await dropLive(tx, { workspaceId, audienceId: id })
  const { rows } = await sql<AudienceRow>`
    update audience_audiences set archived_at = ${at}, updated_at = ${at}, updated_by = ${by}
    where workspace_id = ${workspaceId} and id = ${id} returning *`.execute(tx)
  return rows[0] ?? failAudience('audience.not_found', { id: String(id) })
}

export async function findAudience(db: Queryable, { workspaceId, id }: Named): Promise<AudienceRow | undefined> {
  const { rows } = await sql<AudienceRow>`
    select * from audience_audiences where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0]
}

/** Also an archived one. @throws audience.not_found */
export async function needAudience(db: Queryable, named: Named): Promise<AudienceRow> {
  return (await findAudience(db, named)) ?? failAudience('audience.not_found', { id: String(named.id) })
}

async function openAudience(tx: Tx, named: Named): Promise<AudienceRow> {
  const row = await needAudience(tx, named)
  if (row.archived_at) failAudience('audience.archived', { name: row.name })
  return row
}

const AUDIENCE_ID = /^[1-9]\d{0,15}$/

/** The number behind an id; 0, which no audience has, for what was never given out as one. */
export function audienceNumber(id: string): number {
  return AUDIENCE_ID.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : 0
}

/** Ends a computation, unless a newer round has begun; answers whether it was still the one. */
export async function endRound(
  db: Db | Tx,
  input: Named & { round: number; at: Date } & ({ state: 'ready'; count: number } | { state: 'failed' }),
): Promise<boolean> {
  const { workspaceId, id, round, at } = input
  const done = input.state === 'ready' ? sql`, count = ${input.count}, computed_at = ${at}` : sql``
  const { rows } = await sql`update audience_audiences set state = ${input.state}${done}
    where workspace_id = ${workspaceId} and id = ${id} and round = ${round} and state = 'computing' returning 1`.execute(db)
  return rows.length > 0
}
