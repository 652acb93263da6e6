import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../testing/world.ts'
import { checkSecret, readSecret } from './secret.ts'

let world: World
let folder: string
beforeAll(async () => {
  world = await openWorld()
  folder = await mkdtemp(join(tmpdir(), 'liuchi-secret-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a secret is made once, kept for its owner only, and a given one wins', async () => {
  const made = await readSecret({ given: undefined, dataDir: folder })
  expect(made.length).toBeGreaterThanOrEqual(32)
  expect(await readSecret({ given: undefined, dataDir: folder })).toBe(made)
  expect((await stat(join(folder, 'secret'))).mode & 0o777).toBe(0o600)
  expect(await readSecret({ given: 'given', dataDir: folder })).toBe('given')
})

test('a store refuses another secret than the one it was made with', async () => {
  const { db } = world.handles
  await db.deleteFrom('platform_settings').where('name', '=', 'secret_fingerprint').execute()
  await checkSecret(db, 'the first secret')
  await checkSecret(db, 'the first secret')
  await expect(checkSecret(db, 'another secret')).rejects.toThrow('LIUCHI_SECRET is not the one this store was made with')
})
