import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataFolder } from '../../../platform/testing/available.ts'
import type { CollectedEvent } from '../collected.ts'
import { importMapping } from './contract.ts'
import { RowProblem } from './errors.ts'
import { openSource } from './source.ts'
import { parseDecimal } from './values/decimal.ts'

const RECEIVED_AT = Date.UTC(2026, 10, 22, 12)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-presets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(content: string | Buffer, fileName: string) {
  const path = join(folder, String(++files))
  writeFileSync(path, content)
  return { path, fileName }
}

type Read = { line: number; event: CollectedEvent } | { line: number; code: string; details: unknown }

async function readAll(file: { path: string; fileName: string }, mapping: Record<string, unknown>): Promise<Read[]> {
  const source = await openSource({
    file,
    mapping: importMapping.parse(mapping),
    kinds: new Map(),
    timeZone: 'Asia/Shanghai',
    importedAt: Date.UTC(2026, 0, 1),
    receivedAt: () => RECEIVED_AT,
  })
  const read: Read[] = []
  for await (const batch of source.table.batches) {
    const toEvent = source.reader()
    for (const row of batch) {
      try {
        if (row.problem) throw row.problem
        read.push({ line: row.line, event: toEvent(row, 'id') })
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error
        read.push({ line: row.line, code: error.code, details: error.details })
      }
    }
  }
  await source.close()
  return read
}

const readText = (content: string | Buffer, mapping: Record<string, unknown>, fileName = 'file.csv') =>
  readAll(fileOf(content, fileName), mapping)
const eventsOf = (read: readonly Read[]) => read.flatMap((row) => ('event' in row ? [row.event] : []))
/** As the collector corrects it. */
const happened = ({ timestamp, sentAt }: CollectedEvent) =>
  new Date(timestamp + (sentAt === undefined ? 0 : RECEIVED_AT - sentAt)).toISOString()
const brief = (event: CollectedEvent) => fieldsOf(event, happened(event))
const fieldsOf = ({ name, identifiers, properties, amount, currency }: CollectedEvent, at: string) => ({
  name,
  at,
  who: identifiers.map(({ kind, value }) => `${kind}:${value}`),
  properties,
  ...(amount !== undefined && { amount: `${amount} ${currency}` }),
})

describe('taobao', () => {
  test('reads rows without a header and names those it cannot read', async () => {
    const read = await readText(
      '1,2,3,pv,1511658000\n1,2,3,buy,1511658001\n\n1,2,3,like,1511658002\n1,2,3,pv\n,5,6,fav,soon\n,5,6,fav,1511658003',
      {
        preset: 'taobao',
      },
    )
    expect(eventsOf(read).map(brief)).toEqual([
      { name: 'view', at: '2017-11-26T01:00:00.000Z', who: ['user_id:1'], properties: { itemId: '2', categoryId: '3' } },
      { name: 'buy', at: '2017-11-26T01:00:01.000Z', who: ['user_id:1'], properties: { itemId: '2', categoryId: '3' } },
      { name: 'favorite', at: '2017-11-26T01:00:03.000Z', who: [], properties: { itemId: '5', categoryId: '6' } },
    ])
    expect(read.filter((row) => 'code' in row)).toEqual([
      { line: 4, code: 'events.import_row_choice', details: { field: 'behaviour', value: 'like', allowed: 'pv, cart, fav, buy' } },
      { line: 5, code: 'events.import_row_columns', details: { expected: 5, found: 4 } },
      { line: 6, code: 'events.import_row_time', details: { field: 'time', value: 'soon' } },
    ])
  })

  test('also with a header, columns in another order, packed', async () => {
    const file = fileOf(gzipSync('behavior_type,timestamp,user_id,item_id\ncart,1511658000,7,8\n'), 'UserBehavior.csv.gz')
    expect(eventsOf(await readAll(file, { preset: 'taobao' })).map(brief)).toEqual([
      { name: 'cart', at: '2017-11-26T01:00:00.000Z', who: ['user_id:7'], properties: { itemId: '8' } },
    ])
  })
})

test('cdnow: both published forms, the customer keeps its zeros', async () => {
  const master = await readText(' customer_id  date number_of_cds  dollar_value\r\n 00001 19970101  1   11.77\r\n', { preset: 'cdnow' })
  const sample = await readText(' 00004 0001 19970101  2   29.33\r\n', { preset: 'cdnow' })
  expect(eventsOf([...master, ...sample]).map(brief)).toEqual([
    { name: 'buy', at: '1996-12-31T16:00:00.000Z', who: ['user_id:00001'], properties: { quantity: 1 }, amount: '11.77 USD' },
    {
      name: 'buy',
      at: '1996-12-31T16:00:00.000Z',
      who: ['user_id:00004'],
      properties: { quantity: 2, sampleId: '0001' },
      amount: '29.33 USD',
    },
  ])
})

describe('online-retail', () => {
  const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n'

  test('purchases, cancellations, adjustments, lines without a customer', async () => {
    const rows = [
      '536365,85123A,"LIGHT, WHITE",6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom',
      'C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom',
      'A563186,B,Adjust bad debt,1,2011-08-12 14:51:00,-11062.06,,United Kingdom',
      '536414,22139,,56,12/1/2010 11:52,0.0,,United Kingdom',
      '536415,22139,x,many,12/1/2010 11:52,0.0,,United Kingdom',
    ]
    const read = await readText(header + rows.join('\n'), { preset: 'online-retail', timeZone: 'Europe/London' })
    expect(eventsOf(read).map((event) => [event.name, event.amount, event.identifiers[0]?.value, event.properties.orderNo])).toEqual([
      ['buy', '15.3', '17850', '536365'],
      ['order_cancelled', '-27.5', '14527', 'C536379'],
      ['buy', '-11062.06', undefined, 'A563186'],
      ['buy', '0', undefined, '536414'],
    ])
    expect(brief(eventsOf(read)[0] as CollectedEvent)).toMatchObject({
      at: '2010-12-01T08:26:00.000Z',
      properties: { sku: '85123A', itemName: 'LIGHT, WHITE', quantity: 6, price: 2.55, country: 'United Kingdom' },
      amount: '15.3 GBP',
    })
    expect(read.at(-1)).toMatchObject({ line: 6, code: 'events.import_row_number' })
  })

  test('the same from a workbook, packed or not', async () => {
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('Online Retail')
    sheet.addRow(header.trim().split(','))
    sheet.addRow([536365, '85123A', 'LIGHT', 6, new Date(Date.UTC(2010, 11, 1, 8, 26)), 2.55, 17850, 'United Kingdom'])
    sheet.addRow([])
    sheet.addRow([
      'C536379',
      'D',
      { richText: [{ text: 'Dis' }, { text: 'count' }] },
      -1,
      new Date(Date.UTC(2010, 11, 2)),
      { formula: '20+7.5', result: 27.5 },
    ])
    sheet.getColumn(5).numFmt = 'yyyy-mm-dd hh:mm'
    const bytes = Buffer.from(await workbook.xlsx.writeBuffer())
    for (const file of [fileOf(bytes, 'retail.xlsx'), fileOf(gzipSync(bytes), 'retail.xlsx.gz')]) {
      const read = await readAll(file, { preset: 'online-retail', timeZone: 'UTC' })
      expect(read.map(({ line }) => line)).toEqual([2, 4])
      expect(eventsOf(read).map((event) => [event.name, happened(event), event.amount, event.identifiers[0]?.value])).toEqual([
        ['buy', '2010-12-01T08:26:00.000Z', '15.3', '17850'],
        ['order_cancelled', '2010-12-02T00:00:00.000Z', '-27.5', undefined],
      ])
    }
  })
})

describe('orders', () => {
  test('Chinese headings in GB18030, semicolons', async () => {
    const head = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0xba, 0xc5]) // 订单号
    const paid = Buffer.from([0xb8, 0xb6, 0xbf, 0xee, 0xca, 0xb1, 0xbc, 0xe4]) // 付款时间
    const bytes = Buffer.concat([head, Buffer.from(';'), paid, Buffer.from(';amount;openid:wx1\n2026001;2026/5/1 9:30;1,299.00;oA\n')])
    expect(eventsOf(await readText(bytes, { preset: 'orders' })).map(brief)).toEqual([
      { name: 'buy', at: '2026-05-01T01:30:00.000Z', who: ['openid:wx1:oA'], properties: { orderNo: '2026001' }, amount: '1299 CNY' },
    ])
  })

  test('price × quantity, cancelled and unpaid lines, overrides and constants', async () => {
    const rows = [
      'o1,t1,k1,2,9.9,2026-05-01 10:00,已完成,13800138000,red',
      'o2,t1,k2,1,5,2026-05-01 11:00,已取消,13800138001,',
      'o3,t1,k2,1,5,,待付款,,',
      'o4,t1,k2,1,5,,交易关闭,,',
    ]
    const mapping = { preset: 'orders', columns: { tradeNo: 'orderNo', '9': 'property:colour' }, constants: { currency: 'usd' } }
    const read = await readText(`tradeNo,shop,sku,quantity,price,paid_at,status,手机号,x\n${rows.join('\n')}\n`, mapping)
    expect(read.map((row) => ('event' in row ? [row.event.name, row.event.amount, row.event.currency] : [row.code, row.details]))).toEqual([
      ['buy', '19.8', 'USD'],
      ['order_cancelled', '-5', 'USD'],
      ['events.import_row_unpaid', { value: '待付款' }],
      ['events.import_row_unpaid', { value: '交易关闭' }],
    ])
    expect(brief(eventsOf(read)[0] as CollectedEvent)).toMatchObject({
      who: ['phone:13800138000'],
      properties: { orderNo: 'o1', shop: 't1', sku: 'k1', quantity: 2, price: 9.9, status: '已完成', colour: 'red' },
    })
  })

  test('says which columns are missing, and which mapped ones are not there', async () => {
    await expect(readText('a,b\n1,2\n', { preset: 'orders' })).rejects.toMatchObject({
      code: 'events.import_columns_missing',
      details: { fields: 'orderNo, amount | price, paidAt | orderedAt', columns: 'a, b' },
    })
    await expect(readText('a,b\n1,2\n', { preset: 'orders', columns: { c: 'sku' } })).rejects.toMatchObject({
      code: 'events.import_column_unknown',
    })
    await expect(readText('a,b\n1,2\n', { preset: 'orders', columns: { a: 'nonsense' } })).rejects.toMatchObject({
      code: 'events.import_mapping',
    })
  })
})

describe('events', () => {
  test('JSON lines with nested objects, keys that come later, broken lines', async () => {
    const lines = [
      '{"event":"buy","time":"2026-05-01T10:00:00+08:00","user_id":"u1","amount":12.5,"properties":{"sku":"k1","tags":["a","b"]}}',
      '{"event":"view","time":1777600000,"identifiers":{"phone":["13800138000"],"user_id":"u2"},"page":{"path":"/x"},"note":"call 13900139000"}',
      'not json',
      '[1]',
      '{"event":"view"}',
    ]
    const read = await readText(`${lines.join('\n')}\n`, { preset: 'events' }, 'events.jsonl')
    expect(eventsOf(read).map(brief)).toEqual([
      { name: 'buy', at: '2026-05-01T02:00:00.000Z', who: ['user_id:u1'], properties: { sku: 'k1', tags: ['a', 'b'] }, amount: '12.5 CNY' },
      {
        name: 'view',
        at: '2026-05-01T01:46:40.000Z',
        who: ['user_id:u2', 'phone:13800138000'],
        properties: { page: { path: '/x' }, note: 'call 139****9000' },
      },
    ])
    expect(read.filter((row) => 'code' in row).map((row) => [row.line, 'code' in row && row.code])).toEqual([
      [3, 'events.import_row_json'],
      [4, 'events.import_row_json'],
      [5, 'events.import_row_missing'],
    ])
  })

  test('columns may have names that objects have', async () => {
    const [event] = eventsOf(await readText('name,time,constructor,toString\nview,2026-05-01,a,b\n', { preset: 'events' }))
    expect(event?.properties).toEqual({ toString: 'b' })
  })

  test('columns are typed, codes keep their text, words for nothing name nobody', async () => {
    const [event] = eventsOf(
      await readText('name,time,user_id,price,vip,order_no\nview,2026-05-01,NULL,1.50,true,00123\n', { preset: 'events' }),
    )
    expect(event && brief(event)).toMatchObject({ who: [], properties: { price: 1.5, vip: true, order_no: '00123' } })
  })

  test('a row with bytes that are no text is refused, the rest is read', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name,time,k\n池,2026-05-01,1\nb'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',2026-05-01,2\nc,2026-05-01,3\n'),
    ])
    const read = await readText(bytes, { preset: 'events' })
    expect(read.map((row) => ('event' in row ? row.event.name : [row.line, row.code]))).toEqual([
      '池',
      [3, 'events.import_row_encoding'],
      'c',
    ])
  })
})

test('people: identifiers and traits, no behaviour', async () => {
  const read = await readText('手机号,unionid,城市,level\n13800138000,u-1,上海,3\n,,北京,1\n', { preset: 'people' })
  expect(eventsOf(read)).toMatchObject([
    {
      type: 'identify',
      name: '$identify',
      timestamp: 0,
      identifiers: [
        { kind: 'phone', value: '13800138000' },
        { kind: 'unionid', value: 'u-1' },
      ],
      traits: { op: 'set', values: { 城市: '上海', level: 3 } },
    },
  ])
  expect(eventsOf(read).map(happened)).toEqual(['2026-01-01T00:00:00.000Z'])
  expect(read[1]).toMatchObject({ line: 3, code: 'events.import_row_nobody' })
})

test('an empty file, a broken gzip, an array and a workbook that is none are said to be so', async () => {
  await expect(readText('', { preset: 'events' })).rejects.toMatchObject({ code: 'events.import_empty' })
  const cut = gzipSync('name,time\n'.repeat(10_000)).subarray(0, 60)
  await expect(readText(cut, { preset: 'events' }, 'x.csv.gz')).rejects.toMatchObject({ code: 'events.import_unreadable' })
  await expect(readText('[{"event":"view"}]', { preset: 'events' }, 'x.json')).rejects.toMatchObject({ code: 'events.import_unreadable' })
  await expect(readText('PK\u0003\u0004 nothing', { preset: 'events' }, 'x.xlsx')).rejects.toMatchObject({
    code: 'events.import_unreadable',
  })
})

describe.skipIf(!dataFolder())('published data sets (in ../shared/data)', () => {
  const published = (path: string) => ({ path: join(dataFolder() ?? '', path), fileName: path.split('/').at(-1) ?? '' })
  const tally = (read: readonly Read[]) => {
    const counts: Record<string, number> = {}
    for (const row of read)
      counts['event' in row ? row.event.name : row.code] = (counts['event' in row ? row.event.name : row.code] ?? 0) + 1
    return counts
  }

  test('taobao', async () => {
    const read = await readAll(published('taobao/UserBehavior_slice.csv'), { preset: 'taobao' })
    expect(tally(read)).toEqual({ view: 85_773, cart: 5_292, favorite: 2_959, buy: 2_144 })
    expect(new Set(eventsOf(read).map((event) => event.identifiers[0]?.value)).size).toBe(58_732)
  })

  test('tianchi', async () => {
    const read = await readAll(published('tianchi/sample_user_behavior.csv'), { preset: 'tianchi' })
    expect(read).toHaveLength(1_999)
    const users = (name: string) => new Set(eventsOf(read).flatMap((event) => (event.name === name ? [event.identifiers[0]?.value] : [])))
    const carted = users('view').intersection(users('cart'))
    expect([users('view').size, carted.size, carted.intersection(users('buy')).size]).toEqual([34, 13, 9])
  })

  test('cdnow, both files', async () => {
    const master = eventsOf(await readAll(published('cdnow/CDNOW_master.txt'), { preset: 'cdnow' }))
    const sample = eventsOf(await readAll(published('cdnow/CDNOW_sample.txt'), { preset: 'cdnow' }))
    const people = (events: readonly CollectedEvent[]) => new Set(events.map((event) => event.identifiers[0]?.value))
    expect([master.length, people(master).size, sample.length, people(sample).size]).toEqual([69_659, 23_570, 6_919, 2_357])
    expect(people(sample).isSubsetOf(people(master))).toBe(true)
  })

  test('online-retail', async () => {
    const events = eventsOf(await readAll(published('online-retail/online_retail.csv.gz'), { preset: 'online-retail' }))
    const thousandths = events.reduce((sum, { amount = '0' }) => {
      const value = parseDecimal(amount)
      return sum + (value ? value.digits * 10n ** BigInt(4 - value.scale) : 0n)
    }, 0n)
    expect(events).toHaveLength(541_909)
    expect(thousandths).toBe(97_477_479_340n)
    expect(events.filter(({ name }) => name === 'order_cancelled')).toHaveLength(9_288)
    expect(events.filter(({ identifiers }) => identifiers.length === 0)).toHaveLength(135_080)
    expect(new Set(events.map((event) => event.properties.orderNo)).size).toBe(25_900)
  }, 60_000)
})
