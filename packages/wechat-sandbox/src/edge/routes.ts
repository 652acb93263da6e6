/** The platform's paths over HTTP. */
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UploadedFile } from '../call.ts'
import { answerRefusal, type WireAnswer } from './answer.ts'
import type { Platform } from './platform.ts'

/** 10,000 external_userids fit several times. The platform's own bound is not published. */
const MAX_BODY_BYTES = 4 * 1_048_576
/** WW:96484: files up to 20 MB, and the form around them. */
const MAX_FILE_BYTES = 21 * 1_048_576
const MAX_PARTS = 10

/** Below these nothing of a host application may lie. */
const PLATFORM_PATHS = ['/cgi-bin/*', '/wxa/*', '/sns/*', '/v3/*']

export async function platformRoutes(app: FastifyInstance, input: { platform: Platform; realNow: () => number }): Promise<void> {
  const { platform } = input
  // The platform reads JSON whatever the content type says; clients send all sorts.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => done(null, body))
  await app.register(multipart, { limits: { fileSize: MAX_FILE_BYTES, files: 1, parts: MAX_PARTS } })

  app.setErrorHandler((error, request, reply) => {
    const tooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === 413
    if (!tooLarge) throw error
    return send(reply, answerRefusal({ errcode: request.isMultipart() ? 45001 : 45002, ip: request.ip, realNow: input.realNow() }))
  })

  const admitted = new WeakSet<FastifyRequest>()
  app.addHook('onRequest', async (request, reply) => {
    if (!platform.begin(wanted(request))) {
      return send(reply, answerRefusal({ errcode: 45033, ip: request.ip, realNow: input.realNow() }))
    }
    admitted.add(request)
  })
  app.addHook('onResponse', async (request) => {
    if (admitted.has(request)) platform.end(wanted(request))
  })

  for (const path of PLATFORM_PATHS) {
    app.all(path, async (request, reply) => {
      const { path: wantedPath, query } = wanted(request)
      const files = platform.takesFiles(wantedPath) && request.isMultipart() ? await readFiles(request) : []
      const body = typeof request.body === 'string' ? request.body : undefined
      const answer = platform.answer({
        method: request.method,
        path: wantedPath,
        query,
        body,
        files,
        ip: request.ip,
        range: request.headers.range,
      })
      return send(reply, answer)
    })
  }
}

function wanted(request: FastifyRequest): { path: string; query: Readonly<Record<string, string>> } {
  const at = request.url.indexOf('?')
  const path = at === -1 ? request.url : request.url.slice(0, at)
  return { path, query: Object.fromEntries(new URLSearchParams(at === -1 ? '' : request.url.slice(at))) }
}

async function readFiles(request: FastifyRequest): Promise<UploadedFile[]> {
  const files: UploadedFile[] = []
  for await (const part of request.parts()) {
    if (part.type !== 'file') continue
    const bytes = await part.toBuffer()
    files.push({ field: part.fieldname, fileName: part.filename, contentType: part.mimetype, bytes })
  }
  return files
}

function send(reply: FastifyReply, answer: WireAnswer): FastifyReply {
  const { status, headers, body } = answer
  reply.code(status).headers(headers)
  if (body instanceof Uint8Array) return reply.send(body)
  return reply.type('application/json; charset=UTF-8').send(JSON.stringify(body))
}
