/** `POST /v1/…`: the Segment form over HTTP. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WorkspaceRef, WriteKeyResolver } from '../../../platform/auth/index.ts'
import { declaredKinds } from '../../identity/index.ts'
import { localeOf, sendFailure, sendJson, sendRefusal } from './answers.ts'
import { bodyText, decodeBody, parseJson } from './body.ts'
import { cleanse, isObject, type Json, newWalk } from './cleanse.ts'
import { failType, failWire } from './errors.ts'
import { type Intake, type Rejected, takeIn } from './intake.ts'
import { ENCODING_SLACK_BYTES, EVENTS_PER_REQUEST, SEGMENT_BODY_LIMIT_BYTES } from './limits.ts'
import { type TextSigns, textSigns } from './mask.ts'
import { readSegmentCall, readSegmentEntry, type SegmentKind, type SegmentRequest } from './segment.ts'
import { formFields } from './sensors-payload.ts'
import { basicUser, workspaceOfKey } from './write-key.ts'

/** The full paths are the HTTP API's; the browser library posts to the first letters, its own metrics to `/m`. */
const SINGLE_PATHS: Readonly<Record<string, SegmentKind>> = {
  identify: 'identify',
  i: 'identify',
  track: 'track',
  t: 'track',
  page: 'page',
  p: 'page',
  screen: 'screen',
  s: 'screen',
  group: 'group',
  g: 'group',
  alias: 'alias',
  a: 'alias',
}
/** The last is RudderStack's page library sending by beacon, which carries no headers: the key stands in the query. */
const BATCH_PATHS = ['/v1/batch', '/v1/import', '/v1/b', '/beacon/v1/batch']
const METRICS_PATHS = ['m', 'metrics']

const SUCCESS = '{"success":true}'
const FAILURE = { success: false }

export function addSegmentRoutes(server: FastifyInstance, intake: Intake, writeKeys: WriteKeyResolver): void {
  const options = { bodyLimit: SEGMENT_BODY_LIMIT_BYTES + ENCODING_SLACK_BYTES }
  const answering =
    (answer: (received: Received, reply: FastifyReply) => Promise<FastifyReply>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        return await answer(await receive(intake, writeKeys, request), reply)
      } catch (error) {
        return sendFailure(intake.handles, reply, { error, failure: FAILURE })
      }
    }
  for (const [path, kind] of Object.entries(SINGLE_PATHS)) {
    const answer = answering((received, reply) => answerSingle(intake, kind, received, reply))
    server.post(`/v1/${path}`, options, answer)
  }
  const answer = answering((received, reply) => answerBatch(intake, received, reply))
  for (const path of BATCH_PATHS) server.post(path, options, answer)
  for (const path of METRICS_PATHS) server.post(`/v1/${path}`, options, (_request, reply) => sendJson(reply, SUCCESS))
}

interface Received {
  readonly body: unknown
  readonly workspace: WorkspaceRef
  readonly request: FastifyRequest
  readonly signs: TextSigns
  readonly receivedAt: number
}

/** The parsed body and whose it is. A key in the header is checked before anything is decompressed. */
async function receive(intake: Intake, writeKeys: WriteKeyResolver, request: FastifyRequest): Promise<Received> {
  const receivedAt = intake.handles.clocks.business.now()
  const { authorization, 'content-encoding': encoding } = request.headers
  const user = basicUser(authorization)
  const known = user === undefined ? undefined : await workspaceOfKey(writeKeys, user)
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const text = bodyText(await decodeBody(bytes, encoding, SEGMENT_BODY_LIMIT_BYTES))
  const body = parseJson(text)
  const workspace = known ?? (await workspaceOfKey(writeKeys, (isObject(body) ? body.writeKey : undefined) ?? keyInQuery(request.url)))
  return { body, workspace, request, signs: textSigns(text), receivedAt }
}

function keyInQuery(url: string): string | undefined {
  const question = url.indexOf('?')
  return question < 0 ? undefined : formFields(url.slice(question + 1)).get('writeKey')
}

async function answerSingle(intake: Intake, kind: SegmentKind, received: Received, reply: FastifyReply): Promise<FastifyReply> {
  const context = await segmentRequest(intake, received, undefined)
  const [rejected] = await takeIn(
    intake,
    entries(intake, received, [received.body], (raw) => readSegmentCall(kind, raw, context)),
  )
  return rejected ? sendRefusal(reply, rejected.refusal, FAILURE) : sendJson(reply, SUCCESS)
}

async function answerBatch(intake: Intake, received: Received, reply: FastifyReply): Promise<FastifyReply> {
  const { body } = received
  if (!isObject(body)) return failType('body', 'object')
  const batch = body.batch
  if (!Array.isArray(batch)) return batch === undefined ? failWire('events.empty', { field: 'batch' }) : failType('batch', 'list')
  if (batch.length > EVENTS_PER_REQUEST) failWire('events.too_many_events', { limit: EVENTS_PER_REQUEST })
  const context = await segmentRequest(intake, received, body)
  const rejected = await takeIn(
    intake,
    entries(intake, received, batch, (raw, index) => readSegmentEntry(raw, index, context)),
  )
  return sendJson(reply, rejected.length === 0 ? SUCCESS : JSON.stringify({ success: true, rejected: rejected.map(listed) }))
}

function listed({ index, refusal: { code, message } }: Rejected): { index: number; code: string; message: string } {
  return { index, code, message }
}

function entries(
  intake: Intake,
  { workspace, receivedAt, request }: Received,
  raw: readonly unknown[],
  read: Parameters<typeof takeIn>[1]['read'],
) {
  return { form: 'segment' as const, workspace, receivedAt, locale: localeOf(intake.handles, request), raw, read }
}

async function segmentRequest(intake: Intake, received: Received, batch: Json | undefined): Promise<SegmentRequest> {
  const { workspace, signs, receivedAt } = received
  return {
    receivedAt,
    requestKey: intake.handles.ids.uuid(),
    timeZone: workspace.timeZone,
    signs,
    kinds: await declaredKinds(intake.handles, workspace.id),
    derived: new Map(),
    sentAt: batch?.sentAt,
    context: batch && sharedContext(batch, signs),
  }
}

/** The batch's context stands in every entry, so it is cleaned once; one that nests too deep is dropped rather than costing all entries. */
function sharedContext(batch: Json, signs: TextSigns): Json | undefined {
  if (!isObject(batch.context)) return undefined
  const walk = newWalk(signs)
  delete batch.context.externalIds
  cleanse(walk, batch.context, 2, false)
  return walk.fault === undefined ? batch.context : undefined
}
