/** The console's texts: the same keys in every language, with the same holes, none missing and none unused. */
import { EXPRESSION } from '../code.ts'
import type { Finding, Rule } from '../rule.ts'
import { codeFiles, productionFiles, type Tree } from '../tree.ts'

const I18N = 'packages/console/src/i18n'
const FIRST = 'zh-CN'
const OTHERS = ['en']
/** i18next's plural forms are one key to whoever asks. */
const PLURAL = /_(zero|one|two|few|many|other)$/
const HOLE = /\{\{[^}]*\}\}/g

/** Texts by dotted key, of one area in one language. */
type Texts = ReadonlyMap<string, string>
/** Areas by name. */
type Areas = ReadonlyMap<string, Texts>

export const consoleWordsRule: Rule = {
  name: 'console-words',
  about: 'the console says everything in Chinese and English, and nothing more',
  check: (tree) => {
    if (codeFiles(tree, 'packages/console/src').length === 0) return []
    const first = areasOf(tree, FIRST)
    if (first.size === 0) return [{ path: `${I18N}/${FIRST}`, says: 'there are no texts here: one JSON file an area' }]
    return [
      ...OTHERS.flatMap((language) => compare(first, areasOf(tree, language), language)),
      ...unused(tree, first),
      ...missing(tree, first),
    ]
  },
}

function areasOf(tree: Tree, language: string): Areas {
  const folder = `${I18N}/${language}/`
  const files = tree.files.filter(({ path }) => path.startsWith(folder) && path.endsWith('.json'))
  return new Map(files.map(({ path, text }) => [path.slice(folder.length, -'.json'.length), new Map(flatten(JSON.parse(text()), ''))]))
}

function flatten(value: unknown, key: string): [string, string][] {
  if (typeof value === 'string') return [[key, value]]
  if (typeof value !== 'object' || value === null) return [[key, '']]
  return Object.entries(value).flatMap(([name, below]) => flatten(below, key === '' ? name : `${key}.${name}`))
}

function compare(first: Areas, other: Areas, language: string): Finding[] {
  const areas = new Set([...first.keys(), ...other.keys()])
  return [...areas].flatMap((area) => {
    const one = folded(first.get(area))
    const two = folded(other.get(area))
    const place = (code: string) => `${I18N}/${code}/${area}.json`
    return [...new Set([...one.keys(), ...two.keys()])].flatMap((key): Finding[] => {
      const here = one.get(key)
      const there = two.get(key)
      if (here === undefined || there === undefined) {
        return [{ path: place(here === undefined ? FIRST : language), says: `the key ${key} is missing: the other language has it` }]
      }
      if (here.trim() === '' || there.trim() === '')
        return [{ path: place(here.trim() === '' ? FIRST : language), says: `the key ${key} is empty` }]
      return holes(here) === holes(there)
        ? []
        : [{ path: place(language), says: `${key} has holes “${holes(there)}”, in ${FIRST} “${holes(here)}”` }]
    })
  })
}

/** Plural forms of a key become one; the last, `_other`, speaks for them. */
function folded(texts: Texts = new Map()): Texts {
  return new Map([...texts].map(([key, text]) => [key.replace(PLURAL, ''), text]))
}

function holes(text: string): string {
  const names = (text.match(HOLE) ?? []).map((hole) => hole.replace(/[{}\s]|,.*/g, ''))
  return [...new Set(names)].sort().join(' ')
}

/** A key is used when some text of the code is it, or is a template that it fits. */
function unused(tree: Tree, areas: Areas): Finding[] {
  const texts = productionFiles(tree, 'packages/console/src').flatMap(({ code }) => code().texts.map(({ value }) => value))
  const whole = new Set(texts)
  const patterns = texts.filter(isKeyPattern).map(patternOf)
  const isUsed = (area: string, key: string) =>
    [key, `${area}:${key}`].some((name) => whole.has(name) || patterns.some((pattern) => pattern.test(name)))
  return [...areas].flatMap(([area, keys]) =>
    [...folded(keys).keys()]
      .filter((key) => !isUsed(area, key))
      .map((key) => ({ path: `${I18N}/${FIRST}/${area}.json`, says: `nobody uses the key ${key}` })),
  )
}

/** A template that could name a key: some fixed words around what is computed, and no blanks. */
function isKeyPattern(text: string): boolean {
  const fixed = text.split(EXPRESSION)
  return fixed.length > 1 && /^[\w.:$-]+$/.test(fixed.join('')) && /[.:]/.test(fixed.join(''))
}

function patternOf(text: string): RegExp {
  const escaped = text.split(EXPRESSION).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('[^\\s:]+')}$`)
}

/** Keys asked of `t` must be there, in an area that the file names with `useTranslation` or before the colon. */
function missing(tree: Tree, areas: Areas): Finding[] {
  const known = new Map(
    [...areas].map(([area, keys]) => [area, new Set([...keys.keys()].flatMap((key) => [key, key.replace(PLURAL, '')]))]),
  )
  const all = new Set([...known].flatMap(([area, keys]) => [...keys, ...[...keys].map((key) => `${area}:${key}`)]))
  return productionFiles(tree, 'packages/console/src').flatMap(({ path, code }) => {
    const { texts } = code()
    const named = texts.filter(({ usedBy }) => usedBy === 'useTranslation').map(({ value }) => value)
    const wrongArea = named.filter((area) => !known.has(area)).map((area) => ({ path, says: `there is no area ${area}` }))
    const wrongKeys = texts
      .filter(({ value, usedBy }) => /^(t|i18next\.t|i18n\.t)$/.test(usedBy) && !value.includes(EXPRESSION) && !all.has(value))
      .map(({ value, line }) => ({ path, line, says: `there is no text for ${value}` }))
    return [...wrongArea, ...wrongKeys]
  })
}
