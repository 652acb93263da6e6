/** The README says what the code declares. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { withTables } from './readme-table.ts'
import { allAreas } from './sandbox.ts'

test('the tables of the README have not drifted: `node packages/wechat-sandbox/src/readme-table.ts` writes them', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  expect(readme).toBe(withTables(readme, allAreas))
})

test('every interface names its source, and no two areas share a name', () => {
  const calls = allAreas.flatMap((area) => area.calls)
  expect(calls.filter(({ source, limits }) => source === '' || limits === '')).toEqual([])
  expect(new Set(allAreas.map(({ name }) => name)).size).toBe(allAreas.length)
})
