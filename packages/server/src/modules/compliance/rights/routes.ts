/** Answers the calls about exports and erasures. */
import { createReadStream } from 'node:fs'
import type { Actor } from '../../../platform/auth/actor.ts'
import { AppError, fail } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind } from '../../../platform/http/bind.ts'
import { isFetchable } from '../../../platform/made-files.ts'
import { declaredKinds, normaliseIdentifier, personId, splitReference } from '../../identity/index.ts'
import { failCompliance } from '../errors.ts'
import { type Erasure, type Export, erasePerson, exportFile, exportPerson, listErasures, personExports, readErasure } from './contract.ts'
import { CUT } from './erase-job.ts'
import { type ErasureRow, listErasuresPage, readErasureRow, requestErasure } from './erasures.ts'
import { exportPath } from './export-file.ts'
import { type ExportRow, findExport, listExportsPage, requestExport } from './exports.ts'
import { openHashes } from './hashes.ts'
import type { PersonDataHolder } from './holders.ts'

export function rightsRoutes({ holders }: { readonly holders: readonly PersonDataHolder[] }): Binding[] {
  return [
    bind(exportPerson, ({ handles, workspace, params, actor }) => {
      checkMayReadPersonal(actor)
      return requestExport(handles, { workspaceId: workspace.id, personId: params.id, by: actor.name })
    }),
    bind(personExports, async ({ handles, workspace, params, query }) => {
      const page = await listExportsPage(handles, { workspaceId: workspace.id, personId: params.id, ...query, cursor: query.cursor })
      return { ...page, items: page.items.map(exportAnswer) }
    }),
    bind(exportFile, async ({ handles, workspace, params, actor }) => {
      checkMayReadPersonal(actor)
      return fileOf(handles, { workspaceId: workspace.id, id: params.id })
    }),
    bind(erasePerson, ({ handles, workspace, params, body, actor }) =>
      requestErasure(handles, { workspaceId: workspace.id, personId: params.id, reason: body.reason, by: actor.name }),
    ),
    bind(listErasures, async ({ handles, workspace, query }) => {
      const hashes = await hashesAsked(handles, { workspaceId: workspace.id, ...query })
      const page = await listErasuresPage(handles.db, { workspaceId: workspace.id, hashes, limit: query.limit, cursor: query.cursor })
      return { ...page, items: page.items.map((row) => erasureAnswer(holders, row)) }
    }),
    bind(readErasure, async ({ handles, workspace, params }) => {
      const row = await readErasureRow(handles.db, { workspaceId: workspace.id, id: params.id })
      return row ? erasureAnswer(holders, row) : fail('platform.not_found', { what: { zh: '删除记录', en: 'The erasure' } })
    }),
  ]
}

/** An export shows everything in the clear. */
function checkMayReadPersonal({ permissions }: Pick<Actor, 'permissions'>): void {
  if (!permissions.has('people.read_personal')) fail('platform.forbidden', { permission: 'people.read_personal' })
}

async function fileOf({ db, config, clocks }: Handles, input: { workspaceId: number; id: string }) {
  const row = await findExport(db, input)
  if (!row) return fail('platform.not_found', { what: { zh: '导出', en: 'The export' } })
  if (row.state === 'queued') failCompliance('compliance.export_not_ready')
  const path = exportPath(config, input.id)
  if (!(await isFetchable({ clocks }, { ...row, path }))) failCompliance('compliance.export_gone')
  return { fileName: `person-${personId(row.atom)}.json`, contentType: 'application/json; charset=utf-8', body: createReadStream(path) }
}

function exportAnswer(row: ExportRow): Export {
  return {
    id: row.id,
    personId: personId(row.atom),
    jobId: row.job_id,
    state: row.state,
    requestedAt: row.requested_at.toISOString(),
    requestedBy: row.made_by,
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
    sizeBytes: row.size_bytes,
    counts: row.counts,
  }
}

async function hashesAsked(
  handles: Handles,
  { workspaceId, personId: id, identifier }: { workspaceId: number; personId?: string | undefined; identifier?: string | undefined },
): Promise<string[]> {
  const hash = openHashes(handles, workspaceId)
  return [
    ...(id === undefined ? [] : [hash('atom', id)]),
    ...(identifier === undefined ? [] : [hash('identifier', await spelled(handles, { workspaceId, reference: identifier }))]),
  ]
}

/** `KIND:VALUE` in its one spelling. Throws the codes of identity. */
async function spelled(handles: Handles, { workspaceId, reference }: { workspaceId: number; reference: string }): Promise<string> {
  const field = 'identifier'
  const declared = await declaredKinds(handles, workspaceId)
  const ref = splitReference(reference, declared)
  if (!ref) throw new AppError('identity.reference_malformed', { field })
  const one = normaliseIdentifier(ref, { declared, field })
  if (!one.ok) throw new AppError(one.refusal.code, one.refusal.details)
  return `${one.kind}:${one.value}`
}

const CUT_WORDS = { zh: '标识与身份', en: 'Identifiers and identity' }

function erasureAnswer(holders: readonly PersonDataHolder[], row: Omit<ErasureRow, 'atoms'>): Erasure {
  return {
    erasureId: row.id,
    jobId: row.job_id,
    state: row.state,
    reason: row.reason as Erasure['reason'],
    requestedAt: row.requested_at.toISOString(),
    requestedBy: row.made_by,
    finishedAt: row.finished_at?.toISOString() ?? null,
    personHash: row.person_hash,
    atoms: row.atom_count,
    identifiers: row.identifier_count,
    steps: row.steps.map((step) => {
      const holder = holders.find(({ name }) => name === step.holder)
      const words = step.holder === CUT ? CUT_WORDS : { zh: step.holder, en: step.holder, ...holder?.words }
      return { ...step, words, found: row.found[step.holder] ?? null, why: step.kept > 0 ? (holder?.why ?? null) : null }
    }),
    left: row.left_rows,
  }
}
