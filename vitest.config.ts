/** The suite. Files that open the test world run on both store pairs: PGlite + chDB and Postgres + chDB. */
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { findPostgres } from './packages/server/src/platform/testing/find-postgres.ts'
import { countsReporter } from './setup/suite/counts-reporter.ts'
import { sortTestFiles } from './setup/suite/test-files.ts'

const MAX_WORKERS = 2
const TEST_TIMEOUT_MS = 60_000
const HOOK_TIMEOUT_MS = 120_000
const TEARDOWN_TIMEOUT_MS = 20_000

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig(async () => {
  const files = sortTestFiles(root)
  const postgres = await findPostgres(process.env.TEST_DATABASE_URL)
  const url = 'url' in postgres ? postgres.url : undefined
  if (url) process.env.TEST_DATABASE_URL = url
  return {
    root,
    test: {
      pool: 'forks',
      maxWorkers: MAX_WORKERS,
      teardownTimeout: TEARDOWN_TIMEOUT_MS,
      ...(url && { globalSetup: './packages/server/src/platform/testing/left-databases.ts' }),
      reporters: [
        'default',
        countsReporter({
          countsFile: process.env.LIUCHI_TEST_COUNTS,
          postgresMissing: 'missing' in postgres ? postgres.missing : undefined,
          postgresRequired: process.env.CI === 'true',
          storeFiles: files.stores,
        }),
      ],
      projects: [
        project({ name: 'pglite', store: 'pglite', include: files.together, isolate: false }),
        project({ name: 'alone', store: 'pglite', include: files.alone, isolate: true }),
        project({ name: 'last', store: 'pglite', include: files.last, isolate: true, after: true }),
        ...(url ? [project({ name: 'postgres', store: 'postgres', include: files.stores, isolate: false })] : []),
      ].filter(({ test }) => test?.include?.length),
    },
  }
})

function project(input: {
  name: string
  store: 'pglite' | 'postgres'
  include: readonly string[]
  /** False: files of one worker share its process and its test world, which is what makes them quick. */
  isolate: boolean
  /** True: when all others are done, one file at a time. */
  after?: boolean
}): TestProjectInlineConfiguration {
  return {
    test: {
      name: input.name,
      include: [...input.include],
      isolate: input.isolate,
      ...(input.after && { maxWorkers: 1, sequence: { groupOrder: 1 } }),
      testTimeout: TEST_TIMEOUT_MS,
      hookTimeout: HOOK_TIMEOUT_MS,
      env: { LIUCHI_TEST_STORE: input.store },
      setupFiles: './setup/suite/leave-cleanly.ts',
    },
  }
}
