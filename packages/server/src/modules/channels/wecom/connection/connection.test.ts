/** Connecting over the management API, and the list of what is wrong. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { checkWecomCorp, deleteWecomCorp, listWecomCorps, putWecomCorp, renewWecomKeys } from './contract.ts'
import { callbackKeys } from './corps.ts'

let world: World
let channel: ChannelWorld

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world)
})
afterAll(() => channel.close())

const owner = (workspace = channel.workspace) => channel.server.as('owner', { workspace })

describe('a connection', () => {
  test('is made once, with keys that were given or made, and never shows the secret', async () => {
    const workspace = await world.newWorkspace()
    const caller = await owner(workspace)
    const params = { corpId: `ww${world.handles.ids.uuid().slice(0, 8)}` }
    expect(await caller.reply(putWecomCorp, { params, body: { agentId: 1 } })).toMatchObject({
      status: 422,
      error: { code: 'channels.secret_needed' },
    })
    const made = await caller.call(putWecomCorp, { params, body: { agentId: 1_000_002, secret: 'hush-hush' } })
    expect(made.made).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
      encodingAesKey: expect.stringMatching(/^[A-Za-z0-9]{43}$/),
    })
    expect(made).toMatchObject({ ...params, agentId: 1_000_002, ownApiBase: false, verifiedAt: null, lastCallbackAt: null })
    expect(await callbackKeys(world.handles, params)).toMatchObject(made.made)
    const again = await caller.call(putWecomCorp, { params, body: { agentId: 1_000_003, token: 'T1', apiBase: 'https://proxy.example/' } })
    expect(again).toMatchObject({ agentId: 1_000_003, ownApiBase: true, apiBase: 'https://proxy.example/', made: {} })
    expect(await callbackKeys(world.handles, params)).toMatchObject({ token: 'T1', encodingAesKey: made.made.encodingAesKey })
    const listed = await caller.call(listWecomCorps)
    expect(listed.items).toMatchObject([{ ...params, agentId: 1_000_003 }])
    const { rows } = await sql<{
      text: string
    }>`select corp::text as text from channels_wecom_corps corp where corp_id = ${params.corpId}`.execute(world.handles.db)
    for (const hidden of ['hush-hush', made.made.encodingAesKey ?? '?']) {
      expect(rows[0]?.text).not.toContain(hidden)
      expect(JSON.stringify([again, listed])).not.toContain(hidden)
    }
  })

  test('belongs to one workspace', async () => {
    const caller = await owner(await world.newWorkspace())
    const params = { corpId: channel.corp.corpId }
    expect(await caller.reply(putWecomCorp, { params, body: { agentId: 1, secret: 's' } })).toMatchObject({
      status: 409,
      error: { code: 'channels.corp_taken' },
    })
    expect(await caller.reply(checkWecomCorp, { params })).toMatchObject({ status: 404 })
    expect(await caller.reply(deleteWecomCorp, { params })).toMatchObject({ status: 404 })
  })

  test.each([
    [{ agentId: 0 }, 'agentId'],
    [{ agentId: 1, token: 'no_letters!' }, 'token'],
    [{ agentId: 1, encodingAesKey: 'short' }, 'encodingAesKey'],
    [{ agentId: 1, apiBase: 'ftp://x' }, 'apiBase'],
    [{ agentId: 1, other: 1 }, 'other'],
  ])('%j is refused by name', async (body, field) => {
    const caller = await owner()
    expect(await caller.reply(putWecomCorp, { params: { corpId: channel.corp.corpId }, body })).toMatchObject({
      status: 400,
      error: { details: { field: expect.stringContaining(field) } },
    })
  })

  test('gets new keys of callbacks, shown once; the old ones are known for an hour', async () => {
    const caller = await owner(await world.newWorkspace())
    const params = { corpId: `ww${world.handles.ids.uuid().slice(0, 8)}` }
    const { made: first } = await caller.call(putWecomCorp, { params, body: { agentId: 7, secret: 's' } })
    const { made, ...renewed } = await caller.call(renewWecomKeys, { params })
    expect(renewed).toMatchObject({ ...params, agentId: 7, verifiedAt: null })
    expect(made.token).not.toBe(first.token)
    const keys = await callbackKeys(world.handles, params)
    expect(keys).toMatchObject({ ...made, former: first })
    expect((keys?.former?.untilMs ?? 0) - world.handles.clocks.real.now()).toBeLessThanOrEqual(3_600_000)
    expect(JSON.stringify(await caller.call(listWecomCorps))).not.toContain(made.token)
    const stranger = await owner(await world.newWorkspace())
    expect(await stranger.reply(renewWecomKeys, { params })).toMatchObject({ status: 404 })
  })

  test('ends: keys go, a new one may be made', async () => {
    const caller = await owner(await world.newWorkspace())
    const params = { corpId: `ww${world.handles.ids.uuid().slice(0, 8)}` }
    await caller.call(putWecomCorp, { params, body: { agentId: 1, secret: 's' } })
    expect(await caller.call(deleteWecomCorp, { params })).toEqual({ deleted: true })
    expect(await callbackKeys(world.handles, params)).toBeUndefined()
    expect((await caller.call(listWecomCorps)).items).toEqual([])
    expect(await caller.reply(deleteWecomCorp, { params })).toMatchObject({ status: 404, error: { code: 'channels.corp_unknown' } })
  })
})

describe('the check', () => {
  const check = async () => {
    const { items } = await (await owner()).call(checkWecomCorp, { params: { corpId: channel.corp.corpId } })
    return Object.fromEntries(items.map(({ id, state }) => [id, state]))
  }

  test('tells what is missing before the platform has called, and that all is well afterwards', async () => {
    expect(await check()).toEqual({
      secret: 'ok',
      ip: 'ok',
      contacts: 'ok',
      staff: 'ok',
      callback_reachable: 'ok',
      callback_verified: 'wrong',
      callbacks_seen: 'warning',
      quotas: 'ok',
    })
    await channel.sandbox.verifyCallback()
    channel.act(`customer:${channel.customers[0]}`, 'addStaff', { userId: channel.staff[0] ?? '' })
    await channel.settle()
    expect(await check()).toMatchObject({ callback_verified: 'ok', callbacks_seen: 'ok' })
  })

  test('names a secret that does not work, and an app that may not', async () => {
    const { store } = channel.sandbox.world
    store.run('update apps set contacts_allowed = 0')
    expect(await check()).toMatchObject({ secret: 'ok', contacts: 'wrong' })
    store.run('update apps set contacts_allowed = 1')
    const params = { corpId: channel.corp.corpId }
    await (await owner()).call(putWecomCorp, { params, body: { agentId: channel.corp.agentId, secret: 'wrong' } })
    expect(await check()).toMatchObject({ secret: 'wrong', contacts: 'warning', staff: 'warning' })
  })
})
