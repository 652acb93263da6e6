/** Data directories that a test file makes and its end removes. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Answers a maker of fresh directories; all of them go when the file has ended. */
export function dataFolders(): () => Promise<string> {
  const made: string[] = []
  afterAll(async () => {
    for (const folder of made) await rm(folder, { recursive: true, force: true })
  })
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'liuchi-lifecycle-'))
    made.push(folder)
    return folder
  }
}
