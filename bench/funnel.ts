/** Funnel: three steps over twenty million events against the windowFunnel query that somebody would write by hand for the same table. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { FunnelOrder, FunnelReport } from './funnel-run.ts'

/** How many times as long as the hand-written query the funnel may take. */
const FLOOR_VS_HAND_WRITTEN = 1.2
const EVENTS = 20_000_000
const PERSONS = 1_500_000
const ROUNDS = 5
const FULL_ROUNDS = 15

export const bench: Bench = {
  run: async ({ full, report, note }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-funnel-'))
    try {
      const times = await measured({ dataDir, events: EVENTS, persons: PERSONS, rounds: full ? FULL_ROUNDS : ROUNDS })
      note(
        `${EVENTS.toLocaleString('en')} events stored in ${seconds(times.storedMs)}; people through each step: ${times.reached.join(' → ')}`,
      )
      note(
        `the same steps in any order ${seconds(times.anyOrderMs)}, with a condition ${seconds(times.conditionMs)}, with medians ${seconds(times.mediansMs)}`,
      )
      const opponent = 'windowFunnel written by hand'
      report({ metric: 'vsHandWritten', value: times.funnelMs, unit: 'ms', better: 'lower', opponent, opponentValue: times.handWrittenMs })
      const ratio = times.funnelMs / times.handWrittenMs
      if (ratio > FLOOR_VS_HAND_WRITTEN)
        throw new Error(`${ratio.toFixed(2)} times as long as the hand-written query, the floor is ${FLOOR_VS_HAND_WRITTEN}`)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

/** In a process of its own: chDB has one data directory a process. */
function measured(order: FunnelOrder): Promise<FunnelReport> {
  const child = fork(new URL('funnel-run.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as FunnelReport))
    child.once('exit', (code) => reject(new Error(`the funnel run ended with code ${code}`)))
    child.send(order)
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
