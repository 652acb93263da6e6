/** Where an import of ours leads, and to which part of the house a file belongs. */
import { posix } from 'node:path'
import server from '../packages/server/package.json' with { type: 'json' }

const SERVER = 'packages/server/src'

/** What the server package lets other packages import: `./contract/*` and the file it stands for, with at most one `*`. */
const serverExports = Object.entries(server.exports).map(([name, target]) => {
  const [before = '', after] = `@liuchi/server${name.slice(1)}`.split('*')
  return { before, after, target: `packages/server${target.slice(1)}` }
})

/** The path in the repository that an import names; undefined for packages of others. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier))
  for (const { before, after, target } of serverExports) {
    if (after === undefined && specifier === before) return target
    const fits = after !== undefined && specifier.startsWith(before) && specifier.endsWith(after)
    if (fits) return target.replace('*', specifier.slice(before.length, specifier.length - after.length))
  }
  return undefined
}

export type Area =
  /** `packages/server/src/platform` */
  | { readonly kind: 'platform' }
  /** `packages/server/src/modules/<name>` */
  | { readonly kind: 'module'; readonly name: string }
  /** `main.ts`, `app.ts`, `endpoints.ts` and `architecture.ts` beside them. */
  | { readonly kind: 'root' }
  | { readonly kind: 'outside' }

export function areaOf(path: string): Area {
  const module = /^packages\/server\/src\/modules\/([^/]+)\//.exec(path)
  if (module?.[1]) return { kind: 'module', name: module[1] }
  if (path.startsWith(`${SERVER}/platform/`)) return { kind: 'platform' }
  return path.startsWith(`${SERVER}/`) ? { kind: 'root' } : { kind: 'outside' }
}

/** What any package may import: contracts of a module or of a part of it, and what else the server package exports by name, but for its entry. */
export function isContract(path: string): boolean {
  if (path === `${SERVER}/main.ts`) return false
  return (path.startsWith(`${SERVER}/`) && path.endsWith('/contract.ts')) || serverExports.some(({ target }) => target === path)
}

/** What other modules may import of a module: its `index.ts`, and contracts. */
export function isFace(path: string): boolean {
  return isContract(path) || /^packages\/server\/src\/modules\/[^/]+\/index\.ts$/.test(path)
}

/** `packages/<name>`, or undefined for files that belong to no package. */
export function packageOf(path: string): string | undefined {
  return /^packages\/[^/]+/.exec(path)?.[0]
}
