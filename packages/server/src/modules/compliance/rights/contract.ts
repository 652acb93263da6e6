/** What people may ask for: everything about them, and that it is erased. Browser-safe. */
import { z } from 'zod'
import { endpoint } from '../../../platform/contract.ts'
import { instant, listOf, listQuery } from '../../../platform/http/list.ts'
import { PersonId } from '../../identity/contract.ts'

const MAX_REFERENCE_LENGTH = 400
const RecordId = z.uuid()

export const Export = z.object({
  id: z.string(),
  personId: PersonId,
  jobId: z.string(),
  /** `expired`: the file was removed when its time had come. */
  state: z.enum(['queued', 'ready', 'failed', 'expired']),
  requestedAt: instant,
  requestedBy: z.string(),
  finishedAt: instant.nullable(),
  /** Until then the file can be fetched. */
  expiresAt: instant.nullable(),
  sizeBytes: z.number().nullable(),
  /** Rows of each part of the file. */
  counts: z.record(z.string(), z.number()),
})
export type Export = z.output<typeof Export>

export const exportPerson = endpoint({
  name: 'persons.export',
  method: 'POST',
  path: '/persons/:id/export',
  access: 'privacy.export',
  summary: {
    zh: '导出一位客户的全部资料；还需要“查看手机号与邮箱”的权限',
    en: 'Export everything about a person; also needs people.read_personal',
  },
  params: z.object({ id: PersonId }),
  response: z.object({ jobId: z.string(), exportId: z.string() }),
  errors: ['compliance.person_being_erased'],
})

export const personExports = endpoint({
  name: 'persons.exports',
  method: 'GET',
  path: '/persons/:id/exports',
  access: 'privacy.export',
  summary: { zh: '一位客户的导出，最新的在前', en: 'Exports of a person, newest first' },
  params: z.object({ id: PersonId }),
  query: z.object(listQuery),
  response: listOf(Export),
})

export const exportFile = endpoint({
  name: 'exports.file',
  method: 'GET',
  path: '/exports/:id/file',
  access: 'privacy.export',
  summary: {
    zh: '下载导出的文件（JSON）；还需要“查看手机号与邮箱”的权限',
    en: 'Fetch the exported file (JSON); also needs people.read_personal',
  },
  params: z.object({ id: RecordId }),
  response: z.undefined(),
  form: 'file',
  errors: ['compliance.export_not_ready', 'compliance.export_gone'],
})

/** Why it is erased, as article 47 of the PIPL has it. */
export const ErasureReason = z.enum(['requested', 'purpose_fulfilled', 'consent_withdrawn', 'unlawful', 'other'])

const Words = z.object({ zh: z.string(), en: z.string() })

export const ErasureStep = z.object({
  /** Who erased: `identity`, `events`, …, in that order. */
  holder: z.string(),
  words: Words,
  /** Rows that told something about the person before anything was erased; null where they cannot be counted apart. */
  found: z.number().nullable(),
  /** Rows and files removed by the run that ended the step: fewer than found where an earlier run was cut off. */
  rows: z.number(),
  /** Rows that stay, pseudonymised. */
  kept: z.number(),
  why: Words.nullable(),
  at: instant,
})
export type ErasureStep = z.output<typeof ErasureStep>

export const Erasure = z.object({
  erasureId: z.string(),
  jobId: z.string(),
  /** `done`: nothing was found any more. `failed`: it stopped; ask again and it goes on. */
  state: z.enum(['queued', 'running', 'done', 'failed']),
  reason: ErasureReason,
  requestedAt: instant,
  requestedBy: z.string(),
  finishedAt: instant.nullable(),
  /** Keyed hash of the person's id. */
  personHash: z.string(),
  /** How many atoms and identifiers the person had. */
  atoms: z.number(),
  identifiers: z.number(),
  steps: z.array(ErasureStep),
  /** Rows that name the person and were found at the end; null before. */
  left: z.number().nullable(),
})
export type Erasure = z.output<typeof Erasure>

export const erasePerson = endpoint({
  name: 'persons.erase',
  method: 'POST',
  path: '/persons/:id/erase',
  access: 'privacy.erase',
  summary: { zh: '删除一位客户的全部资料，留下证明；无法撤销', en: 'Erase everything about a person and keep a proof; cannot be undone' },
  params: z.object({ id: PersonId }),
  body: z.strictObject({ reason: ErasureReason.default('requested') }).default({ reason: 'requested' }),
  response: z.object({ jobId: z.string(), erasureId: z.string() }),
})

export const listErasures = endpoint({
  name: 'erasures.list',
  method: 'GET',
  path: '/erasures',
  access: 'privacy.erase',
  summary: { zh: '删除记录与证明，最新的在前', en: 'Erasures and their proofs, newest first' },
  query: z.object({
    ...listQuery,
    /** Only those of the person who had this id. */
    personId: PersonId.optional(),
    /** Only those of people who had this identifier, `KIND:VALUE`: was this phone number erased? */
    identifier: z.string().min(1).max(MAX_REFERENCE_LENGTH).optional(),
  }),
  response: listOf(Erasure),
  errors: [
    'identity.reference_malformed',
    'identity.kind_undeclared',
    'identity.value_empty',
    'identity.value_too_long',
    'identity.value_malformed',
  ],
})

export const readErasure = endpoint({
  name: 'erasures.read',
  method: 'GET',
  path: '/erasures/:id',
  access: 'privacy.erase',
  summary: { zh: '一次删除的证明', en: 'The proof of one erasure' },
  params: z.object({ id: RecordId }),
  response: Erasure,
})
