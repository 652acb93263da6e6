/** A file from the disk to the figures. */
import { describe, expect, test } from 'vitest'
import type { BehaviourFile } from './behaviour-file.ts'
import type { Desk } from './desk.ts'

const DONE_WITHIN_MS = 30_000

export function importing(parts: () => { desk: Desk; file: BehaviourFile }): void {
  describe('importing a file', () => {
    test('it is recognised, previewed, stored, and its figures are shown', async () => {
      const { desk, file } = parts()
      const { page } = desk
      await page.getByRole('link', { name: '导入文件' }).first().click()
      await page.locator('input[type=file]').setInputFiles({ name: file.name, mimeType: 'text/csv', buffer: file.content })
      const preset = page.getByRole('radio', { name: /天池天猫行为/ })
      await preset.waitFor()
      await expect.poll(() => preset.isChecked()).toBe(true)
      await page.getByRole('region', { name: '前几行会变成什么' }).getByRole('cell', { name: 'view' }).first().waitFor()
      await page.getByRole('button', { name: '开始导入' }).click()
      await page.getByRole('heading', { level: 1, name: `${file.name} 完成` }).waitFor({ timeout: DONE_WITHIN_MS })
      await desk.rest()
      const words = await page.getByRole('main').textContent()
      const rows = file.rows.toLocaleString('zh-CN')
      expect(words).toMatch(new RegExp(`读取${rows}行入库${rows}行已有0行.*被拒0行`))
      expect(desk.takeTroubles()).toEqual([])
    })

    test('the list of imports has it', async () => {
      const { desk, file } = parts()
      await desk.open('imports')
      await desk.page.getByRole('row', { name: new RegExp(`${file.name}.*完成`) }).waitFor()
      expect(desk.takeTroubles()).toEqual([])
    })
  })
}
