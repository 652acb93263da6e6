/**
 * The local WeChat inside this process: its routes on the same port, its world in the data directory. A new world connects the workspace
 * `default` to its corp, and calls back here unless it was told to call somebody else; its time goes with ours.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSandbox, type Sandbox, type WorldAnswer } from '@liuchi/wechat-sandbox'
import type { FastifyPluginAsync } from 'fastify'
import { findWorkspace } from '../../../../platform/auth/workspaces.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { connectCorp, corpsOfWorkspace, disconnectCorp, findCorp } from '../connection/corps.ts'

const WORKSPACE = 'default'
const BY = 'sandbox'
const WORLD_PATH = '/_sandbox/world'
/** Beside the world: the address it was given, to tell it from one that somebody chose. */
const ADDRESS_FILE = 'callback-address'

export interface LocalWechat {
  readonly routes: FastifyPluginAsync
  /** Called once this process answers: a world that was kept is connected if it is not. */
  start(): void
  /** Brings its time up to ours, lets happen what falls due on the way and delivers what it has to tell. */
  catchUp(): Promise<void>
  close(): Promise<void>
}

export interface LocalWechatInput {
  /** Where the world is kept. */
  readonly folder: string
  /** Where this process answers, once it does. */
  readonly url: () => string
}

export function openLocalWechat(handles: Handles, { folder, url }: LocalWechatInput): LocalWechat {
  const { log, clocks } = handles
  const report = (error: unknown) => log.error({ error: String(error) }, 'the sandbox failed in the background')
  const sandbox = openSandbox({ folder, report })
  let connecting: Promise<void> = Promise.resolve()
  const followClock = () => {
    const aheadMs = clocks.business.now() - sandbox.now()
    if (sandbox.hasWorld() && aheadMs > 0) sandbox.advance(aheadMs)
  }
  const callbackAddress = () => `${url()}/callback`
  const connect = (answer: WorldAnswer) => {
    followClock()
    if (sandbox.callbackUrl() === callbackAddress()) writeFileSync(join(folder, ADDRESS_FILE), callbackAddress())
    connecting = connecting.then(() => connectWorld(handles, { sandbox, answer })).catch(report)
  }
  sandbox.onWorld(connect)
  return {
    routes: async (server) => {
      server.addHook('preHandler', async (request) => {
        if (request.method === 'POST' && request.routeOptions.url === WORLD_PATH)
          request.body = withCallbackUrl(request.body, callbackAddress())
      })
      // Whoever made a world finds its corp connected.
      server.addHook('onSend', async (request) => {
        if (request.routeOptions.url === WORLD_PATH) await connecting
      })
      await server.register(sandbox.routes)
    },
    start: () => {
      const kept = sandbox.describeWorld()
      if (kept) callBackHere(sandbox, { file: join(folder, ADDRESS_FILE), own: callbackAddress() })
      if (kept) connecting = connecting.then(() => connectKept(handles, { sandbox, answer: kept })).catch(report)
    },
    catchUp: async () => {
      followClock()
      sandbox.deliverDue()
      await sandbox.drain()
    },
    close: async () => {
      await connecting
      await sandbox.close()
    },
  }
}

function withCallbackUrl(body: unknown, callbackUrl: string): unknown {
  if (body !== undefined && body !== null && (typeof body !== 'object' || Array.isArray(body))) return body
  return { callbackUrl, ...body }
}

/** After a restart this process may answer at another port; an address that somebody else chose stays. */
function callBackHere(sandbox: Sandbox, { file, own }: { file: string; own: string }): void {
  const given = readText(file)
  if (given === undefined || sandbox.callbackUrl() !== given) return
  sandbox.callBackTo(own)
  writeFileSync(file, own)
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** After a restart: the stores may be newer than the world. */
async function connectKept(handles: Handles, kept: { sandbox: Sandbox; answer: WorldAnswer }): Promise<void> {
  if (!(await findCorp(handles.db, kept.answer.corp))) await connectWorld(handles, kept)
}

/** Corps of worlds that are gone are disconnected; those with an address of their own are somebody else's. */
async function connectWorld(handles: Handles, { sandbox, answer }: { sandbox: Sandbox; answer: WorldAnswer }): Promise<void> {
  const workspace = await findWorkspace(handles.db, WORKSPACE)
  if (!workspace) return
  const { corpId, agentId, secret, token, encodingAesKey } = answer.corp
  for (const corp of await corpsOfWorkspace(handles.db, { workspaceId: workspace.id }))
    if (corp.apiBase === undefined && corp.corpId !== corpId) await disconnectCorp(handles, corp)
  await connectCorp(handles, { workspaceId: workspace.id, corpId, agentId, secret, token, encodingAesKey, apiBase: null, by: BY })
  // Not waited for: the address may be somebody's who does not answer yet.
  sandbox.verifyCallback().then(
    ({ words }) => handles.log.info({ corpId, callback: words }, 'the workspace is connected to the new world of the sandbox'),
    (error: unknown) => handles.log.warn({ corpId, error: String(error) }, 'the callback address could not be verified'),
  )
}
