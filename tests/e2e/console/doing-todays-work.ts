/** The workbench: a customer deletes a member of staff, and somebody sees to it; undone, done with a note, and found again in the list. */
import { describe, expect, test } from 'vitest'
import { until } from '../until.ts'
import type { Desk } from './desk.ts'
import { rawKeysOn } from './page-words.ts'

interface LocalWorld {
  readonly staff: readonly { readonly userId: string; readonly name: string }[]
  readonly customers: readonly { readonly id: string; readonly name: string }[]
}

/** Longest time in which the platform does not know a contact yet, with room. */
const SETTLED = 'PT10S'
const NOTE = '已电话联系，周末来店'

/** After a world of the local WeChat was connected. */
export function doingTodaysWork(desk: () => Desk): void {
  describe('the workbench', () => {
    let name: string
    let before: number

    test('says who deleted a member of staff, and what to do about it', async () => {
      const { open, page, server, rest, takeTroubles } = desk()
      const local = (await (await fetch(`${server.url}/_sandbox/world`)).json()) as LocalWorld
      const customer = local.customers.at(-1)
      const userId = local.staff[0]?.userId
      name = customer?.name ?? ''
      before = await openTasks(desk())
      for (const verb of ['addStaff', 'deleteStaff']) {
        await act(server, `customer:${customer?.id}`, verb, { userId })
        await server.api('POST', '/clock', { advance: SETTLED })
      }
      await until('it is to be done', async () => (await openTasks(desk())) === before + 1)
      await open('today')
      await line(desk(), name).waitFor()
      expect(await line(desk(), name).textContent()).toContain(`删除了 ${local.staff[0]?.name}`)
      await rest()
      expect(await rawKeysOn(page)).toEqual([])
      expect(takeTroubles()).toEqual([])
    })

    test('dismissed, undone, and done with what came of it', async () => {
      const { page, rest, takeTroubles } = desk()
      await line(desk(), name).getByRole('button', { name: '忽略' }).click()
      await line(desk(), `已忽略 · 挽回流失的客户：${name}`).getByRole('button', { name: '撤销' }).click()
      await line(desk(), name).getByRole('button', { name: '完成' }).click()
      await page.getByRole('textbox', { name: '结果' }).fill(NOTE)
      await page.getByRole('dialog').getByRole('button', { name: '完成' }).click()
      await line(desk(), `已完成 · 挽回流失的客户：${name}`).getByText(NOTE).waitFor()
      await rest()
      expect(await openTasks(desk())).toBe(before)
      expect(takeTroubles()).toEqual([])
    })

    test('and the list has it among those that have ended', async () => {
      const { open, page, rest, takeTroubles } = desk()
      await open('today/tasks?state=ended')
      const row = page.getByRole('row', { name: NOTE })
      await row.getByRole('link', { name }).waitFor()
      expect(await row.textContent()).toContain('已完成')
      await rest()
      expect(takeTroubles()).toEqual([])
    })
  })
}

function line({ page }: Desk, words: string) {
  return page.getByRole('region', { name: '今天要做' }).getByRole('listitem').filter({ hasText: words })
}

async function openTasks({ server }: Desk): Promise<number> {
  return (await server.api<{ open: number }>('GET', '/tasks/counts')).open
}

async function act({ url }: Desk['server'], actor: string, verb: string, input: object): Promise<void> {
  const body = JSON.stringify({ actor, verb, ...input })
  const answer = await fetch(`${url}/_sandbox/act`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  expect(await answer.json()).toMatchObject({ ok: true })
}
