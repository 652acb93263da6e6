/** `GET|POST /sa`, `/sa.gif` and `/debug`: the Sensors form over HTTP. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WorkspaceRef, WriteKeyResolver } from '../../../platform/auth/index.ts'
import { declaredKinds } from '../../identity/index.ts'
import { localeOf, refusalOf, sendFailure, sendJson, sendPixel, sendRefusal } from './answers.ts'
import { bodyText, decodeBody } from './body.ts'
import { type Entries, type Intake, type Rejected, takeIn } from './intake.ts'
import { SENSORS_WIRE_LIMIT_BYTES } from './limits.ts'
import { readSensorsEntry, type SensorsRequest } from './sensors.ts'
import { type FormFields, formFields, readPayload, type SensorsPayload } from './sensors-payload.ts'
import { basicUser, workspaceOfKey } from './write-key.ts'

const PATHS = ['/sa', '/sa.gif', '/debug']
const DEFAULT_PROJECT = 'default'
const NOTHING = {}

export function addSensorsRoutes(server: FastifyInstance, intake: Intake, writeKeys: WriteKeyResolver): void {
  const options = { bodyLimit: SENSORS_WIRE_LIMIT_BYTES }
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await answerRequest(intake, writeKeys, request, reply)
    } catch (error) {
      return sendFailure(intake.handles, reply, { error, failure: NOTHING })
    }
  }
  for (const path of PATHS) {
    server.get(path, options, answer)
    server.post(path, options, answer)
  }
}

async function answerRequest(
  intake: Intake,
  writeKeys: WriteKeyResolver,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const receivedAt = intake.handles.clocks.business.now()
  const fields = await requestFields(request)
  const workspace = await workspaceOfKey(writeKeys, fields.get('token') ?? basicUser(request.headers.authorization))
  const payload = await readPayload(fields)
  const entries = await entriesOf(intake, { request, workspace, fields, payload, receivedAt })
  const dryRun = request.headers['dry-run'] === 'true'
  const rejected = dryRun ? rehearse(entries) : await takeIn(intake, entries)
  const [first] = rejected
  if (first && (payload.single || dryRun)) return sendRefusal(reply, first.refusal, NOTHING)
  if (rejected.length > 0) return sendJson(reply, JSON.stringify({ rejected: rejected.map(listed) }))
  const picture = request.method === 'GET' && !dryRun && request.headers['dry-run'] === undefined && !request.url.startsWith('/debug')
  return picture ? sendPixel(reply) : sendJson(reply, '{}')
}

/** Query and form together; the query wins. Read from the raw address, because there `+` is a plus. */
async function requestFields(request: FastifyRequest): Promise<FormFields> {
  const question = request.url.indexOf('?')
  const fields = formFields(question < 0 ? '' : request.url.slice(question + 1))
  if (!Buffer.isBuffer(request.body)) return fields
  const body = await decodeBody(request.body, request.headers['content-encoding'], SENSORS_WIRE_LIMIT_BYTES)
  return formFields(bodyText(body), fields)
}

interface Sent {
  readonly request: FastifyRequest
  readonly workspace: WorkspaceRef
  readonly fields: FormFields
  readonly payload: SensorsPayload
  readonly receivedAt: number
}

async function entriesOf({ handles }: Intake, { request, workspace, fields, payload, receivedAt }: Sent): Promise<Entries> {
  const context: SensorsRequest = {
    receivedAt,
    requestKey: handles.ids.uuid(),
    timeZone: workspace.timeZone,
    signs: payload.signs,
    kinds: await declaredKinds(handles, workspace.id),
    derived: new Map(),
    project: fields.get('project') || DEFAULT_PROJECT,
  }
  const read = (raw: unknown, index: number) => readSensorsEntry(raw, index, context)
  return { form: 'sensors', workspace, receivedAt, locale: localeOf(handles, request), raw: payload.entries, read }
}

/** Debug mode: says what is wrong, stores nothing. */
function rehearse({ raw, read, locale }: Entries): Rejected[] {
  return raw.flatMap((entry, index) => {
    const { fault } = read(entry, index)
    return fault ? [{ index, refusal: refusalOf(fault, locale) }] : []
  })
}

function listed({ index, refusal: { code, message } }: Rejected): { index: number; code: string; message: string } {
  return { index, code, message }
}
