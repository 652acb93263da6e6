/** Start: how long an installed server takes to become ready on a fresh data directory, and how much memory it holds when idle. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess } from '../packages/server/src/platform/testing/server-process.ts'
import type { Bench } from './bench.ts'

const FLOOR_READY_MS = 15_000
const FLOOR_IDLE_RSS_MB = 1024
const SETTLE_MS = 10_000

export const bench: Bench = {
  run: async ({ report, note }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-start-'))
    try {
      const first = await startServerProcess({ dataDir })
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
      const rssMb = first.rssBytes() / 1024 / 1024
      await first.stop()
      const again = await startServerProcess({ dataDir })
      await again.stop()
      note(`second start on the same data directory: ${Math.round(again.readyMs)} ms`)
      report({ metric: 'readyMs', value: first.readyMs, unit: 'ms', better: 'lower' })
      report({ metric: 'idleRssMb', value: rssMb, unit: 'MB', better: 'lower' })
      if (first.readyMs > FLOOR_READY_MS) throw new Error(`ready after ${Math.round(first.readyMs)} ms, the floor is ${FLOOR_READY_MS}`)
      if (rssMb > FLOOR_IDLE_RSS_MB) throw new Error(`${Math.round(rssMb)} MB idle, the floor is ${FLOOR_IDLE_RSS_MB}`)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}
