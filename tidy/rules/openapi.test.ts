import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { drift, openapiRule } from './openapi.ts'

test('a document that is what the endpoints say, a stale one and none', () => {
  expect(drift(treeOf({ 'docs/openapi.json': '{}\n' }), '{}\n')).toEqual([])
  expect(drift(treeOf({ 'docs/openapi.json': '{"old":1}\n' }), '{}\n')).toHaveLength(1)
  expect(drift(treeOf({}), '{}\n')).toHaveLength(1)
})

test('a house without generator', async () => {
  expect(await openapiRule.check(treeOf({}))).toHaveLength(1)
})
