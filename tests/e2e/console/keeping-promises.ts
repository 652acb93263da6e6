/** What people are promised: their word about the use of their data holds, they are one record, they get a copy of everything, and are forgotten. */
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'

const DONE_WITHIN_MS = 20_000
const AT = '2014-12-01T08:00:00+08:00'
const SHARED = { surname: 'Okonkwo', birthday: '1990-03-04', address: '88 Harbour Road', city: 'Lagos' }
/** Two records of one person, and somebody else. */
const PEOPLE = {
  'promise-1': { ...SHARED, firstName: 'Adaeze', phone: '13800001111' },
  'promise-2': { ...SHARED, firstName: 'Adaezie', phone: '13800001112' },
  'promise-3': { surname: 'Lindqvist', firstName: 'Sven', birthday: '1961-11-30', phone: '13922223333' },
}

export function keepingPromises(desk: () => Desk): void {
  describe('keeping promises', () => {
    let person: string

    test('a withdrawal is recorded and holds at once, beside the consent before it', async () => {
      const { open, page, rest, server, takeTroubles } = desk()
      await sendPeople(server)
      person = await personOf(server, 'promise-1')
      await open(`people/${person}?tab=consents`)
      const form = page.getByRole('dialog')
      for (const state of ['未询问', '已同意']) {
        await page.getByRole('button', { name: `营销推送，短信：${state}` }).click()
        await form.getByLabel('从哪里来').fill('客服电话')
        await form.getByRole('button', { name: '保存' }).click()
        await form.waitFor({ state: 'hidden' })
      }
      await page.getByRole('button', { name: '营销推送，短信：已撤回' }).waitFor()
      await rest()
      const ledger = page.getByRole('region', { name: '记录' }).getByRole('row')
      expect(await ledger.nth(1).textContent()).toMatch(/已撤回.*短信.*客服电话/)
      expect(await ledger.nth(2).textContent()).toMatch(/已同意.*短信.*客服电话/)
      expect(takeTroubles()).toEqual([])
    })

    test('two records of one person are found, and made one with a key', async () => {
      const { open, page, rest, server, takeTroubles } = desk()
      await open('people/duplicates')
      await page.getByRole('button', { name: '查找重复' }).click()
      const suggestion = page.getByRole('listitem').filter({ hasText: 'Okonkwo' }).first()
      await suggestion.waitFor({ timeout: DONE_WITHIN_MS })
      await suggestion.getByRole('button', { expanded: false }).or(suggestion.getByRole('table')).first().click()
      expect(await suggestion.getByRole('row', { name: /生日/ }).textContent()).toContain('相同')
      await page.keyboard.press('y')
      await page.getByText('已合并为一人').waitFor()
      await rest()
      expect(await personOf(server, 'promise-2')).toBe(await personOf(server, 'promise-1'))
      await page.getByText('已决定', { exact: true }).click()
      await page.getByRole('listitem').filter({ hasText: 'Okonkwo' }).getByText('同一人').first().waitFor()
      await rest()
      expect(takeTroubles()).toEqual([])
    })

    test('everything about the person is handed out as a file', async () => {
      const { open, page, server, takeTroubles } = desk()
      person = await personOf(server, 'promise-1')
      await open(`people/${person}`)
      await chooseAction(desk(), '导出资料')
      const drawer = page.getByRole('dialog')
      await drawer.getByRole('button', { name: '开始导出' }).click()
      const button = drawer.getByRole('button', { name: /下载/ })
      await button.waitFor({ timeout: DONE_WITHIN_MS })
      const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
      const text = await readFile(await file.path(), 'utf8')
      const exported = JSON.parse(text) as { consents: unknown[] }
      expect(exported.consents).toHaveLength(2)
      for (const { phone } of [PEOPLE['promise-1'], PEOPLE['promise-2']]) expect(text).toContain(phone)
      expect(text).not.toContain(PEOPLE['promise-3'].phone)
      expect(takeTroubles()).toEqual([])
    })

    test('the person is erased once their number is typed, and the proof says what went', async () => {
      const { open, page, rest, server, takeTroubles } = desk()
      await open(`people/${person}`)
      await chooseAction(desk(), '删除此人')
      const drawer = page.getByRole('dialog')
      const erase = drawer.getByRole('button', { name: `删除 #${person} 的全部资料` })
      expect(await erase.isDisabled()).toBe(true)
      await drawer.getByLabel('请输入此人的编号').fill(person)
      await erase.click()
      await page.getByRole('heading', { level: 1, name: '删除证明 已删除' }).waitFor({ timeout: DONE_WITHIN_MS })
      await rest()
      const steps = page.getByRole('region', { name: '逐步记录' }).getByRole('row')
      expect(await steps.filter({ hasText: '标识' }).first().getByRole('cell').nth(1).textContent()).toMatch(/^[1-9]/)
      expect(await page.getByRole('main').textContent()).toContain('全部复查过，没有发现残留')
      expect(takeTroubles()).toEqual([])
      expect(await idsOf(server, 'promise-1')).toEqual([])
      expect(await idsOf(server, 'promise-3')).toHaveLength(1)
    })

    test('the proof is found again by the phone number they had', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await open('settings/erasures')
      const rows = page.getByRole('table', { name: '删除证明' }).getByRole('row')
      for (const [phone, found] of [
        [PEOPLE['promise-1'].phone, 1],
        [PEOPLE['promise-3'].phone, 0],
      ] as const) {
        await page.getByRole('searchbox').fill(phone)
        await page.getByRole('searchbox').press('Enter')
        await rest()
        if (found === 0) await page.getByText('没有符合条件的结果').waitFor()
        else await expect.poll(() => rows.count()).toBe(1 + found)
      }
      expect(takeTroubles()).toEqual([])
    })
  })
}

async function chooseAction({ page }: Desk, name: string): Promise<void> {
  await page.getByRole('button', { name: '更多操作' }).click()
  await page.getByRole('menuitem', { name }).click()
}

/** Sends who the people are as a client would, and waits until the last is found. */
async function sendPeople(server: Desk['server']): Promise<void> {
  const batch = Object.entries(PEOPLE).map(([userId, traits]) => ({ type: 'identify', messageId: userId, userId, traits, timestamp: AT }))
  const answer = await fetch(`${server.url}/v1/batch`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${server.credentials.writeKey}:`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ batch }),
  })
  expect(answer.status).toBe(200)
  await until('people with traits', async () => {
    const { items } = await server.api<{ items: { traits: object }[] }>('GET', '/persons?identifier=user_id:promise-3')
    return items.some(({ traits }) => 'surname' in traits)
  })
}

async function idsOf({ api }: Desk['server'], userId: string): Promise<string[]> {
  const { items } = await api<{ items: { id: string }[] }>('GET', `/persons?identifier=user_id:${userId}`)
  return items.map(({ id }) => id)
}

async function personOf(server: Desk['server'], userId: string): Promise<string> {
  const [id] = await idsOf(server, userId)
  if (id === undefined) throw new Error(`${userId} is nobody`)
  return id
}
