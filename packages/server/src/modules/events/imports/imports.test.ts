import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getJob } from '../../../platform/jobs/contract.ts'
import { jobRoutes } from '../../../platform/jobs/routes.ts'
import { startJobRunner } from '../../../platform/jobs/runner.ts'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import {
  createImport,
  downloadRejects,
  getImport,
  importShape,
  listImports,
  listPresets,
  listRejects,
  previewImport,
  previewShape,
} from './contract.ts'
import { importErrors } from './errors.ts'
import { importJob } from './job.ts'
import { importRoutes } from './routes.ts'

let world: World
let server: TestServer
let collector: Collector
let someone: Caller
beforeAll(async () => {
  world = await openWorld()
  collector = await openCollector(world.handles)
  server = await openTestServer(world, [...importRoutes(), ...jobRoutes], { errorTables: [importErrors] })
  someone = await server.as('admin', { workspace: await world.newWorkspace() })
})
afterAll(async () => {
  await server.close()
  await collector.close()
})

async function form(parts: Record<string, string>, file?: { name: string; content: string | Buffer }) {
  const data = new FormData()
  for (const [name, value] of Object.entries(parts)) data.set(name, value)
  if (file) data.set('file', new File([file.content as BlobPart], file.name))
  const request = new Request('http://localhost/', { method: 'POST', body: data })
  return { headers: { 'content-type': request.headers.get('content-type') ?? '' }, payload: Buffer.from(await request.arrayBuffer()) }
}

async function post(caller: Caller, path: string, parts: Record<string, string>, file?: { name: string; content: string | Buffer }) {
  return caller.inject({ method: 'POST', url: `/api/v1${path}`, ...(await form(parts, file)) })
}

/** Runs what is queued, as the worker would. */
async function runJobs() {
  const runner = startJobRunner(world.handles, [importJob({ collector })])
  await runner.drain()
  await runner.stop()
}

describe('POST /imports', () => {
  test('takes a file, runs it as a job, lists rejects, counts once', async () => {
    const workspace = await world.newWorkspace()
    const caller = await server.as('admin', { workspace })
    const file = { name: 'C:\\exports\\behaviour.csv.gz', content: gzipSync('1,2,3,pv,1511658000\nbad\n1,2,3,buy,1511658001\n') }
    const made = importShape.parse((await post(caller, '/imports', { mapping: '{"preset":"taobao"}' }, file)).body)
    expect(made).toMatchObject({ fileName: 'behaviour.csv.gz', preset: 'taobao', status: 'queued', rowsRead: 0 })
    await runJobs()
    const done = await caller.call(getImport, { params: { id: made.id } })
    expect(done).toMatchObject({ status: 'done', rowsRead: 3, rowsStored: 2, rowsRejected: 1, rowsDuplicate: 0, error: null })
    expect(done.progress.done).toBe(done.progress.total)
    expect(done.rejectsUrl).toBe(`/api/v1/imports/${made.id}/rejects`)
    expect(await caller.call(getJob, { params: { id: made.jobId } })).toMatchObject({ status: 'done', result: { rowsStored: 2 } })
    const rejects = await caller.inject({ method: 'GET', url: done.rejectsUrl, headers: { 'accept-language': 'en' } })
    expect(rejects.body).toEqual({
      items: [{ line: 2, code: 'events.import_row_columns', reason: '5 columns were expected, 1 found', row: 'bad' }],
      nextCursor: null,
      total: 1,
      kept: 1,
    })
    const csv = await caller.reply(downloadRejects, { params: { id: made.id } })
    expect(csv.text).toBe('\uFEFF行号,原因,代码,内容\r\n2,应有 5 列，实有 1 列,events.import_row_columns,bad\r\n')
    expect(csv.headers['content-disposition']).toContain('rejects.csv')

    const again = importShape.parse((await post(caller, '/imports', { preset: 'taobao' }, file)).body)
    await runJobs()
    expect(await caller.call(getImport, { params: { id: again.id } })).toMatchObject({ status: 'done', rowsStored: 0, rowsDuplicate: 2 })
    const page = await caller.call(listImports, { query: { limit: 1 } })
    expect(page.items.map(({ id }) => id)).toEqual([again.id])
    const next = await caller.call(listImports, { query: { limit: 1, cursor: page.nextCursor ?? '' } })
    expect(next).toMatchObject({ items: [{ id: made.id }], nextCursor: null })
  })

  test('says at once what is wrong with the request or the file', async () => {
    const workspace = await world.newWorkspace()
    const caller = await server.as('admin', { workspace })
    const file = { name: 'a.csv', content: 'a,b\n1,2\n' }
    const refused = async (parts: Record<string, string>, given?: typeof file) => {
      const { status, error } = await post(caller, '/imports', parts, given)
      return [status, error?.code]
    }
    expect(await refused({ preset: 'taobao' })).toEqual([400, 'events.import_no_file'])
    expect(await refused({}, file)).toEqual([400, 'platform.invalid'])
    expect(await refused({ mapping: '{' }, file)).toEqual([400, 'platform.unparsable'])
    expect(await refused({ mapping: '{"preset":"orders","nonsense":1}' }, file)).toEqual([400, 'platform.invalid'])
    expect(await refused({ mapping: '{"preset":"orders","timeZone":"Mars/Olympus"}' }, file)).toEqual([400, 'events.import_mapping'])
    expect(await refused({ preset: 'orders' }, file)).toEqual([422, 'events.import_columns_missing'])
    expect(await refused({ preset: 'orders' }, { name: 'a.csv', content: '' })).toEqual([422, 'events.import_empty'])
    expect((await caller.inject({ method: 'POST', url: '/api/v1/imports', payload: { preset: 'taobao' } })).status).toBe(415)
    expect((await caller.call(listImports, { query: {} })).items).toEqual([])
  })

  test('belongs to its workspace and needs permission', async () => {
    const [one, other] = [await world.newWorkspace(), await world.newWorkspace()]
    const owner = await server.as('admin', { workspace: one })
    const made = importShape.parse(
      (await post(owner, '/imports', { preset: 'taobao' }, { name: 'a.csv', content: '1,2,3,pv,1511658000\n' })).body,
    )
    const stranger = await server.as('admin', { workspace: other })
    for (const endpoint of [getImport, listRejects, downloadRejects]) {
      expect((await stranger.reply(endpoint, { params: { id: made.id } })).status).toBe(404)
    }
    const reader = await server.withPermissions(['imports.read'], { workspace: one })
    expect((await reader.call(listImports, { query: {} })).items).toHaveLength(1)
    for (const path of ['/imports', '/imports/preview']) {
      expect((await post(reader, path, { preset: 'taobao' }, { name: 'a.csv', content: '1,2,3,pv,1511658000\n' })).status).toBe(403)
      expect((await post(server.stranger, path, { preset: 'taobao' }, { name: 'a.csv', content: '1\n' })).status).toBe(401)
    }
    await runJobs()
  })
})

test('presets describe themselves', async () => {
  const { items } = await someone.call(listPresets)
  expect(items.map(({ name }) => name)).toEqual(['taobao', 'tianchi', 'cdnow', 'online-retail', 'orders', 'events', 'people'])
  expect(items.find(({ name }) => name === 'orders')?.fields.find(({ name }) => name === 'orderNo')).toEqual({
    name: 'orderNo',
    words: { zh: '订单号', en: 'order number' },
    required: true,
  })
})

describe('POST /imports/preview', () => {
  test('suggests the preset and shows what rows would become', async () => {
    const content = '订单编号,手机号,实付金额,付款时间,城市\no1,13800138000,12.50,2026-05-01 10:00,上海\no2,,x,2026-05-01 10:00,\ncut off'
    const { body } = await post(someone, '/imports/preview', { partial: 'true' }, { name: 'orders.csv', content })
    expect(previewShape.parse(body)).toMatchObject({
      preset: 'orders',
      encoding: 'utf-8',
      columns: [
        { name: '订单编号', target: 'orderNo' },
        { name: '手机号', target: 'phone' },
        { name: '实付金额', target: 'amount' },
        { name: '付款时间', target: 'paidAt' },
        { name: '城市', target: 'property:城市' },
      ],
      rows: [
        {
          line: 2,
          event: { name: 'buy', amount: '12.5', time: '2026-05-01T02:00:00.000Z', properties: { orderNo: 'o1', 城市: '上海' } },
          reason: null,
        },
        { line: 3, event: null, reason: '实付金额 的“x”不是数' },
      ],
      problem: null,
    })
  })

  test.each([
    ['taobao', 'x.csv', '1,2,3,pv,1511658000\n'],
    ['tianchi', 'x.csv', 'user_id,item_id,behavior_type,user_geohash,item_category,time\n1,2,1,,3,2014-12-06 02\n'],
    ['cdnow', 'x.txt', ' 00004 0001 19970101  2   29.33\n'],
    [
      'online-retail',
      'x.csv',
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n1,2,3,4,2010-12-01 08:26:00,1.5,7,UK\n',
    ],
    ['people', 'x.csv', '手机号,城市\n13800138000,上海\n'],
    ['events', 'x.jsonl', '{"event":"view","time":1511658000}\n'],
  ])('recognises %s', async (preset, name, content) => {
    expect((await post(someone, '/imports/preview', {}, { name, content })).body).toMatchObject({ preset, problem: null })
  })

  test('shows a mapping that lacks columns instead of refusing it', async () => {
    const { body } = await post(
      someone,
      '/imports/preview',
      { mapping: '{"preset":"events","columns":{"b":"property:c"}}' },
      { name: 'x.csv', content: 'a,b\n1,2\n' },
    )
    expect(body).toMatchObject({
      columns: [
        { name: 'a', target: 'property:a' },
        { name: 'b', target: 'property:c' },
      ],
      problem: { code: 'events.import_columns_missing' },
    })
  })
})

test('every endpoint of imports is answered', () => {
  const bound = importRoutes().map(({ endpoint }) => endpoint.name)
  expect(bound).toEqual(
    [createImport, previewImport, listPresets, listImports, getImport, listRejects, downloadRejects].map(({ name }) => name),
  )
})
