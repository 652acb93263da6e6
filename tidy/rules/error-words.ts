/** Error codes belong to the folder that declares them and speak Chinese and English, with the same holes. */
import type { ErrorKind } from '../../packages/server/src/platform/errors.ts'
import { type LoadedTable, loadErrorTables } from '../error-tables.ts'
import { areaOf } from '../resolve.ts'
import type { Finding, Rule } from '../rule.ts'

const CODE = /^[a-z][a-zA-Z]*(\.[a-z][a-z0-9_]*)+$/
const CHINESE = /\p{Script=Han}/u

export const errorWordsRule: Rule = {
  name: 'error-words',
  about: 'every error code has its words in Chinese and English',
  check: async (tree) => {
    const tables = await loadErrorTables(tree)
    return [...tables.flatMap(({ path, kinds }) => wordFindings(path, kinds)), ...doubles(tables)]
  },
}

export function wordFindings(path: string, kinds: Readonly<Record<string, Partial<ErrorKind>>>): Finding[] {
  const area = areaOf(path)
  return Object.entries(kinds).flatMap(([code, { zh = '', en = '' }]) => {
    const says: string[] = []
    if (!CODE.test(code)) says.push(`${code} is not of the form module.snake_case`)
    if (area.kind === 'module' && !code.startsWith(`${area.name}.`)) says.push(`${code} must begin with ${area.name}.`)
    if (!isChinese(zh)) says.push(`${code} has no Chinese words`)
    if (en.trim() === '' || CHINESE.test(en)) says.push(`${code} has no English words`)
    if (holes(zh) !== holes(en)) says.push(`${code} has holes “${holes(zh)}” in Chinese and “${holes(en)}” in English`)
    return says.map((one) => ({ path, says: one }))
  })
}

/** Punctuation around holes is language enough: `{field}：{reason}`. */
function isChinese(words: string): boolean {
  return CHINESE.test(words) || (words !== '' && !/\p{L}/u.test(words.replace(/\{\w+\}/g, '')))
}

/** A code is declared once. */
export function doubles(tables: readonly LoadedTable[]): Finding[] {
  const first = new Map<string, string>()
  return tables.flatMap(({ path, kinds }) =>
    Object.keys(kinds).flatMap((code) => {
      const known = first.get(code)
      first.set(code, known ?? path)
      return known === undefined ? [] : [{ path, says: `${code} is declared in ${known} already` }]
    }),
  )
}

function holes(words: string): string {
  return [...new Set(words.match(/\{\w+\}/g) ?? [])].sort().join(' ')
}
