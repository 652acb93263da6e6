/** Runs one statement on a chDB session of its own: settings and parameters stick to a session, requests must not. */
import { Session } from 'chdb'
import { withParameterTexts } from '../../clickhouse/parameters.ts'
import { splitStatements } from '../../clickhouse/statements.ts'
import type { StatementRequest } from './request.ts'

export interface Outcome {
  readonly body: Uint8Array
  readonly rowsRead: number
  readonly bytesRead: number
  readonly elapsedSeconds: number
}

/** Throws ClickHouse's own message: `Code: 62. DB::Exception: … (SYNTAX_ERROR)`. */
export async function runStatement(path: string, request: StatementRequest): Promise<Outcome> {
  const session = new Session(path)
  try {
    if (request.database) await session.queryAsync(`USE \`${request.database.replaceAll('`', '')}\``)
    const settings = Object.entries(request.settings).map(([name, value]) => `SET ${name} = '${value.replace(/[\\']/g, '\\$&')}'; `)
    const statement = withParameterTexts(oneStatement(request.statement), request.parameters)
    const result = await session.queryAsync(settings.join('') + statement, { format: request.format })
    return { body: result.bytes(), rowsRead: result.rowsRead, bytesRead: result.bytesRead, elapsedSeconds: result.elapsed }
  } finally {
    session.close()
  }
}

/**
 * A server takes one statement a request, and the rows of an insert reach to its end. chDB takes several, and an empty line ends
 * the rows: what follows would run as a statement.
 */
function oneStatement(text: string): string {
  const insert = /^\s*insert\s[\s\S]*?\sformat\s+(\w+)\s/i.exec(text)
  if (insert) return insert[0] + withoutEmptyLines(text.slice(insert[0].length), insert[1] ?? '')
  if (splitStatements(text).length > 1) throw new Error('Code: 62. DB::Exception: Multi-statements are not allowed. (SYNTAX_ERROR)')
  return text
}

function withoutEmptyLines(rows: string, format: string): string {
  if (!rows.includes('\n\n') && !rows.startsWith('\n')) return rows
  if (!/^JSON\w*EachRow$/.test(format))
    throw new Error('Code: 48. DB::Exception: This server for tests takes empty lines in JSON rows only. (NOT_IMPLEMENTED)')
  return rows.replace(/\n{2,}/g, '\n').replace(/^\n/, '')
}
