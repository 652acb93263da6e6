/** Endpoints of file imports. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'

export const PRESET_NAMES = ['taobao', 'tianchi', 'cdnow', 'online-retail', 'orders', 'events', 'people'] as const
export type PresetName = (typeof PRESET_NAMES)[number]
export const presetName = z.enum(PRESET_NAMES)

export const ENCODING_NAMES = ['utf-8', 'gb18030', 'utf-16le', 'utf-16be'] as const
export const DELIMITERS = [',', ';', '\t', '|'] as const

const MAX_MAPPED_COLUMNS = 1_000
const MAX_NAME_LENGTH = 255
const MAX_CONSTANT_LENGTH = 1_000

const fieldTexts = (longest: number) =>
  z
    .record(z.string().min(1).max(MAX_NAME_LENGTH), z.string().min(1).max(longest))
    .refine((record) => Object.keys(record).length <= MAX_MAPPED_COLUMNS)

/** How a file is read. Everything but the preset has a default found from the file. */
export const importMapping = z.strictObject({
  preset: presetName,
  /** Column name, or its position counted from 1, to a field of the preset, a kind of identifier, `property:NAME`, `trait:NAME` or `ignore`. */
  columns: fieldTexts(MAX_NAME_LENGTH).default({}),
  /** Field to the value it has where the file has none: `{"currency": "USD"}`. */
  constants: fieldTexts(MAX_CONSTANT_LENGTH).default({}),
  /** For times without a zone; absent: the workspace's. */
  timeZone: z.string().max(64).optional(),
  encoding: z.enum(ENCODING_NAMES).optional(),
  delimiter: z.enum(DELIMITERS).optional(),
  /** Whether the first row names the columns; absent: the preset decides. */
  header: z.boolean().optional(),
})
export type ImportMapping = z.output<typeof importMapping>

export const importStatus = z.enum(['queued', 'running', 'done', 'failed'])
export type ImportStatus = z.output<typeof importStatus>

export const importShape = z.object({
  id: z.uuid(),
  fileName: z.string(),
  preset: z.string(),
  status: importStatus,
  /** Rows of the file looked at so far, the header and blank lines not counted: stored + rejected + duplicate. */
  rowsRead: z.number(),
  rowsStored: z.number(),
  rowsRejected: z.number(),
  /** Rows that an earlier import, or this file's earlier run, had already stored. */
  rowsDuplicate: z.number(),
  progress: z.object({ done: z.number(), total: z.number(), unit: z.literal('bytes') }),
  rejectsUrl: z.string(),
  /** Of the background job, see `GET /jobs/:id`. */
  jobId: z.string(),
  /** Why it failed, in the language of the request. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
})

/** News of an ended import, by how it ended. */
export const importNewsName = z.enum(['events.import_finished', 'events.import_failed'])
export type ImportNewsName = z.output<typeof importNewsName>

/** What the news of an ended import carries. */
export const importNews = importShape
  .pick({ fileName: true, preset: true, rowsStored: true, rowsRejected: true, rowsDuplicate: true })
  .extend({ importId: z.uuid() })
export type ImportNews = z.output<typeof importNews>

export const rejectShape = z.object({
  /** Where the row begins in the file, from 1. */
  line: z.number(),
  code: z.string(),
  /** In the language of the request. */
  reason: z.string(),
  /** The row, cut to 1,000 characters. */
  row: z.string(),
})

const words = z.object({ zh: z.string(), en: z.string() })

export const presetShape = z.object({
  name: presetName,
  title: words,
  summary: words,
  fields: z.array(z.object({ name: z.string(), words, required: z.boolean() })),
  readsIdentifiers: z.boolean(),
})

export const previewShape = z.object({
  preset: presetName,
  form: z.enum(['rows', 'json', 'sheet']),
  encoding: z.enum(ENCODING_NAMES),
  /** What every column would become: a field, a kind of identifier, `property:NAME`, `trait:NAME` or `ignore`. */
  columns: z.array(z.object({ name: z.string(), target: z.string() })),
  rows: z.array(
    z.object({
      line: z.number(),
      cells: z.array(z.string()),
      event: z.record(z.string(), z.unknown()).nullable(),
      reason: z.string().nullable(),
    }),
  ),
  /** Why the whole file could not be imported like this. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
})

const importErrors = ['events.import_no_file', 'events.import_mapping', 'events.import_too_large', 'platform.too_large']

export const createImport = endpoint({
  name: 'imports.create',
  method: 'POST',
  path: '/imports',
  access: 'imports.write',
  summary: {
    zh: '导入文件（字段 file 与 mapping 或 preset），后台逐行入库',
    en: 'Import a file (fields file, and mapping or preset); rows are stored in the background',
  },
  response: importShape,
  form: 'multipart',
  errors: importErrors,
})

export const previewImport = endpoint({
  name: 'imports.preview',
  method: 'POST',
  path: '/imports/preview',
  access: 'imports.write',
  summary: { zh: '预览文件的前几行与列映射，不入库', en: 'The first rows of a file and what its columns would become; nothing is stored' },
  response: previewShape,
  form: 'multipart',
  readOnly: true,
  errors: [...importErrors, 'events.import_empty', 'events.import_unreadable'],
})

export const listPresets = endpoint({
  name: 'imports.presets',
  method: 'GET',
  path: '/imports/presets',
  access: 'imports.read',
  summary: { zh: '导入预设', en: 'Presets of imports' },
  response: z.object({ items: z.array(presetShape) }),
})

export const listImports = endpoint({
  name: 'imports.list',
  method: 'GET',
  path: '/imports',
  access: 'imports.read',
  summary: { zh: '导入记录，最新在前', en: 'Imports, newest first' },
  query: z.object(listQuery),
  response: listOf(importShape),
})

const importParams = z.object({ id: z.uuid() })

export const getImport = endpoint({
  name: 'imports.get',
  method: 'GET',
  path: '/imports/:id',
  access: 'imports.read',
  summary: { zh: '一次导入及其进度', en: 'One import and how far it is' },
  params: importParams,
  response: importShape,
  errors: ['platform.not_found'],
})

export const listRejects = endpoint({
  name: 'imports.rejects',
  method: 'GET',
  path: '/imports/:id/rejects',
  access: 'imports.read',
  summary: { zh: '被拒的行：行号与原因', en: 'Rejected rows with line and reason' },
  params: importParams,
  query: z.object(listQuery),
  response: listOf(rejectShape).extend({
    /** Rejected in all; more than are listed when a file has very many. */
    total: z.number(),
    /** Of these the first so many are listed. */
    kept: z.number(),
  }),
  errors: ['platform.not_found'],
})

export const downloadRejects = endpoint({
  name: 'imports.rejects_file',
  method: 'GET',
  path: '/imports/:id/rejects.csv',
  access: 'imports.read',
  summary: { zh: '下载被拒的行（CSV）', en: 'Rejected rows as a CSV file' },
  params: importParams,
  response: z.unknown(),
  form: 'file',
  errors: ['platform.not_found'],
})

export const importEndpoints = [createImport, previewImport, listPresets, listImports, getImport, listRejects, downloadRejects] as const
