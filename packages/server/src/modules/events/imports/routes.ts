/** Answers the endpoints of imports. */
import { Readable } from 'node:stream'
import { fail as failPlatform } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import { type Binding, bind, type Call } from '../../../platform/http/bind.ts'
import { readPart } from '../../../platform/http/read-part.ts'
import { UPLOAD_MAX_BYTES } from '../../../platform/http/server.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import { declaredKinds } from '../../identity/index.ts'
import {
  createImport,
  downloadRejects,
  getImport,
  type ImportMapping,
  importMapping,
  listImports,
  listPresets,
  listRejects,
  PRESET_NAMES,
  previewImport,
} from './contract.ts'
import { findImport, type ImportRow, importView, insertImport, listImportsPage } from './imports.ts'
import { presets } from './presets.ts'
import { previewFile, suggestPreset } from './preview.ts'
import { listRejectsPage, MAX_KEPT_REJECTS, rejectsAsCsv } from './rejects.ts'
import { openSource } from './source.ts'
import { receiveForm } from './upload-form.ts'
import { removeUpload, uploadPath } from './uploads.ts'

/** Enough of a text file for its first rows; a workbook is sent whole. */
const PREVIEW_MAX_BYTES = 64 * 1024 * 1024

export function importRoutes(): Binding[] {
  return [
    bind(createImport, create),
    bind(previewImport, preview),
    bind(listPresets, () => ({ items: PRESET_NAMES.map(presetView) })),
    bind(listImports, async ({ handles, workspace, query, locale }) => {
      const page = await listImportsPage(handles.db, { workspaceId: workspace.id, limit: query.limit, cursor: query.cursor })
      return { ...page, items: page.items.map((row) => importView(row, locale)) }
    }),
    bind(getImport, async (call) => importView(await existing(call), call.locale)),
    bind(listRejects, async (call) => {
      const row = await existing(call)
      const { limit, cursor } = call.query
      const page = await listRejectsPage(call.handles.db, {
        workspaceId: call.workspace.id,
        importId: row.id,
        limit,
        cursor,
        locale: call.locale,
      })
      return { ...page, total: row.rows_rejected, kept: Math.min(row.rows_rejected, MAX_KEPT_REJECTS) }
    }),
    bind(downloadRejects, async (call) => {
      const row = await existing(call)
      const lines = rejectsAsCsv(call.handles.db, { workspaceId: call.workspace.id, importId: row.id, locale: call.locale })
      return { fileName: `${row.file_name}-rejects.csv`, contentType: 'text/csv; charset=utf-8', body: Readable.from(lines) }
    }),
  ]
}

async function existing(call: {
  readonly handles: Handles
  readonly workspace: { readonly id: number }
  readonly params: { readonly id: string }
}): Promise<ImportRow> {
  const row = await findImport(call.handles.db, { workspaceId: call.workspace.id, id: call.params.id })
  return row ?? failPlatform('platform.not_found', { what: call.params.id })
}

async function create({ handles, workspace, request, locale }: Call<typeof createImport>) {
  const id = handles.ids.uuid()
  try {
    const form = await receiveForm(handles.config, { request, id, limitBytes: UPLOAD_MAX_BYTES })
    const given = mappingOf(form, locale)
    const mapping = { ...given, timeZone: given.timeZone ?? workspace.timeZone }
    const now = handles.clocks.business.now()
    // What is wrong with the file as a whole is said at once, not by the job.
    const source = await openSource({
      file: { path: uploadPath(handles.config, id), fileName: form.fileName },
      mapping,
      kinds: await declaredKinds(handles, workspace.id),
      timeZone: workspace.timeZone,
      importedAt: now,
      receivedAt: () => now,
    })
    await source.close()
    const row = await insertImport(handles, { workspaceId: workspace.id, id, fileName: form.fileName, sizeBytes: form.sizeBytes, mapping })
    return importView(row, locale)
  } catch (error) {
    await removeUpload(handles.config, id)
    throw error
  }
}

async function preview({ handles, workspace, request, locale }: Call<typeof previewImport>) {
  const id = `${handles.ids.uuid()}.preview`
  try {
    const form = await receiveForm(handles.config, { request, id, limitBytes: PREVIEW_MAX_BYTES })
    const input = {
      file: { path: uploadPath(handles.config, id), fileName: form.fileName },
      partial: form.fields.partial === 'true',
      kinds: await declaredKinds(handles, workspace.id),
      timeZone: workspace.timeZone,
      now: handles.clocks.business.now(),
      locale,
    }
    const undecided = form.fields.mapping === undefined && form.fields.preset === undefined
    const mapping = undecided ? { preset: await suggestPreset(input), columns: {}, constants: {} } : mappingOf(form, locale)
    return await previewFile({ ...input, mapping })
  } finally {
    await removeUpload(handles.config, id)
  }
}

/** The field `mapping` as JSON; the field `preset` alone will do. Throws `platform.invalid` and `platform.unparsable`. */
function mappingOf(form: { readonly fields: Readonly<Record<string, string>> }, locale: Locale): ImportMapping {
  const { mapping = '{}', preset } = form.fields
  let value: unknown
  try {
    value = JSON.parse(mapping)
  } catch (error) {
    failPlatform('platform.unparsable', { reason: `mapping: ${error instanceof Error ? error.message : ''}` })
  }
  const given = typeof value === 'object' && value !== null && preset !== undefined ? { preset, ...value } : value
  return readPart(importMapping, { part: 'body', value: given, locale })
}

function presetView(name: (typeof PRESET_NAMES)[number]) {
  const { title, summary, fields, required, readsIdentifiers } = presets[name]
  return {
    name,
    title,
    summary,
    fields: fields.map((field) => ({
      name: field.name,
      words: field.words,
      required: required.some((group) => group.includes(field.name)),
    })),
    readsIdentifiers,
  }
}
