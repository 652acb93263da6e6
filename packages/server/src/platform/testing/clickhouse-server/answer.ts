/** Answers one request the way ClickHouse's HTTP interface does: bodies, headers and codes as its clients expect them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { readRequest, type StatementRequest } from './request.ts'
import { type Outcome, runStatement } from './run-statement.ts'

/** `path` is the data directory. */
export async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url?.startsWith('/ping')) {
    response.end('Ok.\n')
    return
  }
  const read = await readRequest(request)
  response.setHeader('X-ClickHouse-Query-Id', read.queryId)
  response.setHeader('X-ClickHouse-Timezone', 'UTC')
  try {
    send(response, read, await runStatement(path, read))
  } catch (error) {
    sendFailure(response, error instanceof Error ? error.message : String(error))
  }
}

function send(response: ServerResponse, read: StatementRequest, outcome: Outcome): void {
  response.setHeader('Content-Type', 'text/plain; charset=UTF-8')
  response.setHeader('X-ClickHouse-Summary', JSON.stringify(summary(outcome)))
  if (read.gzipResponse) response.setHeader('Content-Encoding', 'gzip')
  response.end(read.gzipResponse ? gzipSync(outcome.body) : outcome.body)
}

/** Numbers as text; chDB does not tell rows written from rows read. */
function summary({ rowsRead, bytesRead, elapsedSeconds }: Outcome): Record<string, string> {
  const rows = String(rowsRead)
  const bytes = String(bytesRead)
  return {
    read_rows: rows,
    read_bytes: bytes,
    written_rows: rows,
    written_bytes: bytes,
    total_rows_to_read: '0',
    result_rows: rows,
    result_bytes: bytes,
    elapsed_ns: String(Math.round(elapsedSeconds * 1e9)),
  }
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  62: 400, // SYNTAX_ERROR
  47: 404, // UNKNOWN_IDENTIFIER
  60: 404, // UNKNOWN_TABLE
  81: 404, // UNKNOWN_DATABASE
  48: 501, // NOT_IMPLEMENTED
  159: 408, // TIMEOUT_EXCEEDED
}

function sendFailure(response: ServerResponse, message: string): void {
  const code = /Code: (\d+)/.exec(message)?.[1] ?? '1002'
  response.statusCode = STATUS_BY_CODE[code] ?? 500
  response.setHeader('X-ClickHouse-Exception-Code', code)
  response.end(`${message}\n`)
}
