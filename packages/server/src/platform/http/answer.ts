/** What a handler returned, on its way to the caller: JSON text or a file. */
import { isDeepStrictEqual } from 'node:util'
import type { FastifyReply } from 'fastify'
import type { Endpoint } from '../contract.ts'
import type { FileAnswer } from './bind.ts'

/**
 * JSON text; empty for undefined, which is answered 204. With `check` the answer must fit the endpoint's schema and hold nothing the
 * schema does not name; a misfit is a defect and throws.
 */
export function answerText(input: { endpoint: Endpoint; value: unknown; check: boolean }): string {
  if (input.value === undefined) {
    if (input.check) checkAnswer(input.endpoint, undefined)
    return ''
  }
  const text = JSON.stringify(input.value)
  if (input.check) checkAnswer(input.endpoint, JSON.parse(text))
  return text
}

function checkAnswer(endpoint: Endpoint, answer: unknown): void {
  const read = endpoint.response.safeParse(answer)
  if (!read.success) throw new Error(`the answer of ${endpoint.name} does not fit its schema: ${read.error.message}`)
  const declared = read.data === undefined ? undefined : JSON.parse(JSON.stringify(read.data))
  if (!isDeepStrictEqual(declared, answer)) throw new Error(`the answer of ${endpoint.name} holds more than its schema declares`)
}

export function isFileAnswer(value: unknown): value is FileAnswer {
  return typeof value === 'object' && value !== null && 'fileName' in value && 'contentType' in value && 'body' in value
}

/** As a download: whatever the file holds, a browser must not run it on our origin. */
export function sendFile(reply: FastifyReply, file: FileAnswer): FastifyReply {
  const plain = file.fileName.replace(/[^\w.-]+/g, '_')
  return reply
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encoded(file.fileName)}`)
    .type(file.contentType)
    .send(file.body)
}

/** RFC 8187: what encodeURIComponent leaves, but a quoted-string or a parameter would not take. */
function encoded(fileName: string): string {
  return encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
