/** A rule while it is being built: a tree of items that may be unfinished, and the moves an editor makes in it. Pure; places are paths of indexes. */
import { leaves, type OperatorName, type Rule } from '@liuchi/server/contract/audience/rule'
import { finishedLeaf } from './conditions-json.ts'

export type Mode = 'all' | 'any'
/** What a leaf says so far. */
export type LeafValue = Readonly<Record<string, unknown>>

export interface GroupItem {
  readonly kind: 'group'
  readonly not: boolean
  readonly mode: Mode
  readonly items: readonly Item[]
}
export interface LeafItem {
  readonly kind: 'leaf'
  readonly not: boolean
  readonly op: OperatorName
  readonly value: LeafValue
}
export type Item = GroupItem | LeafItem
/** The way to an item: an index a level, empty for the outermost group. */
export type Path = readonly number[]

/** A rule as JSON, perhaps unfinished: what a draft keeps and an address carries. */
export type RuleJson = Readonly<Record<string, unknown>>

export const emptyRule: RuleJson = { all: [] }
/** Deeper than any rule may be: what is nested further was not made by an editor. */
const READ_DEPTH_MAX = 20

function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(leaves, name)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a stored or linked value has the shape of a rule; its leaves may be unfinished. */
export function isRuleJson(value: unknown): value is RuleJson {
  return itemOf(value) !== undefined
}

/** The item of a rule; two negations are none. Undefined when it is not one. */
function itemOf(rule: unknown, depth = 0): Item | undefined {
  if (!isRecord(rule) || depth > READ_DEPTH_MAX) return undefined
  const [entry, ...more] = Object.entries(rule)
  if (!entry || more.length > 0) return undefined
  const [name, below] = entry
  if (name === 'not') {
    const item = itemOf(below, depth + 1)
    return item && { ...item, not: !item.not }
  }
  if (name === 'all' || name === 'any') return groupOf(name, below, depth)
  return isOperator(name) && isRecord(below) ? { kind: 'leaf', not: false, op: name, value: below } : undefined
}

function groupOf(mode: Mode, below: unknown, depth: number): GroupItem | undefined {
  if (!Array.isArray(below)) return undefined
  const items = below.map((one: unknown) => itemOf(one, depth + 1))
  return items.every((item) => item !== undefined) ? { kind: 'group', not: false, mode, items } : undefined
}

/** The outermost group of a rule; a rule that is no group stands in one. */
export function rootOf(rule: RuleJson): GroupItem {
  const item = itemOf(rule)
  if (item?.kind === 'group' && !item.not) return item
  return { kind: 'group', not: false, mode: 'all', items: item ? [item] : [] }
}

export function ruleOf(item: Item): RuleJson {
  const rule = item.kind === 'group' ? { [item.mode]: item.items.map(ruleOf) } : { [item.op]: item.value }
  return item.not ? { not: rule } : rule
}

/** To the server: the caller has checked that nothing is unfinished. */
export function finishedRule(rule: RuleJson): Rule {
  return ruleOf(finished(rootOf(rule))) as unknown as Rule
}

function finished(item: Item): Item {
  return item.kind === 'leaf' ? { ...item, value: finishedLeaf(item.value) } : { ...item, items: item.items.map(finished) }
}

export function itemAt(root: Item, path: Path): Item | undefined {
  const [index, ...rest] = path
  if (index === undefined) return root
  const below = root.kind === 'group' ? root.items[index] : undefined
  return below && itemAt(below, rest)
}

export function changeAt(root: GroupItem, path: Path, change: (item: Item) => Item): GroupItem {
  const next = changed(root, path, change)
  return next.kind === 'group' ? next : root
}

function changed(item: Item, [index, ...rest]: Path, change: (item: Item) => Item): Item {
  if (index === undefined) return change(item)
  if (item.kind !== 'group') return item
  return { ...item, items: item.items.map((one, at) => (at === index ? changed(one, rest, change) : one)) }
}

export function insertAt(root: GroupItem, parent: Path, index: number, item: Item): GroupItem {
  return changeAt(root, parent, (group) => (group.kind === 'group' ? { ...group, items: group.items.toSpliced(index, 0, item) } : group))
}

/** A group that loses its last item goes with it. */
export function removeAt(root: GroupItem, path: Path): GroupItem {
  const parent = path.slice(0, -1)
  const index = path.at(-1)
  const group = itemAt(root, parent)
  if (index === undefined || group?.kind !== 'group') return root
  if (group.items.length === 1 && parent.length > 0) return removeAt(root, parent)
  return changeAt(root, parent, () => ({ ...group, items: group.items.toSpliced(index, 1) }))
}

/** A tree and where the item that was moved or made stands in it now. */
export interface Moved {
  readonly root: GroupItem
  readonly path: Path
}

/** Where an item stands, told by identity. */
function pathOf(item: Item, wanted: Item): Path | undefined {
  if (item === wanted) return []
  if (item.kind !== 'group') return undefined
  for (const [index, below] of item.items.entries()) {
    const rest = pathOf(below, wanted)
    if (rest) return [index, ...rest]
  }
  return undefined
}

export function startsWith(path: Path, beginning: Path): boolean {
  return beginning.every((index, at) => path[at] === index)
}

/** Moves an item before the `index`-th of a group, both named as they are now. Undefined where it cannot go: into itself. */
export function moveTo(root: GroupItem, from: Path, parent: Path, index: number): Moved | undefined {
  const item = itemAt(root, from)
  if (!item || from.length === 0 || startsWith(parent, from)) return undefined
  // The copy goes in first, so that `parent` and `index` mean what they meant; then the original, told by identity, goes out.
  const copy = { ...item }
  const both = insertAt(root, parent, index, copy)
  const old = pathOf(both, item)
  const next = old && removeAt(both, old)
  const path = next && pathOf(next, copy)
  return path && { root: next, path }
}

/** One place up or down; at the end of a group out of it. */
export function shift(root: GroupItem, path: Path, by: -1 | 1): Moved | undefined {
  const parent = path.slice(0, -1)
  const index = path.at(-1)
  const group = itemAt(root, parent)
  if (index === undefined || group?.kind !== 'group') return undefined
  const next = index + by
  if (next >= 0 && next < group.items.length) return moveTo(root, path, parent, by === -1 ? next : next + 1)
  return parent.length === 0 ? undefined : outdent(root, path, by === -1 ? 'before' : 'after')
}

/** Into the group above it, else into a new group of its own. */
export function indent(root: GroupItem, path: Path): Moved | undefined {
  const index = path.at(-1)
  const parent = path.slice(0, -1)
  const group = itemAt(root, parent)
  const item = itemAt(root, path)
  if (index === undefined || !item || group?.kind !== 'group') return undefined
  const above = group.items[index - 1]
  if (above?.kind === 'group') return moveTo(root, path, [...parent, index - 1], above.items.length)
  const made: GroupItem = { kind: 'group', not: false, mode: group.mode === 'all' ? 'any' : 'all', items: [item] }
  return { root: changeAt(root, path, () => made), path: [...path, 0] }
}

/** Out of its group, to stand before or after it. */
export function outdent(root: GroupItem, path: Path, side: 'before' | 'after' = 'after'): Moved | undefined {
  const parent = path.slice(0, -1)
  const at = parent.at(-1)
  return at === undefined ? undefined : moveTo(root, path, parent.slice(0, -1), side === 'before' ? at : at + 1)
}

/** A copy right behind it. */
export function duplicate(root: GroupItem, path: Path): Moved | undefined {
  const item = itemAt(root, path)
  const index = path.at(-1)
  if (!item || index === undefined) return undefined
  const parent = path.slice(0, -1)
  return { root: insertAt(root, parent, index + 1, structuredClone(item)), path: [...parent, index + 1] }
}

export function leavesIn(item: Item): readonly LeafItem[] {
  return item.kind === 'leaf' ? [item] : item.items.flatMap(leavesIn)
}

/** Levels of groups, negations counted, as the server counts them. */
export function depthOf(item: Item): number {
  const below = item.kind === 'leaf' ? 0 : Math.max(0, ...item.items.map(depthOf))
  return below + 1 + (item.not ? 1 : 0)
}
