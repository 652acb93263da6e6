import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { filesRule } from './files.ts'

test('a blob and a path of somebody’s machine', async () => {
  const tree = treeOf({
    'docs/picture.svg': 'x'.repeat(500_001),
    'package-lock.json': 'x'.repeat(500_001),
    'docs/how.md': 'Look in\n/home/somebody/liuchi, or `/Users/me/x`.\nSee https://example.com/home/page and ../mnt/readme and /mnt',
  })
  expect((await filesRule.check(tree)).map(({ path, line }) => `${path}:${line}`)).toEqual([
    'docs/picture.svg:undefined',
    'docs/how.md:2',
    'docs/how.md:2',
  ])
})
