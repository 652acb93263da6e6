/** Opens a world of some areas and ties edge, people, callbacks and clock to it. */
import type { FastifyPluginAsync } from 'fastify'
import type { Area } from './area.ts'
import { openSender } from './callbacks/sender.ts'
import { type Verification, verifyCallback } from './callbacks/verify.ts'
import { controlRoutes } from './control/routes.ts'
import { type Deed, deedsOf } from './deeds.ts'
import { openPlatform } from './edge/platform.ts'
import { platformRoutes } from './edge/routes.ts'
import { introduceWorld, type WorldAnswer } from './introduce.ts'
import { every, machineNow } from './machine.ts'
import { openWorld } from './open-world.ts'
import { DeedRefused, type Effects } from './verb.ts'
import { openBrowser } from './visits/browser.ts'
import { changeCallbackUrl, onlyCorp } from './wecom/corp/corps.ts'
import type { World, WorldPlan } from './world.ts'

/** How often the platform looks by itself whether something fell due. */
const TICK_MS = 250

export interface SandboxOptions {
  /** Where `sandbox.sqlite` lies; without one the world lives in memory. */
  readonly folder?: string
  /** Milliseconds; the machine's clock unless told. */
  readonly realNow?: () => number
  /** Without ticking nothing falls due between calls, deeds and moves of the clock. On unless told. */
  readonly ticking?: boolean
  /** Hears of failures of the sandbox itself in its background work; they are thrown unless told. */
  readonly report?: (error: unknown) => void
}

export interface Sandbox {
  /** `/cgi-bin`, `/wxa`, `/sns`, `/v3` and `/_sandbox`, to be registered on any server. */
  readonly routes: FastifyPluginAsync
  readonly world: World
  /** Makes the world, or replaces it. */
  makeWorld(plan: WorldPlan): WorldAnswer
  hasWorld(): boolean
  /** What `makeWorld` answered, also after a restart; undefined before the first world. */
  describeWorld(): WorldAnswer | undefined
  /** Hears of every new world. @returns how to stop hearing */
  onWorld(listener: (answer: WorldAnswer) => void): () => void
  /** @throws DeedRefused; nothing has happened then */
  act(deed: Deed): Effects
  /** Several deeds in one transaction; refused ones undo only themselves. */
  actAll(deeds: readonly Deed[]): (Effects | Error)[]
  /** Opens the pages that people clicked, and answers when they have answered. */
  openPages(): Promise<void>
  /** Milliseconds of the world's clock. */
  now(): number
  /** Moves the clock and lets happen what falls due on the way. */
  advance(ms: number): void
  /** Executes what is due now and sends its callbacks. */
  deliverDue(): void
  /** Answers when no callback waits and no page is open. */
  drain(): Promise<void>
  /** Where callbacks go; undefined: nowhere, or there is no world. */
  callbackUrl(): string | undefined
  /** From now on they go here, those that wait as well. */
  callBackTo(callbackUrl: string): void
  /** Asks the receiver for the echo, as the platform's console does when an address is saved. */
  verifyCallback(): Promise<Verification>
  close(): Promise<void>
}

/** @param options.areas in the order in which a new world is furnished */
export function openSandboxOf(options: SandboxOptions & { readonly areas: readonly Area[] }): Sandbox {
  const { areas } = options
  const realNow = options.realNow ?? machineNow
  const open = openWorld({ folder: options.folder, areas, realNow })
  const { world } = open
  const sender = openSender({ world, realNow })
  const browser = openBrowser({ world, perform: open.perform })
  const platform = openPlatform({ open, areas })
  const doDeed = deedsOf(areas)
  const listeners = new Set<(answer: WorldAnswer) => void>()
  const report = options.report ?? rethrow

  function afterwards<T>(result: T): T {
    sender.wake()
    return result
  }

  const sandbox: Sandbox = {
    routes: async (app) => {
      await app.register(async (scope) =>
        platformRoutes(scope, { platform: { ...platform, answer: (request) => afterwards(platform.answer(request)) }, realNow }),
      )
      await app.register(async (scope) => controlRoutes(scope, { sandbox, areas }))
    },
    world,
    makeWorld: (plan) => {
      open.make(plan)
      sender.forget()
      browser.forget()
      const answer = introduceWorld(world, areas)
      for (const listener of listeners) listener(answer)
      return answer
    },
    hasWorld: () => open.plan() !== undefined,
    describeWorld: () => (open.plan() ? introduceWorld(world, areas) : undefined),
    onWorld: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    act: (deed) => afterwards(open.perform(() => doDeed(world, deed))),
    actAll: (deeds) =>
      afterwards(open.perform(() => deeds.map((deed) => attempt(() => world.store.transaction(() => doDeed(world, deed)))))),
    openPages: () => browser.drain(),
    now: () => world.clock.now(),
    advance: (ms) => afterwards(open.advance(ms)),
    deliverDue: () => afterwards(open.due()),
    drain: async () => {
      await browser.drain()
      await sender.drain()
    },
    callbackUrl: () => (open.plan() ? onlyCorp(world).callbackUrl : undefined),
    callBackTo: (callbackUrl) => {
      changeCallbackUrl(world, { corpId: onlyCorp(world).corpId, callbackUrl })
      sender.wake()
    },
    verifyCallback: () => verifyCallback(onlyCorp(world), realNow()),
    close: async () => {
      stopTicking()
      await browser.close()
      await sender.close()
      open.close()
    },
  }
  const stopTicking = options.ticking === false ? () => {} : every(TICK_MS, () => tick(sandbox, report))
  sender.wake()
  return sandbox
}

/** What a platform does by itself: due things happen, callbacks go out, pages open. */
function tick(sandbox: Sandbox, report: (error: unknown) => void): void {
  try {
    sandbox.deliverDue()
    sandbox.openPages().catch(report)
  } catch (error) {
    report(error)
  }
}

function attempt(work: () => Effects): Effects | Error {
  try {
    return work()
  } catch (error) {
    if (error instanceof DeedRefused) return error
    throw error
  }
}

function rethrow(error: unknown): never {
  throw error
}
