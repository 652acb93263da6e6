/** How large files and functions are. Reported, never failed: a look at where the next cut belongs. */
import { codeFiles, isTestOnly, type Tree } from './tree.ts'

const LARGE_FILE_LINES = 400
const LARGE_FUNCTION_LINES = 70
const MAX_NAMED = 12

const GROUPS: readonly { readonly name: string; readonly folders: readonly string[]; readonly tests: boolean }[] = [
  { name: 'server', folders: ['packages/server'], tests: false },
  { name: 'console', folders: ['packages/console'], tests: false },
  { name: 'wechat-sandbox', folders: ['packages/wechat-sandbox'], tests: false },
  { name: 'cli, setup, bench, tidy', folders: ['packages/cli', 'setup', 'bench', 'tidy'], tests: false },
  { name: 'tests', folders: ['packages', 'setup', 'bench', 'tidy', 'tests'], tests: true },
]

interface Sized {
  readonly name: string
  readonly lines: number
}

/** The table, as lines for a terminal. */
export function sizesReport(tree: Tree): string[] {
  const rows = GROUPS.map(({ name, folders, tests }) => {
    const files = codeFiles(tree, ...folders).filter(({ path }) => (isTestOnly(path) || path.startsWith('tests/')) === tests)
    const fileSizes = files.map(({ path, code }) => ({ name: path, lines: code().lines }))
    // A suite is one function around its tests: only what is not a test counts as a function.
    const functions = tests
      ? []
      : files.flatMap(({ path, code }) => code().functions.map((one) => ({ name: `${path}:${one.line} ${one.name}`, lines: one.lines })))
    return { name, files: fileSizes, functions }
  })
  const files = rows.flatMap((row) => row.files).filter(({ lines }) => lines > LARGE_FILE_LINES)
  const functions = rows.flatMap((row) => row.functions).filter(({ lines }) => lines > LARGE_FUNCTION_LINES)
  return [
    `${'lines'.padEnd(26)}${'files'.padStart(6)}${'median'.padStart(8)}${'p90'.padStart(6)}   ${'functions'.padStart(9)}${'median'.padStart(8)}${'p90'.padStart(6)}`,
    ...rows.map((row) => `${row.name.padEnd(26)}${cells(row.files, 6)}   ${cells(row.functions, 9)}`),
    ...named(`files above ${LARGE_FILE_LINES} lines`, files),
    ...named(`functions above ${LARGE_FUNCTION_LINES} lines`, functions),
  ]
}

function cells(sized: readonly Sized[], width: number): string {
  if (sized.length === 0) return '–'.padStart(width)
  return `${String(sized.length).padStart(width)}${String(quantile(sized, 0.5)).padStart(8)}${String(quantile(sized, 0.9)).padStart(6)}`
}

export function quantile(sized: readonly Sized[], share: number): number {
  const lines = sized.map((one) => one.lines).sort((a, b) => a - b)
  return lines[Math.min(lines.length - 1, Math.floor(lines.length * share))] ?? 0
}

function named(title: string, sized: readonly Sized[]): string[] {
  const largest = sized.toSorted((a, b) => b.lines - a.lines)
  const shown = largest.slice(0, MAX_NAMED).map(({ name, lines }) => `  ${String(lines).padStart(5)}  ${name}`)
  const more = largest.length > MAX_NAMED ? [`         and ${largest.length - MAX_NAMED} more`] : []
  return [`${title}: ${sized.length}`, ...shown, ...more]
}
