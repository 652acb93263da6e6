/** Structured logs: one JSON line each on stderr. Never personal data: pass ids, counts and codes, not values. */
import pino from 'pino'

export type Log = pino.Logger

/** Names of fields that are removed wherever they appear, as a second wall behind not logging them. */
const REDACTED_FIELDS = ['phone', 'email', 'mobile', 'password', 'apiKey', 'writeKey', 'token', 'authorization', 'cookie', 'secret']

export function openLog(input: { level: 'debug' | 'info' | 'warn' | 'error' | 'silent' }): Log {
  return pino(
    {
      level: input.level,
      base: null,
      redact: { paths: REDACTED_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: '[removed]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

/** A log that keeps nothing, for tests and short commands. */
export const silentLog: Log = pino({ level: 'silent' })
