/**
 * Tables belong to who made them, have a row type, and say where a person is in them, so that an erasure misses none:
 * a comment line `-- person: COLUMN[, COLUMN]` or `-- person: none` stands above every `create table`.
 */
import type { Finding, Rule } from '../rule.ts'
import type { Tree, TreeFile } from '../tree.ts'

const OWNER = /^packages\/server\/src\/(platform|modules)\/([^/]+)\/(?:.+\/)?migrations\/[^/]+\.sql$/
const CREATE = /^[ \t]*create\s+(?:or\s+replace\s+)?(table|view|materialized\s+view|dictionary)\s+(?:if\s+not\s+exists\s+)?([a-z0-9_]+)/gim
const PERSON = /^--\s*person:\s*(.+)$/
const NOBODY = 'none'

export const tablesRule: Rule = {
  name: 'tables',
  about: 'tables carry their owner’s name, have a row type and say where a person is in them',
  check: (tree) => tree.files.filter(({ path }) => OWNER.test(path)).flatMap((file) => checkFile(tree, file)),
}

interface Made {
  readonly file: TreeFile
  readonly line: number
  readonly kind: string
  readonly name: string
  /** From `create` to the semicolon. */
  readonly statement: string
  /** Comment lines right above, topmost first. */
  readonly comments: readonly string[]
}

function checkFile(tree: Tree, file: TreeFile): Finding[] {
  return madeIn(file).flatMap((made) => [
    ...nameFindings(made),
    ...(made.kind === 'table' ? [...personFindings(made), ...rowFindings(tree, made)] : []),
  ])
}

function madeIn(file: TreeFile): Made[] {
  const text = file.text()
  const lines = text.split('\n')
  return [...text.matchAll(CREATE)].map((match) => {
    const before = text.slice(0, match.index).split('\n').length - 1
    const above = lines.slice(0, before)
    const firstComment = above.findLastIndex((line) => !line.trim().startsWith('--')) + 1
    const end = text.indexOf(';', match.index)
    return {
      file,
      line: before + 1,
      kind: (match[1] ?? '').toLowerCase(),
      name: match[2] ?? '',
      statement: text.slice(match.index, end === -1 ? undefined : end),
      comments: above.slice(firstComment).map((line) => line.trim()),
    }
  })
}

function nameFindings({ file, line, kind, name }: Made): Finding[] {
  const [, area = '', owner = ''] = OWNER.exec(file.path) ?? []
  const prefixes = area === 'platform' ? ['platform_', `${owner}_`] : [`${owner}_`, `pub_${owner}_`, 'dim_']
  if (prefixes.some((prefix) => name.startsWith(prefix))) return []
  return [{ path: file.path, line, says: `the ${kind} ${name} must be named after its owner: ${prefixes.join('…, ')}…` }]
}

function personFindings({ file, line, name, statement, comments }: Made): Finding[] {
  const declared = comments.map((comment) => PERSON.exec(comment)?.[1]?.trim()).find((value) => value !== undefined)
  if (declared === undefined)
    return [
      {
        path: file.path,
        line,
        says: `${name} does not say where a person is in it: write “-- person: COLUMN” or “-- person: none” above it`,
      },
    ]
  if (declared === NOBODY) return []
  const body = statement.replace(/--[^\n]*/g, '')
  return declared
    .split(/\s*,\s*/)
    .filter((column) => !new RegExp(`[(,\\n]\\s*${column}\\s+\\w`, 'i').test(body))
    .map((column) => ({ path: file.path, line, says: `${name} has no column ${column}, which its comment names as the person’s` }))
}

/** Postgres tables have their row in a `tables.ts` of the same owner. */
function rowFindings(tree: Tree, { file, line, name }: Made): Finding[] {
  if (file.path.endsWith('.ch.sql')) return []
  const folder = file.path.slice(0, file.path.indexOf('/migrations/'))
  const owner = folder.split('/').slice(0, 5).join('/')
  const declared = tree.files.some(
    ({ path, text }) => path.startsWith(`${owner}/`) && /tables?\.ts$/.test(path) && new RegExp(`^\\s*${name}\\??:`, 'm').test(text()),
  )
  return declared ? [] : [{ path: file.path, line, says: `${name} has no row type: declare it in ${folder}/tables.ts` }]
}
