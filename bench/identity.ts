/** Identity: links a second beside bare rows of the same tables, one person of very many identifiers, and finding duplicates in published data. */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPostgres } from '../packages/server/src/platform/testing/find-postgres.ts'
import { createEmptyDatabase, dropDatabase } from '../packages/server/src/platform/testing/postgres-clone.ts'
import type { Bench, BenchRun } from './bench.ts'
import { measureFebrl } from './identity-febrl.ts'
import type { IdentityOrder, IdentityReport } from './identity-run.ts'

const FLOOR_LINKS_POSTGRES = 20_000
const FLOOR_LINKS_PGLITE = 10_000
const FLOOR_BIG_PERSON_MS = 1_000
const FLOOR_BIG_PERSON_UNMERGE_MS = 5_000
const BATCH_LINKS = 2_000
const BATCHES = 25
const FULL_BATCHES = 200
const BIG_PERSON_IDENTIFIERS = 200_000

export const bench: Bench = {
  run: async (run) => {
    const pglite = await onStore(run, 'PGlite', undefined)
    const postgres = await onPostgres(run)
    const opponent = 'the same edges and members as bare rows'
    const links = (metric: string, report: IdentityReport) =>
      run.report({
        metric,
        value: report.linksPerSecond,
        unit: 'links/s',
        better: 'higher',
        opponent,
        opponentValue: report.bareRowsPerSecond,
      })
    links('linksPerSecondPostgres', postgres)
    links('linksPerSecondPglite', pglite)
    const worst = (of: (report: IdentityReport) => number) => Math.max(of(pglite), of(postgres))
    const bigPersonMs = worst(({ linkMs }) => linkMs)
    const bigPersonUnmergeMs = worst(({ unmergeMs }) => Math.max(...unmergeMs))
    run.report({ metric: 'bigPersonMs', value: bigPersonMs, unit: 'ms', better: 'lower' })
    run.report({ metric: 'bigPersonUnmergeMs', value: bigPersonUnmergeMs, unit: 'ms', better: 'lower' })
    run.report({ metric: 'bigPersonReadMs', value: worst(({ readMs }) => readMs), unit: 'ms', better: 'lower' })
    await measureFebrl(run)
    atLeast('links/s on Postgres', postgres.linksPerSecond, FLOOR_LINKS_POSTGRES)
    atLeast('links/s on PGlite', pglite.linksPerSecond, FLOOR_LINKS_PGLITE)
    atMost('ms to link one more identifier to a big person', bigPersonMs, FLOOR_BIG_PERSON_MS)
    atMost('ms to undo a merge of a big person', bigPersonUnmergeMs, FLOOR_BIG_PERSON_UNMERGE_MS)
  },
}

async function onPostgres(run: BenchRun): Promise<IdentityReport> {
  const found = await findPostgres(process.env.TEST_DATABASE_URL)
  if ('missing' in found) throw new Error(`the bench needs a Postgres: ${found.missing}`)
  const url = await createEmptyDatabase(found.url)
  try {
    return await onStore(run, 'Postgres', url)
  } finally {
    await dropDatabase(found.url, url)
  }
}

async function onStore(run: BenchRun, name: string, url: string | undefined): Promise<IdentityReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'liuchi-bench-identity-'))
  try {
    const batches = run.full ? FULL_BATCHES : BATCHES
    const report = await measured({
      dataDir,
      ...(url !== undefined && { url }),
      batches,
      batchLinks: BATCH_LINKS,
      bigPersonIdentifiers: BIG_PERSON_IDENTIFIERS,
    })
    const growth = (BIG_PERSON_IDENTIFIERS * 1000) / report.growMs
    run.note(
      `${name}: ${batches} batches of ${BATCH_LINKS} links for each of two brands at once; one person grew by ${Math.round(growth)} identifiers/s`,
    )
    const [all, one] = report.unmergeMs.map(Math.round)
    run.note(
      `${name}: with ${BIG_PERSON_IDENTIFIERS} identifiers one more took ${Math.round(report.linkMs)} ms, reading ${Math.round(report.readMs)} ms, undoing the first merge ${all} ms and the second ${one} ms`,
    )
    return report
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** In a process of its own, which leaves nothing behind in memory for the next. */
function measured(order: IdentityOrder): Promise<IdentityReport> {
  const child = fork(new URL('identity-run.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    child.once('message', (report) => resolve(report as IdentityReport))
    child.once('exit', (code) => reject(new Error(`the identity run ended with code ${code}`)))
    child.send(order)
  })
}

function atLeast(what: string, value: number, floor: number): void {
  if (value < floor) throw new Error(`${Math.round(value)} ${what} is below the floor of ${floor}`)
}

function atMost(what: string, value: number, floor: number): void {
  if (value > floor) throw new Error(`${Math.round(value)} ${what}, the floor is ${floor}`)
}
