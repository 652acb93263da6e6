import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { lockDataDir } from './data-lock.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liuchi-lock-'))
  folders.push(folder)
  return folder
}

test('a second lock is refused with a sentence, also through another path, and granted after release', async () => {
  const folder = await aFolder()
  const other = `${folder}-link`
  folders.push(other)
  await symlink(folder, other)
  const lock = await lockDataDir(folder)
  await expect(lockDataDir(folder)).rejects.toThrow(`The data directory ${folder} is in use by another Liuchi process`)
  await expect(lockDataDir(other)).rejects.toThrow('is in use by another Liuchi process')
  await lock.release()
  const again = await lockDataDir(folder)
  await again.release()
})

test('a killed process leaves no lock behind', async () => {
  const folder = await aFolder()
  const module = JSON.stringify(new URL('./data-lock.ts', import.meta.url).href)
  const script = `const { lockDataDir } = await import(${module}); await lockDataDir(${JSON.stringify(folder)}); process.stdout.write('locked'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  await expect(lockDataDir(folder)).rejects.toThrow('is in use')
  child.kill('SIGKILL')
  await once(child, 'exit')
  const lock = await lockDataDir(folder)
  await lock.release()
})

test('a missing directory is made', async () => {
  const folder = join(await aFolder(), 'deep', 'data')
  const lock = await lockDataDir(folder)
  await lock.release()
})
