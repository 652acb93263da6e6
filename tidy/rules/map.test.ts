import { expect, test } from 'vitest'
import { dependencyMap, moduleOrder } from '../../packages/server/src/architecture.ts'
import { treeOf } from '../tree.ts'
import { circles, strangers } from './map.ts'

test('a circle is found and spelt out', () => {
  expect(circles({ a: ['b'], b: ['c'], c: ['a'] })[0]?.says).toContain('a → b → c → a')
  expect(circles({ a: ['b'], b: [] })).toEqual([])
})

test('an arrow to nowhere is not taken for a module', () => {
  expect(() => circles({ a: ['nobody'] })).not.toThrow()
  expect(circles({ a: ['nobody'] })).toHaveLength(1)
})

test('a folder that the map does not know is found', () => {
  const tree = treeOf({ 'packages/server/src/modules/loyality/index.ts': '', 'packages/server/src/modules/events/index.ts': '' })
  expect(strangers(tree, dependencyMap).map(({ path }) => path)).toEqual(['packages/server/src/modules/loyality'])
})

test('the map is the design’s: nineteen modules, each after those it may use', () => {
  expect(moduleOrder).toHaveLength(19)
  for (const [at, name] of moduleOrder.entries()) {
    for (const below of dependencyMap[name]) expect(moduleOrder.indexOf(below)).toBeLessThan(at)
  }
})
