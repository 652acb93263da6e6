/** The first start, alone, twice at once, and with a death in between. */
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Handles } from '../handles.ts'
import { openTestServer, sessionHeaders } from '../testing/http.ts'
import { openWorld, type World } from '../testing/world.ts'
import { createWorkspace, me } from './contract.ts'
import { CREDENTIALS_FILE, type Credentials, ensureFirstAdmin } from './first-start.ts'
import { openWriteKeyResolver } from './write-key-resolver.ts'

let world: World
let handles: Handles
let dataDir: string

beforeAll(async () => {
  world = await openWorld()
  dataDir = mkdtempSync(join(tmpdir(), 'liuchi-first-'))
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** A store without accounts and an empty data directory. */
beforeEach(async () => {
  rmSync(dataDir, { recursive: true, force: true })
  dataDir = mkdtempSync(join(tmpdir(), 'liuchi-first-'))
  handles = { ...world.handles, config: { ...world.handles.config, dataDir } }
  await handles.db.deleteFrom('auth_accounts').execute()
  await handles.db.deleteFrom('auth_memberships').execute()
  await handles.db.deleteFrom('auth_api_keys').where('name', '=', 'first start').execute()
})

function readCredentials(name = CREDENTIALS_FILE): Credentials {
  return JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as Credentials
}

test('writes working credentials, for the owner of the file only', async () => {
  const made = await ensureFirstAdmin(handles)
  const file = readCredentials()
  expect(file).toEqual(made)
  expect(Object.keys(file)).toEqual(['adminEmail', 'adminPassword', 'apiKey', 'writeKey'])
  expect(statSync(join(dataDir, CREDENTIALS_FILE)).mode & 0o777).toBe(0o600)
  expect(readdirSync(dataDir)).toEqual([CREDENTIALS_FILE])
  const server = await openTestServer({ handles }, [])
  const session = await sessionHeaders(server.fastify, { email: file.adminEmail, password: file.adminPassword })
  expect(await server.stranger.call(me, { headers: session })).toMatchObject({ everyWorkspace: true })
  const key = { authorization: `Bearer ${file.apiKey}` }
  expect((await server.stranger.reply(createWorkspace, { body: { name: `first-${handles.ids.uuid()}` }, headers: key })).status).toBe(200)
  expect((await openWriteKeyResolver(handles.db).resolve(file.writeKey))?.name).toBe('default')
  await server.close()
})

test('happens once: later starts change nothing, not even when the file was taken away', async () => {
  await ensureFirstAdmin(handles)
  const before = readFileSync(join(dataDir, CREDENTIALS_FILE), 'utf8')
  expect(await ensureFirstAdmin(handles)).toBeUndefined()
  expect(readFileSync(join(dataDir, CREDENTIALS_FILE), 'utf8')).toBe(before)
  rmSync(join(dataDir, CREDENTIALS_FILE))
  expect(await ensureFirstAdmin(handles)).toBeUndefined()
  expect(readdirSync(dataDir)).toEqual([])
})

test('of many processes at once is the first start of one', async () => {
  const results = await Promise.all(Array.from({ length: 5 }, () => ensureFirstAdmin(handles)))
  const made = results.filter((result) => result !== undefined)
  expect(made).toHaveLength(1)
  expect(readCredentials()).toEqual(made[0])
  expect(readdirSync(dataDir)).toEqual([CREDENTIALS_FILE])
  const accounts = await handles.db.selectFrom('auth_accounts').select('id').execute()
  const keys = await handles.db.selectFrom('auth_api_keys').select('id').where('name', '=', 'first start').execute()
  expect([accounts.length, keys.length]).toEqual([1, 1])
})

test('that died between commit and renaming is finished by the next', async () => {
  const made = await ensureFirstAdmin(handles)
  renameSync(join(dataDir, CREDENTIALS_FILE), join(dataDir, '.credentials.pending.json'))
  expect(await ensureFirstAdmin(handles)).toBeUndefined()
  expect(readCredentials()).toEqual(made)
})

test('that died before the commit leaves nothing that is believed', async () => {
  const stale = { adminEmail: 'a@b.example', adminPassword: 'x', apiKey: `lk_${'x'.repeat(43)}`, writeKey: 'lw_x' }
  for (const text of [JSON.stringify(stale), '{"adminEmail":"cut sho']) {
    writeFileSync(join(dataDir, '.credentials.pending.json'), text)
    await ensureFirstAdmin(handles)
    expect(readCredentials().apiKey).not.toBe(stale.apiKey)
    writeFileSync(join(dataDir, '.credentials.pending.json'), text)
    const before = readCredentials()
    await ensureFirstAdmin(handles)
    expect(readCredentials()).toEqual(before)
  }
})

test('of another store in the same directory keeps the older credentials aside', async () => {
  writeFileSync(join(dataDir, CREDENTIALS_FILE), '{"adminEmail":"older"}')
  const made = await ensureFirstAdmin(handles)
  expect(readCredentials()).toEqual(made)
  expect(readCredentials('credentials.previous.json')).toEqual({ adminEmail: 'older' })
})
