/** Bodies of the API are JSON and nothing else: no parser, no forged form. */
import type { FastifyInstance } from 'fastify'
import { fail } from '../errors.ts'
import { checkPlainJson } from './plain-json.ts'

/** Replaces Fastify's parsers in this scope: JSON only, an empty body allowed, prototype keys refused. */
export function acceptOnlyJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, parseJson(String(text)))
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

/** Undefined for an empty text. Throws `platform.unparsable`. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined
  const value = parse(text)
  checkPlainJson(value)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return fail('platform.unparsable', { reason: error.message.slice(0, MAX_REASON_LENGTH) })
    throw error
  }
}

/** The parser's message quotes a piece of the text. */
const MAX_REASON_LENGTH = 200
