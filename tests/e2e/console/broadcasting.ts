/** A broadcast to whoever connecting WeCom left as contacts: written, looked at, sent; one member taps, the other's task is taken back. */
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'
import { chineseOn, rawKeysOn } from './page-words.ts'

const AUDIENCE = 'Everybody on WeCom'
const TEXT = '周五上新，给你留了一份'
/** Whoever was touched an hour ago is not touched again, also where a day ended in between. */
const CAPS = { fatigue: { perDay: null, perWeek: 1, perMonth: null }, quietHours: null }
/** The platform has handed tasks to staff, and we have asked who tapped. */
const DISPATCHED = 'PT1M'
const ASKED = 'PT1H'

interface Contact {
  readonly userId: string
  readonly personId: string
}

export function broadcasting(desk: () => Desk): void {
  describe('a broadcast', () => {
    let contacts: readonly Contact[]

    beforeAll(async () => {
      const { server } = desk()
      const { items: corps } = await server.api<{ items: { corpId: string }[] }>('GET', '/channels/wecom')
      const { items } = await server.api<{ items: Contact[] }>('GET', `/channels/wecom/${corps[0]?.corpId}/contacts`)
      contacts = items
      await server.api('PUT', '/reach/settings', CAPS)
      const wanted = { name: AUDIENCE, kind: 'live', rule: { reachable: { channel: 'wecom' } } }
      const { id } = await server.api<{ id: string }>('POST', '/audiences', wanted)
      await until('the audience is filled', async () => (await server.api<{ count: number | null }>('GET', `/audiences/${id}`)).count === 2)
    })

    test('before the first one the page says what it is for; what is missing is said by the button', async () => {
      const { open, page, takeTroubles } = desk()
      expect(contacts.length).toBe(2)
      await open('reach/broadcasts')
      await page.getByText('还没有群发').waitFor()
      await page.getByRole('link', { name: '新建群发' }).first().click()
      expect(await review(desk()).getAttribute('title')).toBe('先选人群')
      expect(takeTroubles()).toEqual([])
    })

    test('who gets it is counted beside the words, and the draft survives a reload', async () => {
      const { page, rest, takeTroubles } = desk()
      await write(desk())
      await rest()
      await page.getByText(`发给“${AUDIENCE}”里能收到的客户，批准后就发。`).waitFor()
      expect(await countsOf(page.getByLabel('圈定的人会怎样').locator('dl'))).toEqual({ 将发送: '2', 圈定: '2' })
      await page.reload()
      await rest()
      expect(await page.getByRole('textbox', { name: '文字' }).inputValue()).toBe(TEXT)
      expect(takeTroubles()).toEqual([])
    })

    test('after a last look the button says to how many, and staff have a task', async () => {
      const { page, server, rest, takeTroubles } = desk()
      await review(desk()).click()
      await page.getByRole('region', { name: '内容' }).getByText(TEXT).first().waitFor()
      await page.getByRole('button', { name: '发给 2 人（2 位员工需点确认）' }).click()
      await page.getByRole('heading', { level: 1, name: TEXT }).waitFor()
      await until('both tasks wait', async () => {
        await server.api('POST', '/clock', { advance: DISPATCHED })
        return (await broadcast(desk())).counts.unconfirmed === 2
      })
      await page.reload()
      await rest()
      expect(await countsOf(page.getByLabel('各结果人数').locator('dl'))).toEqual({ 等员工确认: '2', 圈定: '2' })
      expect(takeTroubles()).toEqual([])
    })

    test('one member taps, the other is reminded until the platform says no, and taken back', async () => {
      const { page, server, rest, takeTroubles } = desk()
      const { tasks } = await broadcast(desk())
      await tap(desk(), tasks[0]?.userId ?? '')
      await until('the tap is known', async () => {
        await server.api('POST', '/clock', { advance: ASKED })
        return (await broadcast(desk())).counts.sent === 1
      })
      await page.reload()
      await page.getByRole('tab', { name: '员工确认' }).click()
      const table = page.getByRole('table', { name: '员工确认' })
      await table.getByText('已确认').waitFor()
      for (const times of [1, 2, 3]) {
        await table.getByRole('button', { name: '提醒' }).click()
        await table.getByText(`${times} 次`).waitFor()
      }
      await table.getByRole('button', { name: '提醒' }).click()
      await page.getByText(/24 小时内已经提醒过三次.*以后可以再提醒/).waitFor()
      // The browser itself reports an answer of 409, once as an answer and once in the console.
      expect(takeTroubles().filter((trouble) => !trouble.includes('409'))).toEqual([])
      await table.getByRole('button', { name: '撤回' }).click()
      await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
      await until('the task is taken back', async () => {
        await server.api('POST', '/clock', { advance: DISPATCHED })
        return (await broadcast(desk())).counts.cancelled === 1
      })
      await page.reload()
      await page.getByRole('tab', { name: '结果' }).click()
      await rest()
      expect(await countsOf(page.getByLabel('各结果人数').locator('dl'))).toEqual({ 已发出: '1', 已撤回: '1', 圈定: '2' })
      expect(takeTroubles()).toEqual([])
    })

    test('whoever got it is held from the next one, and their page says why', async () => {
      const { open, page, rest, takeTroubles } = desk()
      const { tasks } = await broadcast(desk())
      const got = contacts.find(({ userId }) => userId === tasks[0]?.userId)
      await open('reach/broadcasts/new')
      await write(desk())
      await rest()
      expect(await countsOf(page.getByLabel('圈定的人会怎样').locator('dl'))).toEqual({ 将发送: '1', 触达太多: '1', 圈定: '2' })
      await review(desk()).click()
      await page.getByRole('button', { name: '存为待批准' }).click()
      await page.getByText('还没有发：批准后才会交给员工。').waitFor()
      await open(`people/${got?.personId}?tab=reach`)
      const rows = page.getByRole('table', { name: '触达记录' })
      await rows.getByText('已发出').waitFor()
      await rows.getByRole('row', { name: '触达太多' }).getByRole('button', { name: '为什么' }).click()
      await page
        .getByRole('dialog')
        .getByText(/七天内 1 次，上限 1/)
        .waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('in English and on a phone', async () => {
      const phone = await desk().anotherWindow({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, locale: 'en-GB' })
      // The window knows what was chosen in the first one.
      await phone.page.addInitScript(() => localStorage.setItem('liuchi.language', 'en'))
      for (const path of ['', '/new', '/1', '/1?tab=staff', '/2']) {
        await phone.open(`reach/broadcasts${path}`)
        expect(await rawKeysOn(phone.page), path).toEqual([])
        expect(await phone.page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390)
      }
      await phone.open('reach/broadcasts/new')
      expect(await chineseOn(phone.page)).toEqual([])
      expect(phone.takeTroubles()).toEqual([])
      await phone.close()
    })
  })
}

function review({ page }: Desk): Locator {
  return page.getByRole('button', { name: '核对后发送' })
}

async function write({ page }: Desk): Promise<void> {
  await page.getByRole('combobox', { name: '发给谁' }).click()
  await page
    .getByTitle(new RegExp(`^${AUDIENCE} · `))
    .last()
    .click()
  await page.getByRole('textbox', { name: '文字' }).fill(TEXT)
}

/** Counts by their words. */
async function countsOf(list: Locator): Promise<Record<string, string>> {
  await list.waitFor()
  return list.evaluate((all) =>
    Object.fromEntries([...all.querySelectorAll('dt')].map((name) => [name.textContent, name.nextElementSibling?.textContent ?? ''])),
  )
}

interface FirstBroadcast {
  readonly counts: Readonly<Record<string, number>>
  readonly tasks: readonly { readonly userId: string }[]
}

function broadcast({ server }: Desk): Promise<FirstBroadcast> {
  return server.api('GET', '/broadcasts/1')
}

interface StaffInbox {
  readonly items: readonly { readonly content: { readonly mass_send_task?: { readonly msgid: string } } }[]
}

/** The member confirms their task in WeCom, once the platform has brought it to them. */
async function tap({ server }: Desk, userId: string): Promise<void> {
  let msgid: string | undefined
  await until('the member has the task', async () => {
    await server.api('POST', '/clock', { advance: DISPATCHED })
    const inbox = (await (await fetch(`${server.url}/_sandbox/inbox?staff=${userId}`)).json()) as StaffInbox
    msgid = inbox.items.flatMap(({ content }) => content.mass_send_task?.msgid ?? []).at(-1)
    return msgid !== undefined
  })
  const answer = await fetch(`${server.url}/_sandbox/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ actor: `staff:${userId}`, verb: 'confirmMassSend', msgid }),
  })
  expect(await answer.json()).toMatchObject({ ok: true })
}
