/** Modules meet at faces, along the arrows of the map; the platform knows no module; packages meet at contracts. */
import { dependencyMap } from '../../packages/server/src/architecture.ts'
import type { Import } from '../code.ts'
import { type Area, areaOf, isContract, isFace, packageOf, resolveImport } from '../resolve.ts'
import type { Finding, Rule } from '../rule.ts'
import { codeFiles, isTestOnly, type Tree } from '../tree.ts'

const ENTRY = /^packages\/server\/src\/(main|app|endpoints|architecture)\.ts$/
/** The only files of the server that may name a module from outside: the composition root and the list of endpoints. */
const NAMES_MODULES = new Set(['packages/server/src/app.ts', 'packages/server/src/endpoints.ts'])

export const facesRule: Rule = {
  name: 'faces',
  about: 'modules meet at faces along the arrows of the map',
  check: (tree) => [...betweenModules(tree), ...betweenPackages(tree)],
}

function betweenModules(tree: Tree): Finding[] {
  return codeFiles(tree, 'packages/server/src').flatMap(({ path, code }) =>
    code().imports.flatMap((one) => {
      const target = resolveImport(path, one.specifier)
      const wrong = target === undefined ? undefined : complaint(path, target)
      return wrong === undefined ? [] : [finding(path, one, wrong)]
    }),
  )
}

function complaint(path: string, target: string): string | undefined {
  const from = areaOf(path)
  const to = areaOf(target)
  if (to.kind === 'outside') return isTestOnly(path) ? undefined : `leaves the package for ${target}`
  if (to.kind === 'root')
    return isTestOnly(path) || ENTRY.test(path) ? undefined : `imports ${target}, which only entry points and tests may`
  if (to.kind === 'module') return intoModule({ path, from, target, name: to.name })
  return undefined
}

function intoModule({ path, from, target, name }: { path: string; from: Area; target: string; name: string }): string | undefined {
  if (from.kind === 'module' && from.name === name) return undefined
  if (from.kind === 'platform') return `the platform knows no module, yet this imports ${name}`
  if (from.kind === 'root') return NAMES_MODULES.has(path) || isTestOnly(path) ? undefined : `only app.ts and endpoints.ts name modules`
  if (from.kind !== 'module' || isContract(target)) return undefined
  const allowed: readonly string[] = Object.entries(dependencyMap).find(([module]) => module === from.name)?.[1] ?? []
  if (!allowed.includes(name))
    return `the map has no arrow from ${from.name} to ${name}: emit an event, or let the higher module register itself`
  const testFace = isTestOnly(path) && target === `packages/server/src/modules/${name}/testing.ts`
  return isFace(target) || testFace ? undefined : `reaches into ${name} past its face: export what is needed from modules/${name}/index.ts`
}

/** Browser code takes contracts only; other programs take what package.json exports. */
function betweenPackages(tree: Tree): Finding[] {
  const others = codeFiles(tree, 'packages').filter(({ path }) => packageOf(path) !== 'packages/server')
  return others.flatMap(({ path, code }) =>
    code().imports.flatMap((one) => {
      const target = resolveImport(path, one.specifier)
      const home = packageOf(path)
      if (isTestOnly(path)) return []
      if (target === undefined) {
        return /^@liuchi\/server(\/|$)/.test(one.specifier)
          ? [finding(path, one, `${one.specifier} is not exported by packages/server`)]
          : []
      }
      if (one.specifier.startsWith('.') && packageOf(target) !== home) return [finding(path, one, `leaves its package for ${target}`)]
      const browser = home === 'packages/console' || home === 'packages/storefront'
      if (browser && packageOf(target) !== home && !isContract(target))
        return [finding(path, one, `pages may import contracts only, not ${target}`)]
      return []
    }),
  )
}

function finding(path: string, { line }: Import, says: string): Finding {
  return { path, line, says }
}
