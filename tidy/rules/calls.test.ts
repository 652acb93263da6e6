import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { callsRule } from './calls.ts'

const bad = `import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
const at = Date.now()
const day = new Date()
const chance = Math.random()
const home = process.env.HOME
console.log(at)
setTimeout(() => {}, 5)
const fine = new Date(0)
const bytes = crypto.randomUUID()`

test('everything that is injected, taken directly', async () => {
  const found = await callsRule.check(treeOf({ 'packages/server/src/modules/events/a.ts': bad }))
  expect(found.map(({ line }) => line).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10])
})

test('the files that wrap them may, and so may tests', async () => {
  const tree = treeOf({
    'packages/server/src/platform/clock.ts': 'const a = Date.now()\nsetTimeout(f, 1)',
    'packages/server/src/platform/ids.ts': `import { randomUUID } from 'node:crypto'\nMath.random()`,
    'packages/server/src/modules/events/a.test.ts': bad,
    'packages/server/src/platform/testing/world.ts': bad,
  })
  expect(await callsRule.check(tree)).toEqual([])
})

test('a hash is no randomness', async () => {
  expect(await callsRule.check(treeOf({ 'packages/server/src/app.ts': `import { createHash } from 'node:crypto'` }))).toEqual([])
})
