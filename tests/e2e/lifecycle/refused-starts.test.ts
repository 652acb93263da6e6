/** Starts that must not happen, on one store that stays as it was. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDb, sql } from '../../../packages/server/src/platform/db/index.ts'
import { startPglite } from '../../../packages/server/src/platform/db/pglite.ts'
import { dataFolders } from './data-folder.ts'
import { expectOneSentence, type Running, startInVain, startProgram } from './program.ts'

const newFolder = dataFolders()
const NEWER_MIGRATION = 'modules/loyalty/migrations/9999-from-the-future.sql'

let dataDir: string
let running: Running

beforeAll(async () => {
  dataDir = await newFolder()
  running = await startProgram({ dataDir })
})

afterAll(async () => {
  running?.signal('SIGTERM')
  await running?.ended
})

const serverFile = async () => JSON.parse(await readFile(join(dataDir, 'server.json'), 'utf8')) as unknown

describe('while one process runs', () => {
  test('a second on the same data directory is refused, under any name', async () => {
    const alias = join(await newFolder(), 'alias')
    await symlink(dataDir, alias)
    for (const path of [dataDir, alias]) expectOneSentence(await startInVain({ dataDir: path }), path)
    expect(await serverFile()).toEqual({ pid: running.pid, url: running.url })
    expect((await fetch(`${running.url}/readyz`)).status).toBe(200)
  })
})

describe('on a store at rest', () => {
  let credentials: string

  beforeAll(async () => {
    credentials = await readFile(join(dataDir, 'credentials.json'), 'utf8')
    running.signal('SIGTERM')
    expect((await running.ended).code).toBe(0)
  })

  test('a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    expectOneSentence(await startInVain({ dataDir, env: { PORT: String(port) } }), `Port ${port}`)
    other.close()
    expect(existsSync(join(dataDir, 'server.json'))).toBe(false)
  })

  test('a ClickHouse that does not answer', async () => {
    expectOneSentence(await startInVain({ dataDir, env: { CLICKHOUSE_URL: 'http://127.0.0.1:1' } }), 'CLICKHOUSE_URL')
  })

  test('another secret than the one it was made with', async () => {
    const env = { LIUCHI_SECRET: createHash('sha256').update('another').digest('hex') }
    expectOneSentence(await startInVain({ dataDir, env }), 'LIUCHI_SECRET')
  })

  test('none of them has touched it', async () => {
    running = await startProgram({ dataDir, env: { WECOM_API_BASE: 'https://qyapi.weixin.qq.com' } })
    expect(await serverFile()).toEqual({ pid: running.pid, url: running.url })
    expect(await readFile(join(dataDir, 'credentials.json'), 'utf8')).toBe(credentials)
  })

  test('with a real platform configured time cannot be moved', async () => {
    const headers = { authorization: `Bearer ${running.credentials().apiKey}`, 'content-type': 'application/json' }
    const answer = await fetch(`${running.url}/api/v1/clock`, { method: 'POST', headers, body: '{"advance":"P1D"}' })
    expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'clock.sandbox_only' } }])
  })

  test('and a store that a newer version has written', async () => {
    running.signal('SIGTERM')
    await running.ended
    await editStore(
      dataDir,
      `insert into platform_migrations (name, checksum, applied_at) values ('${NEWER_MIGRATION}', 'x', '2030-01-01')`,
    )
    const ended = await startInVain({ dataDir })
    expectOneSentence(ended, NEWER_MIGRATION)
    expect(ended.stderr).toContain('newer version')
  })
})

/** Runs one statement on the embedded Postgres of a data directory that no process uses. */
async function editStore(dataDir: string, statement: string): Promise<void> {
  const pglite = await startPglite({ dataDir: join(dataDir, 'postgres') })
  const db = openDb({ source: { socketFolder: pglite.socketFolder }, poolSize: 1 })
  await sql.raw(statement).execute(db)
  await db.destroy()
  await pglite.stop()
}
