/** JSON text that both stores take: without NUL characters and without halves of surrogate pairs, which neither can keep. */

/** As `JSON.stringify` writes them; a doubled backslash before them only costs a needless look. */
const UNSTORABLE_ESCAPE = /\\u(?:0000|d[89a-f])/

/** The value as JSON; unstorable characters are left out of texts and names. `undefined` becomes `null`. */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.includes('\\u') && UNSTORABLE_ESCAPE.test(text) ? JSON.stringify(storable(JSON.parse(text))) : text
}

/** A text both stores take. */
export function storableText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed()
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '') : wellFormed
}

/** Only for what `JSON.parse` made: depth is bounded by what it took. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(storable)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storableText(name), storable(inner)]))
}
