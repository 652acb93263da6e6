/** The built console beside the API. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestServer, type TestServer } from '../testing/http.ts'
import { openWorld } from '../testing/world.ts'

let server: TestServer
const parent = mkdtempSync(join(tmpdir(), 'liuchi-console-'))
const folder = join(parent, 'dist')

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>留池</title>')
  writeFileSync(join(folder, 'icon.svg'), '<svg/>')
  writeFileSync(join(folder, 'assets', 'main-1a2b3c.js'), 'console')
  writeFileSync(join(folder, '.env'), 'SECRET=1')
  writeFileSync(join(parent, 'credentials.json'), 'SECRET=2')
  server = await openTestServer(await openWorld(), [], { consoleFolder: folder })
})
afterAll(async () => {
  await server.close()
  rmSync(parent, { recursive: true, force: true })
})

test('files with a hash in their name are kept for ever, the page never', async () => {
  const asset = await server.stranger.inject({ url: '/assets/main-1a2b3c.js' })
  expect([asset.status, asset.text, asset.headers['cache-control']]).toEqual([200, 'console', 'public, max-age=31536000, immutable'])
  expect(asset.headers['content-type']).toContain('javascript')
  const page = await server.stranger.inject({ url: '/' })
  expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-cache'])
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['content-security-policy']).toContain("default-src 'self'")
  expect((await server.stranger.inject({ url: '/icon.svg' })).headers['cache-control']).toBe('no-cache')
})

test.each(['/people', '/people/42?tab=timeline', '/settings/keys', '/client', '/sandwich'])('%s is a page of the console', async (url) => {
  const answer = await server.stranger.inject({ url })
  expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>留池</title>'])
})

test.each([
  ['GET', '/api/v1/unknown'],
  ['GET', '/api'],
  ['GET', '/v1/unknown'],
  ['GET', '/sa/unknown'],
  ['GET', '/callback/wecom/x'],
  ['GET', '/c/code'],
  ['GET', '/assets/gone-000000.js'],
  ['POST', '/people'],
  ['DELETE', '/'],
] as const)('%s %s is 404 in the form of the API', async (method, url) => {
  const answer = await server.stranger.inject({ method, url })
  expect([answer.status, answer.error?.code]).toEqual([404, 'platform.not_found'])
})

test.each([
  '/.env',
  '/../credentials.json',
  '/%2e%2e/credentials.json',
  '/..%2fcredentials.json',
  '/assets/%2e%2e/%2e%2e/credentials.json',
  '/%2e%2e%5ccredentials.json',
])('%s gives nothing away', async (url) => {
  expect((await server.stranger.inject({ url })).text).not.toContain('SECRET')
})

test('without a built console the API still answers', async () => {
  const bare = await openTestServer(await openWorld(), [], { consoleFolder: join(parent, 'not-there') })
  expect((await bare.stranger.inject({ url: '/' })).error?.code).toBe('platform.not_found')
  expect((await bare.stranger.inject({ url: '/healthz' })).status).toBe(200)
  await bare.close()
})
