/** Newcomers get the tags of the rule that is for them: with their welcome, and by the news of the add where there is none to send. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { dispatchOutbox } from '../../../../platform/outbox/dispatch.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { tagsOfPersons } from '../../../identity/index.ts'
import { createTag } from '../../../identity/testing.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { addWelcomeRule, previewWelcome, putWelcomeRule } from './contract.ts'
import { openWelcomeLane, type WelcomeLane } from './lane.ts'
import { welcomeReactions } from './tags.ts'

let world: World
let channel: ChannelWorld
let lane: WelcomeLane
let taken = 0
let made = 0

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 2, customers: 30, wecomShare: 0 } })
  lane = openWelcomeLane(world.handles, { wecom: channel.wecom, keptMs: 0 })
})
beforeEach(async () => {
  await sql`delete from channels_wecom_welcome_rules where corp_id = ${channel.corp.corpId}`.execute(world.handles.db)
})
afterAll(() => channel.close())

async function newTag(kind: 'manual' | 'rule' = 'manual'): Promise<string> {
  const more = { groupId: null, dimension: undefined, description: '', color: 'blue', by: 'test' } as const
  return String((await createTag(world.handles, { workspaceId: channel.workspace.id, name: `渠道${++made}`, kind, ...more })).id)
}

const owner = () => channel.server.as('owner', { workspace: channel.workspace })
const params = () => ({ corpId: channel.corp.corpId })
const rule = async (body: object) =>
  (await owner()).call(addWelcomeRule, { params: params(), body: { name: '门店码', text: '你好', ...body } })

async function add(input: { state?: string } = {}): Promise<string> {
  const customer = channel.customers[taken++] ?? ''
  channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[0], ...input })
  channel.sandbox.deliverDue()
  await channel.sandbox.drain()
  return customer
}

/** Numbers of the tags of the contact who came last, with why. */
async function tagsOfNewest(): Promise<{ tagId: string; cause: string; by: string }[]> {
  const { rows } = await sql<{ atom: number }>`select atom from identity_identifiers where workspace_id = ${channel.workspace.id}
    and kind = ${`external_userid:${channel.corp.corpId}`} order by atom desc limit 1`.execute(world.handles.db)
  const persons = rows.map(({ atom }) => atom)
  const tags = await tagsOfPersons(world.handles.db, { workspaceId: channel.workspace.id, persons })
  return [...tags.values()].flat().map(({ tagId, cause, by }) => ({ tagId: String(tagId), cause, by }))
}

test('with the welcome, before the platform was asked about the pair; again by the news changes nothing', async () => {
  const tag = await newTag()
  await rule({ channelStates: ['shop-1'], tags: [tag] })
  await add({ state: 'shop-1' })
  await lane.drain()
  expect(await tagsOfNewest()).toEqual([{ tagId: tag, cause: 'channel', by: '门店码' }])
  await channel.settle()
  await dispatchOutbox(world.handles, welcomeReactions)
  expect(await tagsOfNewest()).toEqual([{ tagId: tag, cause: 'channel', by: '门店码' }])
  const history =
    await sql`select 1 from identity_tag_marks where workspace_id = ${channel.workspace.id} and tag_id = ${tag} and changes > 1`.execute(
      world.handles.db,
    )
  expect(history.rows).toEqual([])
})

test('without a welcome: by the news of the add, and only of the rule that is for them', async () => {
  const [tag, other] = [await newTag(), await newTag()]
  await rule({ channelStates: ['shop-2'], tags: [tag] })
  await rule({ name: '默认', tags: [other] })
  await add({ state: 'shop-2' })
  // Nobody sends: the codes run out.
  await channel.settle()
  expect(await tagsOfNewest()).toEqual([])
  await dispatchOutbox(world.handles, welcomeReactions)
  expect((await tagsOfNewest()).map(({ tagId }) => tagId)).toEqual([tag])
})

test('who was added before the rule was made keeps what they have', async () => {
  await add({ state: 'shop-3' })
  world.business.setOffsetMs(60_000)
  await rule({ channelStates: ['shop-3'], tags: [await newTag()] })
  await channel.settle()
  await dispatchOutbox(world.handles, welcomeReactions)
  expect(await tagsOfNewest()).toEqual([])
  world.business.setOffsetMs(0)
})

test('a rule names tags that exist and are put on by hand; its answer and the preview name them', async () => {
  const tag = await newTag()
  const caller = await owner()
  const written = await rule({ tags: [tag] })
  expect(written.tags).toEqual([tag])
  expect((await caller.call(previewWelcome, { params: params(), body: { userId: 'nobody' } })).tags).toEqual([tag])
  const put = (tags: string[]) =>
    caller.reply(putWelcomeRule, { params: { ...params(), id: written.id }, body: { name: 'x', text: 'x', tags } })
  expect(await put(['999999'])).toMatchObject({ status: 404, error: { code: 'platform.not_found' } })
  expect(await put(['zero'])).toMatchObject({ status: 404, error: { code: 'platform.not_found' } })
  expect(await put([await newTag('rule')])).toMatchObject({ status: 409, error: { code: 'identity.tag_not_manual' } })
  expect(await put([])).toMatchObject({ status: 200 })
})
