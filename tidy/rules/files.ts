/** What does not belong in a repository: large blobs, and paths of somebody's machine. */
import type { Finding, Rule } from '../rule.ts'
import type { Tree, TreeFile } from '../tree.ts'

const MAX_FILE_BYTES = 500_000
/** Written by tools and as large as they are. */
const GENERATED = new Set(['package-lock.json', 'docs/openapi.json'])
const TEXT = /\.(ts|tsx|mjs|js|json|ndjson|md|sql|css|html|svg|yml|yaml|txt|csv)$|(^|\/)[^.]+$/
/** Home folders and mounted work folders at the root of a disk. */
const MACHINE_PATH = /(?<![\w./-])\/(?:home|root|Users|work|mnt|workspace)\/[\w.-]+/g
const BY_DESIGN = new Set(['tidy/rules/files.ts', 'tidy/rules/files.test.ts'])

export const filesRule: Rule = {
  name: 'files',
  about: 'no large blobs and no paths of a machine',
  check: (tree) => [...large(tree), ...tree.files.filter(({ path }) => TEXT.test(path) && !BY_DESIGN.has(path)).flatMap(machinePaths)],
}

function large(tree: Tree): Finding[] {
  return tree.files
    .filter(({ path, sizeBytes }) => sizeBytes > MAX_FILE_BYTES && !GENERATED.has(path))
    .map(({ path, sizeBytes }) => ({
      path,
      says: `${Math.round(sizeBytes / 1000)} kB are too many for a repository: at most ${MAX_FILE_BYTES / 1000}`,
    }))
}

function machinePaths({ path, sizeBytes, text }: TreeFile): Finding[] {
  if (sizeBytes > MAX_FILE_BYTES) return []
  return [...text().matchAll(MACHINE_PATH)].map((match) => ({
    path,
    line: text().slice(0, match.index).split('\n').length,
    says: `${match[0]} is a path of one machine: say it relative to the repository`,
  }))
}
