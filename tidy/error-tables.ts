/** Loads every error table the server declares. */
import type { ErrorKind } from '../packages/server/src/platform/errors.ts'
import { load } from './endpoint-list.ts'
import type { Tree } from './tree.ts'

const TABLES = /^packages\/server\/src\/(.+\/)?errors\.ts$/

export interface LoadedTable {
  readonly path: string
  readonly kinds: Readonly<Record<string, ErrorKind>>
}

export async function loadErrorTables(tree: Tree): Promise<LoadedTable[]> {
  const paths = tree.files.map(({ path }) => path).filter((path) => TABLES.test(path))
  const loaded = await Promise.all(
    paths.map(async (path) => {
      const values = Object.values(await load(tree, path))
      return values.filter(isTable).map((kinds) => ({ path, kinds }))
    }),
  )
  return loaded.flat()
}

function isTable(value: unknown): value is Record<string, ErrorKind> {
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([code, kind]) => code.includes('.') && typeof kind === 'object' && kind !== null && 'status' in kind)
}
