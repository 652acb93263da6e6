/** Lifetime value: the model of two million customers, against the same fit over one row a customer. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { ClvOrder, ClvReport } from './clv-run.ts'

/** Of the time that the fit over one row a customer takes. */
const FLOOR_VS_EACH_CUSTOMER = 1
const CUSTOMERS = 2_000_000
const ROUNDS = 1
const FULL_ROUNDS = 3

export const bench: Bench = {
  run: async ({ full, report, note }) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-clv-'))
    try {
      const figures = await measured({ dataDir, customers: CUSTOMERS, rounds: full ? FULL_ROUNDS : ROUNDS })
      const { orders, patterns, storedMs, fitMs, eachMs, predictedMs } = figures
      note(
        `${orders.toLocaleString('en')} orders of ${CUSTOMERS.toLocaleString('en')} customers stored in ${seconds(storedMs)}; ${patterns.toLocaleString('en')} different histories`,
      )
      note(`predictions of everybody written in ${seconds(predictedMs)}`)
      report({
        metric: 'fitSeconds',
        value: fitMs / 1000,
        unit: 's',
        better: 'lower',
        opponent: 'one row a customer, same optimiser',
        opponentValue: eachMs / 1000,
      })
      const ratio = fitMs / eachMs
      if (ratio > FLOOR_VS_EACH_CUSTOMER)
        throw new Error(`${ratio.toFixed(2)} times as long as over one row a customer, the floor is ${FLOOR_VS_EACH_CUSTOMER}`)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

/** In a process of its own: chDB has one data directory a process. */
function measured(order: ClvOrder): Promise<ClvReport> {
  const child = fork(new URL('clv-run.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as ClvReport))
    child.once('exit', (code) => reject(new Error(`the run of lifetime values ended with code ${code}`)))
    child.send(order)
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
