/** Moves in the tree of a rule: nothing is lost or doubled, whatever is moved wherever. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  depthOf,
  duplicate,
  type GroupItem,
  type Item,
  indent,
  isRuleJson,
  itemAt,
  leavesIn,
  moveTo,
  outdent,
  type Path,
  removeAt,
  rootOf,
  ruleOf,
  shift,
} from './rule-draft.ts'

const leaf = (name: string) => ({ event: { name } })
const names = (item: Item) => leavesIn(item).map(({ value }) => String(value.name))
const order = (root: GroupItem) => JSON.stringify(ruleOf(root)).replaceAll(/\{"event":\{"name":"(\w+)"\}\}/g, '$1')

test('a rule is read and written the same; two negations are none; anything else is refused', () => {
  const rule = { all: [leaf('a'), { not: { any: [leaf('b'), { not: leaf('c') }] } }] }
  expect(ruleOf(rootOf(rule))).toEqual(rule)
  expect(ruleOf(rootOf({ not: { not: leaf('a') } }))).toEqual({ all: [leaf('a')] })
  expect(ruleOf(rootOf({ not: { any: [leaf('a')] } }))).toEqual({ all: [{ not: { any: [leaf('a')] } }] })
  expect(depthOf(rootOf(rule))).toBe(5)
  expect([{}, [], 7, { all: {} }, { all: [1] }, { event: 'buy' }, { unknown: {} }, { all: [], any: [] }].filter(isRuleJson)).toEqual([])
})

test('moving up and down, into and out of groups', () => {
  const root = rootOf({ all: [leaf('a'), leaf('b'), { any: [leaf('c'), leaf('d')] }] })
  const after = (moved: { root: GroupItem; path: Path } | undefined) => moved && [order(moved.root), moved.path]
  expect(after(shift(root, [1], -1))).toEqual(['{"all":[b,a,{"any":[c,d]}]}', [0]])
  expect(after(shift(root, [2, 0], -1))).toEqual(['{"all":[a,b,c,{"any":[d]}]}', [2]])
  expect(after(shift(root, [2, 1], 1))).toEqual(['{"all":[a,b,{"any":[c]},d]}', [3]])
  expect(shift(root, [0], -1)).toBeUndefined()
  expect(after(indent(root, [1]))).toEqual(['{"all":[a,{"any":[b]},{"any":[c,d]}]}', [1, 0]])
  expect(after(outdent(root, [2, 0]))).toEqual(['{"all":[a,b,{"any":[d]},c]}', [3]])
  expect(after(duplicate(root, [2]))).toEqual(['{"all":[a,b,{"any":[c,d]},{"any":[c,d]}]}', [3]])
  expect(order(removeAt(removeAt(root, [2, 0]), [2, 0]))).toBe('{"all":[a,b]}')
  expect(moveTo(root, [2], [2], 0)).toBeUndefined()
})

const { tree } = fc.letrec<{ tree: object; group: object }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.stringMatching(/^[a-z]{1,3}$/).map(leaf), tie('group')),
  group: fc
    .tuple(fc.constantFrom('all', 'any'), fc.array(tie('tree'), { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([mode, items, not]) => (not ? { not: { [mode]: items } } : { [mode]: items })),
}))

test('any move keeps every leaf, puts the moved one where it says, and leaves no empty group', () => {
  fc.assert(
    fc.property(tree, fc.infiniteStream(fc.nat(30)), (rule, numbers) => {
      const root = rootOf(rule as Record<string, unknown>)
      const next = () => Number(numbers.next().value)
      const walk = (item: Item, path: Path): [Item, Path][] => [
        [item, path],
        ...(item.kind === 'group' ? item.items.flatMap((one, at) => walk(one, [...path, at])) : []),
      ]
      const places = walk(root, [])
      const [moved, from] = places[next() % places.length] ?? [root, []]
      const groups = places.filter(([item]) => item.kind === 'group')
      const [group, parent] = groups[next() % groups.length] ?? [root, []]
      const result = moveTo(root, from, parent, next() % ((group as GroupItem).items.length + 1))
      if (!result) return
      expect(names(result.root).sort()).toEqual(names(root).sort())
      const there = itemAt(result.root, result.path)
      expect(there && ruleOf(there)).toEqual(ruleOf(moved))
      expect(JSON.stringify(ruleOf(result.root)).replace('{"all":[]}', '')).not.toContain('[]')
    }),
    { numRuns: 300 },
  )
})
