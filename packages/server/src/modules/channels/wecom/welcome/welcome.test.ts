/** Customers add members of staff in the local WeChat; they are welcomed in the chat, once, or it is known why not. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { underWayPersonData } from '../../person-data.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { openWecom } from '../client/client.ts'
import { identifierKindOf } from '../contacts/events.ts'
import { addWelcomeRule, deleteWelcomeRule, readWelcomeFigures } from './contract.ts'
import { openWelcomeLane, type WelcomeLane } from './lane.ts'
import { noteLost } from './note.ts'
import { blankCodes, sweepWelcomes } from './queue.ts'

const [SECOND_MS, DAY_MS] = [1_000, 86_400_000]

let world: World
let channel: ChannelWorld
let lane: WelcomeLane
let taken = 0

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 3, customers: 200, wecomShare: 0 } })
  lane = openWelcomeLane(world.handles, { wecom: channel.wecom, keptMs: 0 })
})
beforeEach(async () => {
  // The lane also takes codes of other files that share these stores.
  for (const table of ['channels_wecom_welcome_rules', 'channels_wecom_welcomes', 'channels_wecom_welcome_days'])
    await sql`delete from ${sql.table(table)}`.execute(world.handles.db)
})
afterEach(async () => {
  world.business.setOffsetMs(0)
  world.real.setOffsetMs(0)
  await channel.faults({})
  await channel.settle()
})
afterAll(() => channel.close())

/** A customer whom nobody has met. */
function stranger(): string {
  const customer = channel.customers[taken++]
  if (customer === undefined) throw new Error('the world has no more customers')
  return customer
}

/** The customer adds a member, and the platform has told. */
async function add(customer: string, input: { place?: number; state?: string } = {}): Promise<string> {
  const { place = 0, ...rest } = input
  const userId = channel.staff[place] ?? ''
  channel.act(`customer:${customer}`, 'addStaff', { userId, ...rest })
  channel.sandbox.deliverDue()
  await channel.sandbox.drain()
  return userId
}

/** Texts in the customer's chats. */
async function heard(customer: string): Promise<string[]> {
  const answer = await fetch(`${channel.wecom.apiBase()}/_sandbox/inbox?customer=${customer}`)
  const { items } = (await answer.json()) as { items: { content: { text?: { content: string }; link?: { title: string } } }[] }
  return items.map(({ content }) => content.text?.content ?? content.link?.title ?? '?')
}

interface Row {
  state: string
  reason: string | null
  rule_id: number | null
  took_ms: number | null
}

async function rows(): Promise<Row[]> {
  const found = await sql<Row>`select state, reason, rule_id, took_ms from channels_wecom_welcomes
    where corp_id = ${channel.corp.corpId} order by id`.execute(world.handles.db)
  return found.rows
}

const states = async () => (await rows()).map(({ state }) => state)

const owner = () => channel.server.as('owner', { workspace: channel.workspace })
const params = () => ({ corpId: channel.corp.corpId })

async function rule(body: object): Promise<string> {
  const { id } = await (await owner()).call(addWelcomeRule, { params: params(), body: { name: 'rule', ...body } })
  return id
}

describe('a newcomer', () => {
  test('is welcomed in the chat: text, then attachments; with an event and a figure', async () => {
    const link = { type: 'link', title: '新客礼', url: 'https://shop.example.com/gift', description: '九折' } as const
    const id = await rule({ text: '欢迎来到留池', attachments: [link] })
    const customer = stranger()
    const userId = await add(customer, { state: 'shop-1' })
    expect(await lane.drain()).toBe(1)
    expect(await heard(customer)).toEqual(['欢迎来到留池', '新客礼'])
    expect(await rows()).toMatchObject([{ state: 'sent', reason: null, rule_id: Number(id), took_ms: expect.any(Number) }])
    const queued = await sql<{ event: object }>`select event from channels_person_events
      where workspace_id = ${channel.workspace.id} and event ->> 'name' = 'wecom_welcomed'`.execute(world.handles.db)
    expect(queued.rows).toMatchObject([{ event: { properties: { staff: userId, state: 'shop-1', rule: id } } }])
    const figures = await (await owner()).call(readWelcomeFigures, { params: params(), query: { from: '2000-01-01', to: '2000-12-31' } })
    expect(figures.items).toEqual([])
    const day = new Date(world.handles.clocks.business.now() + DAY_MS).toISOString().slice(0, 10)
    const from = new Date(world.handles.clocks.business.now() - DAY_MS).toISOString().slice(0, 10)
    const now = await (await owner()).call(readWelcomeFigures, { params: params(), query: { from, to: day } })
    expect(now.items).toMatchObject([{ ruleId: id, outcome: 'sent', welcomes: 1 }])
    expect(now.latest).toMatchObject({ sent: 1 })
  })

  test('gets the welcome of the code, of the member, or the default', async () => {
    await rule({ text: '默认' })
    await rule({ text: '门店', channelStates: ['shop-1', 'shop-2'] })
    await rule({ text: '小王', userIds: [channel.staff[1]] })
    const [plain, coded, ofStaff, both] = [stranger(), stranger(), stranger(), stranger()]
    await add(plain)
    await add(coded, { state: 'shop-2' })
    await add(ofStaff, { place: 1, state: 'elsewhere' })
    await add(both, { place: 1, state: 'shop-1' })
    await lane.drain()
    expect(await Promise.all([plain, coded, ofStaff, both].map(heard))).toEqual([['默认'], ['门店'], ['小王'], ['门店']])
  })

  test('is called by name once the platform knows it, and somehow when it does not say in time', async () => {
    await rule({ text: '{客户昵称|亲}，你好' })
    const known = stranger()
    await add(known)
    await channel.settle()
    channel.act(`customer:${known}`, 'deleteStaff', { userId: channel.staff[0] })
    await add(known, { place: 2 })
    await lane.drain()
    const name = channel.sandbox.world.store.get<{ name: string }>('select name from customers where id = ?', [known])?.name
    expect((await heard(known)).at(-1)).toBe(`${name}，你好`)
    // The world's clock stands still here, so that the platform does not know the pair however often it is asked.
    const fresh = stranger()
    await add(fresh)
    await lane.drain()
    expect(await heard(fresh)).toEqual([expect.stringMatching(/^.+，你好$/)])
  })

  test('for whom there is no rule is not welcomed, and counted', async () => {
    await rule({ text: '别人', channelStates: ['other'] })
    const customer = stranger()
    await add(customer)
    await lane.drain()
    expect(await heard(customer)).toEqual([])
    expect(await states()).toEqual(['no_rule'])
  })
})

describe('once', () => {
  test('with every callback doubled and several processes', async () => {
    await rule({ text: '你好' })
    await channel.faults({ duplicate: 1 })
    const customers = Array.from({ length: 20 }, stranger)
    for (const customer of customers) channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[0] })
    channel.sandbox.deliverDue()
    await channel.sandbox.drain()
    const other = openWelcomeLane(world.handles, { wecom: openWecom(world.handles, { apiBase: channel.wecom.apiBase }), keptMs: 0 })
    const counts = await Promise.all([lane.drain(), other.drain()])
    expect(counts[0] + counts[1]).toBe(20)
    for (const customer of customers) expect(await heard(customer)).toEqual(['你好'])
    expect(new Set(await states())).toEqual(new Set(['sent']))
  })

  test('an answer that got lost is unknown and not sent again', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    await add(customer)
    await channel.faults({ error5xx: 1 })
    // The token was fetched before.
    await lane.drain()
    expect(await states()).toEqual(['unknown'])
    await channel.faults({})
    await lane.drain()
    expect((await heard(customer)).length).toBeLessThanOrEqual(1)
    expect(await states()).toEqual(['unknown'])
  })

  test('what a process was sending when it ended is unknown', async () => {
    await rule({ text: '你好' })
    await add(stranger())
    await sql`update channels_wecom_welcomes set state = 'sending', claimed_until = ${new Date(world.handles.clocks.real.now())}
      where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
    world.real.setOffsetMs(SECOND_MS)
    await noteLost(world.handles)
    expect(await states()).toEqual(['unknown'])
    expect(await lane.drain()).toBe(0)
  })
})

describe('too late', () => {
  test('after 20 seconds nothing is sent', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    await add(customer)
    world.business.setOffsetMs(DAY_MS)
    await lane.drain()
    expect(await heard(customer)).toEqual([])
    expect(await states()).toEqual(['expired'])
  })

  test('by the platform’s clock alone', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    await add(customer)
    channel.sandbox.advance(21 * SECOND_MS)
    await lane.drain()
    expect(await heard(customer)).toEqual([])
    expect(await states()).toEqual(['expired'])
  })

  test('when they talk already', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    const userId = await add(customer)
    channel.act(`customer:${customer}`, 'say', { to: userId, text: '在吗' })
    await lane.drain()
    expect(await states()).toEqual(['taken'])
  })
})

describe('another app', () => {
  const SECRET = 'secret-of-the-other-app'

  async function otherApp(code: string): Promise<number> {
    const base = channel.wecom.apiBase()
    const store = channel.sandbox.world.store
    const known = 'select 1 as one from apps where corp_id = ? and secret = ?'
    if (!store.get(known, [channel.corp.corpId, SECRET]))
      store.run('insert into apps (corp_id, agent_id, name, secret, contacts_allowed) values (?, ?, ?, ?, 1)', [
        channel.corp.corpId,
        1_000_099,
        '另一个应用',
        SECRET,
      ])
    const token = await (await fetch(`${base}/cgi-bin/gettoken?corpid=${channel.corp.corpId}&corpsecret=${SECRET}`)).json()
    const { access_token } = token as { access_token: string }
    const body = JSON.stringify({ welcome_code: code, text: { content: '我先来' } })
    const sent = await fetch(`${base}/cgi-bin/externalcontact/send_welcome_msg?access_token=${access_token}`, { method: 'POST', body })
    return ((await sent.json()) as { errcode: number }).errcode
  }

  async function lastCode(): Promise<string> {
    const found = await sql<{ code: string }>`select fields ->> 'WelcomeCode' as code from channels_wecom_callbacks
      where corp_id = ${channel.corp.corpId} and fields ? 'WelcomeCode' order by id desc limit 1`.execute(world.handles.db)
    return found.rows[0]?.code ?? ''
  }

  test('that is sending just now is waited for, and then it has welcomed', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    await add(customer)
    expect(await otherApp(await lastCode())).toBe(0)
    await lane.drain()
    expect(await rows()).toMatchObject([{ state: 'waiting', reason: null }])
    expect(await lane.drain()).toBe(0)
    world.real.setOffsetMs(2 * SECOND_MS)
    channel.sandbox.advance(2 * SECOND_MS)
    expect(await lane.drain()).toBe(1)
    expect(await states()).toEqual(['taken'])
    expect(await heard(customer)).toEqual(['我先来'])
  })
})

describe('the platform', () => {
  let broken: Server | undefined
  afterEach(() => broken?.close())

  /** Answers every call but that for the token in this way. */
  async function laneOn(answer: object, asked: () => void = () => undefined): Promise<WelcomeLane> {
    broken = createServer((request, response) => {
      const token = { errcode: 0, access_token: 't', expires_in: 7_200 }
      if (request.url?.includes('gettoken')) return response.end(JSON.stringify(token))
      asked()
      response.end(JSON.stringify(answer))
    })
    await new Promise<void>((resolve) => broken?.listen(0, '127.0.0.1', resolve))
    const { port } = broken.address() as AddressInfo
    return openWelcomeLane(world.handles, { wecom: openWecom(world.handles, { apiBase: () => `http://127.0.0.1:${port}` }), keptMs: 0 })
  }

  test('refuses for good: not repeated, with its words', async () => {
    await rule({ text: '你好' })
    await add(stranger())
    await (await laneOn({ errcode: 40_058, errmsg: 'invalid parameter' })).drain()
    expect(await rows()).toMatchObject([{ state: 'refused', reason: expect.stringContaining('40058') }])
  })

  test('is busy: tried again while the code lives, then it is over', async () => {
    await rule({ text: '你好' })
    await add(stranger())
    let passesMs = 0
    const busy = await laneOn({ errcode: -1, errmsg: 'system busy' }, () => world.business.setOffsetMs(passesMs))
    await busy.drain()
    expect(await states()).toEqual(['waiting'])
    world.real.setOffsetMs(2 * SECOND_MS)
    // Further than the world's clock has run ahead in these tests.
    passesMs = DAY_MS
    await busy.drain()
    expect(await rows()).toMatchObject([{ state: 'expired', reason: expect.stringContaining('busy') }])
  })
})

describe('what is kept', () => {
  test('no code, and nothing of who was erased', async () => {
    await rule({ text: '你好' })
    const customer = stranger()
    await add(customer)
    await lane.drain()
    const { rows: kept } = await sql<{ external_user_id: string; text: string; code: string }>`
      select welcome.external_user_id, welcome::text as text, callback.fields ->> 'WelcomeCode' as code
      from channels_wecom_welcomes welcome join channels_wecom_callbacks callback on callback.id = welcome.callback_id
      where welcome.corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
    const [row] = kept
    expect(row?.code).toBeTruthy()
    expect(row?.text).not.toContain(row?.code)
    async function* identifiers() {
      yield [{ kind: identifierKindOf(channel.corp), value: row?.external_user_id ?? '', personal: true }]
    }
    const { signal } = new AbortController()
    const erasure = { erasureId: '1', workspaceId: channel.workspace.id, atoms: [], identifiers: identifiers(), signal }
    await underWayPersonData.erase(world.handles, erasure)
    expect(await rows()).toEqual([])
    const events = await sql`select 1 from channels_person_events where reference like ${`%:${row?.external_user_id}`}`.execute(
      world.handles.db,
    )
    expect(events.rows).toEqual([])
  })

  test('codes go out of callbacks a minute later, but of none that still waits', async () => {
    await rule({ text: '你好' })
    const holding = async () => {
      const { rows: found } = await sql<{ holding: number }>`select count(*) as holding from channels_wecom_callbacks
        where corp_id = ${channel.corp.corpId} and fields ? 'WelcomeCode' and received_at > now() - interval '10 seconds'`.execute(
        world.handles.db,
      )
      return found[0]?.holding
    }
    await sql`update channels_wecom_callbacks set fields = fields - 'WelcomeCode' where corp_id = ${channel.corp.corpId}`.execute(
      world.handles.db,
    )
    await add(stranger())
    await lane.drain()
    await add(stranger())
    await blankCodes(world.handles)
    expect(await holding()).toBe(2)
    world.real.setOffsetMs(61 * SECOND_MS)
    expect(await blankCodes(world.handles)).toBeGreaterThanOrEqual(1)
    expect(await holding()).toBe(1)
    world.real.setOffsetMs(0)
    await lane.drain()
    expect(await states()).toEqual(['sent', 'sent'])
  })

  test('single codes for thirty days, figures for ever, also of a deleted rule', async () => {
    const id = await rule({ text: '你好' })
    await add(stranger())
    await lane.drain()
    await add(stranger())
    await (await owner()).call(deleteWelcomeRule, { params: { ...params(), id } })
    world.real.setOffsetMs(31 * DAY_MS)
    await sweepWelcomes(world.handles)
    expect(await states()).toEqual(['waiting'])
    const { rows: days } = await sql<{ rule_id: number; welcomes: number }>`select rule_id, welcomes from channels_wecom_welcome_days
      where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
    expect(days).toEqual([{ rule_id: Number(id), welcomes: 1 }])
  })
})
