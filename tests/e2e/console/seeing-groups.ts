/** Customer groups of the local WeChat in the console: the list, one of them, who is in it and who left, on a desk and on a phone. */
import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'
import { rawKeysOn } from './page-words.ts'

interface LocalWorld {
  readonly staff: readonly { readonly userId: string; readonly name: string }[]
  readonly customers: readonly { readonly id: string; readonly name: string }[]
}

interface Group {
  readonly chatId: string
  readonly customers: number
}

const NAME = 'VIP 2026'

/** After a world of the local WeChat was connected. */
export function seeingGroups(desk: () => Desk): void {
  describe('customer groups', () => {
    let local: LocalWorld
    let chatId: string

    test('one that is made appears in the list, with who is in it', async () => {
      const { open, page, server, takeTroubles } = desk()
      local = (await (await fetch(`${server.url}/_sandbox/world`)).json()) as LocalWorld
      const [made] = await act(server, `staff:${local.staff[0]?.userId}`, 'makeGroup', { name: NAME })
      chatId = made?.replace('made ', '') ?? ''
      const [stays, leaves] = local.customers.slice(2, 4).map(({ id }) => `customer:${id}`)
      for (const customer of [stays, leaves]) await act(server, customer, 'joinGroup', { chatId, state: 'shop-1' })
      await groupHas(server, chatId, 2)
      await act(server, leaves, 'leaveGroup', { chatId })
      await groupHas(server, chatId, 1)
      await open('groups')
      await page.getByText('还不是好友').first().waitFor()
      const row = page.getByRole('row', { name: NAME })
      expect(await row.textContent()).toContain('正常')
      await row.getByRole('link').click()
      await page.getByRole('heading', { level: 1, name: NAME }).waitFor()
      await page.getByText('进群 2 人，退群 1 人，现在 1 人').waitFor()
      expect(takeTroubles()).toEqual([])
    })

    test('its members: who is here and by which code, who left and how, and the page of one says so', async () => {
      const { page, rest, takeTroubles } = desk()
      await page.getByRole('tab', { name: '群成员' }).click()
      const members = page.getByRole('table', { name: '群成员' })
      const here = members.getByRole('row', { name: local.customers[2]?.name ?? '' })
      expect(await here.textContent()).toMatch(/扫码.*shop-1/)
      await page.getByText('已离开', { exact: true }).click()
      const gone = members.getByRole('row', { name: local.customers[3]?.name ?? '' })
      expect(await gone.textContent()).toContain('自己退群')
      await gone.getByRole('link').click()
      await page.getByRole('tab', { name: '资料' }).click()
      await page.getByRole('region', { name: '所在客户群' }).getByRole('link', { name: NAME }).waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('in English and on a phone', async () => {
      const phone = await desk().anotherWindow({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
      await phone.page.addInitScript(() => localStorage.setItem('liuchi.language', 'en'))
      for (const path of [`groups/${chatId}`, 'groups']) {
        await phone.open(path)
        expect(await rawKeysOn(phone.page), path).toEqual([])
        await phone.page.getByText(path === 'groups' ? 'In several groups' : 'In other groups too').waitFor()
        expect(await phone.page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
      }
      expect(phone.takeTroubles()).toEqual([])
      await phone.close()
    })
  })
}

async function act({ url }: Desk['server'], actor: string | undefined, verb: string, input: object): Promise<string[]> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/_sandbox/act`, { method: 'POST', headers, body: JSON.stringify({ actor, verb, ...input }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${text}`)
  return (JSON.parse(text) as { effects: string[] }).effects
}

async function groupHas({ api }: Desk['server'], chatId: string, customers: number): Promise<void> {
  await until(`${customers} customers in the group`, async () => {
    const { items } = await api<{ items: Group[] }>('GET', '/groups')
    return items.some((group) => group.chatId === chatId && group.customers === customers)
  })
}
