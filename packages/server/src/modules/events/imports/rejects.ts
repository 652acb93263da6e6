/** Rejected rows: kept with line and reason, listed, and written out as a file. */
import { z } from 'zod'
import type { Db, Tx } from '../../../platform/db/index.ts'
import type { ErrorTable } from '../../../platform/errors.ts'
import { cutPage, decodeCursor } from '../../../platform/http/cursor.ts'
import { detailsIn, errorSentence } from '../../../platform/i18n/error-words.ts'
import type { Locale } from '../../../platform/i18n/locale.ts'
import { storableText } from '../../../platform/json-text.ts'
import { wireErrors } from '../wire/errors.ts'
import { maskContacts } from '../wire/mask.ts'
import { rowErrors } from './errors.ts'
import { canonicalRow } from './files/row.ts'
import type {} from './tables.ts'

/** Listed rejects of one import; beyond, they are only counted. */
export const MAX_KEPT_REJECTS = 100_000
const MAX_KEPT_CHARACTERS = 1_000
const MAX_VALUE_CHARACTERS = 200
/** Longer than any number or name part of an address. */
const MAX_HALF_CHARACTERS = 64
const ROWS_PER_INSERT = 1_000
const KEPT_DAYS = 92
const DAY_MS = 86_400_000

export interface Reject {
  readonly line: number
  readonly code: string
  /** For the words of the code; `message` where the code's words are not ours. */
  readonly details: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A row as it was found or a collector's refusal as something to keep: cut, without contacts and characters the store does not take. */
function keptReject({ line, code, details, text }: Reject) {
  const clean = Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'string' ? keptText(value, MAX_VALUE_CHARACTERS) : value]),
  )
  return { line, code, details: JSON.stringify(clean), row_text: keptText(text, MAX_KEPT_CHARACTERS) }
}

/** Masked before the end of a cut text is left out, where half a number or address may stand. */
function keptText(text: string, limit: number): string {
  const masked = maskContacts(storableText(text.slice(0, limit)), false)
  return text.length > limit ? `${masked.slice(0, -MAX_HALF_CHARACTERS).trimEnd()}…` : masked
}

/** Keeps as many as there is still room for; repeating it changes nothing. */
export async function keepRejects(
  tx: Tx,
  input: { workspaceId: number; importId: string; rejects: readonly Reject[]; rejectedBefore: number; at: Date },
): Promise<void> {
  const kept = input.rejects.slice(0, Math.max(0, MAX_KEPT_REJECTS - input.rejectedBefore))
  for (let start = 0; start < kept.length; start += ROWS_PER_INSERT) {
    const rows = kept.slice(start, start + ROWS_PER_INSERT)
    await tx
      .insertInto('events_import_rejects')
      .values(
        rows.map((row) => ({ workspace_id: input.workspaceId, import_id: input.importId, ...keptReject(row), rejected_at: input.at })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}

/** Forgets the rows of long ago; their numbers stay with the imports. */
export async function forgetOldRejects(db: Db, input: { now: number }): Promise<void> {
  await db
    .deleteFrom('events_import_rejects')
    .where('rejected_at', '<', new Date(input.now - KEPT_DAYS * DAY_MS))
    .execute()
}

export interface ListedReject {
  readonly line: number
  readonly code: string
  readonly reason: string
  readonly row: string
}

const words: ErrorTable = { ...wireErrors, ...rowErrors }
const cursorKey = z.tuple([z.number()])

/** One page in the order of the file. */
export async function listRejectsPage(
  db: Db,
  input: { workspaceId: number; importId: string; limit: number; cursor: string | undefined; locale: Locale },
): Promise<{ items: ListedReject[]; nextCursor: string | null }> {
  const after = decodeCursor(input.cursor, cursorKey)
  const rows = await readRejects(db, { ...input, afterLine: after?.[0] ?? 0, limit: input.limit + 1 })
  return cutPage(rows, { limit: input.limit, key: (row) => [row.line], item: (row) => row })
}

const LINES_PER_READ = 1_000
const HEADINGS = { 'zh-CN': ['行号', '原因', '代码', '内容'], en: ['line', 'reason', 'code', 'row'] } as const

/** The kept rejects as CSV with a byte order mark, for Excel; yields pieces. */
export async function* rejectsAsCsv(db: Db, input: { workspaceId: number; importId: string; locale: Locale }): AsyncGenerator<string> {
  yield `\uFEFF${canonicalRow(HEADINGS[input.locale])}\r\n`
  for (let afterLine = 0; ; ) {
    const rows = await readRejects(db, { ...input, afterLine, limit: LINES_PER_READ })
    yield rows.map((row) => `${canonicalRow([String(row.line), row.reason, row.code, inert(row.row)])}\r\n`).join('')
    if (rows.length < LINES_PER_READ) return
    afterLine = rows.at(-1)?.line ?? 0
  }
}

/** A spreadsheet would run a cell that begins like a formula. */
function inert(text: string): string {
  return /^[=+\-@\t]/.test(text) ? `'${text}` : text
}

async function readRejects(
  db: Db,
  input: { workspaceId: number; importId: string; afterLine: number; limit: number; locale: Locale },
): Promise<ListedReject[]> {
  const rows = await db
    .selectFrom('events_import_rejects')
    .select(['line', 'code', 'details', 'row_text'])
    .where('workspace_id', '=', input.workspaceId)
    .where('import_id', '=', input.importId)
    .where('line', '>', input.afterLine)
    .orderBy('line')
    .limit(input.limit)
    .execute()
  return rows.map(({ line, code, details, row_text }) => ({
    line,
    code,
    reason: reasonWords({ code, details }, input.locale),
    row: row_text,
  }))
}

/** The reason in one language. */
export function reasonWords({ code, details }: Pick<Reject, 'code' | 'details'>, locale: Locale): string {
  if (!Object.hasOwn(words, code) && typeof details.message === 'string') return details.message
  return errorSentence(words, code, detailsIn(details, locale), locale)
}
