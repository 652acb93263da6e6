/** Contracts run in browsers: they import zod, other contracts, and files of their own module or of the platform that are as plain themselves. */
import { areaOf, isContract, resolveImport } from '../resolve.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Tree, TreeFile } from '../tree.ts'

const SERVER_ONLY = /^(process|Buffer|__dirname|require)(\.|$)/

export const contractsRule: Rule = {
  name: 'contracts',
  about: 'contracts are safe in a browser',
  check: (tree) => tree.files.filter(({ path }) => isContract(path)).flatMap((file) => unsafe(tree, file, [])),
}

function unsafe(tree: Tree, file: TreeFile, above: readonly string[]): Finding[] {
  if (above.includes(file.path)) return []
  const { imports, uses } = file.code()
  const fromImports = imports.flatMap(({ specifier, line }): Finding[] => {
    if (specifier === 'zod') return []
    const target = resolveImport(file.path, specifier)
    if (target === undefined) return [{ path: file.path, line, says: `${specifier} must not reach a contract: only zod may` }]
    if (isContract(target)) return []
    if (!isNear(file.path, target)) {
      return [{ path: file.path, line, says: `of another module a contract imports only contracts, not ${target}` }]
    }
    const next = tree.file(target)
    return next ? unsafe(tree, next, [...above, file.path]) : []
  })
  const fromUses = uses
    .filter(({ text }) => SERVER_ONLY.test(text))
    .map(({ text, line }) => ({ path: file.path, line, says: `${text} is not there in a browser` }))
  return [...fromImports, ...fromUses]
}

function isNear(path: string, target: string): boolean {
  const from = areaOf(path)
  const to = areaOf(target)
  return to.kind === 'platform' || (from.kind === 'module' && to.kind === 'module' && from.name === to.name)
}
