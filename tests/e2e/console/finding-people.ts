/** From a figure to its people, from a person to what they did, from an event to what it carries. */
import { describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'

const FOUND_WITHIN_MS = 15_000

export function findingPeople(desk: () => Desk): void {
  describe('the funnel and its people', () => {
    test('view, cart, buy in any order within 31 days: 34 → 13 → 9', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await open('funnel')
      await page.getByText('不论顺序', { exact: true }).click()
      await page.getByRole('spinbutton', { name: '窗口期' }).fill('31')
      await page.getByText('34 → 13 → 9').waitFor()
      await rest()
      const table = page.getByRole('region', { name: '逐步转化' })
      for (const [step, persons] of Object.entries({ view: '34', cart: '13', buy: '9' })) {
        expect(await table.getByRole('row', { name: step }).getByRole('cell').first().textContent(), step).toBe(persons)
      }
      expect(takeTroubles()).toEqual([])
    })

    test('a link shows the same funnel to somebody else', async () => {
      const other = await desk().anotherWindow({})
      await other.open(desk().page.url().replace(desk().server.url, ''))
      await other.page.getByText('34 → 13 → 9').waitFor()
      expect(other.takeTroubles()).toEqual([])
      await other.close()
    })

    test('a step opens its people, and a person their page', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('region', { name: '逐步转化' }).getByRole('button', { name: /: 9$/ }).click()
      const people = page.getByRole('dialog').getByRole('listitem')
      await expect.poll(() => people.count()).toBe(9)
      const name = (await people.first().getByRole('strong').textContent()) ?? ''
      await people.first().getByRole('link').click()
      await page.waitForURL(/\/people\/\d+$/)
      await page.getByRole('heading', { level: 1, name }).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('the page of a person tells who they are and what they did, newest day first', async () => {
      const { page } = desk()
      const heading = await page.getByRole('heading', { level: 1 }).textContent()
      const identifier = await page.getByRole('region', { name: '标识' }).getByRole('definition').textContent()
      expect(heading).toContain(/^\d+/.exec(identifier ?? '')?.[0])
      const timeline = page.getByRole('region', { name: '行为' })
      const days = await timeline.getByRole('heading', { level: 3 }).allInnerTexts()
      expect(days.length).toBeGreaterThan(0)
      expect(days).toEqual(days.toSorted().reverse())
      expect(await timeline.getByRole('listitem').count()).toBeGreaterThan(1)
    })

    test('their events one by one, each opening to all it carries', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('link', { name: '在事件明细里看' }).click()
      await page.getByRole('heading', { level: 1, name: '事件明细' }).waitFor()
      await rest()
      await page.getByRole('table', { name: '事件明细' }).getByRole('button', { name: '展开行' }).first().click()
      await page.getByText('"itemId"').first().waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('found again by their identifier', async () => {
      const { open, page, takeTroubles } = desk()
      await open('people')
      const all = page.getByRole('table', { name: '客户' }).getByRole('row')
      const name = (await all.nth(1).getByRole('link').textContent()) ?? ''
      await page.getByRole('searchbox').fill(name)
      await page.getByRole('searchbox').press('Enter')
      await expect.poll(() => all.count(), { timeout: FOUND_WITHIN_MS }).toBe(2)
      expect(await all.nth(1).getByRole('link').textContent()).toBe(name)
      expect(takeTroubles()).toEqual([])
    })
  })
}
