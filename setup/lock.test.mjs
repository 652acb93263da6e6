/** Several processes at one lock: one at a time, and a dead holder is succeeded. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.mjs'

const module = new URL('./lock.mjs', import.meta.url).href
let folder
let path

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-lock-'))
  path = join(folder, 'some.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Another process that runs `work` under the lock. */
function other(work) {
  const code = `const { withLock } = await import(${JSON.stringify(module)})
    const { appendFileSync } = await import('node:fs')
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    await withLock({ path: ${JSON.stringify(path)}, what: 'tests', work: async () => { ${work} } })`
  return spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'ignore'] })
}

test('processes that come together work one after the other', async () => {
  const log = join(folder, 'log')
  const work = `appendFileSync(${JSON.stringify(log)}, 'in '); await pause(30); appendFileSync(${JSON.stringify(log)}, 'out ')`
  const processes = Array.from({ length: 4 }, () => other(work))
  const codes = await Promise.all(processes.map(async (process) => (await once(process, 'exit'))[0]))
  expect(codes).toEqual([0, 0, 0, 0])
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(4))
  expect(existsSync(path)).toBe(false)
})

test('the lock of a killed process is taken over', async () => {
  const holder = other(`console.log('held'); await pause(60_000)`)
  await once(holder.stdout, 'data')
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  expect(existsSync(path)).toBe(true)
  expect(await withLock({ path, what: 'tests', work: async () => 'mine' })).toBe('mine')
  expect(existsSync(path)).toBe(false)
})

test.skipIf(process.platform !== 'linux')('a number that was given to another process is not the holder', async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: '1', at: 0 }))
  expect(await withLock({ path, what: 'tests', work: async () => 'mine' })).toBe('mine')
})

test('waiting has an end and names the file', async () => {
  const holder = other(`console.log('held'); await pause(60_000)`)
  await once(holder.stdout, 'data')
  await expect(withLock({ path, what: 'tests', work: async () => undefined, maxWaitMs: 0 })).rejects.toThrow(path)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
})

test('a failing piece of work frees the lock', async () => {
  const work = async () => {
    throw new Error('no')
  }
  await expect(withLock({ path, what: 'tests', work })).rejects.toThrow('no')
  expect(existsSync(path)).toBe(false)
})
