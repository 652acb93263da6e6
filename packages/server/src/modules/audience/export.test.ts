import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findJob } from '../../platform/jobs/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findOrMakeAtoms } from '../identity/index.ts'
import { audienceExportFile, exportAudience } from './contract.ts'
import { audienceErrors } from './errors.ts'
import { type Cell, safeCell } from './export-cells.ts'
import { writeList } from './export-file.ts'
import { sweepLists } from './export-sweep.ts'
import { audiencePersonData } from './person-data.ts'
import { audienceRoutes } from './routes.ts'
import { type Brand, newBrand } from './testing.ts'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, audienceRoutes(), { errorTables: [audienceErrors] })
})
afterAll(() => server.close())

const DAY_MS = 86_400_000
const file = (caller: Caller, jobId: string) => caller.reply(audienceExportFile, { params: { jobId } })

/** A brand with one person who wrote formulas wherever one can write, and a static audience of everybody. */
async function attacked() {
  const brand = await newBrand({ world, server, count: 2 })
  const [atom = 0] = await findOrMakeAtoms(world.handles, {
    workspaceId: brand.workspaceId,
    refs: [
      { kind: 'phone', value: '13800138000' },
      { kind: 'user_id', value: '=cmd|"/c calc"!A1' },
    ],
    seenAt: Date.parse('2026-03-01T00:00:00Z'),
  })
  await brand.trait(atom, { name: '=HYPERLINK("http://x","y")', '+note': '@SUM(1)', balance: -5, tags: ['=1'], city: '上海, "浦东"\n区' })
  const audience = await brand.made({ name: '全部', kind: 'live', rule: { not: { event: { name: 'never' } } } })
  return { ...brand, audience, atom }
}

async function exported(
  { admin, drain, workspaceId }: Brand,
  id: string,
  body: { format: 'csv' | 'xlsx'; traits?: string[] },
  by: Caller = admin,
) {
  const { jobId } = await by.call(exportAudience, { params: { id }, body, headers: { 'accept-language': 'zh-CN' } })
  await drain()
  return { jobId, job: await findJob(world.handles.db, { workspaceId, jobId }) }
}

it('gives a spreadsheet no formula, whatever people wrote', () => {
  for (const text of ['=1', '+1', '-1', '@a', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a']) expect(safeCell(text)).toBe(`'${text}`)
  for (const plain of ['a=1', '上海', '', "'=1", -5, true, null]) expect(safeCell(plain)).toBe(plain)
  expect(safeCell('\u0000=1\u0007')).toBe("'=1")
  expect(String(safeCell('x'.repeat(40_000))).length).toBeLessThanOrEqual(32_767)
})

it('writes CSV that a spreadsheet reads as it is meant', async () => {
  const brand = await attacked()
  const { jobId, job } = await exported(brand, brand.audience.id, { format: 'csv' })
  expect(job).toMatchObject({ status: 'done', result: { rows: 4, fileUrl: `/api/v1/audiences/exports/${jobId}/file` } })
  const { text, headers } = await file(brand.admin, jobId)
  expect(headers['content-disposition']).toContain(`audience-${brand.audience.id}.csv`)
  const [head, ...lines] = text.replace(/^\ufeff/, '').split('\r\n')
  expect(head).toBe(
    `客户编号,手机号,邮箱,会员号,用户 ID,UnionID,OpenID,企业微信外部联系人,其他标识,首次出现,进入人群,'+note,balance,city,name,tags`,
  )
  expect(text.startsWith('\ufeff')).toBe(true)
  const [own] = lines.filter((line) => line.startsWith(`${brand.atom},`))
  expect(own).toContain(`,'+8613800138000,`)
  expect(own).toContain(`'@SUM(1),-5,"上海, ""浦东""\n区","'=HYPERLINK(""http://x"",""y"")","[""=1""]"`)
  expect(lines.join()).toContain(`"'=cmd|""/c calc""!A1"`)
  expect(lines.join()).toContain('2026-03-01 08:00:00')
})

it('writes XLSX in as many sheets as it needs', async () => {
  const brand = await attacked()
  const { jobId } = await exported(brand, brand.audience.id, { format: 'xlsx', traits: ['balance', 'name'] })
  const path = join(world.handles.config.dataDir, 'audience-exports', `${jobId}.xlsx`)
  const book = new ExcelJS.Workbook()
  await book.xlsx.readFile(path)
  const rows = book.worksheets[0]?.getSheetValues() as unknown[][]
  expect(rows[1]?.slice(-2)).toEqual(['balance', 'name'])
  expect(rows.find((row) => row?.[1] === String(brand.atom))?.slice(-2)).toEqual([-5, `'=HYPERLINK("http://x","y")`])
  const pages = async function* () {
    yield [[1], [2], [3]] as Cell[][]
    yield [[4], [5]] as Cell[][]
  }
  const place = { jobId: 'sheets', format: 'xlsx' as const }
  expect(await writeList(world.handles.config, { ...place, headings: ['n'], rows: pages(), rowsPerSheet: 2 })).toMatchObject({ rows: 5 })
  const several = new ExcelJS.Workbook()
  await several.xlsx.readFile(join(world.handles.config.dataDir, 'audience-exports', 'sheets.xlsx'))
  const firstCells = (sheet: ExcelJS.Worksheet) => sheet.getColumn(1).values.filter((value) => value !== undefined)
  expect(several.worksheets.map(firstCells)).toEqual([
    ['n', 1, 2],
    ['n', 3, 4],
    ['n', 5],
  ])
})

it('hides contacts from whoever may not see them, and their files too', async () => {
  const brand = await attacked()
  const own = { workspace: brand.workspace }
  const blind = await server.withPermissions(['audiences.*', 'people.read'], own)
  const clear = await exported(brand, brand.audience.id, { format: 'csv' })
  expect(await file(blind, clear.jobId)).toMatchObject({ status: 403, error: { details: { permission: 'people.read_personal' } } })
  const masked = await exported(brand, brand.audience.id, { format: 'csv' }, blind)
  const { text } = await file(blind, masked.jobId)
  expect(text).toContain('+86138****8000')
  expect(text).not.toContain('13800138000')
  const stranger = await server.withPermissions(['audiences.*'], own)
  expect(await stranger.reply(exportAudience, { params: { id: brand.audience.id }, body: { format: 'csv' } })).toMatchObject({
    status: 403,
  })
  const elsewhere = await server.as('owner', { workspace: await world.newWorkspace() })
  expect(await file(elsewhere, clear.jobId)).toMatchObject({ status: 404 })
})

it('keeps a file seven days, or until somebody is erased', async () => {
  const brand = await attacked()
  const place = (jobId: string) => readFile(join(world.handles.config.dataDir, 'audience-exports', `${jobId}.csv`), 'utf8')
  const { jobId } = await exported(brand, brand.audience.id, { format: 'csv' })
  await sweepLists(world.handles)
  expect(await place(jobId)).toContain(String(brand.atom))
  world.business.setOffsetMs(world.business.offsetMs() + 7 * DAY_MS)
  expect(await file(brand.admin, jobId)).toMatchObject({ status: 410, error: { code: 'audience.export_gone' } })
  await sweepLists(world.handles)
  await expect(place(jobId)).rejects.toThrow('ENOENT')
  const { jobId: next } = await exported(brand, brand.audience.id, { format: 'csv' })
  const waiting = await brand.admin.call(exportAudience, { params: { id: brand.audience.id }, body: { format: 'csv' } })
  expect(await file(brand.admin, waiting.jobId)).toMatchObject({ status: 409, error: { code: 'audience.export_not_ready' } })
  const erased = { workspaceId: brand.workspaceId, atoms: [brand.atom], signal: new AbortController().signal }
  await audiencePersonData.erase(world.handles, { ...erased, erasureId: '', identifiers: (async function* () {})() })
  await expect(place(next)).rejects.toThrow('ENOENT')
  await brand.drain()
  expect(await file(brand.admin, waiting.jobId)).toMatchObject({ status: 410 })
  expect((await readdir(join(world.handles.config.dataDir, 'audience-exports'))).filter((name) => name.endsWith('.part'))).toEqual([])
})

it('tells and forgets in which audiences somebody was', async () => {
  const brand = await attacked()
  const named = await brand.made({ name: '点名', kind: 'static', personIds: [String(brand.atom), String(brand.atoms[0])] })
  const asked = { workspaceId: brand.workspaceId, atoms: [brand.atom], signal: new AbortController().signal }
  const parts: object[] = []
  for await (const { rows } of audiencePersonData.exported?.(world.handles, asked) ?? []) parts.push(...rows)
  expect(parts).toMatchObject([
    { name: '全部', kind: 'live' },
    { audienceId: named.id, name: '点名' },
  ])
  expect(await audiencePersonData.count?.(world.handles, asked)).toBeGreaterThan(0)
  await audiencePersonData.erase(world.handles, { ...asked, erasureId: '', identifiers: (async function* () {})() })
  expect(await audiencePersonData.count?.(world.handles, asked)).toBe(0)
  const rows = await world.handles.db
    .selectFrom('audience_audiences')
    .select(['name', 'count'])
    .where('workspace_id', '=', brand.workspaceId)
    .orderBy('name')
    .execute()
  expect(rows).toEqual([
    { name: '全部', count: 3 },
    { name: '点名', count: 1 },
  ])
})
