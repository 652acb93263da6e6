/** Ingest: events a second acknowledged over HTTP while a load generator runs beside the server, against the raw insert rate of the same rows. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from '../packages/server/src/platform/testing/server-process.ts'
import type { Bench, BenchRun } from './bench.ts'
import type { LoadOrder, LoadReport } from './load.ts'

const FLOOR_EVENTS_PER_SECOND = 30_000
const FLOOR_VS_RAW_INSERT = 0.22
const FLOOR_P99_MS = 250
/** Growth of memory over the long run that counts as bounded. */
const MAX_GROWTH_BYTES = 600 * 1024 * 1024
const CONNECTIONS = 48

export const bench: Bench = {
  run: async (run) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-ingest-'))
    try {
      await measure(run, dataDir)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function measure(run: BenchRun, dataDir: string): Promise<void> {
  const server = await startServerProcess({ dataDir })
  const stamp = Date.now().toString(36)
  await load(server, { seconds: 4, run: `${stamp}-warm` })
  const peak = await load(server, { seconds: run.full ? 60 : 20, run: `${stamp}-peak` })
  const eventsPerSecond = peak.acknowledged / peak.seconds
  run.note(
    `peak: ${peak.acknowledged} acknowledged, ${peak.refused429} times 429, ${peak.failed} failed, p50 ${peak.p50Ms.toFixed(0)} ms, p99 ${peak.p99Ms.toFixed(0)} ms, ${mb(server.rssBytes())} MB`,
  )
  const half = await load(server, { seconds: run.full ? 60 : 15, batchesPerSecond: eventsPerSecond / 2 / 100, run: `${stamp}-half` })
  if (run.full) await checkMemory(run, server, { batchesPerSecond: eventsPerSecond / 2 / 100, stamp })
  await server.stop()
  const raw = await rawInsertRate()
  run.report({ metric: 'eventsPerSecond', value: eventsPerSecond, unit: 'events/s', better: 'higher' })
  run.report({
    metric: 'vsRawInsert',
    value: eventsPerSecond,
    unit: 'events/s',
    better: 'higher',
    opponent: 'raw insert of the same rows, 3,000 a batch',
    opponentValue: raw,
  })
  run.report({ metric: 'p99Ms', value: half.p99Ms, unit: 'ms', better: 'lower' })
  if (peak.failed + half.failed > 0) throw new Error(`${peak.failed + half.failed} batches failed`)
  if (eventsPerSecond < FLOOR_EVENTS_PER_SECOND)
    throw new Error(`${Math.round(eventsPerSecond)} events/s is below the floor of ${FLOOR_EVENTS_PER_SECOND}`)
  if (eventsPerSecond / raw < FLOOR_VS_RAW_INSERT)
    throw new Error(`${(eventsPerSecond / raw).toFixed(3)} of the raw insert rate is below the floor of ${FLOOR_VS_RAW_INSERT}`)
  if (half.p99Ms > FLOOR_P99_MS) throw new Error(`p99 ${Math.round(half.p99Ms)} ms at half load is above ${FLOOR_P99_MS} ms`)
}

async function checkMemory(run: BenchRun, server: ServerProcess, input: { batchesPerSecond: number; stamp: string }): Promise<void> {
  const before = server.rssBytes()
  for (let minute = 0; minute < 5; minute++) {
    await load(server, { seconds: 60, batchesPerSecond: input.batchesPerSecond, run: `${input.stamp}-minute${minute}` })
    run.note(`minute ${minute + 1}: ${mb(server.rssBytes())} MB`)
  }
  const growth = server.rssBytes() - before
  if (growth > MAX_GROWTH_BYTES) throw new Error(`memory grew by ${mb(growth)} MB in five minutes`)
}

function load(server: ServerProcess, order: Omit<LoadOrder, 'url' | 'writeKey' | 'connections'>): Promise<LoadReport> {
  const child = fork(new URL('load.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as LoadReport))
    child.once('exit', (code) => reject(new Error(`the load generator ended with code ${code}`)))
    child.send({ ...order, url: server.url, writeKey: server.credentials.writeKey, connections: CONNECTIONS } satisfies LoadOrder)
  })
}

/** In a process of its own: chDB has one data directory a process. */
function rawInsertRate(): Promise<number> {
  const child = fork(new URL('raw-insert.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (rate) => resolve(rate as number))
    child.once('exit', (code) => reject(new Error(`the raw insert ended with code ${code}`)))
  })
}

function mb(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
