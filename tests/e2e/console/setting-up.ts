/** Keys and workspaces. */
import { describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'

export function settingUp(desk: () => Desk): void {
  describe('settings', () => {
    let key: string

    test('a new API key is shown once, and works', async () => {
      const { open, page, rest, server, takeTroubles } = desk()
      await open('settings/keys')
      await page.getByText('API 密钥（管理）', { exact: true }).click()
      await page.getByRole('button', { name: '新建 API 密钥' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('名称').fill('数据仓库')
      await form.getByRole('button', { name: '创建' }).click()
      await form.getByText('密钥只显示这一次').waitFor()
      key = /l[a-z]+_[\w-]{20,}/.exec((await form.textContent()) ?? '')?.[0] ?? ''
      expect(key).not.toBe('')
      expect(await asked(server.url, key)).toBe(200)
      await page.keyboard.press('Escape')
      await page.getByRole('row', { name: /数据仓库.*有效/ }).waitFor()
      await page.reload()
      await rest()
      expect(await page.content()).not.toContain(key)
      expect(takeTroubles()).toEqual([])
    })

    test('a revoked key opens nothing any more', async () => {
      const { page, server, takeTroubles } = desk()
      await page.getByRole('row', { name: '数据仓库' }).getByRole('button', { name: '吊销' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click()
      await page.getByRole('row', { name: /数据仓库.*已吊销/ }).waitFor()
      expect(await asked(server.url, key)).toBe(401)
      expect(takeTroubles()).toEqual([])
    })

    test('a new workspace is empty and can be switched to and from', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await open('settings/workspaces')
      await page.getByRole('button', { name: '新建工作区' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('名称').fill('second-shop')
      await form.getByRole('button', { name: '创建' }).click()
      await form.getByRole('link', { name: /second-shop/ }).click()
      await page.waitForURL(/\/w\/second-shop\/today$/)
      await page.getByRole('heading', { name: '发来第一个事件' }).waitFor()
      await rest()
      await page
        .getByRole('banner')
        .getByRole('button', { name: /工作区/ })
        .click()
      await page.getByRole('menuitem', { name: 'default' }).click()
      await page.waitForURL(/\/w\/default\/today$/)
      await page.getByRole('main').getByText('近 30 天事件').first().waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })
  })
}

/** The status that a count is answered with. */
async function asked(url: string, key: string): Promise<number> {
  return (await fetch(`${url}/api/v1/events/count?name=buy`, { headers: { authorization: `Bearer ${key}` } })).status
}
