/** What neither store can keep or code should meet, refused at the edge: NUL characters, absurd nesting, prototype keys. */
import { fail } from '../errors.ts'

const MAX_JSON_DEPTH = 64

/** Throws `platform.unparsable` for nesting deeper than 64, the key `__proto__`, and U+0000, which Postgres text cannot store. */
export function checkPlainJson(value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) refuse('含有 U+0000 字符', 'it holds the character U+0000')
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (depth >= MAX_JSON_DEPTH) refuse(`嵌套超过 ${MAX_JSON_DEPTH} 层`, `it nests deeper than ${MAX_JSON_DEPTH}`)
  if (Array.isArray(value)) {
    for (const item of value) checkPlainJson(item, depth + 1)
    return
  }
  for (const [key, item] of Object.entries(value)) {
    if (key.includes('\0')) refuse('含有 U+0000 字符', 'it holds the character U+0000')
    if (key === '__proto__') refuse('含有键 __proto__', 'it holds the key __proto__')
    checkPlainJson(item, depth + 1)
  }
}

function refuse(zh: string, en: string): never {
  return fail('platform.unparsable', { reason: { zh, en } })
}
