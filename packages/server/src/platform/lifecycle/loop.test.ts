import { expect, test } from 'vitest'
import { silentLog } from '../log.ts'
import { startLoop } from './loop.ts'

const NEVER_MS = 2_000_000

test('runs at once, again when woken, and not after it was stopped', async () => {
  let runs = 0
  const loop = startLoop({ name: 'test', everyMs: NEVER_MS, log: silentLog, step: async () => runs++ })
  await expect.poll(() => runs).toBe(1)
  loop.wake()
  await expect.poll(() => runs).toBe(2)
  await loop.stop()
  loop.wake()
  expect(runs).toBe(2)
})

test('a step that throws is run again', async () => {
  let runs = 0
  const loop = startLoop({
    name: 'test',
    everyMs: 1,
    log: silentLog,
    step: async () => {
      if (++runs < 3) throw new Error('not yet')
    },
  })
  await expect.poll(() => runs).toBeGreaterThanOrEqual(3)
  await loop.stop()
})

test('stop waits for the step under way and tells it', async () => {
  let ended = false
  const loop = startLoop({
    name: 'test',
    everyMs: NEVER_MS,
    log: silentLog,
    step: async (signal) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended = true
    },
  })
  await loop.stop()
  expect(ended).toBe(true)
})
