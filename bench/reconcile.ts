/**
 * Reconciliation of a corp of which no callback ever arrived: every contact becomes a person with their identifiers, their event of being
 * added and their row in the register, within the platform's limits for calls.
 */
import type { Bench, BenchRun } from './bench.ts'
import { addEverybodyUnheard, besideWechat, type ConnectedServer } from './wechat-process.ts'

const CEILING_GROWTH_MB = 400
const STAFF = 100
const CONTACTS = 200_000
/** The default form, so that all benches together stay short; memory and speed do not depend on how far it goes. */
const FEWER_CONTACTS = 20_000
const LOOK_EVERY_MS = 250
const SETTLE_MS = 5_000
const GIVE_UP_AFTER_MS = 60 * 60_000
const MB = 1024 ** 2

export const bench: Bench = {
  run: (run) => {
    const customers = run.full ? CONTACTS : FEWER_CONTACTS
    return besideWechat({ name: 'reconcile', staff: STAFF, customers }, (connected) => measure(run, connected))
  },
}

async function measure(run: BenchRun, connected: ConnectedServer): Promise<void> {
  const { server, world } = connected
  // The first one, of nobody, so that none starts by itself meanwhile.
  await reconciled(connected)
  await pause(SETTLE_MS)
  const idleBytes = server.rssBytes()
  await addEverybodyUnheard(connected)
  const begun = performance.now()
  const { checked, peakBytes } = await reconciled(connected)
  const seconds = (performance.now() - begun) / 1_000
  if (checked !== world.customers.length) throw new Error(`${checked} of ${world.customers.length} contacts were checked`)
  const growthMb = (peakBytes - idleBytes) / MB
  run.note(`${checked} contacts of ${STAFF} members in ${seconds.toFixed(1)} s; ${Math.round(idleBytes / MB)} MB idle`)
  run.report({ metric: 'contactsPerSecond', value: checked / seconds, unit: 'contacts/s', better: 'higher' })
  run.report({ metric: 'growthMb', value: growthMb, unit: 'MB', better: 'lower' })
  if (growthMb > CEILING_GROWTH_MB) throw new Error(`grew by ${Math.round(growthMb)} MB, above ${CEILING_GROWTH_MB} MB`)
}

interface Runs {
  readonly items: readonly {
    readonly jobId: string
    readonly endedAt: string | null
    readonly error: string | null
    readonly figures: { readonly checked: number }
  }[]
}

/** From its start to its end; the most memory that was seen on the way. */
async function reconciled({ server, world }: ConnectedServer): Promise<{ checked: number; peakBytes: number }> {
  const path = `/channels/wecom/${world.corp.corpId}/reconciliations`
  const { jobId } = await server.api<{ jobId: string }>('POST', path)
  let peakBytes = 0
  for (const giveUpAt = performance.now() + GIVE_UP_AFTER_MS; ; ) {
    peakBytes = Math.max(peakBytes, server.rssBytes())
    const { items } = await server.api<Runs>('GET', path)
    const found = items.find((item) => item.jobId === jobId)
    if (found?.error) throw new Error(`the reconciliation came to nothing: ${found.error}`)
    if (found?.endedAt) return { checked: found.figures.checked, peakBytes }
    if (performance.now() > giveUpAt) throw new Error(`not ended in time:\n${server.latestLog()}`)
    await pause(LOOK_EVERY_MS)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
