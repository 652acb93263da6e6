/** docs/openapi.json is what the endpoints say. A stale one is written anew, and found: commit it with the change that made it stale. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, loadEndpoints } from '../endpoint-list.ts'
import { loadErrorTables } from '../error-tables.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Tree } from '../tree.ts'

const DOCUMENT_PATH = 'docs/openapi.json'
const GENERATOR_PATH = 'packages/server/src/platform/http/openapi.ts'

export const openapiRule: Rule = {
  name: 'openapi',
  about: `${DOCUMENT_PATH} is what the endpoints say`,
  check: async (tree) => {
    const endpoints = await loadEndpoints(tree)
    const generator = tree.file(GENERATOR_PATH) ? (await load(tree, GENERATOR_PATH)).openApiDocument : undefined
    if (endpoints === undefined || typeof generator !== 'function') {
      return [
        {
          path: DOCUMENT_PATH,
          says: `it is made by openApiDocument(endpoints) of ${GENERATOR_PATH}, which is missing, or the list of endpoints is`,
        },
      ]
    }
    const errors = Object.assign({}, ...(await loadErrorTables(tree)).map(({ kinds }) => kinds))
    return drift(tree, `${JSON.stringify(generator(endpoints, { errors }), null, 2)}\n`)
  },
}

export function drift(tree: Tree, wanted: string): Finding[] {
  if (tree.file(DOCUMENT_PATH)?.text() === wanted) return []
  if (tree.root !== undefined) writeFileSync(join(tree.root, DOCUMENT_PATH), wanted)
  return [{ path: DOCUMENT_PATH, says: 'it was stale and has been written anew: look at the difference and commit it' }]
}
