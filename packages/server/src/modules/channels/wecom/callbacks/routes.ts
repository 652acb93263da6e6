/** Where the platform delivers: `/callback/wecom/:corpId`. Outside the management API, for whoever can sign. WW:90930 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Handles } from '../../../../platform/handles.ts'
import { type CallbackKeys, noteVerified } from '../connection/corps.ts'
import { decrypt, isSigned } from './crypto.ts'
import type { CallbackIntake } from './intake.ts'
import { type KeyRing, openKeyRing } from './keys.ts'
import { encryptedOf, readMessage } from './message.ts'
import { CALLBACK_PATH, SELF_CHECK } from './path.ts'

/** Messages are some KB; a member list of a group of 500 some ten. */
const BODY_MAX_BYTES = 256 * 1024

interface Given {
  readonly Params: { readonly corpId: string }
  readonly Querystring: Readonly<Record<string, unknown>>
}

type RouteHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'metrics' | 'log'>

/** A Fastify plugin. The answer to a callback is empty and sent when the callback is stored: nothing of it is lost then. */
export function callbackRoutes({ handles, intake }: { handles: RouteHandles; intake: CallbackIntake }): FastifyPluginAsync {
  const keys = openKeyRing(handles)
  const counted = handles.metrics.counter('liuchi_wecom_callbacks_total', 'Callbacks of WeCom by outcome', ['outcome'])
  const answer = (reply: FastifyReply, outcome: string, status: number) => {
    counted.inc({ outcome })
    return reply.code(status).type('text/plain').send('')
  }
  return async (server) => {
    readAnyBodyAsText(server)
    server.get<Given>(`${CALLBACK_PATH}/:corpId`, async (request, reply) => {
      const opened = await open(keys, { corpId: request.params.corpId, query: request.query, encrypted: textIn(request.query, 'echostr') })
      if (!opened) return answer(reply, 'refused', 403)
      if (request.query.check !== SELF_CHECK) await noteVerified(handles, opened.keys)
      // Just the text: no quotes, mark or line end. WW:90930
      return reply.type('text/plain').send(opened.message)
    })
    server.post<Given>(`${CALLBACK_PATH}/:corpId`, { bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
      const encrypted = encryptedOf(typeof request.body === 'string' ? request.body : '')
      const opened = await open(keys, { corpId: request.params.corpId, query: request.query, encrypted })
      if (!opened) return answer(reply, 'refused', 403)
      const message = readMessage(opened.message)
      if (!message) return answer(reply, 'unreadable', 400)
      const { workspaceId, corpId } = opened.keys
      if (!(await intake.add({ workspaceId, corpId, message }))) return answer(reply.header('retry-after', '1'), 'overloaded', 503)
      return answer(reply, 'stored', 200)
    })
  }
}

/** Checks who sent it before it is opened, and for whom it is after that. */
async function open(
  ring: KeyRing,
  { corpId, query, encrypted }: { corpId: string; query: Given['Querystring']; encrypted: string | undefined },
): Promise<{ keys: CallbackKeys; message: string } | undefined> {
  const [signature, timestamp, nonce] = [textIn(query, 'msg_signature'), textIn(query, 'timestamp'), textIn(query, 'nonce')]
  if (!signature || !timestamp || !nonce || !encrypted) return undefined
  const keys = await ring.find(corpId)
  if (!keys || !isSigned({ token: keys.token, timestamp, nonce, encrypted, signature })) return undefined
  const plain = decrypt(keys.encodingAesKey, encrypted)
  return plain?.receiver === corpId ? { keys, message: plain.message } : undefined
}

function textIn(query: Given['Querystring'], name: string): string | undefined {
  const value = query[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The platform names its bodies text/xml, application/xml or nothing. */
function readAnyBodyAsText(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
}
