/** The pages that are looked at in between, on the width of a phone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

export function onAPhone(desk: () => Desk): void {
  describe('on a phone', () => {
    let phone: Awaited<ReturnType<Desk['anotherWindow']>>

    beforeAll(async () => {
      phone = await desk().anotherWindow(PHONE)
    })

    afterAll(() => phone?.close())

    test.each(['today', 'today/tasks', 'people/1', 'funnel'])('%s needs no scrolling to the side', async (path) => {
      await phone.open(path)
      const width = await phone.page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth))
      expect(width).toBeLessThanOrEqual(PHONE.viewport.width)
      expect(phone.takeTroubles()).toEqual([])
    })

    test('the bar at the bottom leads to the areas', async () => {
      await phone.page.getByRole('navigation', { name: '导航' }).getByRole('link', { name: '客户' }).click()
      await phone.page.getByRole('heading', { level: 1, name: '客户' }).waitFor()
      await phone.rest()
      expect(phone.takeTroubles()).toEqual([])
    })
  })
}
