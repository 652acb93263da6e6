import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkUnpackedSize } from './zip-size.ts'

let folder = ''
let workbook: Buffer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liuchi-zip-'))
  const written = new ExcelJS.Workbook()
  written.addWorksheet('one').addRow(['x'.repeat(30_000), ...Array.from({ length: 60 }, (_, index) => `${index}${'y'.repeat(30_000)}`)])
  workbook = Buffer.from(await written.xlsx.writeBuffer())
})
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, bytes: Buffer): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const TEXT_BYTES = 61 * 30_000

test('unpacks to see how large a workbook is', async () => {
  const path = fileOf('whole.xlsx', workbook)
  expect(workbook.length).toBeLessThan(TEXT_BYTES / 10)
  await checkUnpackedSize(path, 2 * TEXT_BYTES)
  await expect(checkUnpackedSize(path, TEXT_BYTES)).rejects.toMatchObject({ code: 'events.import_too_large' })
})

test('does not believe the sizes that a zip declares', async () => {
  const lying = Buffer.from(workbook)
  for (let at = 0; at + 46 < lying.length; at++) if (lying.readUInt32LE(at) === 0x0201_4b50) lying.writeUInt32LE(1, at + 24)
  await expect(checkUnpackedSize(fileOf('lying.xlsx', lying), TEXT_BYTES)).rejects.toMatchObject({ code: 'events.import_too_large' })
})

test.each([
  ['cut', () => workbook.subarray(0, workbook.length - 100)],
  ['empty', () => Buffer.alloc(0)],
  ['noise', () => Buffer.alloc(5_000, 'PK')],
])('says that a %s file is no workbook', async (name, bytes) => {
  await expect(checkUnpackedSize(fileOf(name, bytes()), TEXT_BYTES)).rejects.toMatchObject({ code: 'events.import_unreadable' })
})
