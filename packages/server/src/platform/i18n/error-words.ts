/** The sentence of an error code in one language, with its details filled in. */
import type { ErrorTable } from '../errors.ts'
import { type Locale, type Words, wordsIn } from './locale.ts'

/** Values come from requests; a sentence stays a sentence. */
const MAX_FILLED_VALUE_LENGTH = 200

export type Details = Readonly<Record<string, unknown>>

/** Replaces `{name}` by `details.name`; a value that is missing shows as `?`. */
export function fillWords(template: string, details: Details): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name]
    const text = value === undefined || value === null ? '?' : typeof value === 'object' ? JSON.stringify(value) : String(value)
    return text.length > MAX_FILLED_VALUE_LENGTH ? `${text.slice(0, MAX_FILLED_VALUE_LENGTH)}…` : text
  })
}

/** Details may hold `{ zh, en }` where a noun needs both languages; the answer carries the one asked for. */
export function detailsIn(details: Details, locale: Locale): Details {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, isWords(value) ? wordsIn(value, locale) : value]))
}

/** Sentence for a code of the table; details must already be in that language. An unknown code is its own sentence. */
export function errorSentence(table: ErrorTable, code: string, details: Details, locale: Locale): string {
  const kind = Object.hasOwn(table, code) ? table[code as keyof ErrorTable] : undefined
  return kind ? fillWords(wordsIn(kind, locale), details) : code
}

function isWords(value: unknown): value is Words {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 2 &&
    'zh' in value &&
    'en' in value &&
    isText(value.zh, value.en)
  )
}

function isText(...values: unknown[]): boolean {
  return values.every((value) => typeof value === 'string')
}
