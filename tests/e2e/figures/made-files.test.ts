/** Files as shops have them: Chinese headings, broken rows, equal rows, gzip, and what can only be refused as a whole. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ImportReport, type Outside, openOutside, type Person } from './outside.ts'

const ORDERS = `订单编号,手机号,商品标题,数量,单价,付款时间,订单状态
A1,13800138001,雨伞,2,19.90,2026-11-01 10:00:00,交易成功
A2,13800138002,帽子,1,35.5,2026-11-01 23:59:59,交易成功
A3,13800138001,围巾,1,不详,2026-11-02 08:00:00,交易成功
A4,12345,手套,1,12,昨天,交易成功
A2,13800138002,帽子,1,35.5,2026-11-01 23:59:59,交易成功
A5,13800138001,雨伞,1,19.90,2026-11-02 00:00:00,交易关闭
A6,13800138003,"半句
`

let outside: Outside
let folder: string

beforeAll(async () => {
  outside = await openOutside()
  folder = await mkdtemp(join(tmpdir(), 'liuchi-files-'))
})

afterAll(async () => {
  await outside?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function put(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const count = (workspace: string, query: string) => outside.get<{ count: number; sum?: number }>(workspace, `/events/count?${query}`)

describe('orders with broken rows', () => {
  let file: string
  let report: ImportReport

  beforeAll(async () => {
    file = await put('订单.csv', ORDERS)
    report = await outside.importFile('shop', { file, preset: 'orders' })
  })

  test('the good rows are stored, the equal ones both', async () => {
    expect(report).toMatchObject({ status: 'done', rowsRead: 7, rowsStored: 4, rowsRejected: 3, rowsDuplicate: 0 })
    expect(await count('shop', 'name=buy&sum=amount')).toEqual({ count: 3, sum: 110.8 })
    expect(await count('shop', 'name=order_cancelled&sum=amount')).toEqual({ count: 1, sum: -19.9 })
  })

  test('a day ends at midnight of the workspace', async () => {
    expect(await count('shop', 'name=buy&from=2026-11-01&to=2026-11-02')).toEqual({ count: 3 })
    expect(await count('shop', 'name=order_cancelled&from=2026-11-02&to=2026-11-03')).toEqual({ count: 1 })
  })

  test('the others are listed with line and reason', async () => {
    const rejects = await outside.get<{ items: { line: number; reason: string }[] }>('shop', report.rejectsUrl.replace('/api/v1', ''))
    expect(rejects.items.map(({ line, reason }) => [line, reason])).toEqual([
      [4, expect.stringContaining('不详')],
      [5, expect.stringContaining('昨天')],
      [8, expect.stringContaining('引号')],
    ])
  })

  test('and as a file', async () => {
    const { code, stdout } = await outside.liuchi('--workspace', 'shop', 'call', 'imports.rejects_file', '--param', `id=${report.id}`)
    expect(code).toBe(0)
    expect(stdout.match(/^\d+,/gm)).toEqual(['4,', '5,', '8,'])
  })

  test('a buyer is found by phone, and no event shows the number', async () => {
    const { items } = await outside.get<{ items: Person[] }>('shop', '/persons?identifier=phone:13800138001')
    expect(items).toHaveLength(1)
    expect(await count('shop', `name=buy&name=order_cancelled&personId=${items[0]?.id}`)).toEqual({ count: 2 })
    const rows = await outside.post<{ items: object[] }>('shop', '/events/query', { withContext: true })
    expect(rows.items).toHaveLength(4)
    expect(JSON.stringify(rows.items)).not.toMatch(/1380013800\d/)
  })

  test('once more, packed: nothing new, the same rows refused', async () => {
    const packed = await put('订单.csv.gz', gzipSync(ORDERS))
    const again = await outside.importFile('shop', { file: packed, preset: 'orders' })
    expect(again).toMatchObject({ rowsRead: 7, rowsStored: 0, rowsDuplicate: 4, rowsRejected: 3 })
    expect(await count('shop', 'name=buy&sum=amount')).toEqual({ count: 3, sum: 110.8 })
  })

  test('people read what came of it, code 0', async () => {
    const { code, stdout, stderr } = await outside.liuchi('--workspace', 'shop', 'import', file, '--preset', 'orders')
    expect(code).toBe(0)
    expect(stdout).toMatch(/入库 0 行.*已有 4 行.*拒收 3 行/)
    expect(stderr).toContain('第 4 行')
  })
})

test('a plain upload over HTTP does the same as the command', async () => {
  const form = new FormData()
  form.set('mapping', JSON.stringify({ preset: 'events' }))
  form.set('file', new Blob(['{"name":"look","time":"2026-11-01T00:00:00Z","user_id":"u1"}\nbroken\n']), 'events.jsonl')
  const { url, credentials } = outside.server
  const answer = await fetch(`${url}/api/v1/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.apiKey}` },
    body: form,
  })
  expect(answer.status).toBeLessThan(300)
  const { id } = (await answer.json()) as { id: string }
  await expect.poll(async () => (await outside.get<ImportReport>('default', `/imports/${id}`)).status, { timeout: 20_000 }).toBe('done')
  expect(await outside.get('default', `/imports/${id}`)).toMatchObject({ rowsRead: 2, rowsStored: 1, rowsRejected: 1 })
  expect(await count('default', 'name=look')).toEqual({ count: 1 })
})

describe('what cannot be imported at all says why on stderr, code 1', () => {
  test.each([
    ['a missing file', async () => join(folder, 'nowhere.csv'), 'orders', 'nowhere.csv'],
    ['an empty file', () => put('empty.csv', ''), 'orders', '没有任何行'],
    ['missing columns', () => put('columns.csv', 'a,b\n1,2\n'), 'orders', 'orderNo'],
    ['an unknown preset', () => put('any.csv', ORDERS), 'nothing', 'preset'],
    ['no table at all', () => put('noise.xlsx', Buffer.from('PK\u0003\u0004 not a workbook')), 'orders', '无法读取'],
  ])('%s', async (_, file, preset, reason) => {
    const { code, stdout, stderr } = await outside.liuchi('import', await file(), '--preset', preset)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(reason)
    expect(stderr).not.toContain('    at ')
  })
})
