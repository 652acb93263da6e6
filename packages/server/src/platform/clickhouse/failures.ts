/** What a failed call means for whoever made it: try again, give up, or find out first. */
import { AppError } from '../errors.ts'

/**
 * `retry`: nothing was done, the same may work later. `permanent`: it will fail each time. `unknown`: an insert was sent and
 * nobody said what became of it; repeat it under the same token.
 */
export interface ClickHouseFailure {
  readonly kind: 'retry' | 'permanent' | 'unknown'
  /** ClickHouse's own code and its name, where it was ClickHouse that answered: 27 and `CANNOT_PARSE_INPUT_ASSERTION_FAILED`. */
  readonly code?: number
  readonly type?: string
}

/** Busy, out of something, or not reachable from where it stands; nothing was written. */
const RETRY_CODES = new Set([
  74, // CANNOT_READ_FROM_FILE_DESCRIPTOR
  75, // CANNOT_WRITE_TO_FILE_DESCRIPTOR, a full disk
  173, // CANNOT_ALLOCATE_MEMORY
  202, // TOO_MANY_SIMULTANEOUS_QUERIES
  203, // NO_FREE_CONNECTION
  225, // NO_ZOOKEEPER
  241, // MEMORY_LIMIT_EXCEEDED
  242, // TABLE_IS_READ_ONLY
  243, // NOT_ENOUGH_SPACE
  252, // TOO_MANY_PARTS
  279, // ALL_CONNECTION_TRIES_FAILED
  285, // TOO_FEW_LIVE_REPLICAS
  439, // CANNOT_SCHEDULE_TASK
  745, // SERVER_OVERLOADED
])

/** It may have been written. */
const UNKNOWN_CODES = new Set([
  159, // TIMEOUT_EXCEEDED
  209, // SOCKET_TIMEOUT
  210, // NETWORK_ERROR, between nodes
  236, // ABORTED
  286, // UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  319, // UNKNOWN_STATUS_OF_INSERT
  394, // QUERY_WAS_CANCELLED
  999, // KEEPER_EXCEPTION
])

/** The request never left. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

const RETRY_APP_CODES = new Set(['clickhouse.busy', 'clickhouse.closed'])

/** Sorts what a call of this folder threw. What nobody can tell is `unknown`. */
export function classifyClickHouseError(error: unknown): ClickHouseFailure {
  if (error instanceof AppError) return { kind: RETRY_APP_CODES.has(error.code) ? 'retry' : 'permanent' }
  const answer = answerOf(error)
  if (answer) return { kind: RETRY_CODES.has(answer.code) ? 'retry' : UNKNOWN_CODES.has(answer.code) ? 'unknown' : 'permanent', ...answer }
  const systemCode = error instanceof Error && 'code' in error ? String(error.code) : ''
  return { kind: NOT_SENT.has(systemCode) ? 'retry' : 'unknown' }
}

/**
 * ClickHouse's code and its name, when it was ClickHouse that refused. Told by shape: the client and chDB's connection each
 * bring their own class of the same name.
 */
export function answerOf(error: unknown): { code: number; type: string } | undefined {
  if (!(error instanceof Error && 'code' in error && 'type' in error)) return undefined
  const code = Number(error.code)
  return Number.isInteger(code) ? { code, type: String(error.type) } : undefined
}
