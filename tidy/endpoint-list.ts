/** Loads the list of all endpoints, and what contracts declare beside it. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Endpoint } from '../packages/server/src/platform/contract.ts'
import { isContract } from './resolve.ts'
import type { Tree } from './tree.ts'

export const ENDPOINTS_PATH = 'packages/server/src/endpoints.ts'

/** The list that console, CLI, OpenAPI and the permission matrix walk; undefined where the file is not there. */
export async function loadEndpoints(tree: Tree): Promise<readonly Endpoint[] | undefined> {
  if (!tree.file(ENDPOINTS_PATH)) return undefined
  const { endpoints } = await load(tree, ENDPOINTS_PATH)
  if (!Array.isArray(endpoints)) throw new Error(`${ENDPOINTS_PATH} must export an array named endpoints`)
  return endpoints.filter(isEndpoint)
}

export interface DeclaredEndpoint {
  /** Of the contract. */
  readonly path: string
  /** What the contract exports it as. */
  readonly exportedAs: string
  readonly endpoint: Endpoint
}

/** Every endpoint that some contract exports. */
export async function loadDeclaredEndpoints(tree: Tree): Promise<DeclaredEndpoint[]> {
  const contracts = tree.files.map(({ path }) => path).filter((path) => isContract(path) && path !== ENDPOINTS_PATH)
  const loaded = await Promise.all(
    contracts.map(async (path) => {
      const exports = Object.entries(await load(tree, path))
      return exports.flatMap(([exportedAs, endpoint]) => (isEndpoint(endpoint) ? [{ path, exportedAs, endpoint }] : []))
    }),
  )
  return loaded.flat()
}

export async function load(tree: Tree, path: string): Promise<Record<string, unknown>> {
  return tree.root === undefined ? {} : import(pathToFileURL(join(tree.root, path)).href)
}

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'name' in value && 'summary' in value
}
