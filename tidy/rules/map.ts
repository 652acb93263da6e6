/** The dependency map itself: no circle, no unknown names, and no module on disk that it does not know. */
import { dependencyMap, orderOf } from '../../packages/server/src/architecture.ts'
import type { Finding, Rule } from '../rule.ts'
import type { Tree } from '../tree.ts'

const MAP_PATH = 'packages/server/src/architecture.ts'

export const mapRule: Rule = {
  name: 'map',
  about: 'the dependency map has no circle and knows every module',
  check: (tree) => [...circles(dependencyMap), ...strangers(tree, dependencyMap)],
}

type Map = Readonly<Record<string, readonly string[]>>

export function circles(map: Map): Finding[] {
  try {
    orderOf(map)
    return []
  } catch (error) {
    return [{ path: MAP_PATH, says: error instanceof Error ? error.message : String(error) }]
  }
}

export function strangers(tree: Tree, map: Map): Finding[] {
  const onDisk = tree.files.flatMap(({ path }) => /^packages\/server\/src\/modules\/([^/]+)\//.exec(path)?.[1] ?? [])
  return [...new Set(onDisk)]
    .filter((name) => !Object.hasOwn(map, name))
    .map((name) => ({
      path: `packages/server/src/modules/${name}`,
      says: `the dependency map has no module ${name}: add it with its arrows to ${MAP_PATH}`,
    }))
}
