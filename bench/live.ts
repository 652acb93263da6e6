/**
 * Live audiences: twenty of them stand on one event in five of three thousand a second into a running server; how long after an event was
 * acknowledged its person is in the audience, for whoever asks. Members, counts and the news of entering are written together.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from '../packages/server/src/platform/testing/server-process.ts'
import type { Bench, BenchRun } from './bench.ts'
import type { LiveLoadOrder, LiveLoadReport } from './live-load.ts'

const CEILING_P99_MS = 2_000
const AUDIENCES = 20
const EVENTS_PER_SECOND = 3_000
const RELEVANT_EVERY = 5
const LOOK_EVERY_MS = 50
const SETTLE_WITHIN_MS = 60_000

export const bench: Bench = {
  run: async (run) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-live-'))
    try {
      const server = await startServerProcess({ dataDir })
      try {
        await measure(run, server)
      } finally {
        await server.stop()
      }
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function measure(run: BenchRun, server: ServerProcess): Promise<void> {
  const seconds = run.full ? 60 : 20
  const order = { url: server.url, writeKey: server.credentials.writeKey, audiences: AUDIENCES, eventsPerSecond: EVENTS_PER_SECOND }
  // Everybody has been here before, so that what is measured is entering an audience and not coming to be.
  await load({ ...order, seconds: Math.ceil(seconds / RELEVANT_EVERY) + 1, relevant: false })
  const ids = await foundAudiences(server)
  const watch = watchCounts(server, ids)
  const report = await load({ ...order, seconds, relevant: true })
  const seen = await watch.settled(report.acknowledgedAtMs.map((times) => times.length))
  const waits = waitsOf(report.acknowledgedAtMs, seen).toSorted((a, b) => a - b)
  const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? Number.NaN
  const rate = Math.round(report.acknowledged / report.seconds)
  run.note(`${rate} events/s acknowledged, ${waits.length} entered, p50 ${at(0.5).toFixed(0)} ms, most ${at(1).toFixed(0)} ms`)
  if (report.failed > 0) throw new Error(`${report.failed} batches were not acknowledged`)
  if (rate < EVENTS_PER_SECOND * 0.95) throw new Error(`only ${rate} events/s of ${EVENTS_PER_SECOND} were sent and acknowledged`)
  run.report({ metric: 'enteredP99Ms', value: at(0.99), unit: 'ms', better: 'lower' })
  if (at(0.99) > CEILING_P99_MS) throw new Error(`p99 ${Math.round(at(0.99))} ms is above ${CEILING_P99_MS} ms`)
}

/** All stand on `buy`; each event brings its person into one of them. */
async function foundAudiences(server: ServerProcess): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < AUDIENCES; index++) {
    const bought = { event: { name: 'buy', within: `P${index + 1}D`, where: [{ property: 'category', op: 'eq', value: `c${index}` }] } }
    const rules = [
      bought,
      { all: [bought, { not: { event: { name: 'buy', count: { gte: 50 }, within: 'P1D' } } }] },
      { all: [bought, { not: { trait: { name: 'city', op: 'eq', value: '无' } } }] },
      { any: [bought, { all: [{ event: { name: 'buy', count: { gte: 30 } } }, { event: { name: 'favorite', within: 'P7D' } }] }] },
    ]
    const made = await server.api<{ id: string }>('POST', '/audiences', {
      name: `live ${index}`,
      kind: 'live',
      rule: rules[index % rules.length],
    })
    ids.push(made.id)
  }
  for (;;) {
    const { items } = await server.api<{ items: { state: string }[] }>('GET', '/audiences?limit=100')
    if (items.every(({ state }) => state === 'ready')) return ids
    await later(LOOK_EVERY_MS)
  }
}

interface Seen {
  readonly atMs: number
  /** Of each audience. */
  readonly counts: readonly number[]
}

/** Looks at how many are in each audience, again and again. */
function watchCounts(server: ServerProcess, ids: readonly string[]) {
  const seen: Seen[] = []
  let wanted: readonly number[] | undefined
  let giveUpAt = Number.POSITIVE_INFINITY
  const ended = (async () => {
    for (;;) {
      const { items } = await server.api<{ items: { id: string; count: number }[] }>('GET', '/audiences?limit=100')
      const countOf = new Map(items.map(({ id, count }) => [id, count]))
      const counts = ids.map((id) => countOf.get(id) ?? 0)
      seen.push({ atMs: Date.now(), counts })
      if (wanted?.every((count, index) => (counts[index] ?? 0) >= count)) return
      if (Date.now() > giveUpAt) throw new Error(`not everybody had entered ${SETTLE_WITHIN_MS} ms after the last event`)
      await later(LOOK_EVERY_MS)
    }
  })()
  ended.catch(() => undefined)
  return {
    settled: async (counts: readonly number[]) => {
      wanted = counts
      giveUpAt = Date.now() + SETTLE_WITHIN_MS
      await ended
      return seen
    },
  }
}

/** People enter an audience in the order of their events, or as good as: the nth entering is the nth acknowledged event. */
function waitsOf(acknowledgedAtMs: readonly (readonly number[])[], seen: readonly Seen[]): number[] {
  return acknowledgedAtMs.flatMap((times, audience) => {
    let look = 0
    return times
      .toSorted((a, b) => a - b)
      .map((time, index) => {
        while ((seen[look]?.counts[audience] ?? Number.POSITIVE_INFINITY) < index + 1) look++
        return Math.max(0, (seen[look]?.atMs ?? Number.NaN) - time)
      })
  })
}

function load(order: LiveLoadOrder): Promise<LiveLoadReport> {
  const child = fork(new URL('live-load.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LiveLoadReport))
    child.once('exit', (code) => reject(new Error(`the load generator ended with code ${code}`)))
    child.send(order)
  })
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
