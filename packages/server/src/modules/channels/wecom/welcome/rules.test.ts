/** Welcome rules over the management API. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { refreshStaff } from '../contacts/staff.ts'
import {
  addWelcomeRule,
  deleteWelcomeRule,
  listWelcomeRules,
  previewWelcome,
  putWelcomeRule,
  readWelcomeFigures,
  restoreWelcomeRule,
} from './contract.ts'

let world: World
let channel: ChannelWorld

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world)
})
beforeEach(async () => {
  await sql`delete from channels_wecom_welcome_rules where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
})
afterAll(() => channel.close())

const owner = (workspace = channel.workspace) => channel.server.as('owner', { workspace })
const corp = () => ({ corpId: channel.corp.corpId })
const link = { type: 'link', title: '新客礼', url: 'https://shop.example.com/gift' } as const

describe('a rule', () => {
  test('is added, listed in its place, changed and deleted', async () => {
    const caller = await owner()
    const plain = await caller.call(addWelcomeRule, { params: corp(), body: { name: '默认', text: '你好' } })
    expect(plain).toMatchObject({ on: true, channelStates: [], userIds: [], hours: [], attachments: [], changedBy: 'test' })
    const coded = await caller.call(addWelcomeRule, {
      params: corp(),
      body: { name: '门店', channelStates: ['shop-1'], attachments: [link] },
    })
    const names = async () => (await caller.call(listWelcomeRules, { params: corp() })).items.map(({ name }) => name)
    expect(await names()).toEqual(['门店', '默认'])
    const changed = await caller.call(putWelcomeRule, {
      params: { ...corp(), id: coded.id },
      body: { name: '夜里', on: false, text: '晚上好' },
    })
    expect(changed).toMatchObject({ id: coded.id, on: false, channelStates: [], attachments: [], text: '晚上好' })
    expect(await names()).toEqual(['默认', '夜里'])
    await caller.call(deleteWelcomeRule, { params: { ...corp(), id: plain.id } })
    expect(await names()).toEqual(['夜里'])
    const gone = { params: { ...corp(), id: plain.id } }
    expect(await caller.reply(deleteWelcomeRule, gone)).toMatchObject({ status: 404, error: { code: 'channels.welcome_unknown' } })
    const again = { ...gone, body: { name: 'x', text: 'x' } }
    expect(await caller.reply(putWelcomeRule, again)).toMatchObject({ status: 404, error: { code: 'channels.welcome_unknown' } })
    // Had back, it is in its old place and as it was.
    expect(await caller.call(restoreWelcomeRule, gone)).toMatchObject({ id: plain.id, name: '默认', text: '你好' })
    expect(await names()).toEqual(['默认', '夜里'])
    expect(await caller.reply(restoreWelcomeRule, gone)).toMatchObject({ status: 404, error: { code: 'channels.welcome_unknown' } })
  })

  test.each([
    [{ text: '你好' }, 'name'],
    [{ name: 'a' }, 'text'],
    [{ name: 'a', text: '长'.repeat(1_334) }, 'text'],
    [{ name: 'a', text: `${'长'.repeat(1_320)}{客户昵称}` }, 'text'],
    [{ name: 'a', text: '{客户名称}你好' }, 'text'],
    [{ name: 'a', attachments: Array.from({ length: 10 }, () => link) }, 'attachments'],
    [{ name: 'a', attachments: [{ ...link, title: '长'.repeat(43) }] }, 'attachments.0.title'],
    [{ name: 'a', attachments: [link, { ...link, url: 'javascript:alert(1)' }] }, 'attachments.1.url'],
    [{ name: 'a', attachments: [{ ...link, url: `https://a.example/${'x'.repeat(2_048)}` }] }, 'attachments.0.url'],
    [{ name: 'a', attachments: [{ ...link, description: 'x'.repeat(513) }] }, 'attachments.0.description'],
    [{ name: 'a', attachments: [{ type: 'miniprogram', title: '长'.repeat(22), appId: 'wx1', page: 'p', pictureMediaId: 'm' }] }, 'title'],
    [{ name: 'a', text: 'a', hours: [{ days: [0], from: '09:00', to: '10:00' }] }, 'hours.0.days.0'],
    [{ name: 'a', text: 'a', hours: [{ days: [1], from: '24:00', to: '10:00' }] }, 'hours.0.from'],
    [{ name: 'a', text: 'a', hours: [{ days: [1], from: '10:00', to: '10:00' }] }, 'hours.0.to'],
    [{ name: 'a', text: 'a', channelStates: [''] }, 'channelStates.0'],
  ])('%j is refused by name', async (body, field) => {
    const reply = await (await owner()).reply(addWelcomeRule, { params: corp(), body })
    expect(reply).toMatchObject({ status: 400, error: { details: { field: expect.stringContaining(field) } } })
  })

  test('is the operator’s to change, and the analyst’s to read', async () => {
    const analyst = await channel.server.as('analyst', { workspace: channel.workspace })
    const operator = await channel.server.as('operator', { workspace: channel.workspace })
    const body = { name: 'a', text: 'a' }
    expect((await analyst.reply(addWelcomeRule, { params: corp(), body })).status).toBe(403)
    expect((await operator.reply(addWelcomeRule, { params: corp(), body })).status).toBe(200)
    expect((await analyst.call(listWelcomeRules, { params: corp() })).items).toMatchObject([{ name: 'a' }])
  })

  test('belongs to the workspace of its corp', async () => {
    const other = await owner(await world.newWorkspace())
    for (const endpoint of [listWelcomeRules, addWelcomeRule])
      expect(await other.reply(endpoint, { params: corp(), body: endpoint.body && { name: 'a', text: 'a' } })).toMatchObject({
        status: 404,
      })
  })

  test('is one of at most two hundred', async () => {
    await sql`insert into channels_wecom_welcome_rules (workspace_id, corp_id, name, is_on, channel_states, user_ids, hours, text, attachments,
        made_at, changed_at, changed_by)
      select ${channel.workspace.id}, ${channel.corp.corpId}, 'r', true, '{}', '{}', '[]', 'a', '[]', now(), now(), 'test'
      from generate_series(1, 200)`.execute(world.handles.db)
    const reply = await (await owner()).reply(addWelcomeRule, { params: corp(), body: { name: 'a', text: 'a' } })
    expect(reply).toMatchObject({ status: 422, error: { code: 'channels.too_many_welcomes' } })
  })
})

describe('a preview', () => {
  test('says which rule, with which words, and why not the others', async () => {
    await refreshStaff(world.handles, { wecom: channel.wecom, corp: channel.corp })
    const [userId = ''] = channel.staff
    const caller = await owner()
    const add = async (body: object) =>
      (await caller.call(addWelcomeRule, { params: corp(), body: { name: 'r', text: '{客户昵称}，我是{员工}', ...body } })).id
    const plain = await add({})
    const coded = await add({ channelStates: ['shop-1'], attachments: [link] })
    // Seven in the morning on a Monday in Shanghai.
    const at = '2026-11-22T23:00:00Z'
    const early = await add({ hours: [{ days: [1], from: '06:00', to: '08:00' }] })
    const preview = (body: object) => caller.call(previewWelcome, { params: corp(), body: { userId, at, ...body } })
    const name = channel.sandbox.world.store.get<{ name: string }>('select name from staff where user_id = ?', [userId])?.name
    expect(await preview({ state: 'shop-1', nickname: '阿梨' })).toMatchObject({
      id: coded,
      text: `阿梨，我是${name}`,
      attachments: [{ ...link, description: '' }],
      rules: [
        { id: coded, verdict: 'chosen' },
        { id: early, verdict: 'after_another' },
        { id: plain, verdict: 'after_another' },
      ],
    })
    expect(await preview({})).toMatchObject({
      id: early,
      text: `朋友，我是${name}`,
      rules: [{ id: coded, verdict: 'other_state' }, {}, {}],
    })
    expect(await preview({ at: '2026-11-22T22:00:00Z' })).toMatchObject({ id: early })
    // On the clock of the workspace.
    expect(await preview({ at: '2026-11-23T07:59' })).toMatchObject({ id: early })
    expect(await preview({ at: '2026-11-23T08:00' })).toMatchObject({ id: plain })
    expect(await preview({ at: '2026-11-22T21:59:59Z' })).toMatchObject({ id: plain, rules: [{}, { verdict: 'other_time' }, {}] })
  })

  test('of nobody’s rule is empty', async () => {
    const answer = await (await owner()).call(previewWelcome, { params: corp(), body: { userId: 'nobody' } })
    expect(answer).toMatchObject({ id: null, text: '', attachments: [], rules: [] })
  })
})

test.each([
  [{ from: '2026-11-02', to: '2026-11-01' }, 'to'],
  [{ from: '2024-01-01', to: '2026-11-01' }, 'to'],
  [{ from: 'soon', to: '2026-11-01' }, 'from'],
])('figures of %j are refused by name', async (query, field) => {
  const reply = await (await owner()).reply(readWelcomeFigures, { params: corp(), query })
  expect(reply).toMatchObject({ status: 400, error: { details: { field: expect.stringContaining(field) } } })
})
