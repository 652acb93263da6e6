/** Sorts the test files by what they need, by reading them and what they import once. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Folders below the repository that may hold tests. */
const TEST_PLACES = ['packages', 'tests', 'tidy', 'bench', 'setup']
const TEST_FILE = /\.test\.(ts|tsx|mjs)$/
const NOT_OURS = /(^|\/)(node_modules|dist)(\/|$)/
const TEST_WORLD = 'packages/server/src/platform/testing/world.ts'
const IMPORTS = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g
/** A line that a test file bears when nothing must run beside it: people are timed in it, and two cores are soon busy. */
const OWN_MACHINE = /^\/\/ own machine\b/m
/** A line that a test file bears when it must not share its process: it opens stores of its own, or dies on purpose. */
const OWN_PROCESS = /^\/\/ own process\b/m

export interface TestFiles {
  /** Everything that may share a process, on the embedded stores. */
  readonly together: readonly string[]
  /** Files marked `// own process`. */
  readonly alone: readonly string[]
  /** Files marked `// own machine`. */
  readonly last: readonly string[]
  /** Files that open the test world, themselves or through a `testing.ts`, and therefore run on both store pairs. */
  readonly stores: readonly string[]
}

/** @returns paths below `root` with forward slashes */
export function sortTestFiles(root: string): TestFiles {
  const files = TEST_PLACES.flatMap((place) => testsBelow(root, place))
  const says = (mark: RegExp) => (path: string) => mark.test(readFileSync(join(root, path), 'utf8'))
  const isAlone = says(OWN_PROCESS)
  const isLast = says(OWN_MACHINE)
  const reaches = reachesTestWorld(root)
  return {
    together: files.filter((path) => !isAlone(path) && !isLast(path)),
    alone: files.filter(isAlone),
    last: files.filter(isLast),
    stores: files.filter(reaches),
  }
}

function testsBelow(root: string, path: string): string[] {
  if (NOT_OURS.test(path) || !existsSync(join(root, path))) return []
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const below = `${path}/${entry.name}`
    if (entry.isDirectory()) return testsBelow(root, below)
    return TEST_FILE.test(entry.name) ? [below] : []
  })
}

/** Answers whether a file imports the test world, directly or through others; every file is read once. */
function reachesTestWorld(root: string): (path: string) => boolean {
  const imports = new Map<string, readonly string[]>()
  return (path) => {
    const seen = new Set([path])
    for (const one of seen) {
      const next = imports.get(one) ?? importsOf(root, one)
      imports.set(one, next)
      for (const imported of next) seen.add(imported)
    }
    return seen.has(TEST_WORLD)
  }
}

function importsOf(root: string, path: string): string[] {
  if (!existsSync(join(root, path))) return []
  return [...readFileSync(join(root, path), 'utf8').matchAll(IMPORTS)].map(([, specifier = '']) => join(dirname(path), specifier))
}
