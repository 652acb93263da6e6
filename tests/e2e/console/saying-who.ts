/** An operator says who: builds a rule with mouse and keyboard, sees the count follow, keeps it as an audience, asks why, compares, tags, exports. */
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from './desk.ts'
import { daysAgo, idOf, send } from './sending.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const CITY = 'Whoville'
/** In the cart these days and not bought: the first three. */
const PEOPLE = ['who-1', 'who-2', 'who-3', 'who-4', 'who-5']
const BUYERS = ['who-3', 'who-4', 'who-5']
const SETTLED_WITHIN_MS = 15_000
const settled = { timeout: SETTLED_WITHIN_MS }
const NAME = 'Left in Whoville'
const TAG = 'who-high'

const event = (userId: string, name: string, days: number, properties: object = {}) => ({
  type: 'track',
  userId,
  event: name,
  timestamp: daysAgo(days),
  properties,
})

export function sayingWho(desk: () => Desk): void {
  describe('saying who', () => {
    let phone: Awaited<ReturnType<Desk['anotherWindow']>>
    let first: string

    beforeAll(async () => {
      phone = await desk().anotherWindow(PHONE)
      await send(desk(), [
        ...PEOPLE.map((userId) => ({ type: 'identify', userId, traits: { name: `Name ${userId}`, city: CITY }, timestamp: daysAgo(20) })),
        ...PEOPLE.map((userId) => event(userId, 'cart', 2)),
        ...BUYERS.map((userId) => event(userId, 'buy', 1, { orderId: `W-${userId}`, amount: 80 })),
      ])
      first = await idOf(desk(), 'user_id:who-1')
      await idOf(desk(), 'user_id:who-5')
    })

    afterAll(() => phone?.close())

    test('a template starts a rule, its people are counted and its words are said', async () => {
      const { open, page, takeTroubles } = desk()
      await open('people/audiences')
      await page.getByRole('link', { name: '新建人群' }).first().click()
      await page.getByRole('button', { name: /^加购未买/ }).click()
      await expect.poll(() => page.getByRole('textbox', { name: '名称' }).inputValue(), settled).toBe('加购未买')
      await page.getByText(/最近 7 天做过.*且.*的人/).waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('an unfinished condition says so at its place, a finished one is counted', async () => {
      const { page, takeTroubles } = desk()
      await addCondition(page, '特征')
      const trait = leaf(page, '2')
      await trait.getByText('选一个特征，填上值').waitFor()
      await page.getByText('有 1 处没填完').waitFor()
      await choose(page, trait.getByLabel('特征', { exact: true }), 'city')
      await trait.getByRole('combobox', { name: '值', exact: true }).fill(CITY)
      await counted(page, 2)
      await page.getByRole('link', { name: 'Name who-1' }).waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('what is not wished for is turned around, and undone by key and again', async () => {
      const { page, takeTroubles } = desk()
      await choose(page, leaf(page, '1').getByLabel('满足还是不满足'), '满足')
      await counted(page, 3)
      await leaf(page, '1').getByRole('button', { name: '移动：行为' }).press('Control+z')
      await counted(page, 2)
      await page.keyboard.press('Control+Shift+z')
      await counted(page, 3)
      await page.getByRole('button', { name: '撤销' }).click()
      await counted(page, 2)
      expect(takeTroubles()).toEqual([])
    })

    test('a condition is moved by key: up, into a group, out of it, copied, deleted', async () => {
      const { page, takeTroubles } = desk()
      const handle = () => page.locator(':focus')
      await leaf(page, '2').getByRole('button', { name: '移动：特征' }).focus()
      await page.keyboard.press('Alt+ArrowUp')
      await expectOrder(page, ['0 行为', '1 特征', '2 行为'])
      expect(await handle().getAttribute('aria-label')).toBe('移动：特征')
      await page.keyboard.press('Alt+ArrowRight')
      await expectOrder(page, ['0 行为', '1 条件组', '1.0 特征', '2 行为'])
      await page.keyboard.press('Alt+d')
      await expectOrder(page, ['0 行为', '1 条件组', '1.0 特征', '1.1 特征', '2 行为'])
      await page.keyboard.press('Delete')
      await page.keyboard.press('Alt+ArrowLeft')
      await expectOrder(page, ['0 行为', '1 特征', '2 行为'])
      await page.keyboard.press('Alt+ArrowDown')
      await expectOrder(page, ['0 行为', '1 行为', '2 特征'])
      await counted(page, 2)
      expect(takeTroubles()).toEqual([])
    })

    test('and by dragging, into a group', async () => {
      const { page, takeTroubles } = desk()
      await page.getByRole('button', { name: '添加条件组' }).last().click()
      await expectOrder(page, ['0 行为', '1 行为', '2 特征', '3 条件组'])
      await drag(page, leaf(page, '2').getByRole('button', { name: '移动：特征' }), leaf(page, '3'))
      await expectOrder(page, ['0 行为', '1 行为', '2 条件组', '2.0 特征'])
      await counted(page, 2)
      expect(takeTroubles()).toEqual([])
    })

    test('the draft survives a reload, and the address alone shows the same question', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.reload()
      await rest()
      await expectOrder(page, ['0 行为', '1 行为', '2 条件组', '2.0 特征'])
      await counted(page, 2)
      expect(takeTroubles()).toEqual([])
    })

    test('saved as a live audience it is filled, and follows what happens', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('textbox', { name: '名称' }).fill(NAME)
      await page.getByRole('button', { name: '保存' }).click()
      await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
      await page.getByRole('table', { name: '客户' }).getByRole('link', { name: 'Name who-2' }).waitFor()
      await rest()
      expect(await page.getByRole('row').count()).toBe(3)
      await send(desk(), [event('who-2', 'buy', 0, { orderId: 'W-again', amount: 20 })])
      await expect
        .poll(async () => {
          await page.reload()
          await rest()
          return page.getByRole('row').count()
        }, settled)
        .toBe(2)
      expect(takeTroubles()).toEqual([])
    })

    test('why somebody is in it, part by part', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('tab', { name: '为什么' }).click()
      await page.getByRole('combobox', { name: '客户' }).fill('Name who-1')
      await page.getByTitle(/Name who-1/).click()
      await page.getByText('在这个人群里。').waitFor()
      await page.getByText(/实际：.*1 次/).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('its people are exported as a file that opens in Excel', async () => {
      const { page, takeTroubles } = desk()
      await page.getByRole('button', { name: '导出' }).click()
      const drawer = page.getByRole('dialog')
      await drawer.getByLabel('CSV').check()
      await drawer.getByRole('button', { name: '导出 1 人' }).click()
      await drawer.getByText('1 行，可以下载了').waitFor()
      const [file] = await Promise.all([page.waitForEvent('download'), drawer.getByRole('button', { name: '下载' }).click()])
      expect(await readFile((await file.path()) ?? '', 'utf8')).toContain('who-1')
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'detached' })
      expect(takeTroubles()).toEqual([])
    })

    test('two audiences overlap; a combination becomes a rule of its own', async () => {
      const { open, page, server, takeTroubles } = desk()
      const rule = { trait: { name: 'city', op: 'eq', value: CITY } }
      await server.api('POST', '/audiences', { name: 'Whoville', kind: 'live', rule })
      await open('people/audiences?q=Whoville')
      const rowOf = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
      await rowOf('Whoville').getByText('5', { exact: true }).waitFor()
      for (const name of [NAME, 'Whoville']) await rowOf(name).getByRole('checkbox').check()
      await page.getByRole('button', { name: '看重叠' }).click()
      const table = page.getByRole('region', { name: '各种组合' })
      const numbers = async () => (await table.getByRole('row').allInnerTexts()).slice(1).map((text) => text.match(/\d+/g))
      await expect.poll(numbers, settled).toEqual([
        ['4', '5'],
        ['1', '1'],
      ])
      await table.getByRole('link', { name: '建成人群' }).first().click()
      await counted(page, 4)
      expect(takeTroubles()).toEqual([])
    })

    test('a tag is made in an exclusive group and put on a person, who can say why', async () => {
      const { open, page, server, rest, takeTroubles } = desk()
      const group = await server.api<{ id: string }>('POST', '/tag-groups', { name: 'Who group', exclusive: true })
      await server.api('POST', '/tags', { name: 'who-old', groupId: group.id })
      await open('people/tags')
      await page.getByTitle(/Who group/).click()
      // Only then is it the group of a new tag.
      await page.locator('.ant-segmented-item-selected', { hasText: 'Who group' }).waitFor()
      await page.getByRole('button', { name: '新建标签' }).first().click()
      const form = page.getByRole('dialog')
      await form.getByLabel('名称').fill(TAG)
      await form.getByRole('button', { name: '新建标签' }).click()
      await page.getByRole('row', { name: new RegExp(TAG) }).waitFor()
      await open(`people/${first}?tab=standing`)
      for (const name of ['who-old', TAG]) {
        await page.getByRole('button', { name: '打标签' }).click()
        await choose(page, page.getByRole('dialog').getByRole('combobox', { name: '标签' }), new RegExp(name))
        await page.getByRole('dialog').getByRole('button', { name: '打上' }).click()
        await page.getByRole('dialog').waitFor({ state: 'detached' })
        await page.getByRole('region', { name: '标签' }).getByRole('link', { name }).waitFor()
        await rest()
      }
      // The second one took the place of the first.
      expect(await page.getByRole('region', { name: '标签' }).getByRole('link', { name: 'who-old' }).count()).toBe(0)
      await page.getByRole('button', { name: '变化' }).click()
      await page.getByRole('dialog').getByText(`打上 ${TAG}`).waitFor()
      await page.getByRole('dialog').getByText('取下 who-old').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('region', { name: '人群' }).getByRole('link', { name: NAME }).waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('a rule puts a tag on by itself', async () => {
      const { open, page, server, takeTroubles } = desk()
      const tag = await server.api<{ id: string }>('POST', '/tags', { name: 'who-rule', kind: 'rule' })
      await open(`people/tags/${tag.id}?tab=rule`)
      // The browser itself reports the answer of 404 to a rule that is not there yet.
      expect(takeTroubles().filter((trouble) => !trouble.includes('404'))).toEqual([])
      await addCondition(page, '特征')
      await choose(page, leaf(page, '0').getByLabel('特征', { exact: true }), 'city')
      await leaf(page, '0').getByRole('combobox', { name: '值', exact: true }).fill(CITY)
      await counted(page, PEOPLE.length)
      await page.getByRole('button', { name: '保存并立即执行' }).click()
      const runs = page.getByRole('region', { name: '执行' })
      await runs.getByText(String(PEOPLE.length), { exact: true }).waitFor()
      expect(takeTroubles().filter((trouble) => !trouble.includes('404'))).toEqual([])
    })

    test.each(['people/audiences', 'people/audiences/new', 'people/tags'])('%s on a phone needs no scrolling to the side', async (path) => {
      await phone.open(path)
      const width = await phone.page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth))
      expect(width).toBeLessThanOrEqual(PHONE.viewport.width)
      expect(phone.takeTroubles()).toEqual([])
    })
  })
}

/** A condition or a group by its place in the rule. */
function leaf(page: Page, path: string): Locator {
  return page.locator(`[data-rule-path="${path}"]`)
}

/** Adds a condition to the outermost group. */
async function addCondition(page: Page, kind: string): Promise<void> {
  await page
    .locator('.lc-rule-root > .ant-space')
    .getByRole('button', { name: /添加条件$/ })
    .click()
  await page.getByRole('menuitem', { name: new RegExp(`${kind}$`) }).click()
}

/** Chooses in a select by what is written there. */
async function choose(page: Page, select: Locator, words: string | RegExp): Promise<void> {
  await select.click()
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden)').getByTitle(words, { exact: true }).last().click()
}

/** The live count has come to this. */
async function counted(page: Page, people: number): Promise<void> {
  const figure = page.locator('.lc-builder-result [aria-busy=false] .lc-figure-value')
  await expect.poll(async () => ((await figure.count()) > 0 ? figure.textContent() : ''), settled).toMatch(new RegExp(`^${people}\\s*人`))
}

/** Every condition and group with its place, in order. */
async function expectOrder(page: Page, order: readonly string[]): Promise<void> {
  const items = page.locator('.lc-rule-item')
  const shown = () =>
    items.evaluateAll((all) => all.map((one) => `${one.getAttribute('data-rule-path')} ${one.getAttribute('aria-label')}`))
  await expect.poll(shown, settled).toEqual(order)
}

/** Drags as a hand does, in steps and following what moves, until the gap inside the group is the one to drop into. */
async function drag(page: Page, from: Locator, group: Locator): Promise<void> {
  await from.evaluate((handle) => handle.scrollIntoView({ block: 'center' }))
  await from.hover()
  await page.mouse.down()
  const gap = group.locator('.lc-rule-gap')
  await expect
    .poll(async () => {
      const box = await gap.boundingBox()
      if (box) await page.mouse.move(box.x + 10, box.y + 3, { steps: 5 })
      return group.locator('.lc-rule-gap-over').count()
    }, settled)
    .toBe(1)
  await page.mouse.up()
}
