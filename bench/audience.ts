/**
 * Audience: a rule of five leaves (two events with counts and properties, one of them negated, one trait, one tag) and one of a single leaf
 * over twenty million events of two million people, a hundred thousand of them merged, against the fastest of three statements that somebody
 * who knows the tables would write by hand.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AudienceOrder, AudienceReport } from './audience-run.ts'
import type { Bench } from './bench.ts'

/** How many times as long as the best hand-written statement the five leaves may take. */
const FLOOR_VS_BEST_SQL = 1.3
const FLOOR_SINGLE_LEAF_MS = 300
const EVENTS = 20_000_000
const PERSONS = 2_000_000
const MERGES = 100_000
const ROUNDS = 7
const FULL_ROUNDS = 21

export const bench: Bench = {
  run: async ({ full, report, note }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-audience-'))
    try {
      const times = await measured({ dataDir, events: EVENTS, persons: PERSONS, merges: MERGES, rounds: full ? FULL_ROUNDS : ROUNDS })
      note(`${EVENTS.toLocaleString('en')} events stored in ${seconds(times.storedMs)}; ${times.count.toLocaleString('en')} people match`)
      note(`by hand: ${times.byHand.map(({ form, ms }) => `${form} ${seconds(ms)}`).join(', ')}`)
      const best = times.byHand.reduce((a, b) => (a.ms <= b.ms ? a : b))
      const opponent = `best hand-written SQL (${best.form})`
      report({ metric: 'fiveLeafVsBestSql', value: times.fiveLeafMs, unit: 'ms', better: 'lower', opponent, opponentValue: best.ms })
      report({ metric: 'singleLeafMs', value: times.singleLeafMs, unit: 'ms', better: 'lower' })
      const ratio = times.fiveLeafMs / best.ms
      if (ratio > FLOOR_VS_BEST_SQL)
        throw new Error(`${ratio.toFixed(2)} times as long as the best by hand, the floor is ${FLOOR_VS_BEST_SQL}`)
      if (times.singleLeafMs > FLOOR_SINGLE_LEAF_MS)
        throw new Error(`a single leaf took ${Math.round(times.singleLeafMs)} ms, the floor is ${FLOOR_SINGLE_LEAF_MS}`)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

/** In a process of its own: chDB has one data directory a process. */
function measured(order: AudienceOrder): Promise<AudienceReport> {
  const child = fork(new URL('audience-run.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as AudienceReport))
    child.once('exit', (code) => reject(new Error(`the audience run ended with code ${code}`)))
    child.send(order)
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
