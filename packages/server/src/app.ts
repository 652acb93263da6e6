/** The composition root: the only file that names every module. */
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { moduleOrder } from './architecture.ts'
import { copiesPersonData } from './modules/audience/copies/person-data.ts'
import { publishCopies, startCopying } from './modules/audience/copies/publish.ts'
import { exportAudienceJob } from './modules/audience/export-job.ts'
import { sweepLists } from './modules/audience/export-sweep.ts'
import { audienceErrors, audienceRoutes, personStanding, refreshTiers, tierErrors, tierRoutes } from './modules/audience/index.ts'
import { computeAudienceJob } from './modules/audience/jobs.ts'
import { liveConsumer } from './modules/audience/live/consumer.ts'
import { fillAudienceJob } from './modules/audience/live/fill.ts'
import { liveReactions } from './modules/audience/live/reactions.ts'
import { runLive, startLive } from './modules/audience/live/run.ts'
import { LIVE_NEWS } from './modules/audience/live/write.ts'
import { audiencePersonData } from './modules/audience/person-data.ts'
import { predictionErrors } from './modules/audience/predictions/errors.ts'
import { startDueFits } from './modules/audience/predictions/fits.ts'
import { fitPredictionsJob } from './modules/audience/predictions/job.ts'
import { predictionsPersonData } from './modules/audience/predictions/person-data.ts'
import { predictionRoutes } from './modules/audience/predictions/routes.ts'
import { tagRuleErrors } from './modules/audience/tags/errors.ts'
import { liveTagReactions } from './modules/audience/tags/live.ts'
import { markPeopleJob } from './modules/audience/tags/mark-many.ts'
import { tagRuleRoutes, tagServices } from './modules/audience/tags/routes.ts'
import { runTagJob } from './modules/audience/tags/run.ts'
import { queueDueRuns } from './modules/audience/tags/run-queue.ts'
import { traitSuggestionRoutes } from './modules/audience/traits/routes.ts'
import { CONTACTS_CHANGED, channelErrors, GROUPS_CHANGED, MASS_OUTCOMES } from './modules/channels/index.ts'
import { channelsPersonData, underWayPersonData } from './modules/channels/person-data.ts'
import { channelRoutes } from './modules/channels/wecom/index.ts'
import { lostReactions } from './modules/channels/wecom/lost/note.ts'
import { customerLostTask } from './modules/channels/wecom/lost/task-kind.ts'
import { reconcileJob } from './modules/channels/wecom/reconcile/job.ts'
import { type Channels, openChannels, startChannels } from './modules/channels/wecom/start.ts'
import { welcomeReactions } from './modules/channels/wecom/welcome/tags.ts'
import { currentEntries } from './modules/compliance/consents/ledger.ts'
import { consentRoutes } from './modules/compliance/consents/routes.ts'
import { CONSENT_WITHDRAWN, complianceErrors, openAuditSink, type PersonDataHolder } from './modules/compliance/index.ts'
import { purposeRoutes } from './modules/compliance/purposes/routes.ts'
import { erasePersonJob } from './modules/compliance/rights/erase-job.ts'
import { exportPersonJob } from './modules/compliance/rights/export-job.ts'
import { compliancePersonData } from './modules/compliance/rights/own-data.ts'
import { rightsRoutes } from './modules/compliance/rights/routes.ts'
import { sweepRights } from './modules/compliance/rights/sweep.ts'
import { complianceRoutes } from './modules/compliance/routes.ts'
import { type Collector, openCollector } from './modules/events/collect/collector.ts'
import { collectErrors } from './modules/events/collect/errors.ts'
import { collectRoutes } from './modules/events/collect/routes.ts'
import { openForwarding } from './modules/events/collect/slots-forward.ts'
import { slotRoutes } from './modules/events/collect/slots-routes.ts'
import { lastEventTimes } from './modules/events/collect/timeline.ts'
import { eventErrors } from './modules/events/errors.ts'
import { importErrors } from './modules/events/imports/errors.ts'
import { importJob } from './modules/events/imports/job.ts'
import { importRoutes } from './modules/events/imports/routes.ts'
import { publishPeople, startPublisher } from './modules/events/people/publish.ts'
import { eventsPersonData, refusedPersonData } from './modules/events/person-data.ts'
import { planConsumer } from './modules/events/plan/consumer.ts'
import { type Doorkeeper, openDoorkeeper } from './modules/events/plan/declarations.ts'
import { openDuplicateCounts } from './modules/events/plan/duplicates.ts'
import { planErrors } from './modules/events/plan/errors.ts'
import { planRoutes } from './modules/events/plan/routes.ts'
import { eventRoutes } from './modules/events/routes.ts'
import { type Processor, startProcessor } from './modules/events/stream/processor.ts'
import { wireRoutes } from './modules/events/wire/routes.ts'
import {
  duplicateRoutes,
  findDuplicatesJob,
  identityErrors,
  identityRoutes,
  linkRoutes,
  tagErrors,
  tagRoutes,
} from './modules/identity/index.ts'
import { identityPersonData } from './modules/identity/person-data.ts'
import { insightsErrors } from './modules/insights/errors.ts'
import { insightsReactions } from './modules/insights/reactions.ts'
import { insightsRoutes } from './modules/insights/routes.ts'
import { reachErrors } from './modules/reach/index.ts'
import { reachReactions } from './modules/reach/outcomes.ts'
import { reachPersonData } from './modules/reach/person-data.ts'
import { reachRoutes } from './modules/reach/routes.ts'
import { runReach, startReach } from './modules/reach/run.ts'
import { withdrawalReactions } from './modules/reach/withdrawals.ts'
import { type TaskKind, taskErrors } from './modules/tasks/index.ts'
import { tasksPersonData } from './modules/tasks/person-data.ts'
import { taskRoutes } from './modules/tasks/routes.ts'
import { authRoutes, ensureFirstAdmin, openAuthenticate, openWriteKeyResolver, sweepAuth } from './platform/auth/index.ts'
import { clockErrors, clockRoutes, openBusinessClock, refreshBusinessClock } from './platform/business-clock/index.ts'
import { type MovableClock, realClock } from './platform/clock.ts'
import type { Config } from './platform/config.ts'
import type { Handles } from './platform/handles.ts'
import type { Binding } from './platform/http/bind.ts'
import { sweepIdempotency } from './platform/http/idempotency.ts'
import { buildHttpServer } from './platform/http/server.ts'
import { realIds } from './platform/ids.ts'
import { jobRoutes } from './platform/jobs/routes.ts'
import { type JobRunner, startJobRunner } from './platform/jobs/runner.ts'
import { lockDataDir } from './platform/lifecycle/data-lock.ts'
import { checkDiskSpace } from './platform/lifecycle/disk-space.ts'
import { internalAddress } from './platform/lifecycle/internal-address.ts'
import { closeServer, listen } from './platform/lifecycle/listen.ts'
import { type Loop, startLoop } from './platform/lifecycle/loop.ts'
import { checkSecret, readSecret } from './platform/lifecycle/secret.ts'
import { openStores } from './platform/lifecycle/stores.ts'
import type { Log } from './platform/log.ts'
import { openMetrics } from './platform/metrics.ts'
import { findMigrations } from './platform/migrations.ts'
import { dispatchOutbox } from './platform/outbox/dispatch.ts'
import type { Reaction } from './platform/outbox/index.ts'
import { sweepOutbox } from './platform/outbox/sweep.ts'

export interface App {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string
  readonly handles: Handles
  /** Stops accepting, ends what is under way, frees the stores and the data directory. */
  close(): Promise<void>
}

const OUTBOX_EVERY_MS = 500
/** Of what follows from what follows; the loops do the rest. */
const MAX_DUE_ROUNDS = 10
const FITS_EVERY_MS = 60_000
const SWEPT_NEWS = [...LIVE_NEWS, CONSENT_WITHDRAWN, CONTACTS_CHANGED, GROUPS_CHANGED, MASS_OUTCOMES]
/** The thresholds of the tiers change at midnight, and when old orders arrive. */
const TIERS_EVERY_MS = 30_000
const SWEEP_EVERY_MS = 10 * 60_000
const TAG_RUNS_EVERY_MS = 2_000
const FOLLOW_CLOCK_EVERY_MS = 1_000
/** `server.json` in the data directory is how the command line finds the server. */
export const SERVER_FILE = 'server.json'
const CONSOLE_FOLDER = fileURLToPath(new URL('../../console/dist', import.meta.url))

/** What each error code says, for every module that has codes of its own. */
export const errorTables = [
  clockErrors,
  identityErrors,
  complianceErrors,
  eventErrors,
  collectErrors,
  importErrors,
  planErrors,
  tagErrors,
  audienceErrors,
  tagRuleErrors,
  tierErrors,
  insightsErrors,
  predictionErrors,
  channelErrors,
  reachErrors,
  taskErrors,
]

/** Who keeps data about people, in the order in which it is exported and erased. */
export const personDataHolders: readonly PersonDataHolder[] = [
  refusedPersonData,
  underWayPersonData,
  identityPersonData,
  eventsPersonData,
  compliancePersonData,
  copiesPersonData,
  audiencePersonData,
  predictionsPersonData,
  channelsPersonData,
  reachPersonData,
  tasksPersonData,
]

/** What there may be to do, of every module that has something. */
const taskKinds: readonly TaskKind[] = [customerLostTask]

/** Reactions of every module. */
const reactions: readonly Reaction[] = [
  ...welcomeReactions,
  ...lostReactions,
  ...liveReactions,
  ...liveTagReactions,
  ...insightsReactions,
  ...reachReactions,
  ...withdrawalReactions,
]

/** Opens everything and listens. Throws StartError, MigrationError or ConfigError with one sentence when it cannot. */
export async function startApp(input: { config: Config; log: Log }): Promise<App> {
  const { config, log } = input
  const undo: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const opened = await openHandles(config, log, undo)
    const { handles } = opened
    const services = await openServices(opened, undo)
    const server = await buildServer(handles, services)
    undo.push(() => closeServer(server))
    const url = await listen(server, config)
    services.channels.listening(url)
    await services.own?.slots?.start(internalAddress(config, url))
    await writeFile(join(config.dataDir, SERVER_FILE), `${JSON.stringify({ pid: process.pid, url })}\n`, { mode: 0o600 })
    undo.push(() => rm(join(config.dataDir, SERVER_FILE), { force: true }))
    return { url, handles, close }
  } catch (error) {
    await close()
    throw error
  }
}

type Undo = (() => Promise<unknown>)[]

interface Opened {
  readonly handles: Handles
  readonly businessClock: MovableClock
}

async function openHandles(config: Config, log: Log, undo: Undo): Promise<Opened> {
  const lock = await lockDataDir(config.dataDir)
  undo.push(lock.release)
  await checkDiskSpace(config.dataDir)
  const secret = await readSecret({ given: config.secret, dataDir: config.dataDir })
  const stores = await openStores({ config, log, clock: realClock, migrations: findMigrations(moduleOrder) })
  undo.push(stores.close)
  await checkSecret(stores.db, secret)
  const businessClock = await openBusinessClock(stores.db)
  const handles: Handles = {
    config,
    secret,
    log,
    ids: realIds,
    clocks: { real: realClock, business: businessClock },
    metrics: openMetrics({ process: true }),
    db: stores.db,
    clickhouse: stores.clickhouse,
  }
  await ensureFirstAdmin(handles)
  return { handles, businessClock }
}

interface Services {
  /** This node's own, for events it decides about. */
  readonly own: Collector | undefined
  /** For any events; those of other nodes' slots are sent on. */
  readonly collector: Collector | undefined
  readonly channels: Channels
  readonly bindings: readonly Binding[]
}

/** What this process does, by role. Ended in the opposite order: first the loops, then the collector. */
async function openServices({ handles, businessClock }: Opened, undo: Undo): Promise<Services> {
  const { role } = handles.config
  const doorkeeper = openDoorkeeper(handles)
  if (handles.config.sandbox && handles.config.databaseUrl) undo.push(followBusinessClock(handles, businessClock).stop)
  const duplicates = openDuplicateCounts(handles)
  undo.push(duplicates.stop)
  const own = role === 'web' ? undefined : await openCollector(handles, { doorkeeper, several: !isAlone(handles.config) })
  if (own) undo.push(own.close)
  const collector = own && duplicates.watch(own.slots ? openForwarding(handles, { collector: own, slots: own.slots }) : own)
  const channels = openChannels(handles)
  undo.push(channels.close)
  const working = role === 'all' || role === 'worker'
  const worker = working && collector ? startWorker(handles, { collector, channels }) : undefined
  if (worker) undo.push(worker.stop)
  const runDue = async () => worker?.runDue() ?? 0
  const bindings = bindEverything({ doorkeeper, businessClock, sandbox: handles.config.sandbox, runDue, channels })
  return { own, collector, channels, bindings }
}

interface BoundServices {
  readonly doorkeeper: Doorkeeper
  readonly businessClock: MovableClock
  readonly sandbox: boolean
  readonly runDue: () => Promise<number>
  readonly channels: Pick<Channels, 'wecom' | 'publicUrl'>
}

/** Every endpoint of the management API with its handler. */
export function bindEverything({ doorkeeper, businessClock, sandbox, runDue, channels }: BoundServices): Binding[] {
  return [
    ...authRoutes(),
    ...jobRoutes,
    ...clockRoutes({ clock: businessClock, sandbox, runDue }),
    ...identityRoutes({ lastEventTimes, consentsOf: currentEntries, standingOf: personStanding }),
    ...linkRoutes(),
    ...duplicateRoutes(),
    ...complianceRoutes(),
    ...consentRoutes(),
    ...purposeRoutes(),
    ...rightsRoutes({ holders: personDataHolders }),
    ...eventRoutes(),
    ...collectRoutes(),
    ...importRoutes(),
    ...planRoutes({ doorkeeper }),
    ...tagRoutes(tagServices),
    ...audienceRoutes(),
    ...tagRuleRoutes(),
    ...tierRoutes(),
    ...insightsRoutes(),
    ...predictionRoutes(),
    ...traitSuggestionRoutes(),
    ...channelRoutes(channels),
    ...reachRoutes(channels),
    ...taskRoutes(taskKinds),
  ]
}

/** An embedded store belongs to one process, so no other can be alive on these. */
function isAlone({ databaseUrl, clickhouseUrl }: Config): boolean {
  return databaseUrl === undefined || clickhouseUrl === undefined
}

/** Other processes on the same Postgres may move the clock. */
function followBusinessClock(handles: Handles, clock: MovableClock): Loop {
  const step = () => refreshBusinessClock(handles.db, clock)
  return startLoop({ name: 'business clock', everyMs: FOLLOW_CLOCK_EVERY_MS, log: handles.log, step })
}

interface Worker {
  /** Runs what is due now; answers how many things that were. */
  runDue(): Promise<number>
  stop(): Promise<void>
}

function startWorker(handles: Handles, { collector, channels }: { collector: Collector; channels: Channels }): Worker {
  const alone = isAlone(handles.config)
  const processor: Processor = startProcessor(handles, { ownNode: collector.node, consumers: [planConsumer, liveConsumer()], alone })
  collector.onStored(processor.stored)
  const jobs: JobRunner = startJobRunner(handles, [
    importJob({ collector }),
    findDuplicatesJob(),
    fitPredictionsJob(),
    exportPersonJob({ holders: personDataHolders }),
    erasePersonJob({ holders: personDataHolders }),
    computeAudienceJob(),
    runTagJob(),
    markPeopleJob(),
    fillAudienceJob(),
    exportAudienceJob(),
    reconcileJob({ wecom: channels.wecom, collector }),
  ])
  const channelWork = startChannels(handles, { channels, collector })
  const loops: Loop[] = [
    ...channelWork.loops,
    startLoop({ name: 'outbox', everyMs: OUTBOX_EVERY_MS, log: handles.log, step: () => dispatchOutbox(handles, reactions) }),
    startPublisher(handles),
    startCopying(handles),
    startLive(handles, { alone }),
    ...startReach(handles),
    startLoop({ name: 'tag runs', everyMs: TAG_RUNS_EVERY_MS, log: handles.log, step: () => queueDueRuns(handles) }),
    startLoop({ name: 'prediction fits', everyMs: FITS_EVERY_MS, log: handles.log, step: () => startDueFits(handles) }),
    startLoop({ name: 'tiers', everyMs: TIERS_EVERY_MS, log: handles.log, step: () => refreshTiers(handles) }),
    startLoop({ name: 'audience list sweep', everyMs: SWEEP_EVERY_MS, log: handles.log, step: () => sweepLists(handles) }),
    startLoop({ name: 'outbox sweep', everyMs: SWEEP_EVERY_MS, log: handles.log, step: () => sweepOutbox(handles, { names: SWEPT_NEWS }) }),
    startLoop({ name: 'auth sweep', everyMs: SWEEP_EVERY_MS, log: handles.log, step: () => sweepAuth(handles) }),
    startLoop({ name: 'idempotency sweep', everyMs: SWEEP_EVERY_MS, log: handles.log, step: () => sweepIdempotency(handles) }),
    startLoop({
      name: 'rights sweep',
      everyMs: SWEEP_EVERY_MS,
      log: handles.log,
      step: (signal) => sweepRights(handles, { holders: personDataHolders, signal }),
    }),
  ]
  return {
    runDue: async () => {
      // First what is handed to channels, so that they hand it on.
      let ran = await runReach(handles)
      ran += await channelWork.runDue(jobs.drain)
      await processor.drain()
      await publishPeople(handles)
      // What one thing brings about may be due to another: who enters an audience may get a tag that another audience stands on.
      for (let round = 0; round < MAX_DUE_ROUNDS; round++) {
        await publishCopies(handles)
        await refreshTiers(handles)
        if ((await startDueFits(handles)) > 0) await jobs.drain()
        const steps = (await runLive(handles)) + (await runDueTags(handles, jobs))
        const reacted = await dispatchOutbox(handles, reactions)
        ran += reacted
        if (steps + reacted === 0) break
      }
      return ran
    },
    stop: async () => {
      await jobs.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await processor.stop()
    },
  }
}

/** Scheduled tags whose time has come, to their end. Answers how many. */
async function runDueTags(handles: Handles, jobs: JobRunner): Promise<number> {
  const runs = await queueDueRuns(handles)
  if (runs > 0) await jobs.drain()
  return runs
}

async function buildServer(handles: Handles, { own, collector, channels, bindings }: Services): Promise<FastifyInstance> {
  const { config, db } = handles
  const collecting = collector && config.role !== 'worker'
  return buildHttpServer({
    handles,
    bindings: config.role === 'all' || config.role === 'web' ? bindings : [],
    authenticate: openAuthenticate(handles),
    audit: openAuditSink(handles),
    errorTables,
    consoleFolder: existsSync(CONSOLE_FOLDER) ? CONSOLE_FOLDER : undefined,
    plugins: [
      ...(collecting ? [wireRoutes({ handles, collector, writeKeys: openWriteKeyResolver(db) })] : []),
      ...(own?.slots ? [slotRoutes({ handles, collector: own })] : []),
      ...channels.plugins,
    ],
    readiness: [{ name: 'disk', check: () => checkDiskSpace(config.dataDir) }],
  })
}
