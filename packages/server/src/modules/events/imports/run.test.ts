import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../../platform/errors.ts'
import { dataFolder } from '../../../platform/testing/available.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import { importMapping } from './contract.ts'
import { findImport, insertImport } from './imports.ts'
import { listRejectsPage } from './rejects.ts'
import { runImport } from './run.ts'
import { uploadPath, uploadsFolder } from './uploads.ts'

let world: World
let collector: Collector
beforeAll(async () => {
  world = await openWorld()
  collector = await openCollector(world.handles)
})
afterAll(() => collector.close())

const idle = { signal: new AbortController().signal, report: () => undefined }

async function registered(
  workspaceId: number,
  input: { content?: string | Buffer; from?: string; mapping: Record<string, unknown>; fileName?: string },
) {
  const id = randomUUID()
  await uploadsFolder(world.handles.config)
  const path = uploadPath(world.handles.config, id)
  if (input.from) await copyFile(input.from, path)
  else await writeFile(path, input.content ?? '')
  const mapping = importMapping.parse({ timeZone: 'Asia/Shanghai', ...input.mapping })
  await insertImport(world.handles, { workspaceId, id, fileName: input.fileName ?? 'file.csv', sizeBytes: 1, mapping })
  return id
}

async function imported(
  workspaceId: number,
  input: Parameters<typeof registered>[1],
  services: { collector: Pick<Collector, 'collect'> } = { collector },
) {
  const importId = await registered(workspaceId, input)
  return { importId, ...(await runImport(world.handles, services, { workspaceId, importId, ...idle })) }
}

interface Counted {
  name: string
  events: number
  people: number
  amount: number | null
}

function counts(workspaceId: number): Promise<Counted[]> {
  return world.handles.clickhouse.query<Counted>({
    query: `select name, count() as events, uniqExactIf(atom, atom > 0) as people, sum(amount) as amount from events_v1
      where workspace = {workspace:UInt32} group by name order by name`,
    params: { workspace: workspaceId },
  })
}

const rowsOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${(from + index) % 50},${from + index},1,pv,${1_511_658_000 + from + index}`)

describe('running an import', () => {
  test('stores rows, lists bad ones by line, and counts a file once however often it comes', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const rows = [...rowsOf(0, 100), 'bad', ...rowsOf(0, 1), '9,9,9,like,1511658000', ...rowsOf(0, 1)]
    const first = await imported(workspaceId, { content: rows.join('\n'), mapping: { preset: 'taobao' } })
    expect(first).toMatchObject({ rowsRead: 104, rowsStored: 102, rowsRejected: 2, rowsDuplicate: 0 })
    const again = await imported(workspaceId, { content: rows.join('\r\n'), mapping: { preset: 'taobao' } })
    expect(again).toMatchObject({ rowsRead: 104, rowsStored: 0, rowsRejected: 2, rowsDuplicate: 102 })
    expect(await counts(workspaceId)).toEqual([{ name: 'view', events: 102, people: 50, amount: null }])
    const listed = await listRejectsPage(world.handles.db, {
      workspaceId,
      importId: first.importId,
      limit: 1,
      cursor: undefined,
      locale: 'en',
    })
    expect(listed.items).toEqual([{ line: 101, code: 'events.import_row_columns', reason: '5 columns were expected, 1 found', row: 'bad' }])
    const rest = await listRejectsPage(world.handles.db, {
      workspaceId,
      importId: first.importId,
      limit: 10,
      cursor: listed.nextCursor ?? undefined,
      locale: 'zh-CN',
    })
    expect(rest).toMatchObject({
      items: [{ line: 103, reason: 'behaviour 的“like”不在允许的取值中：pv, cart, fav, buy' }],
      nextCursor: null,
    })
    expect(await readdir(await uploadsFolder(world.handles.config))).toEqual([])
  })

  test('rows that two files share count once, more of an equal row counts as more', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    await imported(workspaceId, { content: rowsOf(0, 10).join('\n'), mapping: { preset: 'taobao' } })
    const grown = [...rowsOf(0, 10), ...rowsOf(0, 1), ...rowsOf(10, 12)]
    const more = await imported(workspaceId, { content: grown.join('\n'), mapping: { preset: 'taobao' } })
    expect(more).toMatchObject({ rowsStored: 3, rowsDuplicate: 10 })
    expect(await counts(workspaceId)).toMatchObject([{ events: 13 }])
  })

  test('the same file twice at once', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const file = { content: rowsOf(0, 7_000).join('\n'), mapping: { preset: 'taobao' } }
    const both = await Promise.all([imported(workspaceId, file), imported(workspaceId, file)])
    expect(both.map((one) => one.rowsStored + one.rowsDuplicate)).toEqual([7_000, 7_000])
    expect(both.reduce((sum, one) => sum + one.rowsStored, 0)).toBe(7_000)
    expect(await counts(workspaceId)).toMatchObject([{ events: 7_000 }])
  })

  test('much later, by a collector that has forgotten the rows, and read in another zone', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const content = 'order_no,amount,paid_at,user_id\no1,5,2026-03-01 10:00,u1\no2,6,2026-03-02 10:00,u2\n'
    expect(await imported(workspaceId, { content, mapping: { preset: 'orders' } })).toMatchObject({ rowsStored: 2 })
    const forgetful = await openCollector(world.handles, { recentIds: 4_096 })
    const filler = await world.newWorkspace()
    await imported(filler.id, { content: rowsOf(0, 9_000).join('\n'), mapping: { preset: 'taobao' } }, { collector: forgetful })
    for (const timeZone of ['Asia/Shanghai', 'America/New_York']) {
      const later = await imported(workspaceId, { content, mapping: { preset: 'orders', timeZone } }, { collector: forgetful })
      expect(later).toMatchObject({ rowsStored: 0, rowsDuplicate: 2 })
    }
    await forgetful.close()
    expect(await counts(workspaceId)).toMatchObject([{ name: 'buy', events: 2, amount: 11 }])
  })

  test('goes on where it was interrupted, and ends with the same totals', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const rows = [...rowsOf(0, 60_000), 'bad', ...rowsOf(0, 5)]
    const importId = await registered(workspaceId, { content: rows.join('\n'), mapping: { preset: 'taobao' } })
    for (const chunks of [3, 6, 12]) {
      const stop = new AbortController()
      let taken = 0
      const dying: Pick<Collector, 'collect'> = {
        collect: async (input) => {
          const result = await collector.collect(input)
          // The rows are stored, and nobody gets to write it down.
          if (++taken >= chunks) stop.abort(new Error('killed'))
          stop.signal.throwIfAborted()
          return result
        },
      }
      const run = runImport(world.handles, { collector: dying }, { workspaceId, importId, signal: stop.signal, report: () => undefined })
      await expect(run).rejects.toThrow('killed')
      expect((await findImport(world.handles.db, { workspaceId, id: importId }))?.status).toBe('running')
    }
    const totals = await runImport(world.handles, { collector }, { workspaceId, importId, ...idle })
    expect(totals).toEqual({ rowsRead: 60_006, rowsStored: 60_005, rowsRejected: 1, rowsDuplicate: 0 })
    expect(await counts(workspaceId)).toMatchObject([{ events: 60_005 }])
    expect(await runImport(world.handles, { collector }, { workspaceId, importId, ...idle })).toEqual(totals)
  })

  test('waits for a collector that is full, and lists what the collector refuses', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    let calls = 0
    const busy: Pick<Collector, 'collect'> = {
      collect: (input) =>
        ++calls % 2 === 1 ? Promise.reject(new AppError('events.overloaded', { retryAfterSeconds: 1 })) : collector.collect(input),
    }
    const content = 'name,time,phone\nview,2026-05-01,13800138000\nview,2026-05-01,12\n'
    const read = await imported(workspaceId, { content, mapping: { preset: 'events' } }, { collector: busy })
    expect(read).toMatchObject({ rowsStored: 1, rowsRejected: 1 })
    const listed = await listRejectsPage(world.handles.db, {
      workspaceId,
      importId: read.importId,
      limit: 9,
      cursor: undefined,
      locale: 'en',
    })
    expect(listed.items).toMatchObject([{ line: 3, code: 'identity.value_malformed' }])
  })

  test('a file that breaks off keeps what was read, and says why it ended', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const packed = gzipSync(Array.from({ length: 40_000 }, (_, row) => `${row},${row * 7},1,pv,${1_511_658_000 + row}`).join('\n'))
    const importId = await registered(workspaceId, { content: packed.subarray(0, packed.length - 2_000), mapping: { preset: 'taobao' } })
    const run = runImport(world.handles, { collector }, { workspaceId, importId, ...idle })
    await expect(run).rejects.toMatchObject({ code: 'events.import_unreadable' })
    const ended = await findImport(world.handles.db, { workspaceId, id: importId })
    expect(ended).toMatchObject({ status: 'failed', error_code: 'events.import_unreadable' })
    expect(ended?.rows_stored).toBeGreaterThan(10_000)
    expect(await counts(workspaceId)).toMatchObject([{ events: ended?.rows_stored }])
  })

  test('a mapping that does not fit any more', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const importId = await registered(workspaceId, { content: 'a,b\n1,2\n', mapping: { preset: 'events' } })
    const run = runImport(world.handles, { collector }, { workspaceId, importId, ...idle })
    await expect(run).rejects.toMatchObject({ code: 'events.import_columns_missing' })
  })

  test('an upload that is gone', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const mapping = importMapping.parse({ preset: 'events', timeZone: 'UTC' })
    const id = randomUUID()
    await mkdir(join(world.handles.config.dataDir, 'uploads'), { recursive: true })
    await insertImport(world.handles, { workspaceId, id, fileName: 'x', sizeBytes: 1, mapping })
    const run = runImport(world.handles, { collector }, { workspaceId, importId: id, ...idle })
    await expect(run).rejects.toMatchObject({ code: 'events.import_upload_lost' })
  })
})

describe.skipIf(!dataFolder())('published data sets (in ../shared/data)', () => {
  test.each([
    ['taobao', 'taobao/UserBehavior_slice.csv', 96_168, { buy: 2_144, cart: 5_292, favorite: 2_959, view: 85_773 }, 0],
    ['tianchi', 'tianchi/sample_user_behavior.csv', 1_999, { buy: 35, cart: 70, favorite: 18, view: 1_876 }, 0],
    ['online-retail', 'online-retail/online_retail.csv.gz', 541_909, { buy: 532_621, order_cancelled: 9_288 }, 9_747_747.934],
  ])(
    '%s',
    async (preset, path, rows, names, amount) => {
      const { id: workspaceId } = await world.newWorkspace()
      const from = join(dataFolder() ?? '', path)
      const file = { from, fileName: path, mapping: { preset } }
      expect(await imported(workspaceId, file)).toMatchObject({ rowsStored: rows, rowsRejected: 0, rowsDuplicate: 0 })
      expect(await imported(workspaceId, file)).toMatchObject({ rowsStored: 0, rowsDuplicate: rows })
      const counted = await counts(workspaceId)
      expect(Object.fromEntries(counted.map(({ name, events }) => [name, events]))).toEqual(names)
      expect(counted.reduce((sum, one) => sum + (one.amount ?? 0), 0)).toBeCloseTo(amount, 4)
    },
    120_000,
  )
})
