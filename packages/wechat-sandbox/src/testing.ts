/** A sandbox for tests: everything real but the wait: no ticking, callbacks heard by a receiver that decrypts them. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { XMLParser } from 'fast-xml-parser'
import Fastify from 'fastify'
import type { Area } from './area.ts'
import { openEnvelope, signatureHolds, signEnvelope } from './callbacks/crypto.ts'
import { type InboxItem, readInbox } from './inbox/inbox.ts'
import type { WorldAnswer } from './introduce.ts'
import { openSandboxOf, type Sandbox } from './open-sandbox.ts'
import type { Effects } from './verb.ts'
import { onlyCorp } from './wecom/corp/corps.ts'
import type { Person, World, WorldPlan } from './world.ts'

/** What every answer of the platform has. */
export interface CallAnswer {
  readonly errcode: number
  readonly errmsg: string
}

/** A decrypted callback: the elements of its XML; numbers come as strings. */
export type HeardCallback = Readonly<Record<string, unknown>> & { readonly Event: string; readonly ChangeType?: string }

export interface TestSandbox {
  readonly sandbox: Sandbox
  readonly world: World
  readonly answer: WorldAnswer
  readonly corpId: string
  /** A call with a token of the world's app; POST with a body, GET without. The query may stand in the path. @typeParam Fields what the test reads besides errcode */
  call<Fields extends object = object>(path: string, body?: object): Promise<CallAnswer & Fields>
  /** A deed. @param actor `customer:ID` or `staff:USERID` @throws DeedRefused */
  act(actor: string, verb: string, input?: object): Effects
  inbox(owner: { customer: string } | { staff: string }): InboxItem[]
  /** Sends what waits and answers all callbacks heard since the last time. */
  callbacks(): Promise<HeardCallback[]>
  /** Moves the world's clock; what falls due happens. */
  advance(ms: number): void
  /** Answers over HTTP at a free port. @returns the base address */
  listen(): Promise<string>
  close(): Promise<void>
}

const DEFAULT_PLAN: WorldPlan = { seed: 1, staff: 3, customers: 10, groups: 2 }
/** Noon of a Thursday in Beijing, far from any day's or month's edge. */
const BEGINS_AT = Date.UTC(2026, 9, 15, 4)

/** @param input.areas the areas under test after those they need; all of the sandbox unless told */
export async function openTestSandbox(
  input: { areas?: readonly Area[]; seed?: number; plan?: Partial<WorldPlan>; folder?: string; realNow?: () => number } = {},
): Promise<TestSandbox> {
  const receiver = await openReceiver()
  const { folder, realNow = () => BEGINS_AT } = input
  // Loaded only when wanted, so that a test of one area does not depend on all others.
  const areas = input.areas ?? (await import('./sandbox.ts')).allAreas
  const sandbox = openSandboxOf({ areas, ticking: false, realNow, ...(folder && { folder }) })
  const seed = input.seed ?? input.plan?.seed ?? DEFAULT_PLAN.seed
  const answer = sandbox.makeWorld({ ...DEFAULT_PLAN, callbackUrl: receiver.url, ...input.plan, seed })
  receiver.listenFor(sandbox.world)
  const app = Fastify()
  await app.register(sandbox.routes)
  const token = async () => {
    const { corpId, secret } = answer.corp
    const response = await app.inject({ url: `/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}` })
    return response.json<{ access_token: string }>().access_token
  }
  return {
    sandbox,
    world: sandbox.world,
    answer,
    corpId: answer.corp.corpId,
    call: async <Fields extends object>(path: string, body?: object) => {
      const url = `${path}${path.includes('?') ? '&' : '?'}access_token=${await token()}`
      const response = await app.inject(body === undefined ? { url } : { method: 'POST', url, payload: body })
      return response.json<CallAnswer & Fields>()
    },
    act: (actor, verb, fields = {}) => sandbox.act({ ...fields, actor, verb }),
    inbox: (owner) => {
      const person: Person = 'customer' in owner ? owner : { staff: owner.staff, corpId: answer.corp.corpId }
      return readInbox(sandbox.world, { owner: person, limit: 10_000 })
    },
    callbacks: async () => {
      sandbox.deliverDue()
      await sandbox.drain()
      return receiver.heard.splice(0)
    },
    advance: (ms) => sandbox.advance(ms),
    listen: () => app.listen({ port: 0, host: '127.0.0.1' }),
    close: async () => {
      await app.close()
      await sandbox.close()
      await receiver.close()
    },
  }
}

interface Receiver {
  readonly url: string
  readonly heard: HeardCallback[]
  listenFor(world: World): void
  close(): Promise<void>
}

/** Answers 500 to whatever is not signed by the world's corp, so that a forged callback shows as failed. */
async function openReceiver(): Promise<Receiver> {
  const heard: HeardCallback[] = []
  let world: World | undefined
  const server = createServer((request, response) => {
    readAll(request).then((body) => {
      const callback = world && decrypt(world, { url: request.url ?? '', body })
      if (callback) heard.push(callback)
      response.writeHead(callback ? 200 : 500).end()
    })
  })
  await listening(server)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/callback`,
    heard,
    listenFor: (opened) => {
      world = opened
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const parser = new XMLParser({ parseTagValue: false })

function decrypt(world: World, request: { url: string; body: string }): HeardCallback | undefined {
  const { token, encodingAesKey, corpId } = onlyCorp(world)
  const query = new URL(request.url, 'http://receiver').searchParams
  const { Encrypt: encrypted = '' } = (parser.parse(request.body) as { xml: { Encrypt?: string } }).xml
  const { timestamp, nonce } = { timestamp: query.get('timestamp') ?? '', nonce: query.get('nonce') ?? '' }
  if (!signatureHolds(signEnvelope({ token, timestamp, nonce, encrypted }), query.get('msg_signature') ?? '')) return undefined
  const { text, receiveId } = openEnvelope({ encodingAesKey, encrypted })
  return receiveId === corpId ? (parser.parse(text) as { xml: HeardCallback }).xml : undefined
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
