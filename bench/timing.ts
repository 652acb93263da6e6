/** What the measuring processes share: a stopwatch, the middle of several runs, and waiting until the event store is at rest. */
import type { ClickHouse } from '../packages/server/src/platform/clickhouse/index.ts'

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

const SETTLE_TRIES = 600
const SETTLE_EVERY_MS = 200

/** Merging in the background would slow whichever statement it meets. */
export async function settled(clickhouse: ClickHouse): Promise<void> {
  for (let attempt = 0; attempt < SETTLE_TRIES; attempt++) {
    const [running] = await clickhouse.query<{ merges: number }>({ query: 'SELECT count() AS merges FROM system.merges', lane: 'point' })
    if (running?.merges === 0) return
    await new Promise((resolve) => setTimeout(resolve, SETTLE_EVERY_MS))
  }
}
