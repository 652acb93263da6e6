/** What kind of file somebody chose. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { guessPreset, presetOf } from './guess-preset.ts'

test('the first lines tell', () => {
  const beginnings = {
    taobao: '1,2268318,2520377,pv,1511544070\n1,2333346,2520771,cart,1511561733\n',
    tianchi: 'user_id,item_id,behavior_type,user_geohash,item_category,time\n98047837,232431562,1,,4245,2014-12-06 02\n',
    'online-retail': 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n',
    cdnow: ' 00001 19970101  1   11.77\n',
    orders: '订单号,手机号,付款时间,金额\n',
    people: '姓名,手机号,城市\n',
    events: 'event,user_id,time\n',
  }
  for (const [preset, beginning] of Object.entries(beginnings)) expect(presetOf('file.csv', beginning), preset).toBe(preset)
})

test('else the name of the file, else events', () => {
  expect(presetOf('Online_Retail.xlsx', 'PK\u0003\u0004')).toBe('online-retail')
  expect(presetOf('unknown.jsonl', '{"a":1}')).toBe('events')
})

test('a packed file is looked into, even when its beginning is cut off', async () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => `${row},${row * 7919},${row % 977},pv,${1_511_544_070 + row}`).join('\n')
  expect(await guessPreset(new File([new Uint8Array(gzipSync(rows))], 'log.csv.gz'))).toBe('taobao')
  expect(await guessPreset(new File(['not packed at all'], 'broken.gz'))).toBe('events')
})
