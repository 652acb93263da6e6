/** The SQL of the server: its migration files, and the texts in TypeScript that are statements. */
import type { SourceText } from './code.ts'
import { productionFiles, type Tree } from './tree.ts'

export interface SqlText {
  readonly path: string
  readonly line: number
  readonly sql: string
  /** Which store it is for, as far as its place tells. */
  readonly store: 'postgres' | 'clickhouse' | 'either'
}

const TAKES_SQL = /(^|\.)(sql|raw|query|exec|execute|command|unsafe|lit)$/
/** House style writes SQL in lower case and sentences with a capital: what begins so is a statement. */
const LOOKS_LIKE_SQL =
  /^\s*(select|insert into|update|delete from|with|create|alter|drop|truncate|set|listen|notify|prepare|declare|lock)\s/

/** Every statement outside tests, comments removed. */
export function sqlTexts(tree: Tree): SqlText[] {
  const files = tree.files.filter(({ path }) => /^packages\/server\/src\/.*\.sql$/.test(path))
  const migrations = files.map(({ path, text }): SqlText => {
    return { path, line: 1, sql: withoutComments(text()), store: path.endsWith('.ch.sql') ? 'clickhouse' : 'postgres' }
  })
  const inCode = productionFiles(tree, 'packages/server/src').flatMap(({ path, code }) =>
    code()
      .texts.filter(isSql)
      .map(({ value, line }): SqlText => ({ path, line, sql: value, store: 'either' })),
  )
  return [...migrations, ...inCode]
}

function isSql({ value, usedBy }: SourceText): boolean {
  return TAKES_SQL.test(usedBy) || LOOKS_LIKE_SQL.test(value)
}

/** Comments blanked, so that lines keep their numbers. */
export function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
}

/** Line of an offset in a statement that begins at `line`. */
export function lineAt({ sql, line }: SqlText, offset: number): number {
  return line + sql.slice(0, offset).split('\n').length - 1
}
