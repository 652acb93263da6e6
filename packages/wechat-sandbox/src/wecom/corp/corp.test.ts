/** Members, departments, tickets, and who opened a page. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestSandbox, type TestSandbox } from '../../testing.ts'
import { externalUserIdOf, openidOf } from './customers.ts'
import { corpArea } from './index.ts'
import { markResigned } from './staff.ts'

let box: TestSandbox
let staff: string[]

beforeEach(async () => {
  box = await openTestSandbox({ areas: [corpArea], plan: { staff: 5, customers: 2 } })
  staff = (box.answer.staff as { userId: string }[]).map(({ userId }) => userId)
})

afterEach(() => box.close())

test('a member is shown without what apps of today must not see', async () => {
  const [userId = ''] = staff
  const member = await box.call<Record<string, unknown>>(`/cgi-bin/user/get?userid=${userId}`)
  expect(member).toMatchObject({ errcode: 0, userid: userId, status: 1 })
  for (const hidden of ['mobile', 'email', 'gender', 'avatar', 'qr_code']) expect(member).not.toHaveProperty(hidden)
  expect(await box.call('/cgi-bin/user/get?userid=nobody')).toMatchObject({ errcode: 60111 })
  expect(await box.call('/cgi-bin/user/get')).toMatchObject({ errcode: 41009 })
})

test('who resigned is no member any more; who is out of the visible range is 60011', async () => {
  const [gone = '', hidden = ''] = staff
  markResigned(box.world, box.corpId, gone)
  expect(await box.call(`/cgi-bin/user/get?userid=${gone}`)).toMatchObject({ errcode: 60111 })
  box.world.store.run('update apps set visible_user_ids = ?', [JSON.stringify(staff.filter((one) => one !== hidden))])
  expect(await box.call(`/cgi-bin/user/get?userid=${hidden}`)).toMatchObject({ errcode: 60011 })
  const { dept_user } = await box.call<{ dept_user: { userid: string }[] }>('/cgi-bin/user/list_id', {})
  expect(dept_user.map(({ userid }) => userid).sort()).toEqual(staff.slice(2).sort())
})

test('pages of ids join to all members, in one order', async () => {
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await box.call<{ dept_user: { userid: string }[]; next_cursor: string }>('/cgi-bin/user/list_id', { cursor, limit: 2 })
    seen.push(...page.dept_user.map(({ userid }) => userid))
    cursor = page.next_cursor
  } while (cursor !== '')
  expect(seen).toEqual([...staff].sort())
  expect(await box.call('/cgi-bin/user/list_id', { cursor: 'made-up' })).toMatchObject({ errcode: 40058 })
  expect(await box.call('/cgi-bin/user/list_id', { limit: 10_001 })).toMatchObject({ errcode: 40058 })
})

test('departments hold their members; the root with all below holds everybody', async () => {
  const { department } = await box.call<{ department: { id: number; parentid: number }[] }>('/cgi-bin/department/list')
  expect(department.map(({ id, parentid }) => [id, parentid])).toEqual([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 1],
  ])
  type Users = { userlist: { userid: string; department: number[] }[] }
  const all = await box.call<Users>('/cgi-bin/user/simplelist?department_id=1&fetch_child=1')
  expect(all.userlist).toHaveLength(5)
  const second = await box.call<Users>('/cgi-bin/user/list?department_id=2')
  expect(second.userlist.map(({ department: [id] }) => id)).toEqual([2, 2])
  expect(await box.call('/cgi-bin/user/list?department_id=77')).toMatchObject({ errcode: 60123 })
  expect(await box.call('/cgi-bin/department/list?id=77')).toMatchObject({ errcode: 60003 })
})

test('tickets live 7,200 s; the corp’s and the app’s are different ones', async () => {
  type Ticket = { ticket: string; expires_in: number }
  const first = await box.call<Ticket>('/cgi-bin/get_jsapi_ticket')
  const agent = await box.call<Ticket>('/cgi-bin/ticket/get?type=agent_config')
  expect(agent.ticket).not.toBe(first.ticket)
  box.advance(7_199_000)
  expect(await box.call<Ticket>('/cgi-bin/get_jsapi_ticket')).toMatchObject({ ticket: first.ticket, expires_in: 1 })
  box.advance(1_000)
  expect((await box.call<Ticket>('/cgi-bin/get_jsapi_ticket')).ticket).not.toBe(first.ticket)
})

/** A site that sends everybody through the platform's silent OAuth and notes the codes it gets. */
async function openSite(corpId: string): Promise<{ server: Server; base: string; seen: URL[] }> {
  const seen: URL[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://site')
    seen.push(url)
    if (url.searchParams.has('code')) return response.end('welcome')
    const back = encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}/back?page=7`)
    const location = `https://open.weixin.qq.com/connect/oauth2/authorize?appid=${corpId}&redirect_uri=${back}&response_type=code&scope=snsapi_base&state=s1#wechat_redirect`
    return response.writeHead(302, { location }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return { server, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

test('a page opened by a member and by a customer learns who they are, once', async () => {
  const site = await openSite(box.corpId)
  const [userId = ''] = staff
  box.act(`staff:${userId}`, 'openPage', { url: `${site.base}/start` })
  await box.sandbox.openPages()
  const back = site.seen[1]
  expect(back?.searchParams.get('state')).toBe('s1')
  expect(back?.searchParams.get('page')).toBe('7')
  const url = `/cgi-bin/auth/getuserinfo?code=${back?.searchParams.get('code')}`
  const member = await box.call<{ userid: string; user_ticket: string }>(url)
  expect(member).toMatchObject({ errcode: 0, userid: userId })
  expect(await box.call(url)).toMatchObject({ errcode: 42022 })
  const detail = await box.call('/cgi-bin/auth/getuserdetail', { user_ticket: member.user_ticket })
  expect(detail).toMatchObject({ errcode: 0, userid: userId, mobile: expect.stringMatching(/^170\d{8}$/) })

  box.act('customer:c1', 'openPage', { url: `${site.base}/start` })
  await box.sandbox.openPages()
  const stranger = await box.call(`/cgi-bin/auth/getuserinfo?code=${site.seen[3]?.searchParams.get('code')}`)
  expect(stranger).toEqual({ errcode: 0, errmsg: 'ok', openid: openidOf({ appId: box.corpId, customerId: 'c1' }) })
  const known = externalUserIdOf(box.world, { corpId: box.corpId, customerId: 'c1' })
  box.act('customer:c1', 'openPage', { url: `${site.base}/start` })
  await box.sandbox.openPages()
  const code = site.seen[5]?.searchParams.get('code')
  box.advance(299_000)
  expect(await box.call(`/cgi-bin/auth/getuserinfo?code=${code}`)).toMatchObject({ external_userid: known })
  box.advance(1_000)
  expect(await box.call(`/cgi-bin/auth/getuserinfo?code=${code}`)).toMatchObject({ errcode: 40029 })
  await new Promise((resolve) => {
    site.server.close(resolve)
    site.server.closeAllConnections()
  })
})
