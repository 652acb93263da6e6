import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { cyclesRule } from './cycles.ts'

test('a ring of three is found once; a ring closed by a type is none', async () => {
  const tree = treeOf({
    'tests/c.ts': `import { a } from './a.ts'`,
    'tests/a.ts': `import { b } from './b.ts'`,
    'tests/b.ts': `import { c } from './c.ts'`,
    'tests/x.ts': `import { y } from './y.ts'`,
    'tests/y.ts': `import type { X } from './x.ts'`,
  })
  expect(await cyclesRule.check(tree)).toEqual([
    { path: 'tests/a.ts', says: expect.stringContaining('tests/b.ts → tests/c.ts → tests/a.ts') },
  ])
})
