/**
 * For tests of channels and of what stands on them: a local WeChat with a world of its own on a port of its own, connected to a workspace of its
 * own; callbacks come over HTTP, calls go over HTTP.
 */
import type { AddressInfo } from 'node:net'
import { openSandbox, type Sandbox, type WorldPlan } from '@liuchi/wechat-sandbox'
import Fastify from 'fastify'
import type { Handles } from '../../platform/handles.ts'
import { openTestServer, type TestServer } from '../../platform/testing/http.ts'
import type { World } from '../../platform/testing/world.ts'
import { localDate, readTime, shiftDays } from '../../platform/time-zone.ts'
import { type Collector, openCollector } from '../events/testing.ts'
import { tagErrors } from '../identity/index.ts'
import { channelErrors } from './errors.ts'
import type { CallbackHandler } from './wecom/callbacks/handler.ts'
import { type CallbackIntake, openCallbackIntake } from './wecom/callbacks/intake.ts'
import { runCallbacks } from './wecom/callbacks/process.ts'
import { callbackRoutes } from './wecom/callbacks/routes.ts'
import type { CallLimits } from './wecom/client/budget.ts'
import { openWecom, type Wecom } from './wecom/client/client.ts'
import { type Corp, connectCorp, disconnectCorp } from './wecom/connection/corps.ts'
import { channelRoutes, wecomHandlers } from './wecom/index.ts'

export { runMassSends } from './wecom/mass-send/run.ts'

export interface ChannelWorld {
  readonly handles: Handles
  readonly workspace: { readonly id: number; readonly name: string }
  readonly sandbox: Sandbox
  readonly corp: Corp
  readonly wecom: Wecom
  readonly collector: Collector
  readonly intake: CallbackIntake
  /** The management API with the routes of channels, and the callbacks. */
  readonly server: TestServer
  /** Userids of the corp, and ids of the world's customers, in their order. */
  readonly staff: readonly string[]
  readonly customers: readonly string[]
  /** A deed of `customer:ID` or `staff:USERID`. @throws DeedRefused */
  act(actor: string, verb: string, input?: object): void
  /** What goes wrong from now on, with probabilities; what is not named goes well. */
  faults(faults: { duplicate?: number; lose?: number; reorder?: number; error5xx?: number; rateLimit?: number }): Promise<void>
  /** Sends the callbacks that wait and works through what came, until nothing does. */
  settle(): Promise<void>
  close(): Promise<void>
}

export interface ChannelOptions {
  readonly plan?: Partial<WorldPlan>
  readonly limits?: CallLimits
  readonly handlers?: readonly CallbackHandler[]
}

const ZONE = 'Asia/Shanghai'

/** Business time is ten in the morning of tomorrow: out of quiet hours, and no midnight comes in the midst of a test. */
export function beginAtTen({ business, real }: World): void {
  const tomorrow = localDate(shiftDays(real.now(), 1, ZONE), ZONE)
  business.setOffsetMs((readTime(`${tomorrow}T10:00`, ZONE) ?? 0) - real.now())
}

/** Longest time after an add in which the platform does not know it, with room. */
const SETTLED_MS = 6_000

export async function openChannelWorld(world: World, options: ChannelOptions = {}): Promise<ChannelWorld> {
  const { handles } = world
  const workspace = await world.newWorkspace()
  const sandbox = openSandbox({ ticking: false, realNow: () => handles.clocks.business.now() })
  const platform = Fastify({ forceCloseConnections: true })
  await platform.register(sandbox.routes)
  await platform.listen({ port: 0, host: '127.0.0.1' })
  const apiBase = addressOf(platform)
  const wecom = openWecom(handles, { apiBase: () => apiBase, ...(options.limits && { limits: options.limits }) })
  const intake = openCallbackIntake(handles)
  const collector = await openCollector(handles)
  const handlers = options.handlers ?? wecomHandlers
  const server = await openTestServer(world, channelRoutes({ wecom, publicUrl: () => addressOf(server.fastify) }), {
    errorTables: [channelErrors, tagErrors],
    plugins: [callbackRoutes({ handles, intake })],
  })
  await server.fastify.listen({ port: 0, host: '127.0.0.1' })
  // Another seed is another corp.
  const plan = {
    seed: workspace.id,
    staff: 3,
    customers: 10,
    groups: 0,
    ...options.plan,
    callbackUrl: `${addressOf(server.fastify)}/callback`,
  }
  const made = sandbox.makeWorld(plan)
  const { corp } = await connectCorp(handles, { ...made.corp, workspaceId: workspace.id, by: 'test' })
  return {
    handles,
    workspace,
    sandbox,
    corp,
    wecom,
    collector,
    intake,
    server,
    staff: (made.staff as { userId: string }[]).map(({ userId }) => userId),
    customers: (made.customers as { id: string }[]).map(({ id }) => id),
    act: (actor, verb, input = {}) => {
      sandbox.act({ ...input, actor, verb })
    },
    faults: async (faults) => {
      const answer = await platform.inject({ method: 'POST', url: '/_sandbox/faults', payload: faults })
      if (answer.statusCode !== 200) throw new Error(answer.body)
    },
    settle: async () => {
      sandbox.deliverDue()
      await sandbox.drain()
      sandbox.advance(SETTLED_MS)
      for (let left = 1; left > 0; ) left = await runCallbacks(handles, { wecom, collector, handlers, everything: false })
    },
    close: async () => {
      // Worlds are shared: what is due to this corp must not be tried by the tests after these.
      await disconnectCorp(handles, corp)
      await server.close()
      await sandbox.close()
      await platform.close()
      await collector.close()
    },
  }
}

function addressOf(server: { server: { address(): unknown } }): string {
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`
}
