/** A stranger becomes a customer, is merged with another one, taken apart again, and a conflict is decided; the timeline is right at each step. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'
import { daysAgo, idOf, send } from './sending.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const VISITOR = 'visitor-k1'
/** Three customers whose events tell in `step` whose they are. */
const ANN = { userId: 'known-1', name: 'Ann Known' }
const BOB = { userId: 'known-2', name: 'Bob Known' }
const CAT = { userId: 'known-3', name: 'Cat Known' }
const SETTLED_WITHIN_MS = 15_000

export function knowingPeople(desk: () => Desk): void {
  describe('one person out of several', () => {
    let ann: string
    let bob: string

    test('an anonymous visitor has a page with what they did', async () => {
      await send(desk(), [track({ anonymousId: VISITOR }, { event: 'view', step: 'looked', daysAgo: 9 })])
      const visitor = await idOf(desk(), `anonymous_id:${VISITOR}`)
      await desk().open(`people/${visitor}`)
      await desk().page.getByRole('heading', { level: 1, name: VISITOR }).waitFor()
      await expectSteps(desk().page, ['looked'])
      expect(desk().takeTroubles()).toEqual([])
    })

    test('who signs in is known from then on, and keeps what came before', async () => {
      const { open, page, takeTroubles } = desk()
      const both = { anonymousId: VISITOR, userId: ANN.userId }
      await send(desk(), [
        { type: 'identify', ...both, traits: { name: ANN.name }, timestamp: daysAgo(8) },
        track(both, { event: 'buy', step: 'ann-bought', daysAgo: 7, orderId: 'K-1', amount: 100 }),
      ])
      ann = await idOf(desk(), `user_id:${ANN.userId}`)
      expect(await idOf(desk(), `anonymous_id:${VISITOR}`)).toBe(ann)
      await open(`people/${ann}`)
      await page.getByRole('heading', { level: 1, name: ANN.name }).waitFor()
      await expectSteps(page, ['ann-bought', 'looked'])
      await page.getByText('共 ¥100.00').waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('the timeline can be narrowed to orders', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('button', { name: '订单', exact: true }).click()
      await rest()
      await expectSteps(page, ['ann-bought'])
      expect(takeTroubles()).toEqual([])
    })

    test('merged with a second customer, both have one timeline', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await send(desk(), [
        { type: 'identify', userId: BOB.userId, traits: { name: BOB.name }, timestamp: daysAgo(6) },
        track({ userId: BOB.userId }, { event: 'buy', step: 'bob-bought', daysAgo: 5, orderId: 'K-2', amount: 50 }),
      ])
      bob = await idOf(desk(), `user_id:${BOB.userId}`)
      await open(`people/${ann}`)
      await page.getByRole('button', { name: '与另一位合并' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('另一位客户').fill(BOB.name)
      await page.getByTitle(new RegExp(BOB.name)).click()
      await form.getByRole('button', { name: `与 ${BOB.name} 合并` }).click()
      await page.getByText('由 2 人合并').waitFor()
      await rest()
      await expectSteps(page, ['bob-bought', 'ann-bought', 'looked'])
      await page.getByText('共 ¥150.00').waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('the address of who was merged away leads to who goes on', async () => {
      const { open, page, takeTroubles } = desk()
      await open(`people/${bob}`)
      await page.waitForURL(`**/people/${ann}`)
      await page.getByText(`客户 #${bob} 已并入客户 #${ann}`).waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('the graph shows what joined them, also as a table', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('tab', { name: '标识图' }).click()
      await page.locator('.react-flow__node').first().waitFor()
      expect(await page.locator('.react-flow__node').count()).toBe(3)
      await page.getByText('表格', { exact: true }).click()
      await page.getByRole('row', { name: new RegExp(`${BOB.userId}.*人工操作`) }).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('the merge is undone: the question says who leaves, and each has their own timeline again', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await page.getByRole('tab', { name: '合并' }).click()
      const merge = page
        .getByRole('region', { name: '生效的合并' })
        .getByRole('listitem')
        .filter({ hasText: `客户 #${bob} 并入` })
      await merge.getByRole('button', { name: '撤销' }).click()
      await page.getByRole('dialog').getByText(`撤销后，“用户编号 ${BOB.userId}”会回到客户 #${bob}`).waitFor()
      await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click()
      await page.getByText('已拆成两位').waitFor()
      await rest()
      await page.getByRole('tab', { name: '时间线' }).click()
      await rest()
      await expectSteps(page, ['ann-bought', 'looked'])
      await page.getByRole('link', { name: `客户 #${bob}` }).click()
      await page.getByRole('heading', { level: 1, name: BOB.name }).waitFor()
      await rest()
      await expectSteps(page, ['bob-bought'])
      await open(`people/${bob}?tab=merges`)
      await page
        .getByRole('region', { name: '保持分开的人' })
        .getByRole('link', { name: `客户 #${ann}` })
        .waitFor()
      expect(takeTroubles()).toEqual([])
    })

    describe('a conflict', () => {
      let phone: Awaited<ReturnType<Desk['anotherWindow']>>

      beforeAll(async () => {
        phone = await desk().anotherWindow(PHONE)
      })

      afterAll(() => phone?.close())

      test('two member numbers are not merged but asked about', async () => {
        const { open, page, server, takeTroubles } = desk()
        await send(desk(), [
          { type: 'identify', userId: CAT.userId, traits: { name: CAT.name }, timestamp: daysAgo(4) },
          track({ userId: CAT.userId }, { event: 'buy', step: 'cat-bought', daysAgo: 3, orderId: 'K-3', amount: 25 }),
        ])
        const cat = await idOf(desk(), `user_id:${CAT.userId}`)
        await server.api('POST', `/persons/${ann}/identifiers`, { kind: 'member_no', value: 'KM1' })
        await server.api('POST', `/persons/${cat}/identifiers`, { kind: 'member_no', value: 'KM2' })
        await open(`people/${ann}`)
        await page.getByRole('button', { name: '绑定标识' }).click()
        const form = page.getByRole('dialog')
        await form.getByLabel('标识类型').fill('用户编号')
        await form.getByLabel('标识类型').press('Enter')
        await form.getByTitle('用户编号', { exact: true }).waitFor()
        await form.getByLabel('值').fill(CAT.userId)
        await form.getByRole('button', { name: '绑定' }).click()
        await form.getByText('两位客户各有一个“会员号”').waitFor()
        // The browser itself reports the answer of 409, once as an answer and once in the console.
        expect(takeTroubles().filter((trouble) => !trouble.includes('409'))).toEqual([])
        await form.getByRole('link', { name: '去“冲突”里决定' }).click()
        await page.getByRole('table', { name: '冲突' }).getByText('KM2').waitFor()
      })

      test('it is decided with a thumb, and the timeline follows', async () => {
        await phone.open('people/conflicts')
        const width = await phone.page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth))
        expect(width).toBeLessThanOrEqual(PHONE.viewport.width)
        await phone.page.getByRole('button', { name: '合为一人、保留两个值' }).tap()
        await phone.page.getByRole('dialog').getByRole('button', { name: '就这样定' }).tap()
        await phone.page.getByText('没有待处理的冲突').waitFor()
        const { page, open, takeTroubles } = desk()
        await open(`people/${ann}`)
        await page.getByText('由 2 人合并').waitFor()
        await expectSteps(page, ['cat-bought', 'ann-bought', 'looked'])
        await page.getByRole('region', { name: '标识' }).getByText('KM1').waitFor()
        await page.getByRole('region', { name: '标识' }).getByText('KM2').waitFor()
        await open('people/conflicts?state=decided')
        await page.getByRole('row', { name: /KM1.*KM2.*已合为一人/ }).waitFor()
        expect([...takeTroubles(), ...phone.takeTroubles()]).toEqual([])
      })
    })
  })
}

interface Tracked {
  readonly event: string
  readonly step: string
  readonly daysAgo: number
  readonly [property: string]: string | number
}

function track(who: object, { event, daysAgo: days, ...properties }: Tracked): object {
  return { type: 'track', ...who, event, properties, timestamp: daysAgo(days) }
}

/** What the timeline tells of `step`, newest first, as soon as it has come to rest. */
async function expectSteps(page: Page, steps: readonly string[]): Promise<void> {
  const events = page.getByRole('region', { name: '行为' }).getByRole('listitem')
  const told = async () => (await events.allInnerTexts()).flatMap((text) => /step ([\w-]+)/.exec(text)?.[1] ?? [])
  await expect.poll(told, { timeout: SETTLED_WITHIN_MS }).toEqual(steps)
}
