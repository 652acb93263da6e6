/** Many customers of many members over weeks of whims: whatever happens, the counts of the platform and what people received agree. */
import { expect, test } from 'vitest'
import { seededRandom } from '../../random.ts'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { DeedRefused } from '../../verb.ts'
import { knownExternalUserId } from '../contacts/relations.ts'
import { receiveWindow } from './receive-cap.ts'

const DAY_MS = 86_400_000
const SETTLED_MS = 20_000
const DAYS = 12
const PATH = '/cgi-bin/externalcontact'

interface Row {
  readonly external_userid: string
  readonly status: number
}

/** Whims may be impossible: the world says no, nothing has happened. */
function attempt(deed: () => unknown): void {
  try {
    deed()
  } catch (error) {
    if (!(error instanceof DeedRefused)) throw error
  }
}

async function resultsOf(at: TestSandbox, msgid: string): Promise<Row[]> {
  const rows: Row[] = []
  const { task_list } = await at.call<{ task_list: { userid: string }[] }>(`${PATH}/get_groupmsg_task`, { msgid })
  for (const { userid } of task_list) {
    for (let cursor = ''; ; ) {
      const page = await at.call<{ send_list: Row[]; next_cursor: string }>(`${PATH}/get_groupmsg_send_result`, {
        msgid,
        userid,
        limit: 7,
        cursor,
      })
      rows.push(...page.send_list)
      cursor = page.next_cursor
      if (cursor === '') break
    }
  }
  return rows
}

test.each([1, 2, 3])('seed %i', async (seed) => {
  const random = seededRandom(seed)
  const at = await openTestSandbox({ seed, plan: { staff: 6, customers: 60, groups: 1 } })
  const staff = (at.answer.staff as { userId: string }[]).map((one) => one.userId)
  const customers = (at.answer.customers as { id: string }[]).map((one) => one.id)
  for (const id of customers) {
    for (const userId of staff.filter(() => random.integer(3) === 0)) at.act(`customer:${id}`, 'addStaff', { userId })
  }
  at.advance(SETTLED_MS)
  at.act(`staff:${staff[0]}`, 'chooseReceiveRule', { rule: 'weekly' })
  const ids = customers.flatMap((id) => knownExternalUserId(at.world, at.corpId, id) ?? [])
  const sends: { msgid: string; asked: number; failed: number }[] = []
  for (let day = 0; day < DAYS; day += 1) {
    for (let count = 0; count < 2; count += 1) {
      const asked = ids.filter(() => random.integer(2) === 0)
      const text = { content: `offer ${sends.length}.` }
      const made = await at.call<{ msgid: string; fail_list: string[] }>(`${PATH}/add_msg_template`, { external_userid: asked, text })
      if (made.errcode === 0) sends.push({ msgid: made.msgid, asked: asked.length, failed: made.fail_list.length })
    }
    at.advance(SETTLED_MS)
    for (const { msgid } of sends) {
      for (const userId of staff) if (random.integer(4) === 0) attempt(() => at.act(`staff:${userId}`, 'confirmMassSend', { msgid }))
    }
    attempt(() => at.act(`customer:${random.pick(customers)}`, 'deleteStaff', { userId: random.pick(staff) }))
    attempt(() => at.act(`staff:${random.pick(staff)}`, 'deleteCustomer', { customerId: random.pick(customers) }))
    attempt(() => at.act(`customer:${random.pick(customers)}`, 'say', { to: random.pick(staff), text: 'hi' }))
    at.advance(DAY_MS)
  }

  const inboxes = new Map(customers.map((id) => [id, at.inbox({ customer: id })]))
  for (const [index, { msgid, asked, failed }] of sends.entries()) {
    const rows = await resultsOf(at, msgid)
    expect(rows.length + failed).toBe(asked)
    expect(new Set(rows.map((row) => row.external_userid)).size).toBe(rows.length)
    for (const [id, inbox] of inboxes) {
      const status = rows.find((row) => row.external_userid === knownExternalUserId(at.world, at.corpId, id))?.status
      const received = inbox.filter((item) => JSON.stringify(item.content).includes(`"offer ${index}."`)).length
      expect(received).toBe(status === 1 ? 1 : 0)
    }
  }
  const received = at.world.store.all<{ target: string; at: number }>(
    'select target, sent_at as at from mass_send_recipients where status = 1',
  )
  const weeks = Map.groupBy(received, (row) => `${row.target} ${receiveWindow('weekly', row.at).since}`)
  expect(Math.max(...[...weeks.values()].map((rows) => rows.length))).toBe(7)
  await at.close()
})
