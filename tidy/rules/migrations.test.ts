import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { migrationsRule } from './migrations.ts'

const F = 'packages/server/src/modules/events/plan/migrations'

test('numbers in one folder run on through both stores', async () => {
  const tree = treeOf({ [`${F}/0001-plan.sql`]: 'create table a (b int)', [`${F}/0002-plan.ch.sql`]: '', [`${F}/0003-more.sql`]: '' })
  expect(await migrationsRule.check(tree)).toEqual([])
})

test('gaps, doubles, odd names, ways back and transactions', async () => {
  const tree = treeOf({
    [`${F}/0001-plan.sql`]: 'begin; create table a (b int); commit',
    [`${F}/0001-plan.ch.sql`]: '',
    [`${F}/0004-undo-plan.sql`]: '',
    [`${F}/plan.sql`]: '',
  })
  expect((await migrationsRule.check(tree)).map(({ path }) => path.replace(`${F}/`, ''))).toEqual([
    'plan.sql',
    '0001-plan.sql',
    '0004-undo-plan.sql',
    '0001-plan.sql',
    '0004-undo-plan.sql',
  ])
})
