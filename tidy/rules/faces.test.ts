import { expect, test } from 'vitest'
import { treeOf } from '../tree.ts'
import { facesRule } from './faces.ts'

const M = 'packages/server/src/modules'
const P = 'packages/server/src/platform'

const says = async (texts: Record<string, string>) => (await facesRule.check(treeOf(texts))).map((one) => one.says)

test('a face along an arrow is fine, and so is any contract', async () => {
  expect(
    await says({
      [`${M}/events/a.ts`]: `import { x } from '../identity/index.ts'\nimport { y } from '../insights/contract.ts'\nimport { z } from '../../platform/clock.ts'`,
      [`${M}/events/wire/b.ts`]: `import { c } from '../collect/c.ts'\nimport { z } from 'zod'`,
      'packages/server/src/app.ts': `import { r } from './modules/events/wire/routes.ts'`,
      'packages/console/src/a.ts': `import { e } from '@liuchi/server/contract/events/wire'\nimport { f } from '@liuchi/server/endpoints'`,
      'packages/cli/src/main.ts': `import { m } from '@liuchi/server/main'`,
    }),
  ).toEqual([])
})

test('an import against the arrows', async () => {
  expect(await says({ [`${M}/identity/a.ts`]: `import type { E } from '../events/index.ts'` })).toEqual([
    expect.stringContaining('no arrow from identity to events'),
  ])
})

test('an import past the face, also in a test', async () => {
  const found = await says({
    [`${M}/events/a.ts`]: `import { atoms } from '../identity/atoms.ts'`,
    [`${M}/events/a.test.ts`]: `import { atoms } from '../identity/atoms.ts'\nimport { some } from '../identity/testing.ts'`,
  })
  expect(found).toHaveLength(2)
  expect(found[0]).toContain('past its face')
})

test('the platform and a module', async () => {
  expect(await says({ [`${P}/http/a.ts`]: `import { x } from '../../modules/events/contract.ts'` })).toEqual([
    expect.stringContaining('the platform knows no module'),
  ])
})

test('the composition root from below', async () => {
  expect(await says({ [`${M}/events/a.ts`]: `import { app } from '../../app.ts'` })).toHaveLength(1)
  expect(await says({ 'packages/server/src/main.ts': `import { e } from './modules/events/index.ts'` })).toHaveLength(1)
})

test('pages and the inside of the server', async () => {
  const found = await says({
    'packages/console/src/a.ts': `import { x } from '../../server/src/platform/db/index.ts'\nimport { m } from '@liuchi/server/main'\nimport { n } from '@liuchi/server/src/app.ts'`,
  })
  expect(found).toHaveLength(3)
})
