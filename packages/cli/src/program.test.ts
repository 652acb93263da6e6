// own process: opens stores of its own, in this process and in those of the commands.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig, startServer } from '@liuchi/server/main'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const MAIN_FILE = fileURLToPath(new URL('./main.ts', import.meta.url))

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function liuchi(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^LIUCHI_|^DATABASE_URL$|^CLICKHOUSE_/.test(name)))
  const child = spawn(process.execPath, [MAIN_FILE, ...args], {
    cwd: folder,
    env: { ...clean, LIUCHI_DATA_DIR: join(folder, 'data'), LIUCHI_LOCALE: 'en', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (piece: Buffer) => {
    out += piece.toString()
  })
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString()
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }))
  })
}

const behaviour = ['1,7,3,pv,1511658000', '1,7,3,cart,1511658060', '1,7,3,buy,1511658120', '2,7,3,pv,1511658000', 'nonsense'].join('\n')

describe('without a server', () => {
  test('status says so, and starts nothing', async () => {
    const { code, out, err } = await liuchi(['status', '--json'])
    expect([code, JSON.parse(out), err]).toEqual([1, { running: false, dataDir: join(folder, 'data') }, ''])
  })

  test('a command opens the stores itself; an import makes its workspace, and rejected rows are no failure', async () => {
    writeFileSync(join(folder, '行为.csv'), behaviour)
    const imported = await liuchi(['import', '行为.csv', '--preset', 'taobao', '--workspace', 'shop', '--json'])
    expect(imported.err).toBe('')
    expect(imported.code).toBe(0)
    expect(JSON.parse(imported.out)).toMatchObject({
      fileName: '行为.csv',
      status: 'done',
      rowsStored: 4,
      rowsRejected: 1,
      rowsDuplicate: 0,
    })
    const counted = await liuchi(['events', 'count', '--name', 'view', '--workspace', 'shop', '--json'])
    expect([counted.code, JSON.parse(counted.out)]).toEqual([0, { count: 2 }])
  })
})

describe('with a running server', () => {
  let close: () => Promise<void>
  beforeAll(async () => {
    const config = readConfig({ LIUCHI_DATA_DIR: join(folder, 'data'), PORT: '0', LIUCHI_DEMO: 'off', LIUCHI_LOG_LEVEL: 'silent' })
    const app = await startServer(config)
    close = () => app.close()
  })
  afterAll(() => close())

  const json = async (...args: string[]) => {
    const { code, out, err } = await liuchi([...args, '--json'])
    expect([code, err]).toEqual([0, ''])
    expect(out.split('\n')).toHaveLength(2)
    return JSON.parse(out) as unknown
  }

  test('status', async () => {
    expect(await json('status')).toMatchObject({ running: true, ready: true })
  })

  test('the same file again adds nothing; words for people tell the rejected rows', async () => {
    const again = await liuchi(['import', '行为.csv', '--preset', 'taobao', '--workspace', 'shop'])
    expect(again.code).toBe(0)
    expect(again.out).toMatch(/^0 rows stored, 4 known already, 1 rejected \(\d+\.\d s\)\n$/)
    expect(again.err).toBe('line 5: 5 columns were expected, 1 found\n')
  })

  test('columns by --map, wherever the file stands', async () => {
    writeFileSync(join(folder, 'orders.csv'), 'no;paid;sum;who\no1;2026-05-01 10:00;12.5;u1\n')
    const map = ['--map', 'no=orderNo', 'paid=paidAt', '--map', 'sum=amount', 'who=user_id']
    const read = { rowsStored: 1, rowsRejected: 0 }
    expect(await json('import', 'orders.csv', '--preset', 'orders', ...map, '--set', 'currency=USD', '--workspace', 'shop')).toMatchObject(
      read,
    )
    expect(await json('import', '--preset', 'orders', '--workspace', 'shop', ...map, 'orders.csv')).toMatchObject({ rowsDuplicate: 1 })
    expect(await json('events', 'count', '--name', 'buy', '--sum', 'amount', '--workspace', 'shop', '--person', 'user_id:u1')).toEqual({
      count: 1,
      sum: 12.5,
    })
    expect(await json('events', 'count', '--name', 'buy', '--sum', 'amount', '--workspace', 'shop', '--person', 'user_id:nobody')).toEqual({
      count: 0,
      sum: 0,
    })
  })

  test('funnel, person, keys, call', async () => {
    const funnel = await json('funnel', '--step', 'view', '--step', 'cart', '--step', 'buy', '--workspace', 'shop')
    expect(funnel).toMatchObject({ steps: [{ persons: 2 }, { persons: 1 }, { persons: 1 }] })
    expect(await json('person', 'user_id:1', '--workspace', 'shop')).toMatchObject({
      person: { identifiers: [{ kind: 'user_id', value: '1' }] },
      timeline: [{ name: 'buy' }, { name: 'cart' }, { name: 'view' }],
    })
    expect(await json('person', 'user_id:99', '--workspace', 'shop')).toEqual({ person: null })
    const made = (await json('keys', 'create', 'for a test', '--permission', 'events.read')) as { id: string; key: string }
    expect(made.key).not.toBe('')
    expect(await json('keys')).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ id: made.id })]) })
    expect(await json('keys', 'revoke', made.id)).toEqual({ id: made.id, revoked: true })
    expect(await json('call', 'events.count', '--query', 'name=view', '--query', 'name=cart', '--workspace', 'shop')).toEqual({ count: 3 })
    const queried = await json('call', 'events.query', '--body', '{"names":["buy"],"limit":1}', '--workspace', 'shop')
    expect(queried).toMatchObject({ items: [{ name: 'buy' }] })
    expect(await json('call')).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'imports.create', method: 'POST', path: '/imports' })]),
    )
    const previewed = await json('call', 'imports.preview', '--form', 'file=@行为.csv', '--workspace', 'shop')
    expect(previewed).toMatchObject({ preset: 'taobao' })
  })

  test.each([
    [['import', 'missing.csv', '--preset', 'taobao'], 'The file missing.csv cannot be read\n'],
    [
      ['import', 'orders.csv', '--preset', 'orders'],
      /^Preset orders needs .*; the columns of the file are: no, paid, sum, who\. .*\(events\.import_columns_missing\)\n$/,
    ],
    [['import', 'orders.csv', '--preset', 'nothing'], /preset/],
    [['import', 'orders.csv', '--preset', 'orders', '--map', 'noequals'], '--map takes NAME=VALUE, not “noequals”\n'],
    [['events', 'count', '--name', 'view', '--workspace', 'nowhere'], /\(auth\.unknown_workspace\)\n$/],
    [['funnel', '--step', 'view', '--window', 'soon'], '--window takes 30d, 12h, 90m or 3600s, not “soon”\n'],
    [['call', 'no.such'], 'There is no endpoint no.such; liuchi call lists them\n'],
    [['call', 'imports.get'], '--param id=… is missing\n'],
    [['nonsense'], /unknown command/],
  ])('%j fails with its reason on stderr', async (args, reason) => {
    const { code, out, err } = await liuchi(args)
    expect([code, out]).toEqual([1, ''])
    if (typeof reason === 'string') expect(err).toBe(reason)
    else expect(err).toMatch(reason)
  })

  test('another server by its address, and a wrong key', async () => {
    const env = { LIUCHI_URL: 'http://127.0.0.1:9', LIUCHI_API_KEY: 'x' }
    expect(await liuchi(['keys'], env)).toMatchObject({ code: 1, err: expect.stringContaining('cannot be reached') })
    const { url } = (await json('status')) as { url: string }
    expect(await liuchi(['keys'], { ...env, LIUCHI_URL: url })).toMatchObject({
      code: 1,
      err: expect.stringContaining('platform.unauthenticated'),
    })
  })
})
