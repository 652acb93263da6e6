import { expect, test } from 'vitest'
import { quantile, sizesReport } from './sizes.ts'
import { treeOf } from './tree.ts'

test('large files and functions are named, small ones counted', () => {
  const body = (lines: number) => `export function f() {\n${'\n'.repeat(lines - 2)}}\n`
  const report = sizesReport(
    treeOf({
      'packages/server/src/small.ts': body(3),
      'packages/server/src/large.ts': body(401),
      'packages/server/src/large.test.ts': body(90),
    }),
  )
  expect(report.join('\n')).toMatch(/server +2 +401 +401 +2/)
  expect(report).toContain('files above 400 lines: 1')
  expect(report).toContain('functions above 70 lines: 1')
  expect(report.join('\n')).toContain('401  packages/server/src/large.ts:1 f')
})

test('quantiles of nothing and of some', () => {
  const sized = [5, 1, 9, 3].map((lines) => ({ name: '', lines }))
  expect([quantile([], 0.5), quantile(sized, 0.5), quantile(sized, 0.9)]).toEqual([0, 5, 9])
})
