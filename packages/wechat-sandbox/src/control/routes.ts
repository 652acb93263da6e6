/** `/_sandbox`: the hand on the world. JSON, loopback only. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Area } from '../area.ts'
import { callbackCounts, callbackLog } from '../callbacks/log.ts'
import { deedShape, readActor } from '../deeds.ts'
import { unknownCalls } from '../edge/unknown.ts'
import { faultsShape, readFaults, setFaults } from '../faults.ts'
import { readInbox } from '../inbox/inbox.ts'
import { introduceCorp } from '../introduce.ts'
import type { Sandbox } from '../open-sandbox.ts'
import { playgroundRoutes } from '../playground/routes.ts'
import { DeedRefused } from '../verb.ts'
import { changeApp, changeCallbackUrl, findApp, onlyCorp } from '../wecom/corp/corps.ts'
import type { WorldPlan } from '../world.ts'
import { guardControl } from './guard.ts'
import { BadRequest, read } from './read.ts'
import { clockShape, deedsShape, inboxQuery, logQuery, planShape, runShape, settingsShape } from './shapes.ts'

/** 10,000 deeds with their texts. */
const MAX_BODY_BYTES = 8 * 1_048_576
const DAY_MS = 86_400_000

export async function controlRoutes(app: FastifyInstance, input: { sandbox: Sandbox; areas: readonly Area[] }): Promise<void> {
  guardControl(app)
  app.setErrorHandler((error, _request, reply) => answerFailure(reply, error))
  worldRoutes(app, input.sandbox)
  deedRoutes(app, input.sandbox)
  timeRoutes(app, input.sandbox)
  readingRoutes(app, input.sandbox)
  playgroundRoutes(app, { ...input, requireWorld: () => requireWorld(input.sandbox) })
}

function worldRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/_sandbox/world', (request) => {
    const { callbackUrl, wecomShare, ...counts } = read(planShape, request.body ?? {})
    const plan: WorldPlan = { ...counts, ...(callbackUrl && { callbackUrl }), ...(wecomShare !== undefined && { wecomShare }) }
    return sandbox.makeWorld(plan)
  })
  app.get('/_sandbox/world', () => sandbox.describeWorld() ?? refuseWithoutWorld())
  app.post('/_sandbox/settings', (request) => {
    requireWorld(sandbox)
    const { callbackUrl, ...settings } = read(settingsShape, request.body)
    const { world } = sandbox
    const { corpId, agentId } = introduceCorp(world)
    return world.store.transaction(() => {
      changeApp(world, { corpId, agentId }, settings)
      if (callbackUrl !== undefined) changeCallbackUrl(world, { corpId, callbackUrl })
      const app = findApp(world, { corpId, agentId })
      return {
        callbackUrl: onlyCorp(world).callbackUrl ?? null,
        contactsAllowed: app?.contactsAllowed,
        visibleUserIds: app?.visibleUserIds ?? null,
        trustedAddresses: app?.trustedAddresses ?? null,
      }
    })
  })
  app.post('/_sandbox/verify', () => {
    requireWorld(sandbox)
    return sandbox.verifyCallback()
  })
}

function deedRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/_sandbox/act', { bodyLimit: MAX_BODY_BYTES }, async (request) => {
    requireWorld(sandbox)
    const effects = sandbox.act(read(deedShape, request.body))
    await sandbox.openPages()
    return { ok: true, effects }
  })
  app.post('/_sandbox/acts', { bodyLimit: MAX_BODY_BYTES }, async (request) => {
    requireWorld(sandbox)
    const results = sandbox.actAll(read(deedsShape, request.body).deeds)
    await sandbox.openPages()
    return { results: results.map((result) => (result instanceof Error ? refusalOf(result) : { ok: true, effects: result })) }
  })
}

function timeRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  app.post('/_sandbox/clock', (request) => {
    requireWorld(sandbox)
    sandbox.advance(read(clockShape, request.body).advance)
    return { now: new Date(sandbox.now()).toISOString() }
  })
  app.get('/_sandbox/clock', () => ({ now: new Date(sandbox.now()).toISOString() }))
  app.post('/_sandbox/run', (request) => {
    requireWorld(sandbox)
    const { days } = read(runShape, request.body)
    for (let day = 0; day < days; day += 1) sandbox.advance(DAY_MS)
    return { now: new Date(sandbox.now()).toISOString(), days, livedPeople: 0 }
  })
  app.post('/_sandbox/drain', async () => {
    await sandbox.drain()
    return { counts: callbackCounts(sandbox.world) }
  })
  app.get('/_sandbox/faults', () => readFaults(sandbox.world))
  app.post('/_sandbox/faults', (request) => {
    requireWorld(sandbox)
    const faults = read(faultsShape.strict(), request.body ?? {})
    setFaults(sandbox.world, faults)
    return faults
  })
}

function readingRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  const { world } = sandbox
  app.get('/_sandbox/inbox', (request) => {
    requireWorld(sandbox)
    const query = read(inboxQuery, request.query)
    const actor = readActor(world, query.customer === undefined ? `staff:${query.staff}` : `customer:${query.customer}`)
    const owner = actor.kind === 'customer' ? { customer: actor.id } : { staff: actor.userId, corpId: actor.corpId }
    return { items: readInbox(world, { owner, limit: query.limit, afterId: query.afterId }) }
  })
  app.get('/_sandbox/callbacks', (request) => {
    const { limit, beforeId } = read(logQuery, request.query)
    return { counts: callbackCounts(world), items: callbackLog(world, { limit, ...(beforeId !== undefined && { beforeId }) }) }
  })
  app.get('/_sandbox/unknown', () => ({ items: unknownCalls(world) }))
}

function requireWorld(sandbox: Sandbox): void {
  if (!sandbox.hasWorld()) refuseWithoutWorld()
}

function refuseWithoutWorld(): never {
  throw new DeedRefused('no_world', 'there is no world yet: POST /_sandbox/world')
}

function refusalOf(error: Error): object {
  return { ok: false, error: { code: error instanceof DeedRefused ? error.code : 'failed', message: error.message } }
}

function answerFailure(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof DeedRefused) return reply.code(statusOf(error.code)).send(refusalOf(error))
  if (error instanceof BadRequest) return reply.code(422).send({ ok: false, error: { code: 'bad_input', message: error.message } })
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') {
    return reply.code(error.statusCode).send({ ok: false, error: { code: 'bad_request', message: error.message } })
  }
  throw error
}

function statusOf(code: string): number {
  if (code === 'bad_input') return 422
  return code.startsWith('unknown_') ? 404 : 409
}
