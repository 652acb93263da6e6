/**
 * Runs a write under audit. The row is made before the write, so no write takes effect without one: when the audit cannot be
 * written the call is answered 503 and nothing has happened. After the write the row is completed before the answer; should that
 * fail even on repetition, the caller still gets the true answer and the row stays `running`, which reads "outcome not recorded".
 */
import { pause } from '../clock.ts'
import { AppError, type ErrorTable, fail } from '../errors.ts'
import type { Log } from '../log.ts'
import type { AuditedWrite, AuditMark, AuditOutcome, AuditSink } from './audit-sink.ts'

const FINISH_ATTEMPTS = 3
const FINISH_PAUSE_MS = 200

export interface AuditParts {
  readonly sink: AuditSink
  readonly log: Log
  readonly errors: ErrorTable
}

/** Runs `run` between the two halves of its audit row. `targetsOf` reads ids from the answer. */
export async function runAudited<T>(
  parts: AuditParts,
  input: { write: AuditedWrite; run: () => Promise<T>; targetsOf: (answer: T) => readonly string[] },
): Promise<T> {
  const mark = await parts.sink.begin(input.write).catch((error: unknown) => {
    parts.log.error({ requestId: input.write.requestId, error: String(error) }, 'the audit could not be written, the write was not run')
    return fail('platform.unavailable', { reason: { zh: '审计记录写不进去', en: 'the audit cannot be written' } })
  })
  try {
    const answer = await input.run()
    await finish(parts, { mark, requestId: input.write.requestId, outcome: done(input.targetsOf(answer)) })
    return answer
  } catch (error) {
    await finish(parts, { mark, requestId: input.write.requestId, outcome: outcomeOf(parts.errors, error) })
    throw error
  }
}

/**
 * Records a write of somebody unknown (a sign-in) once it is decided. Throttled attempts leave no row: a stranger could fill the
 * disk with them.
 */
export async function runRecorded<T>(
  parts: AuditParts,
  input: { write: AuditedWrite; run: () => Promise<T>; targetsOf: (answer: T) => readonly string[] },
): Promise<T> {
  try {
    const answer = await input.run()
    await parts.sink.record(input.write, done(input.targetsOf(answer)))
    return answer
  } catch (error) {
    const outcome = outcomeOf(parts.errors, error)
    if (outcome.status !== 429 && outcome.outcome === 'refused') await parts.sink.record(input.write, outcome)
    throw error
  }
}

function done(targets: readonly string[]): AuditOutcome {
  return { outcome: 'done', status: 200, targets }
}

export function outcomeOf(errors: ErrorTable, error: unknown): AuditOutcome {
  if (!(error instanceof AppError)) return { outcome: 'failed', status: 500 }
  const status = errors[error.code as keyof ErrorTable]?.status ?? 500
  return { outcome: status < 500 ? 'refused' : 'failed', status, errorCode: error.code }
}

async function finish(parts: AuditParts, input: { mark: AuditMark; requestId: string; outcome: AuditOutcome }): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await parts.sink.finish(input.mark, input.outcome)
    } catch (error) {
      if (attempt === FINISH_ATTEMPTS)
        return parts.log.error({ requestId: input.requestId, error: String(error) }, 'the outcome of a write could not be audited')
      await pause(FINISH_PAUSE_MS * attempt)
    }
  }
}
