/** What this module itself knows of a person: consents, what was written about them in the audit, exports. */
import { type Db, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { removeMadeFile } from '../../../platform/made-files.ts'
import { personId } from '../../identity/index.ts'
import { openSealed } from '../consents/sealed.ts'
import type {} from '../tables.ts'
import { exportPath } from './export-file.ts'
import type { EraseInput, ExportedRows, HeldInput, PersonDataHolder } from './holders.ts'

const ROWS_PER_PAGE = 1_000
const ATOMS_PER_TURN = 5_000

export const compliancePersonData: PersonDataHolder = {
  name: 'compliance',
  words: { zh: '同意、导出文件', en: 'Consents and exported files' },
  tables: ['compliance_consents', 'compliance_exports', 'compliance_erasures'],
  findsBy: 'atoms',
  why: {
    zh: '同意与撤回只在带密钥的哈希下留下用途、渠道、状态与时间，凭证与监护人已删除；审计记录只有编号',
    en: 'Of consents purpose, channel, state and time stay under a keyed hash, proof and guardian are gone; the audit holds ids only',
  },
  exported,
  erase,
  count,
}

async function* exported(handles: Handles, input: HeldInput): AsyncGenerator<ExportedRows> {
  yield { part: 'consents', rows: [] }
  yield* pages('consents', input, (after) => consentRows(handles, { ...input, after }))
  yield { part: 'audit', rows: [] }
  yield* pages('audit', input, (after) => auditRows(handles.db, { ...input, after }))
}

type Page = readonly (Readonly<Record<string, unknown>> & { readonly id: number })[]

async function* pages(part: string, { signal }: HeldInput, read: (after: number) => Promise<Page>): AsyncGenerator<ExportedRows> {
  for (let after = 0; ; ) {
    signal.throwIfAborted()
    const rows = await read(after)
    yield { part, rows }
    if (rows.length < ROWS_PER_PAGE) return
    after = rows.at(-1)?.id ?? 0
  }
}

async function consentRows({ db, secret }: Handles, { workspaceId, atoms, after }: HeldInput & { after: number }): Promise<Page> {
  const rows = await db
    .selectFrom('compliance_consents')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where(sql<boolean>`atom = any(${atoms}::bigint[])`)
    .where('id', '>', after)
    .orderBy('id')
    .limit(ROWS_PER_PAGE)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    atom: row.atom,
    purpose: row.purpose,
    channel: row.channel,
    state: row.state,
    at: row.at,
    recordedAt: row.recorded_at,
    by: row.made_by,
    source: row.source,
    ...openSealed(secret, { workspaceId, row, unmasked: true }),
  }))
}

/** Writes that name the person in their address or their answer; other numbers an entry may hold are no people's. */
async function auditRows(db: Db, { workspaceId, atoms, after }: HeldInput & { after: number }): Promise<Page> {
  const { rows } = await sql<Page[number]>`
    select id, at, action, actor_name as by, fields, outcome from compliance_audit
    where workspace_id = ${workspaceId} and id > ${after}::bigint and (action like 'persons.%' or action = 'consents.record')
      and targets[1] = any(${atoms.map(personId)}::text[])
    order by id limit ${ROWS_PER_PAGE}`.execute(db)
  return rows
}

async function erase(handles: Handles, input: EraseInput): Promise<{ rows: number; kept: number }> {
  const { workspaceId, atoms, erasureId, signal } = input
  const rows = await eraseExports(handles, input)
  for (let start = 0; start < atoms.length; start += ATOMS_PER_TURN) {
    signal.throwIfAborted()
    await pseudonymiseConsents(handles.db, { workspaceId, erasureId, atoms: atoms.slice(start, start + ATOMS_PER_TURN) })
  }
  const { rows: stay } = await sql<{ kept: number }>`
    select count(*) as kept from compliance_erased_consents kept
      join compliance_erasures erasure on erasure.workspace_id = kept.workspace_id and erasure.person_hash = kept.person_hash
    where erasure.workspace_id = ${workspaceId} and erasure.id = ${erasureId}`.execute(handles.db)
  return { rows, kept: stay[0]?.kept ?? 0 }
}

/** Files first: a row without its file is found again, a file without its row would not be. */
async function eraseExports({ db, config }: Handles, { workspaceId, atoms, signal }: EraseInput): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from compliance_exports where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[])`.execute(db)
  for (const { id } of rows) {
    signal.throwIfAborted()
    await removeMadeFile(exportPath(config, id))
    await db.deleteFrom('compliance_exports').where('workspace_id', '=', workspaceId).where('id', '=', id).execute()
  }
  return rows.length
}

async function pseudonymiseConsents(db: Db, input: { workspaceId: number; erasureId: string; atoms: readonly number[] }): Promise<void> {
  const { workspaceId, erasureId, atoms } = input
  await sql`
    with gone as (
      delete from compliance_consents where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[]) returning *
    ), queued as (
      insert into compliance_consent_copies (workspace_id, atoms)
      select workspace_id, array_agg(distinct atom) from gone group by workspace_id
    )
    insert into compliance_erased_consents (workspace_id, person_hash, id, purpose, channel, state, at, recorded_at)
    select gone.workspace_id, erasure.person_hash, gone.id, gone.purpose, gone.channel, gone.state, gone.at, gone.recorded_at
    from gone join compliance_erasures erasure on erasure.workspace_id = gone.workspace_id and erasure.id = ${erasureId}
    on conflict do nothing`.execute(db)
}

async function count({ db }: Handles, { workspaceId, atoms }: { workspaceId: number; atoms: readonly number[] }): Promise<number> {
  const { rows } = await sql<{ left: number }>`
    select (select count(*) from compliance_consents where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[]))
      + (select count(*) from compliance_exports where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[])) as left`.execute(
    db,
  )
  return rows[0]?.left ?? 0
}
