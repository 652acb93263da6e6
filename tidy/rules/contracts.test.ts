import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { contractsRule } from './contracts.ts'

const S = 'packages/server/src'

test('a contract may take zod, contracts, and what of its module and the platform is as plain', async () => {
  const tree = treeOf({
    [`${S}/endpoints.ts`]: `import { e } from './modules/events/contract.ts'`,
    [`${S}/modules/events/contract.ts`]: `import { z } from 'zod'\nimport { page } from '../../platform/http/list.ts'\nimport { i } from '../identity/contract.ts'\nimport { limit } from './limits.ts'`,
    [`${S}/modules/events/limits.ts`]: 'export const limit = 5',
    [`${S}/platform/http/list.ts`]: `import { z } from 'zod'`,
  })
  expect(await contractsRule.check(tree)).toEqual([])
})

test('what a browser has not, directly and through the platform', async () => {
  const tree = treeOf({
    [`${S}/modules/events/contract.ts`]: `import { createHash } from 'node:crypto'\nimport { kinds } from '../identity/kinds.ts'\nimport { a } from '../../platform/a.ts'\nexport const dir = process.cwd()`,
    [`${S}/platform/a.ts`]: `import { b } from './b.ts'`,
    [`${S}/platform/b.ts`]: `import pg from 'pg'\nimport { a } from './a.ts'`,
  })
  expect((await contractsRule.check(tree)).map(({ path, line }) => `${path}:${line}`)).toEqual([
    `${S}/modules/events/contract.ts:1`,
    `${S}/modules/events/contract.ts:2`,
    `${S}/platform/b.ts:1`,
    `${S}/modules/events/contract.ts:4`,
  ])
})
