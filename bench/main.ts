/**
 * Runs the benchmarks and appends one line a figure to `bench/results.ndjson`.
 * `npm run bench` runs all, `npm run bench -- NAME [NAME …]` some, `--full` the full-size form of those that have one.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Bench, Figure } from './bench.ts'

const RESULTS_FILE = fileURLToPath(new URL('results.ndjson', import.meta.url))
const NAMES = [
  'ingest',
  'import',
  'funnel',
  'identity',
  'audience',
  'live',
  'tags',
  'clv',
  'welcome',
  'callback',
  'reconcile',
  'broadcast',
  'start',
] as const

const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const full = process.argv.includes('--full')
const unknown = asked.filter((name) => !NAMES.some((known) => known === name))
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}; known: ${NAMES.join(', ')}`)
  process.exit(2)
}

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim()
const dirty = execFileSync('git', ['status', '--porcelain', '--', 'packages', 'bench'], { encoding: 'utf8' }).trim() !== ''
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'cpu'}, ${Math.round(totalmem() / 1024 ** 3)} GB, Node ${process.version}`

let failed = false
for (const name of asked.length > 0 ? asked : NAMES) {
  const bench = (await import(`./${name}.ts`)) as { bench: Bench }
  console.log(`\n${name}`)
  try {
    await bench.bench.run({ full, report: (figure) => write(name, figure), note: (text) => console.log(`  ${text}`) })
  } catch (error) {
    failed = true
    console.error(`${name} failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
process.exit(failed ? 1 : 0)

function write(bench: string, figure: Figure): void {
  const ratio = figure.opponentValue === undefined ? undefined : figure.value / figure.opponentValue
  const line = {
    at: new Date().toISOString(),
    commit: dirty ? `${commit}+changes` : commit,
    machine,
    bench,
    ...figure,
    ...(ratio !== undefined && { ratio }),
  }
  appendFileSync(RESULTS_FILE, `${JSON.stringify(line)}\n`)
  const against = ratio === undefined ? '' : `  (${figure.opponent}: ${round(figure.opponentValue ?? 0)}, ratio ${ratio.toFixed(3)})`
  console.log(`  ${bench}/${figure.metric}  ${round(figure.value)} ${figure.unit}${against}`)
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
