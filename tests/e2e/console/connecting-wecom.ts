/** WeCom connected to the local WeChat of the server: a customer adds a member of staff and is a person; what callbacks lose, a comparison finds. */
import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'
import { chineseOn, rawKeysOn } from './page-words.ts'

const DONE_WITHIN_MS = 20_000
/** Longest time in which the platform does not know a contact yet, with room. */
const SETTLED = 'PT10S'

interface LocalWorld {
  readonly corp: { corpId: string; agentId: number; secret: string; token: string; encodingAesKey: string }
  readonly staff: readonly { userId: string; name: string }[]
  readonly customers: readonly { id: string; name: string }[]
}

export function connectingWecom(desk: () => Desk): void {
  describe('WeCom', () => {
    let local: LocalWorld

    test('without a connection the page says what it is for, and a form names what is missing', async () => {
      const { open, page, takeTroubles } = desk()
      await open('settings/channels')
      await page.getByText('还没有连接企业微信').waitFor()
      await page.getByRole('button', { name: '连接企业微信' }).click()
      const form = page.getByRole('dialog')
      await form.getByRole('button', { name: '保存' }).click()
      await form.getByText('填写应用详情页上的数字').waitFor()
      await page.keyboard.press('Escape')
      await form.waitFor({ state: 'hidden' })
      expect(takeTroubles()).toEqual([])
    })

    test('a new world of the local WeChat is connected by itself, and the page says so', async () => {
      const { open, page, server, takeTroubles } = desk()
      local = await control(server, 'world', { seed: 7, staff: 2, customers: 5, groups: 0 })
      await open('settings/channels')
      expect(await page.getByRole('link', { name: '打开本地微信' }).getAttribute('href')).toBe('/_sandbox')
      await page.getByRole('link', { name: local.corp.corpId }).click()
      await page.getByRole('region', { name: '连接检查' }).getByText('企业 ID 与 Secret 有效').waitFor()
      await page.getByRole('region', { name: '连接检查' }).getByText('2 位员工可以使用客户联系').waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('disconnected, and connected again with the form: what to enter in WeCom is listed', async () => {
      const { page, rest, server, takeTroubles } = desk()
      const { corpId, agentId, secret, token, encodingAesKey } = local.corp
      await rest()
      await page.getByRole('button', { name: '断开' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '断开' }).click()
      await page.getByText('还没有连接企业微信').waitFor()
      await page.getByRole('button', { name: '连接企业微信' }).click()
      const form = page.getByRole('dialog')
      await form.getByLabel('企业 ID').fill(corpId)
      await form.getByLabel('AgentId').fill(String(agentId))
      await form.getByLabel('Secret').fill(secret)
      await form.getByText('填写已有的').click()
      await form.getByLabel('Token', { exact: true }).fill(token)
      await form.getByLabel('EncodingAESKey', { exact: true }).fill(encodingAesKey)
      await form.getByRole('button', { name: '保存' }).click()
      await form.getByText(`企业 ${corpId} 已连接`).waitFor()
      for (const shown of [`${server.url}/callback/wecom/${corpId}`, token, encodingAesKey]) await form.getByText(shown).waitFor()
      await form.getByRole('link', { name: '打开企业页，检查连接' }).click()
      const check = page.getByRole('region', { name: '连接检查' })
      await check.getByText('企业微信还没有验证过回调地址').waitFor()
      expect(await page.content()).not.toContain(secret)
      expect(takeTroubles()).toEqual([])
    })

    test('what is wrong is mended, and the next check says so', async () => {
      const { page, rest, server, takeTroubles } = desk()
      await control(server, 'verify', {})
      const check = page.getByRole('region', { name: '连接检查' })
      await check.getByRole('button', { name: '再查一次' }).click()
      await check.getByText(/^企业微信在 \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} 验证过回调地址$/).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('a customer adds somebody, and is a person whose page says who knows them', async () => {
      const { open, page, server, takeTroubles } = desk()
      const [customer, member] = [local.customers[0], local.staff[0]]
      await compared(server, local.corp.corpId)
      await addStaff(server, { customer: customer?.id, userId: member?.userId, state: 'shop-1' })
      await contactsAre(desk(), local, 1)
      await open(`settings/channels/${local.corp.corpId}?tab=contacts`)
      const row = page.getByRole('table', { name: '好友' }).getByRole('row', { name: customer?.name ?? '' })
      expect(await row.textContent()).toMatch(/好友.*扫二维码.*shop-1/)
      await row.getByRole('link').click()
      const card = page.getByRole('region', { name: '企业微信' })
      await card.getByText(member?.name ?? '').waitFor()
      await card.getByText('扫二维码 · 渠道码 shop-1').waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('whom a lost callback was about, a comparison finds', async () => {
      const { open, page, rest, server, takeTroubles } = desk()
      const { corpId } = local.corp
      await control(server, 'faults', { lose: 1 })
      await addStaff(server, { customer: local.customers[1]?.id, userId: local.staff[1]?.userId })
      await control(server, 'faults', {})
      await open(`settings/channels/${corpId}`)
      const comparison = page.getByRole('region', { name: '核对' })
      await comparison.getByRole('button', { name: '立即核对' }).click()
      await comparison.getByText('2 位员工，2 对好友关系').waitFor({ timeout: DONE_WITHIN_MS })
      await comparison.getByText('新增好友 1').waitFor()
      await rest()
      await page.getByRole('tab', { name: '核对记录' }).click()
      await page
        .getByRole('table', { name: '核对记录' })
        .getByRole('row', { name: /完成.*新增好友 1/ })
        .waitFor()
      await page.getByRole('tab', { name: '员工' }).click()
      await page
        .getByRole('table', { name: '员工' })
        .getByRole('link', { name: local.staff[1]?.name ?? '' })
        .click()
      await page.getByText(`只看 ${local.staff[1]?.name}`).waitFor()
      await page.getByRole('link', { name: local.customers[1]?.name ?? '' }).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('in English and on a phone', async () => {
      const phone = await desk().anotherWindow({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
      await phone.page.addInitScript(() => localStorage.setItem('liuchi.language', 'en'))
      for (const tab of ['', '?tab=runs', '?tab=connection']) {
        await phone.open(`settings/channels/${local.corp.corpId}${tab}`)
        expect([...(await rawKeysOn(phone.page)), ...(await chineseOn(phone.page))], tab).toEqual([])
        expect(await phone.page.evaluate(() => document.documentElement.scrollWidth), tab).toBeLessThanOrEqual(390)
      }
      expect(phone.takeTroubles()).toEqual([])
      await phone.close()
    })
  })
}

async function control<T = unknown>({ url }: Desk['server'], path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/_sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`)
  return JSON.parse(text) as T
}

interface Added {
  readonly customer: string | undefined
  readonly userId: string | undefined
  readonly state?: string
}

/** A customer scans the code of a member, and the platform has had the time to know it. */
async function addStaff(server: Desk['server'], { customer, ...added }: Added) {
  await control(server, 'act', { actor: `customer:${customer}`, verb: 'addStaff', ...added })
  await control(server, 'clock', { advance: SETTLED })
  await control(server, 'drain', {})
}

/** The comparison that a new connection starts by itself is over: staff are known, and none of those that follow comes within a day. */
async function compared({ api }: Desk['server'], corpId: string): Promise<void> {
  const path = `/channels/wecom/${corpId}/reconciliations`
  await api('POST', path)
  await until('the first comparison', async () => {
    const { items } = await api<{ items: { endedAt: string | null }[] }>('GET', path)
    return items.every(({ endedAt }) => endedAt !== null)
  })
}

async function contactsAre({ server }: Desk, { corp }: LocalWorld, count: number): Promise<void> {
  await until(`${count} contacts`, async () => {
    const { items } = await server.api<{ items: unknown[] }>('GET', `/channels/wecom/${corp.corpId}/contacts`)
    return items.length === count
  })
}
