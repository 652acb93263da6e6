/** Which test files run on both store pairs, and which get a process of their own. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sortTestFiles } from './test-files.ts'

test('files are sorted by what they import and what they say', () => {
  const root = mkdtempSync(join(tmpdir(), 'liuchi-test-files-'))
  const put = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const src = 'packages/server/src'
  put(`${src}/platform/testing/world.ts`, '')
  put(`${src}/modules/events/testing.ts`, `import { openWorld } from '../../platform/testing/world.ts'`)
  put(`${src}/modules/events/direct.test.ts`, `import { openWorld } from '../../platform/testing/world.ts'`)
  put(`${src}/modules/events/through.test.ts`, `import { some } from './testing.ts'`)
  put(`${src}/modules/events/pure.test.ts`, `const text = 'platform/testing/world.ts'\nimport './pure.ts'`)
  put(`${src}/modules/events/pure.ts`, `import './pure.test.ts'`)
  put('tests/e2e/kill.test.ts', '// own process: kills what it starts\n')
  put('tests/e2e/page.test.ts', '// own machine: waits for pages\n')
  put('packages/server/node_modules/other/a.test.ts', '')
  const { together, alone, last, stores } = sortTestFiles(root)
  expect(stores).toEqual([`${src}/modules/events/direct.test.ts`, `${src}/modules/events/through.test.ts`])
  expect(alone).toEqual(['tests/e2e/kill.test.ts'])
  expect(last).toEqual(['tests/e2e/page.test.ts'])
  expect(together).toEqual([...stores.slice(0, 1), `${src}/modules/events/pure.test.ts`, ...stores.slice(1)])
  rmSync(root, { recursive: true })
})
