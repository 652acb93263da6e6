/** Where the platform delivers: `/callback/wecom/:corpId`. Outside the management API, for whoever can sign. WW:90930 */
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify'
import type { Handles } from '../../../../platform/handles.ts'
import { type CallbackKeys, noteVerified } from '../connection/corps.ts'
import { decrypt, isSigned } from './crypto.ts'
import type { CallbackIntake } from './intake.ts'
import { KEYS_KEPT_MS, type KeyRing, openKeyRing } from './keys.ts'
import { encryptedOf, readMessage } from './message.ts'
import { CALLBACK_PATH, SELF_CHECK } from './path.ts'

/** Messages are some KB; a member list of a group of 500 some ten. */
const BODY_MAX_BYTES = 256 * 1024

interface Given {
  readonly Params: { readonly corpId: string }
  readonly Querystring: Readonly<Record<string, unknown>>
}

type RouteHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'metrics' | 'log'>

interface CallbackRoutesInput {
  readonly handles: RouteHandles
  readonly intake: CallbackIntake
  /** For how long keys are taken from memory. */
  readonly keysKeptMs?: number
}

/** A Fastify plugin. The answer to a callback is empty and sent when the callback is stored: nothing of it is lost then. */
export function callbackRoutes({ handles, intake, keysKeptMs = KEYS_KEPT_MS }: CallbackRoutesInput): FastifyPluginAsync {
  const keys = openKeyRing(handles, { keptMs: keysKeptMs })
  const counted = handles.metrics.counter('liuchi_wecom_callbacks_total', 'Callbacks of WeCom by outcome', ['outcome'])
  const answer = (reply: FastifyReply, outcome: string, status: number) => {
    counted.inc({ outcome })
    return reply.code(status).type('text/plain').send('')
  }
  return async (server) => {
    readAnyBodyAsText(server)
    server.get<Given>(`${CALLBACK_PATH}/:corpId`, async (request, reply) => {
      const encrypted = textIn(request.query, 'echostr')
      const opened = await open(
        { ring: keys, now: handles.clocks.real.now() },
        { corpId: request.params.corpId, query: request.query, encrypted },
      )
      if (!opened) return answer(reply, 'refused', 403)
      // Asked with keys that go, it is no proof that the new ones were entered.
      if (request.query.check !== SELF_CHECK && !opened.isFormer) await noteVerified(handles, opened.keys)
      // Just the text: no quotes, mark or line end. WW:90930
      return reply.type('text/plain').send(opened.message)
    })
    server.post<Given>(`${CALLBACK_PATH}/:corpId`, { bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
      const encrypted = encryptedOf(typeof request.body === 'string' ? request.body : '')
      const opened = await open(
        { ring: keys, now: handles.clocks.real.now() },
        { corpId: request.params.corpId, query: request.query, encrypted },
      )
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
  { ring, now }: { ring: KeyRing; now: number },
  { corpId, query, encrypted }: { corpId: string; query: Given['Querystring']; encrypted: string | undefined },
): Promise<{ keys: CallbackKeys; message: string; isFormer: boolean } | undefined> {
  const [signature, timestamp, nonce] = [textIn(query, 'msg_signature'), textIn(query, 'timestamp'), textIn(query, 'nonce')]
  if (!signature || !timestamp || !nonce || !encrypted) return undefined
  const keys = await ring.find(corpId)
  if (!keys) return undefined
  const former = keys.former && now < keys.former.untilMs ? keys.former : undefined
  for (const one of former ? [keys, former] : [keys]) {
    if (!isSigned({ token: one.token, timestamp, nonce, encrypted, signature })) continue
    const plain = decrypt(one.encodingAesKey, encrypted)
    if (plain?.receiver === corpId) return { keys, message: plain.message, isFormer: one === former }
  }
  return undefined
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
