/** The way in for events that other nodes send here because this one decides about them. For processes with the same secret only. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import { AppError, type ErrorTable } from '../../../platform/errors.ts'
import type { Handles } from '../../../platform/handles.ts'
import type { CollectInput, Collector } from './collector.ts'
import { collectErrors } from './errors.ts'
import { FORWARD_PATH, internalKey, NODE_HEADER } from './slots-forward.ts'

/** A thousand events of at most 32 KB, with room for what their names and context take. */
const BODY_MAX_BYTES = 64 * 1024 * 1024
const errors: ErrorTable = collectErrors

/** A Fastify plugin; `collector` is the node's own, which takes nothing that another one decides about. */
export function slotRoutes({ handles, collector }: { handles: Handles; collector: Collector }): FastifyPluginAsync {
  const expected = Buffer.from(`Bearer ${internalKey(handles)}`)
  return async (server) => {
    readBodiesAsTheyAre(server)
    // Before the body is read: a stranger costs nothing.
    server.addHook('onRequest', async (request, reply) => {
      const given = Buffer.from(request.headers.authorization ?? '')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return reply.code(404).send()
      reply.header(NODE_HEADER, String(collector.node))
    })
    server.post(FORWARD_PATH, { bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
      // An address may by now belong to another node, with other slots: it says who it is and takes nothing.
      if (request.headers[NODE_HEADER] !== String(collector.node)) return answerFailure(reply, new AppError('events.slot_moved'))
      try {
        return await collector.collect(request.body as CollectInput)
      } catch (error) {
        if (error instanceof AppError && Object.hasOwn(errors, error.code)) return answerFailure(reply, error)
        throw error
      }
    })
  }
}

/** Names in an event are free, also those that a stricter reader would refuse. */
function readBodiesAsTheyAre(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)))
    } catch (error) {
      done(error as Error)
    }
  })
}

function answerFailure(reply: FastifyReply, { code, details }: AppError): FastifyReply {
  return reply.code(errors[code as keyof ErrorTable]?.status ?? 500).send({ code, details })
}
