/** The door: refused with a reason, then let in to where one wanted to go. */
import { describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'

export function signingIn(desk: () => Desk): void {
  describe('signing in', () => {
    test('a page that needs it leads to the door', async () => {
      const { open, page, takeTroubles } = desk()
      await open('imports')
      expect(new URL(page.url()).pathname).toBe('/sign-in')
      expect(takeTroubles()).toEqual([])
    })

    test('a wrong password is told', async () => {
      const { page, server, takeTroubles } = desk()
      await page.getByLabel('邮箱').fill(server.credentials.adminEmail)
      await page.getByLabel('密码').fill('not the password')
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByRole('alert').getByText('邮箱或密码不对').waitFor()
      // The browser itself reports an answer of 401, once as an answer and once in the console.
      expect(takeTroubles().filter((trouble) => !trouble.includes('401'))).toEqual([])
    })

    test('the first credentials open the page that was asked for', async () => {
      const { page, server, rest, takeTroubles } = desk()
      await page.getByLabel('密码').fill(server.credentials.adminPassword)
      await page.getByRole('button', { name: '登录' }).click()
      await page.getByRole('heading', { level: 1, name: '导入' }).waitFor()
      await rest()
      expect(new URL(page.url()).pathname).toBe('/w/default/imports')
      expect(takeTroubles()).toEqual([])
    })
  })
}

export function signingOut(desk: () => Desk): void {
  test('signing out ends the session: every page leads to the door again', async () => {
    const { open, page, takeTroubles } = desk()
    await open('today')
    await page.getByRole('banner').getByRole('button', { name: '账号' }).click()
    await page.getByRole('menuitem', { name: '退出登录' }).click()
    await page.getByRole('button', { name: '登录' }).waitFor()
    expect(takeTroubles()).toEqual([])
    await open('funnel')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })
}
