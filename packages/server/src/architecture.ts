/**
 * The dependency map as data. Every module may use `platform`; a module may use another only along an arrow written here, and only through
 * its face (`index.ts`) or a contract. `tidy` proves that the map has no circle and that the code keeps to it.
 */

export type ModuleName =
  | 'identity'
  | 'compliance'
  | 'tasks'
  | 'events'
  | 'stores'
  | 'content'
  | 'audience'
  | 'experiments'
  | 'channels'
  | 'reach'
  | 'loyalty'
  | 'journeys'
  | 'groups'
  | 'shop'
  | 'codes'
  | 'community'
  | 'spread'
  | 'assistant'
  | 'insights'

/** What `groups` may use; `codes` and `spread` build on the same. */
const belowGroups = [
  'identity',
  'compliance',
  'tasks',
  'stores',
  'events',
  'audience',
  'content',
  'channels',
  'reach',
  'loyalty',
  'journeys',
] as const satisfies readonly ModuleName[]

const belowCodes = [...belowGroups, 'experiments', 'groups'] as const satisfies readonly ModuleName[]

/** Which modules a module may use. Engines are low, nouns register with them from above. */
export const dependencyMap: Readonly<Record<ModuleName, readonly ModuleName[]>> = {
  identity: [],
  compliance: ['identity'],
  tasks: ['identity'],
  events: ['identity', 'compliance'],
  stores: ['identity', 'tasks'],
  content: ['identity', 'compliance', 'events'],
  audience: ['identity', 'compliance', 'events', 'stores'],
  experiments: ['identity', 'events'],
  channels: ['identity', 'compliance', 'tasks', 'stores', 'events', 'content'],
  reach: ['identity', 'compliance', 'tasks', 'events', 'audience', 'content', 'experiments', 'channels'],
  loyalty: ['identity', 'compliance', 'stores', 'events', 'audience', 'experiments', 'channels', 'reach'],
  journeys: ['identity', 'compliance', 'tasks', 'events', 'audience', 'content', 'experiments', 'reach'],
  groups: belowGroups,
  shop: ['identity', 'compliance', 'tasks', 'stores', 'events', 'audience', 'experiments', 'channels', 'reach', 'loyalty'],
  codes: belowCodes,
  community: ['identity', 'compliance', 'events', 'content', 'reach', 'loyalty', 'shop'],
  spread: [...belowCodes, 'codes', 'shop'],
  assistant: ['identity', 'compliance', 'tasks', 'events', 'content', 'channels', 'reach', 'groups', 'shop'],
  insights: ['identity', 'compliance', 'stores', 'events', 'audience', 'experiments'],
}

/** The modules with every one after those it may use: the order in which migrations run and modules are opened. */
export const moduleOrder: readonly ModuleName[] = orderOf(dependencyMap)

/**
 * Sorts the names of a map so that each comes after those it points at; names without an order between them stay as written.
 * @throws when the map has a circle, naming it
 */
export function orderOf<Name extends string>(map: Readonly<Record<Name, readonly Name[]>>): Name[] {
  const ordered: Name[] = []
  const visit = (name: Name, path: readonly Name[]): void => {
    if (ordered.includes(name)) return
    if (path.includes(name)) throw new Error(`the dependency map has a circle: ${[...path, name].join(' → ')}`)
    for (const below of map[name]) visit(below, [...path, name])
    ordered.push(name)
  }
  for (const name of Object.keys(map) as Name[]) visit(name, [])
  return ordered
}
