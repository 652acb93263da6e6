/** WeCom in a process: what it opens before it answers, and what runs in it. */
import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Handles } from '../../../platform/handles.ts'
import { type Loop, startLoop } from '../../../platform/lifecycle/loop.ts'
import { sendPersonEvents, type TakesEvents } from '../person-events/person-events.ts'
import { type CallbackIntake, openCallbackIntake } from './callbacks/intake.ts'
import { runCallbacks, startCallbacks } from './callbacks/process.ts'
import { callbackRoutes } from './callbacks/routes.ts'
import { sweepCallbacks } from './callbacks/store.ts'
import { sweepCalls } from './client/budget.ts'
import { openWecom, WECOM_API_BASE, type Wecom } from './client/client.ts'
import { wecomHandlers } from './index.ts'
import { type LocalWechat, openLocalWechat } from './local/local-wechat.ts'
import { runMassSends } from './mass-send/run.ts'
import { sweepMedia } from './media/media.ts'
import { runMoments } from './moments/run.ts'
import { lookAtDueQuotas, sweepQuotaDays } from './quotas/look.ts'
import { startDueReconciles } from './reconcile/runs.ts'
import { runTags } from './tags/run.ts'
import { runTransfers } from './transfer/run.ts'
import { openWelcomeLane } from './welcome/lane.ts'
import { warmWelcomeMedia } from './welcome/media.ts'
import { startWelcomes } from './welcome/start.ts'

const PERSON_EVENTS_EVERY_MS = 1_000
const RECONCILE_EVERY_MS = 30_000
const TAGS_EVERY_MS = 1_000
const MASS_SENDS_EVERY_MS = 2_000
const MOMENTS_EVERY_MS = 2_000
const WELCOME_MEDIA_EVERY_MS = 15_000
const QUOTAS_EVERY_MS = 20_000
const TRANSFERS_EVERY_MS = 5_000
const SWEEP_EVERY_MS = 10 * 60_000
/** Below the data directory. */
const LOCAL_FOLDER = 'wechat'

export interface Channels {
  readonly wecom: Wecom
  readonly intake: CallbackIntake
  /** In the sandbox's mode, where this process does everything. */
  readonly local: LocalWechat | undefined
  /** Outside the management API; none for a process that takes no callbacks. */
  readonly plugins: readonly FastifyPluginAsync[]
  readonly publicUrl: () => string | undefined
  /** Told once, where this process answers. */
  listening(url: string): void
  close(): Promise<void>
}

export function openChannels(handles: Handles): Channels {
  const { config } = handles
  let own: string | undefined
  const ownUrl = () => own ?? WECOM_API_BASE
  const local =
    config.sandbox && config.role === 'all'
      ? openLocalWechat(handles, { folder: join(config.dataDir, LOCAL_FOLDER), url: ownUrl })
      : undefined
  const intake = openCallbackIntake(handles)
  const wecom = openWecom(handles, { apiBase: () => config.wecomApiBase ?? (local ? ownUrl() : WECOM_API_BASE) })
  const taking = config.role === 'worker' ? [] : [callbackRoutes({ handles, intake })]
  return {
    wecom,
    intake,
    local,
    plugins: local ? [...taking, local.routes] : taking,
    publicUrl: () => config.publicUrl ?? (local ? own : undefined),
    listening: (url) => {
      own = url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
      local?.start()
    },
    close: async () => local?.close(),
  }
}

export interface ChannelWork {
  readonly loops: readonly Loop[]
  /** Everything that is due now, of the local WeChat too; for the clock call. Answers how many things that were. */
  runDue(drainJobs: () => Promise<void>): Promise<number>
}

/** What a working process does about channels. */
export function startChannels(handles: Handles, input: { channels: Channels; collector: TakesEvents }): ChannelWork {
  const { log } = handles
  const { collector } = input
  const { wecom, intake, local } = input.channels
  const services = { wecom, collector, handlers: wecomHandlers }
  const welcomes = openWelcomeLane(handles, { wecom })
  const loop = (name: string, everyMs: number, step: (signal: AbortSignal) => Promise<unknown>) => startLoop({ name, everyMs, log, step })
  return {
    loops: [
      ...startWelcomes(handles, { lane: welcomes, intake }),
      startCallbacks(handles, { ...services, intake }),
      loop('person events of channels', PERSON_EVENTS_EVERY_MS, () => sendPersonEvents(handles, collector)),
      loop('wecom reconciliations', RECONCILE_EVERY_MS, () => startDueReconciles(handles)),
      loop('wecom tags', TAGS_EVERY_MS, (signal) => runTags(handles, { wecom, signal })),
      loop('wecom mass sends', MASS_SENDS_EVERY_MS, (signal) => runMassSends(handles, { wecom, signal })),
      loop('wecom transfers', TRANSFERS_EVERY_MS, (signal) => runTransfers(handles, { wecom, signal })),
      loop('wecom quotas', QUOTAS_EVERY_MS, (signal) => lookAtDueQuotas(handles, { wecom, signal })),
      loop('wecom quota sweep', SWEEP_EVERY_MS, () => sweepQuotaDays(handles)),
      loop('wecom moments', MOMENTS_EVERY_MS, (signal) => runMoments(handles, { wecom, signal })),
      loop('wecom welcome media', WELCOME_MEDIA_EVERY_MS, () => warmWelcomeMedia(handles, { wecom })),
      loop('wecom media sweep', SWEEP_EVERY_MS, () => sweepMedia(handles)),
      loop('wecom callback sweep', SWEEP_EVERY_MS, () => sweepCallbacks(handles)),
      loop('wecom call sweep', SWEEP_EVERY_MS, () => sweepCalls(handles)),
    ],
    runDue: async (drainJobs) => {
      await warmWelcomeMedia(handles, { wecom })
      await local?.catchUp()
      const welcomed = await welcomes.drain()
      const looked = await runCallbacks(handles, { ...services, everything: true })
      const measured = await lookAtDueQuotas(handles, { wecom })
      const started = await startDueReconciles(handles)
      if (started > 0) await drainJobs()
      const transferred = await runTransfers(handles, { wecom, everything: true })
      const tagged = await runTags(handles, { wecom, everything: true })
      return (
        welcomed +
        looked +
        measured +
        started +
        transferred +
        tagged +
        (await runMassSends(handles, { wecom, everything: true })) +
        (await runMoments(handles, { wecom, everything: true }))
      )
    },
  }
}
