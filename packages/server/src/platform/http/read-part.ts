/** Checks one part of a request (path, query, body) against its schema; a misfit names the field and says why, in the request's language. */
import type { z } from 'zod'
import { AppError } from '../errors.ts'
import type { Locale } from '../i18n/locale.ts'
import { issueReason } from '../i18n/schema-words.ts'

/** More than these are not listed: a form shows the first few, a wrong file shape would give thousands. */
const MAX_ISSUES_LISTED = 20

export type RequestPart = 'params' | 'query' | 'body'

/** The checked value with defaults filled in; undefined when the endpoint declares no such part. Throws `platform.invalid`. */
export function readPart<Schema extends z.ZodType>(
  schema: Schema | undefined,
  input: { part: RequestPart; value: unknown; locale: Locale },
): z.output<Schema> {
  // Without a schema the type parameter is ZodUndefined, whose output is undefined.
  if (schema === undefined) return undefined as z.output<Schema>
  const read = schema.safeParse(input.value, { reportInput: true })
  if (read.success) return read.data
  const issues = read.error.issues.slice(0, MAX_ISSUES_LISTED).map((issue) => fieldIssue(issue, input))
  const [first] = issues
  throw new AppError('platform.invalid', { ...first, ...(issues.length > 1 ? { issues } : {}) })
}

function fieldIssue(issue: z.core.$ZodIssue, input: { part: RequestPart; locale: Locale }): { field: string; reason: string } {
  const deepest = deepestIssue(issue, [])
  const path = deepest.issue.code === 'unrecognized_keys' ? [...deepest.path, deepest.issue.keys[0] ?? ''] : deepest.path
  return { field: path.length === 0 ? input.part : path.join('.'), reason: issueReason(deepest.issue, input.locale) }
}

/** Of the alternatives of a union, the one that was followed furthest is the one that was meant. */
function deepestIssue(issue: z.core.$ZodIssue, before: readonly PropertyKey[]): { issue: z.core.$ZodIssue; path: string[] } {
  const path = [...before, ...issue.path]
  const here = { issue, path: path.map(String) }
  if (issue.code !== 'invalid_union') return here
  const inner = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map((first) => deepestIssue(first, path))
    .filter((found) => found.path.length > path.length)
  return inner.reduce((best, found) => (found.path.length > best.path.length ? found : best), here)
}
