/** When an install of somebody else's counts as complete, and when something built is stale. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.mjs'
import { agrees } from './install.mjs'

const a = { version: '1.0.0', integrity: 'sha512-a' }

test('node_modules agrees when everything wanted is there in that version', () => {
  expect(agrees({ '': {}, 'packages/server': {}, 'node_modules/a': a }, { 'node_modules/a': a })).toBe(true)
  expect(agrees({ 'node_modules/a': a }, {})).toBe(false)
  expect(agrees({ 'node_modules/a': a }, { 'node_modules/a': { ...a, version: '1.0.1' } })).toBe(false)
  expect(agrees({ 'node_modules/a': a }, { 'node_modules/a': { ...a, integrity: 'sha512-b' } })).toBe(false)
})

test('what is for other platforms may be missing', () => {
  expect(agrees({ 'node_modules/a': a, 'node_modules/a-windows': { ...a, optional: true } }, { 'node_modules/a': a })).toBe(true)
})

test('the fingerprint follows contents and names, and leaves out what is not wanted', () => {
  const root = mkdtempSync(join(tmpdir(), 'liuchi-fingerprint-'))
  const of = (wants) => fingerprint({ root, paths: ['src', 'missing.txt'], ...(wants && { wants }) })
  mkdirSync(join(root, 'src', 'deep'), { recursive: true })
  writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'one')
  const first = of()
  expect(of()).toBe(first)
  writeFileSync(join(root, 'src', 'deep', 'b.ts'), 'two')
  expect(of()).not.toBe(first)
  expect(of((path) => path.endsWith('a.ts'))).toBe(first)
  writeFileSync(join(root, 'src', 'deep', 'a.ts'), 'changed')
  expect(of((path) => path.endsWith('a.ts'))).not.toBe(first)
  rmSync(root, { recursive: true })
})
