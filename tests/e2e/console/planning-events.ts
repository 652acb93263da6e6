/** The tracking plan of an event, and how healthy the data is. */
import { describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'

const DESCRIPTION = '付款成功后由服务端发送'

export function planningEvents(desk: () => Desk): void {
  describe('the tracking plan', () => {
    test('an event shows its figures, properties and latest rows', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await open('events')
      await page.getByRole('table', { name: '事件' }).getByRole('link', { name: 'buy' }).click()
      await page.getByRole('heading', { level: 1, name: 'buy' }).waitFor()
      for (const tab of ['属性', '最近的事件', '趋势']) {
        await page.getByRole('tab', { name: tab }).click()
        await rest()
        if (tab === '属性') await page.getByRole('tabpanel').getByText('itemId').first().waitFor()
      }
      expect(takeTroubles()).toEqual([])
    })

    test('a declaration is saved and shown, also after a reload', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('tab', { name: '埋点方案' }).click()
      await page.getByRole('radio', { name: /警告|提醒|warn/i }).check()
      await page.getByLabel('说明').fill(DESCRIPTION)
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByRole('heading', { level: 1, name: /buy.*(警告|提醒)/ }).waitFor()
      await page.reload()
      await rest()
      await page.getByRole('tab', { name: '埋点方案' }).click()
      expect(await page.getByLabel('说明').inputValue()).toBe(DESCRIPTION)
      expect(takeTroubles()).toEqual([])
    })

    test('data health has counted what came in', async () => {
      const { open, page, server, takeTroubles } = desk()
      await open('health')
      const { items } = await server.api<{ items: { total: number }[] }>('GET', '/tracking-plan')
      const received = items.reduce((sum, { total }) => sum + total, 0)
      await page.getByRole('main').getByText(received.toLocaleString('zh-CN'), { exact: false }).first().waitFor()
      expect(takeTroubles()).toEqual([])
    })
  })
}
