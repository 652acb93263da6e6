// own process: the servers under test are processes of their own.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { pause } from '../../../platform/clock.ts'
import { type ServerProcess, startServerProcess } from '../../../platform/testing/server-process.ts'
import { importShape } from './contract.ts'

type ImportView = z.output<typeof importShape>

const ROWS = 150_000
const KILLS = 3
const POLL_MS = 20
const MAX_POLLS = 6_000

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-restart-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function post(server: ServerProcess, content: string): Promise<ImportView> {
  const form = new FormData()
  form.set('preset', 'taobao')
  form.set('file', new File([content], 'behaviour.csv'))
  const headers = { authorization: `Bearer ${server.credentials.apiKey}` }
  const answer = await fetch(`${server.url}/api/v1/imports`, { method: 'POST', body: form, headers })
  return importShape.parse(await answer.json())
}

async function until(server: ServerProcess, id: string, reached: (state: ImportView) => boolean): Promise<ImportView> {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const state = await server.api<ImportView>('GET', `/imports/${id}`)
    if (reached(state)) return state
    await pause(POLL_MS)
  }
  throw new Error('the import did not get there')
}

test('an import survives the death of the server: nothing lost, nothing double, the same totals', async () => {
  const rows = Array.from({ length: ROWS }, (_, row) => `${row % 3_000},${row % 700},1,pv,${1_511_658_000 + (row % 40_000)}`)
  rows.splice(ROWS / 2, 0, 'broken')
  let server = await startServerProcess({ dataDir: folder })
  const { id } = await post(server, rows.join('\n'))
  let reached = -1
  for (let kill = 0; kill < KILLS; kill++) {
    const state = await until(server, id, ({ rowsRead, status }) => rowsRead > reached || status === 'done')
    reached = state.rowsRead
    await server.kill()
    server = await startServerProcess({ dataDir: folder })
  }
  const done = await until(server, id, ({ status }) => status === 'done' || status === 'failed')
  expect(done).toMatchObject({ status: 'done', rowsRead: ROWS + 1, rowsStored: ROWS, rowsRejected: 1, rowsDuplicate: 0 })
  expect(await server.api('GET', '/events/count?name=view')).toEqual({ count: ROWS })
  expect(readdirSync(join(folder, 'uploads')).filter((name) => name.startsWith(id))).toEqual([])

  // An orderly stop in the middle goes on at once with the next start.
  const second = await post(server, rows.map((row) => row.replace('pv', 'buy')).join('\n'))
  await until(server, second.id, ({ rowsRead }) => rowsRead > 0)
  expect(await server.stop()).toBe(0)
  server = await startServerProcess({ dataDir: folder })
  const resumed = await until(server, second.id, ({ status }) => status === 'done' || status === 'failed')
  expect(resumed).toMatchObject({ status: 'done', rowsStored: ROWS, rowsRejected: 1, rowsDuplicate: 0 })
  expect(await server.api('GET', '/events/count?name=buy')).toEqual({ count: ROWS })
  expect(await server.stop()).toBe(0)
}, 240_000)
