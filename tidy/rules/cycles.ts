/** No circles among files: what imports each other in a ring cannot be read, tested or loaded in parts. Types do not count. */
import { resolveImport } from '../resolve.ts'
import type { Rule } from '../rule.ts'
import { codeFiles, type Tree } from '../tree.ts'

export const cyclesRule: Rule = {
  name: 'cycles',
  about: 'no files import each other in a circle',
  check: (tree) =>
    circlesOf(graphOf(tree)).map((circle) => ({
      path: circle[0] ?? '',
      says: `imports itself through ${[...circle.slice(1), circle[0]].join(' → ')}: move what both need into a file below them`,
    })),
}

type Graph = ReadonlyMap<string, readonly string[]>

function graphOf(tree: Tree): Graph {
  const files = codeFiles(tree, 'packages', 'setup', 'tests', 'bench', 'tidy')
  return new Map(
    files.map(({ path, code }) => {
      const targets = code().imports.flatMap(({ specifier, typeOnly }) => (typeOnly ? [] : (resolveImport(path, specifier) ?? [])))
      return [path, [...new Set(targets)].filter((target) => tree.file(target) !== undefined)]
    }),
  )
}

/** One circle for each ring, starting at its first name; found by depth-first search with the path kept. */
function circlesOf(graph: Graph): string[][] {
  const done = new Set<string>()
  const circles: string[][] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at !== -1) circles.push(rotated(trail.slice(at)))
    if (at !== -1 || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return circles
}

function rotated(ring: readonly string[]): string[] {
  const first = ring.indexOf([...ring].sort()[0] ?? '')
  return [...ring.slice(first), ...ring.slice(0, first)]
}
