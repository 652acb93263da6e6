/** Import: rows a second from upload to the last row stored, for a CSV of the Taobao form. */
import { createWriteStream, openAsBlob } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { type ServerProcess, startServerProcess } from '../packages/server/src/platform/testing/server-process.ts'
import type { Bench } from './bench.ts'

const FLOOR_ROWS_PER_SECOND = 30_000
const ROWS = 1_000_000
const FULL_ROWS = 5_000_000
const POLL_MS = 100
const LONGEST_MS = 10 * 60_000
const BEHAVIOURS = ['pv', 'pv', 'pv', 'pv', 'pv', 'pv', 'pv', 'fav', 'cart', 'buy']

export const bench: Bench = {
  run: async ({ full, report, note }) => {
    const folder = await mkdtemp(join(tmpdir(), 'liuchi-bench-import-'))
    try {
      const rows = full ? FULL_ROWS : ROWS
      const file = await makeFile(join(folder, 'behaviour.csv'), rows)
      const server = await startServerProcess({ dataDir: join(folder, 'data') })
      await importFile(server, await makeFile(join(folder, 'warm.csv'), 20_000, 7))
      const begun = performance.now()
      const done = await importFile(server, file)
      const seconds = (performance.now() - begun) / 1000
      note(
        `${done.rowsStored} rows stored, ${done.rowsRejected} rejected in ${seconds.toFixed(1)} s, ${Math.round(server.rssBytes() / 1024 / 1024)} MB`,
      )
      await server.stop()
      if (done.rowsStored !== rows) throw new Error(`${rows} rows were sent and ${done.rowsStored} stored`)
      report({ metric: 'rowsPerSecond', value: rows / seconds, unit: 'rows/s', better: 'higher' })
      if (rows / seconds < FLOOR_ROWS_PER_SECOND)
        throw new Error(`${Math.round(rows / seconds)} rows/s is below the floor of ${FLOOR_ROWS_PER_SECOND}`)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

/** user, item, category, behaviour, unix seconds: as the published data set has them. */
async function makeFile(path: string, rows: number, salt = 0): Promise<string> {
  const out = createWriteStream(path)
  for (let row = 0; row < rows; row += 1000) {
    let text = ''
    for (let index = row; index < row + 1000; index++)
      text += `${(index * 7919 + salt) % 200_000},${(index * 31) % 500_000},${index % 5_000},${BEHAVIOURS[index % 10]},${1_511_658_000 + salt * 1_000_000 + Math.floor(index / 10)}\n`
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', () => resolve(undefined)))
  }
  out.end()
  await finished(out)
  return path
}

interface ImportView {
  id: string
  status: string
  rowsStored: number
  rowsRejected: number
}

async function importFile(server: ServerProcess, path: string): Promise<ImportView> {
  const form = new FormData()
  form.set('mapping', JSON.stringify({ preset: 'taobao' }))
  form.set('file', await openAsBlob(path), 'behaviour.csv')
  const response = await fetch(`${server.url}/api/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.credentials.apiKey}` },
    body: form,
  })
  if (!response.ok) throw new Error(`the upload answered ${response.status}: ${await response.text()}`)
  const { id } = (await response.json()) as ImportView
  const endsAt = performance.now() + LONGEST_MS
  while (performance.now() < endsAt) {
    const view = await server.api<ImportView>('GET', `/imports/${id}`)
    if (view.status === 'done') return view
    if (view.status === 'failed') throw new Error('the import failed')
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error('the import did not end in ten minutes')
}
