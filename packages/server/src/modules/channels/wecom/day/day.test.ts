/** A day of contacts and welcomes beside the day before, and faults found without asking the platform. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import type { Caller } from '../../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { localDate, readTime, shiftDays } from '../../../../platform/time-zone.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { listWecomFaults, readWecomDay } from './contract.ts'

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]
const ZONE = 'Asia/Shanghai'

let world: World
let channel: ChannelWorld
let owner: Caller
/** The date on which the world begins. */
let first: string

beforeAll(async () => {
  world = await openWorld()
  setTime(`${localDate(shiftDays(world.real.now(), 1, ZONE), ZONE)}T10:00`)
  channel = await openChannelWorld(world, { plan: { staff: 2, customers: 12, wecomShare: 0 } })
  owner = await channel.server.as('owner', { workspace: channel.workspace })
  first = localDate(now(), ZONE)
})
afterAll(async () => {
  world.business.setOffsetMs(0)
  await channel.close()
})

const now = () => world.handles.clocks.business.now()
const setTime = (at: string) => world.business.setOffsetMs((readTime(at, ZONE) ?? 0) - world.real.now())
const pass = (ms: number) => world.business.setOffsetMs(now() - world.real.now() + ms)
const member = (place: number) => channel.staff[place] ?? ''
const customer = (place: number) => channel.customers[place] ?? ''
const add = (place: number, of = 0) => channel.act(`customer:${customer(place)}`, 'addStaff', { userId: member(of) })

async function figures(day?: string) {
  const answer = await owner.call(readWecomDay, { query: { ...(day && { day }) } })
  const shown = Object.fromEntries(answer.figures.map(({ name, value, previous }) => [name, [value, previous]]))
  return { days: [answer.dayBefore, answer.day], ...shown }
}

describe('a day', () => {
  test('counts who came, who deleted whom, and welcomes; and the day before beside it', async () => {
    for (const place of [0, 1, 2, 3, 4]) add(place)
    add(0, 1)
    await channel.settle()
    pass(DAY_MS)
    for (const place of [5, 6, 7]) add(place)
    await channel.settle()
    for (const place of [0, 1]) channel.act(`customer:${customer(place)}`, 'deleteStaff', { userId: member(0) })
    channel.act(`staff:${member(0)}`, 'deleteCustomer', { customerId: customer(2) })
    await channel.settle()
    const second = localDate(now(), ZONE)
    await sql`insert into channels_wecom_welcome_days (workspace_id, corp_id, day, rule_id, outcome, welcomes, took_ms_sum)
      select ${channel.workspace.id}, ${channel.corp.corpId}, day::date, rule, outcome, welcomes, 0 from (values (${first}, 1, 'sent', 4),
        (${second}, 1, 'sent', 1), (${second}, 2, 'sent', 2), (${second}, 1, 'expired', 1), (${second}, 1, 'unknown', 2),
        (${second}, 0, 'no_rule', 9), (${second}, 1, 'taken', 9)) as given (day, rule, outcome, welcomes)`.execute(world.handles.db)
    pass(DAY_MS)
    expect(await figures()).toEqual({
      days: [first, second],
      added: [3, 6],
      lostByCustomer: [2, 0],
      lostByStaff: [1, 0],
      net: [0, 6],
      welcomed: [3, 4],
      welcomeFailed: [3, 0],
    })
    expect(await figures(first)).toMatchObject({ added: [6, 0], net: [6, 0] })
    expect((await owner.reply(readWecomDay, { query: { day: 'gestern' } })).status).toBe(400)
  })
})

describe('faults', () => {
  const faults = async () => (await owner.call(listWecomFaults)).items.map(({ fault, words }) => [fault, words.zh])
  const ofCorp = () => ({ workspaceId: channel.workspace.id, corpId: channel.corp.corpId })
  const compared = async (jobId: string, error: string | null) => {
    const { workspaceId, corpId } = ofCorp()
    const at = new Date(now())
    await sql`insert into channels_wecom_reconciliations (workspace_id, corp_id, job_id, made_by, started_at, figures, ended_at, error)
      values (${workspaceId}, ${corpId}, ${jobId}, 'test', ${at}, '{}', ${at}, ${error})`.execute(world.handles.db)
  }
  const callback = async (key: string, state: 'failed' | 'waiting', agoMs: number) => {
    const { workspaceId, corpId } = ofCorp()
    const at = new Date(world.real.now() - agoMs)
    await sql`insert into channels_wecom_callbacks (workspace_id, corp_id, key, event, change_type, external_user_id, fields, happened_at,
        received_at, state, due_at)
      values (${workspaceId}, ${corpId}, ${key}, 'x', 'x', '', '{}', ${at}, ${at}, ${state}, ${at})`.execute(world.handles.db)
  }

  test('are what callbacks and comparisons left behind, until a comparison has repaired it', async () => {
    // Two days without a comparison; callbacks came, and the platform never asked for the proof of the address.
    expect(await faults()).toEqual([
      ['callback_unverified', '企业微信还没有验证过回调地址，新好友和流失都收不到'],
      ['reconcile_old', '一天半没有核对成功，名单可能与企业微信不一致'],
    ])
    await sql`update channels_wecom_corps set verified_at = now() where workspace_id = ${channel.workspace.id}`.execute(world.handles.db)
    await callback('late', 'waiting', 11 * 60_000)
    await callback('fresh', 'waiting', 60_000)
    await callback('dead', 'failed', HOUR_MS)
    await compared('bad', 'the secret is wrong')
    expect(await faults()).toEqual([
      ['callbacks_behind', '1 条回调等了十分钟以上还没处理'],
      ['callbacks_failed', '1 条回调试了多次仍失败，已放弃'],
      ['reconcile_failed', '上次核对没有完成：the secret is wrong'],
      ['reconcile_old', '一天半没有核对成功，名单可能与企业微信不一致'],
    ])
    pass(HOUR_MS)
    await sql`delete from channels_wecom_callbacks where workspace_id = ${channel.workspace.id} and state = 'waiting'`.execute(
      world.handles.db,
    )
    await sql`update channels_wecom_callbacks set received_at = received_at - interval '2 hours'
      where workspace_id = ${channel.workspace.id} and state = 'failed'`.execute(world.handles.db)
    await compared('good', null)
    expect(await faults()).toEqual([])
    await callback('dead again', 'failed', -60_000)
    expect((await faults()).map(([fault]) => fault)).toEqual(['callbacks_failed'])
    await sql`update channels_wecom_corps set last_callback_at = ${new Date(world.real.now() - 25 * HOUR_MS)}
      where workspace_id = ${channel.workspace.id}`.execute(world.handles.db)
    expect((await faults()).map(([fault]) => fault)).toEqual(['callbacks_quiet', 'callbacks_failed'])
  })

  test('of another workspace are not told', async () => {
    const elsewhere = await channel.server.as('owner', { workspace: await world.newWorkspace() })
    expect((await elsewhere.call(listWecomFaults)).items).toEqual([])
  })
})
