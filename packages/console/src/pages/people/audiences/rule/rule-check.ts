/** What is still wrong with a rule, by the place where it is: checked in the browser as one builds, with the schemas the server uses. */
import { leaves, MAX_RULE_DEPTH, MAX_RULE_LEAVES, type OperatorName } from '@liuchi/server/contract/audience/rule'
import type { z } from 'zod'
import type { CallError } from '../../../../api/call-error.ts'
import { finishedLeaf } from './conditions-json.ts'
import { depthOf, type GroupItem, type Item, type LeafItem, leavesIn, type Path, type RuleJson, rootOf } from './rule-draft.ts'

export type Problem =
  /** The leaf misses something that its operator needs. */
  | { readonly kind: 'unfinished'; readonly op: OperatorName }
  | { readonly kind: 'emptyGroup' }
  /** A rule of the schema, in its own words. */
  | { readonly kind: 'said'; readonly zh: string; readonly en: string }

/** Problems by `pathKey`. */
export type Problems = ReadonlyMap<string, Problem>

export function pathKey(path: Path): string {
  return path.join('.')
}

export function problemsOf(rule: RuleJson): Problems {
  return new Map(found(rootOf(rule), []))
}

function found(item: Item, path: Path): [string, Problem][] {
  if (item.kind === 'leaf') {
    const problem = leafProblem(item)
    return problem ? [[pathKey(path), problem]] : []
  }
  // An empty outermost group is a rule not begun yet, which is nothing wrong.
  const own: [string, Problem][] = item.items.length === 0 && path.length > 0 ? [[pathKey(path), { kind: 'emptyGroup' }]] : []
  return [...own, ...item.items.flatMap((one, at) => found(one, [...path, at]))]
}

function leafProblem({ op, value }: LeafItem): Problem | undefined {
  const { success, error } = (leaves[op] as z.ZodType).safeParse(finishedLeaf(value))
  if (success) return undefined
  // What is missing comes first: the other rules can only be judged on a finished leaf.
  const own = error.issues.find(({ code }) => code === 'custom')
  const { zh, en } = (own?.code === 'custom' ? own.params : undefined) ?? {}
  const onlyOwn = error.issues.every(({ code }) => code === 'custom')
  return onlyOwn && typeof zh === 'string' && typeof en === 'string' ? { kind: 'said', zh, en } : { kind: 'unfinished', op }
}

/** Whether it can be counted. */
export function isFinished(rule: RuleJson): boolean {
  const root = rootOf(rule)
  return root.items.length > 0 && problemsOf(rule).size === 0
}

export function isFull(root: GroupItem): boolean {
  return leavesIn(root).length >= MAX_RULE_LEAVES
}

export function isTooDeep(root: GroupItem): boolean {
  return depthOf(root) > MAX_RULE_DEPTH
}

/** Where in the rule a refusal of the server points: `body.rule.all[1].not.event.name` is the path `[1]`. */
export function refusedPath(rule: RuleJson, error: CallError | null): string | undefined {
  const field = error?.details.field
  if (typeof field !== 'string') return undefined
  const words = field.split(/[.[\]]+/).filter((word) => word !== '')
  const start = words.indexOf('rule')
  if (start === -1) return undefined
  const inside = words.slice(start + 1)
  const path: number[] = []
  for (const word of inside) {
    if (/^\d+$/.test(word)) path.push(Number(word))
    else if (!['all', 'any', 'not'].includes(word)) break
  }
  // A rule without an outer group stands alone in the group that the editor laid around it.
  const outer = Object.keys(rule)[0]
  return pathKey(outer === 'all' || outer === 'any' ? path : [0, ...path])
}
