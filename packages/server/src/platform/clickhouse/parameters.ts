/**
 * Query parameters on chDB. Its own binding is not used: two bound queries at once on different connections take each
 * other's values, for which the package lets only one run in the whole process. `SET param_name` belongs to one connection.
 */
import type { ClickHouseClientConfigOptions } from '@clickhouse/client'

export type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>

interface Statement {
  query: string
  query_params?: Record<string, unknown>
}

/** The connection with parameters written in front of each statement. */
export function withParameters(connection: Connection): Connection {
  return {
    query: (statement) => connection.query(bound(statement)),
    command: (statement) => connection.command(bound(statement)),
    exec: (statement) => connection.exec(bound(statement)),
    insert: (statement) => connection.insert(statement),
    ping: (input) => connection.ping(input),
    close: () => connection.close(),
  }
}

function bound<T extends Statement>(statement: T): T {
  if (statement.query_params === undefined) return statement
  const texts = Object.entries(statement.query_params).map(([name, value]): [string, string] => [name, parameterText(value)])
  return { ...statement, query: withParameterTexts(statement.query, Object.fromEntries(texts)), query_params: {} }
}

const PLACEHOLDER = /\{(\w+):[A-Z]/g
const NAME = /^\w+$/

/**
 * Puts `SET param_…` in front of a statement. Texts are in ClickHouse's own form (tab-separated escapes), as in an HTTP
 * address. A placeholder without a value throws: the connection would otherwise use the value of an earlier statement.
 */
export function withParameterTexts(query: string, texts: Readonly<Record<string, string>>): string {
  for (const [, name = ''] of query.matchAll(PLACEHOLDER))
    if (!Object.hasOwn(texts, name)) throw new Error(`no value for parameter ${name}`)
  const sets = Object.entries(texts).map(([name, text]) => {
    if (!NAME.test(name)) throw new Error(`${name} is no name of a parameter`)
    return `SET param_${name} = ${quoted(text)}; `
  })
  return sets.join('') + query
}

/** A value as the text that the server parses into the parameter's type. */
function parameterText(value: unknown): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') return escaped(value)
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (Array.isArray(value)) return `[${value.map(elementText).join(',')}]`
  throw new Error(`a parameter cannot be of type ${typeof value}`)
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (typeof value === 'string') return `'${escaped(value)}'`
  return parameterText(value)
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' }

function escaped(text: string): string {
  return text.replace(/[\\'\t\n\r\0]/g, (character) => ESCAPES[character] ?? character)
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`
}
