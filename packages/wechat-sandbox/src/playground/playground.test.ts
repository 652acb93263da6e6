// own process
/** The playground page in Chromium: people are picked, codes scanned, words said, tasks tapped, in both languages. */
import Fastify, { type FastifyInstance } from 'fastify'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../../server/src/platform/testing/available.ts'
import type { Sandbox } from '../open-sandbox.ts'
import { openSandbox } from '../sandbox.ts'

const SLOW_MS = 10_000
const PHONE_WIDTH = 390

interface Api {
  readonly errcode: number
  readonly [field: string]: unknown
}

describe.skipIf(!chromiumPath())('the playground (in Chromium)', () => {
  let browser: Browser
  let sandbox: Sandbox
  let app: FastifyInstance
  let base: string
  let page: Page
  let faults: string[]

  beforeAll(async () => {
    sandbox = openSandbox()
    app = Fastify()
    await app.register(sandbox.routes)
    base = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: ['--no-sandbox'] })
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1_280, height: 800 } })
    page.setDefaultTimeout(SLOW_MS)
    faults = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(`${base}/_sandbox`)
  })

  afterAll(async () => {
    await browser.close()
    await app.close()
    await sandbox.close()
  })

  async function call(path: string, body?: object): Promise<Api> {
    const { corp } = sandbox.describeWorld() ?? { corp: { corpId: '', secret: '' } }
    const token = (await app.inject({ url: `/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}` })).json<Api>().access_token
    const url = `${path}?access_token=${token}`
    return (await app.inject(body ? { method: 'POST', url, payload: body } : { url })).json<Api>()
  }

  const phone = () => page.locator('.phone')

  test('without a world the page offers to make one', async () => {
    await page.getByRole('button', { name: '创建世界' }).click()
    await phone().or(page.getByText('选一个人')).first().waitFor()
    expect(sandbox.hasWorld()).toBe(true)
  })

  test('a customer scans a known code, is welcomed and answers', async () => {
    const [first] = (sandbox.describeWorld()?.staff ?? []) as { userId: string; name: string }[]
    const userId = first?.userId ?? ''
    const way = await call('/cgi-bin/externalcontact/add_contact_way', { type: 1, scene: 2, user: [userId], state: 'door', remark: '门店' })
    expect(way.errcode).toBe(0)
    await page.locator('.people .row').first().click()
    await phone().getByRole('button', { name: '扫一扫' }).click()
    await phone().getByText('门店 door').click()
    await page.getByRole('status').filter({ hasText: 'added' }).waitFor()
    await phone().getByRole('button', { name: '聊天' }).click()
    await phone().locator('.row').first().click()
    await phone().getByPlaceholder('说点什么').fill(`在吗 ${base}/_sandbox/clock`)
    await phone().getByRole('button', { name: '发送' }).click()
    await phone().locator('.mine .address').waitFor()
    sandbox.act({ actor: `staff:${userId}`, verb: 'say', to: 'c1', text: '在的，欢迎' })
    await phone().locator('.bubble:not(.mine)').filter({ hasText: '欢迎' }).waitFor()
    await phone().locator('.address').click()
    await page.getByRole('status').filter({ hasText: 'opens' }).waitFor()
    expect(sandbox.world.store.all('select outcome from visits')).toEqual([{ outcome: '200' }])
  })

  test('a member taps a mass send and the customer sees it; the task is done', async () => {
    const { contacts } = { contacts: sandbox.world.store.all<{ userId: string }>('select user_id as userId from contacts') }
    const userId = contacts[0]?.userId ?? ''
    const sent = await call('/cgi-bin/externalcontact/add_msg_template', { sender: userId, text: { content: '周末特惠' } })
    expect(sent.errcode).toBe(0)
    sandbox.advance(60_000)
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: 'Staff', exact: true }).click()
    await page.locator('.people .row').filter({ hasText: userId }).click()
    await phone().getByRole('button', { name: 'Confirm and send' }).click()
    await phone().getByText('Done', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Customers', exact: true }).click()
    await page.locator('.people .row').first().click()
    await phone().locator('.row-last').filter({ hasText: '周末特惠' }).waitFor()
  })

  test('at the width of a phone nothing hangs over, and one pane shows at a time', async () => {
    await page.setViewportSize({ width: PHONE_WIDTH, height: 800 })
    for (const pane of ['People', 'Phone', 'World']) {
      await page.locator('.pane-tabs').getByRole('button', { name: pane }).click()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE_WIDTH)
      expect(await page.locator('.pane:visible').count()).toBe(1)
    }
  })

  test('nothing went wrong in the page', () => {
    expect(faults).toEqual([])
  })

  test('programs get JSON where people get the page', async () => {
    expect((await app.inject({ url: '/_sandbox' })).json()).toMatchObject({ ready: true, world: true })
    expect((await app.inject({ url: '/_sandbox/page/..%2fassets.ts' })).statusCode).toBe(404)
    expect((await app.inject({ url: '/_sandbox/page/main.ts' })).body).not.toContain('interface ')
  })
})
