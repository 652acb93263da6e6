/** A wrong value in the environment stops the start with one sentence that names it. What counts as wrong is tested beside the configuration. */
import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { dataFolders } from './data-folder.ts'
import { expectOneSentence, startInVain } from './program.ts'

const newFolder = dataFolders()

describe('a wrong value stops the start', () => {
  test.each([
    ['PORT', { PORT: '80a' }],
    ['LIUCHI_ROLE', { LIUCHI_ROLE: 'ingest' }],
    ['LIUCHI_SECRET', { LIUCHI_SECRET: 'too short' }],
  ])('%s, before anything is made', async (name, env) => {
    const dataDir = await newFolder()
    expectOneSentence(await startInVain({ dataDir, env }), name)
    expect(await readdir(dataDir)).toEqual([])
  })

  test('a data directory that cannot be made', async () => {
    expectOneSentence(await startInVain({ dataDir: '/dev/null/liuchi' }), '/dev/null/liuchi')
  })

  test('a Postgres that does not answer', async () => {
    const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
    expectOneSentence(await startInVain({ dataDir: await newFolder(), env }), 'DATABASE_URL')
  })
})
