/** Tags: two million people with events, a hundred thousand of them merged, get a tag by a rule, on Postgres with the copies following beside. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from '../packages/server/src/platform/testing/find-postgres.ts'
import { createEmptyDatabase, dropDatabase } from '../packages/server/src/platform/testing/postgres-clone.ts'
import type { Bench, BenchRun } from './bench.ts'
import type { TagsOrder, TagsReport } from './tags-run.ts'

const CEILING_SECONDS = 60
const PEOPLE = 2_000_000
const MERGES = 100_000
/** For trying it out on a busy machine: so many people instead; then no figure is written. */
const TRIED_PEOPLE = Number(process.env.LIUCHI_BENCH_PEOPLE ?? PEOPLE)

export const bench: Bench = {
  run: async (run) => {
    const found = await findPostgres(process.env.TEST_DATABASE_URL)
    if ('missing' in found) throw new Error(`the bench needs a Postgres: ${found.missing}`)
    const url = await createEmptyDatabase(found.url)
    const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-tags-'))
    try {
      await measure(run, await measured({ url, dataDir, people: TRIED_PEOPLE, merges: Math.round((MERGES * TRIED_PEOPLE) / PEOPLE) }))
    } finally {
      await dropDatabase(found.url, url)
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function measure(run: BenchRun, { markedMs, knownMs, againMs, halfOffMs }: TagsReport): Promise<void> {
  run.note(
    `${TRIED_PEOPLE.toLocaleString('en')} people marked in ${seconds(markedMs)}, known to the event store after ${seconds(knownMs)}; once more ${seconds(againMs)}, taken off half of them ${seconds(halfOffMs)}`,
  )
  if (TRIED_PEOPLE !== PEOPLE) return
  run.report({ metric: 'ruleTwoMillionSeconds', value: knownMs / 1_000, unit: 's', better: 'lower' })
  if (knownMs > CEILING_SECONDS * 1_000) throw new Error(`${seconds(knownMs)} for two million people, the ceiling is ${CEILING_SECONDS} s`)
}

/** In a process of its own: chDB has one data directory a process. */
function measured(order: TagsOrder): Promise<TagsReport> {
  const child = fork(new URL('tags-run.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as TagsReport))
    child.once('exit', (code) => reject(new Error(`the tags run ended with code ${code}`)))
    child.send(order)
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
