/** Adds up the suite for its last line, and names what was skipped for want of something and what took longest. */
import { writeFileSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

const SLOWEST_SHOWN = 10

export interface CountsOptions {
  /** Where the counts go as JSON; absent when nobody asked. */
  readonly countsFile?: string | undefined
  /** Why the Postgres pair did not run, in one sentence; absent when it did. */
  readonly postgresMissing?: string | undefined
  /** Whether a missing Postgres fails the run, as it does in CI. */
  readonly postgresRequired: boolean
  /** Test files, below the repository, that would have run on Postgres too. */
  readonly storeFiles: readonly string[]
}

interface Counts {
  passed: number
  failed: number
  skipped: number
}

export function countsReporter(options: CountsOptions): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const counts = countAll(modules)
      counts.failed += unhandledErrors.length
      if (options.postgresMissing !== undefined) countMissingPostgres({ modules, options, reason: options.postgresMissing, counts })
      printSlowest(modules)
      if (counts.failed > 0) process.exitCode = 1
      if (options.countsFile) writeFileSync(options.countsFile, JSON.stringify(counts))
    },
  }
}

function countAll(modules: readonly TestModule[]): Counts {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const module of modules) {
    const before = counts.failed
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      // A test that never ran belongs to a file that died.
      counts[state === 'pending' ? 'failed' : state] += 1
    }
    if (!module.ok() && counts.failed === before) counts.failed += 1
  }
  return counts
}

function countMissingPostgres(input: { modules: readonly TestModule[]; options: CountsOptions; reason: string; counts: Counts }): void {
  const { modules, options, reason, counts } = input
  const missed = modules.filter((module) => options.storeFiles.includes(module.relativeModuleId))
  const tests = missed.reduce((sum, module) => sum + [...module.children.allTests()].length, 0)
  if (options.postgresRequired) counts.failed += 1
  else counts.skipped += tests
  const outcome = options.postgresRequired ? 'FAILED' : 'Skipped'
  console.log(`\n ${outcome}: ${tests} tests in ${missed.length} files a second time on Postgres: ${reason}`)
}

function printSlowest(modules: readonly TestModule[]): void {
  const slowest = modules
    .map((module) => ({ module, ms: module.diagnostic().collectDuration + module.diagnostic().duration }))
    .sort((a, b) => b.ms - a.ms)
    .slice(0, SLOWEST_SHOWN)
  console.log('\n Slowest files')
  for (const { module, ms } of slowest) {
    console.log(`  ${(ms / 1000).toFixed(1).padStart(6)} s  ${module.project.name.padEnd(8)}  ${module.relativeModuleId}`)
  }
}
