/** Media: kept once, told by content, given to the platform when needed and renewed before it ends, in messages that people receive. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../../platform/db/index.ts'
import { openWorld, type World } from '../../../../platform/testing/world.ts'
import { type ChannelWorld, openChannelWorld } from '../../testing.ts'
import { openWecom } from '../client/client.ts'
import type { WecomContent } from '../mass-send/content.ts'
import { contactsOf, msgidOf, planTask, run, statesOf } from '../mass-send/testing.ts'
import { addWelcomeRule } from '../welcome/contract.ts'
import { openWelcomeLane } from '../welcome/lane.ts'
import { warmWelcomeMedia } from '../welcome/media.ts'
import { deleteMedia, listMedia, readMedia, readMediaFile } from './contract.ts'
import { sweepMedia } from './media.ts'
import { platformMediaIds } from './platform-ids.ts'
import { mp4, png, replyToUpload, uploaded, uploadsTo } from './testing.ts'

const [MINUTE_MS, DAY_MS] = [60_000, 86_400_000]
const MIB = 1_048_576

let world: World
let channel: ChannelWorld
let userId: string

beforeAll(async () => {
  world = await openWorld()
  channel = await openChannelWorld(world, { plan: { staff: 2, customers: 4, wecomShare: 0 } })
  userId = channel.staff[0] ?? ''
  for (const customer of channel.customers.slice(0, 2)) channel.act(`customer:${customer}`, 'addStaff', { userId })
  await channel.settle()
})
afterAll(() => channel.close())

const operator = () => channel.server.as('operator', { workspace: channel.workspace })

async function pass(ms: number): Promise<void> {
  world.business.setOffsetMs(world.business.offsetMs() + ms)
  await run(channel)
}

describe('uploading', () => {
  test('keeps the same content once, by what it is', async () => {
    const first = await uploaded(channel, { bytes: png('one'), name: 'C:\\pictures\\poster.png' })
    expect(first).toMatchObject({ kind: 'image', name: 'poster.png', contentType: 'image/png', sizeBytes: png('one').length })
    const again = await uploaded(channel, { bytes: png('one'), name: 'same.png' })
    expect(again.id).toBe(first.id)
    const video = await uploaded(channel, { bytes: mp4('one'), name: 'wrong.png' })
    expect(video.kind).toBe('video')
    const asFile = await uploaded(channel, { bytes: png('one'), kind: 'file' })
    expect(asFile).toMatchObject({ kind: 'file', contentType: 'image/png' })
    const caller = await operator()
    expect((await caller.call(listMedia, { query: { kind: 'image' } })).items).toMatchObject([{ id: first.id, name: 'same.png' }])
    expect(await caller.call(readMedia, { params: { id: first.id } })).toMatchObject({ name: 'same.png' })
    const file = await caller.reply(readMediaFile, { params: { id: first.id } })
    expect(file.headers['content-type']).toBe('image/png')
    expect(file.text).toContain('one')
  })

  test('refuses what is too large, too small, no file or another kind, and keeps nothing of it', async () => {
    const caller = await operator()
    const before = (await caller.call(listMedia)).items.length
    const codes = async (sent: Parameters<typeof replyToUpload>[1]) => (await replyToUpload(caller, sent)).error?.code
    expect(await codes({ bytes: Buffer.concat([png('big'), Buffer.alloc(10 * MIB)]) })).toBe('platform.too_large')
    expect(await codes({ bytes: Buffer.alloc(20 * MIB + 1, 'x') })).toBe('platform.too_large')
    expect(await codes({ bytes: Buffer.from('abcde') })).toBe('channels.media_empty')
    expect(await codes({ bytes: mp4('x'), kind: 'image' })).toBe('channels.media_wrong_kind')
    expect(await codes({ bytes: png('x'), kind: 'hologram' })).toBe('platform.invalid')
    expect((await caller.inject({ method: 'POST', url: '/api/v1/channels/media' })).status).toBe(415)
    expect((await caller.call(listMedia)).items).toHaveLength(before)
    const reader = await channel.server.as('analyst', { workspace: channel.workspace })
    expect((await replyToUpload(reader, { bytes: png('x') })).status).toBe(403)
  })

  test('is not offered after a deletion, goes a month later, and not while a task names it', async () => {
    const media = await uploaded(channel, { bytes: png('deleted') })
    const named = await uploaded(channel, { bytes: png('named') })
    const caller = await operator()
    for (const { id } of [media, named]) await caller.call(deleteMedia, { params: { id } })
    expect((await caller.call(listMedia)).items.map(({ id }) => id)).not.toContain(media.id)
    const content: WecomContent = { attachments: [{ kind: 'image', mediaId: named.id }] }
    const endsAt = world.business.now() + 50 * DAY_MS
    await planTask(channel, {
      key: 'names',
      userId,
      recipients: await contactsOf(channel, { userId }),
      content,
      dueAt: endsAt - DAY_MS,
      endsAt,
    })
    expect(await sweepMedia(world.handles)).toBe(0)
    world.business.setOffsetMs(world.business.offsetMs() + 31 * DAY_MS)
    expect(await sweepMedia(world.handles)).toBe(1)
    expect((await caller.reply(readMedia, { params: { id: media.id } })).error?.code).toBe('channels.media_unknown')
    expect((await caller.reply(readMediaFile, { params: { id: named.id } })).status).toBe(200)
  })
})

describe('the platform', () => {
  const idsFor = (id: string, wecom = channel.wecom) =>
    platformMediaIds(world.handles, { wecom, corp: channel.corp, media: [{ id, use: 'message' }] })

  test('is given it once by many who need it at once, and again before its three days are over', async () => {
    const { id } = await uploaded(channel, { bytes: png('shared') })
    const before = uploadsTo(channel)
    const other = openWecom(world.handles, { apiBase: channel.wecom.apiBase })
    const answers = await Promise.all([idsFor(id), idsFor(id, other), idsFor(id), idsFor(id, other)])
    expect(new Set(answers.map((ids) => ids.get(`message ${id}`))).size).toBe(1)
    expect(uploadsTo(channel)).toBe(before + 1)
    world.business.setOffsetMs(world.business.offsetMs() + 2 * DAY_MS - MINUTE_MS)
    expect(await idsFor(id)).toEqual(answers[0])
    world.business.setOffsetMs(world.business.offsetMs() + 2 * MINUTE_MS)
    expect(await idsFor(id)).not.toEqual(answers[0])
    expect(uploadsTo(channel)).toBe(before + 2)
  })

  test('that fails for a while leaves no lease behind; what is gone here is a permanent failure', async () => {
    const { id } = await uploaded(channel, { bytes: png('later') })
    await channel.faults({ rateLimit: 1 })
    await expect(idsFor(id)).rejects.toMatchObject({ kind: 'retry' })
    await channel.faults({})
    world.business.setOffsetMs(world.business.offsetMs() + 2 * MINUTE_MS)
    world.real.setOffsetMs(world.real.offsetMs() + 2 * MINUTE_MS)
    expect((await idsFor(id)).size).toBe(1)
    await expect(idsFor(`image-${'0'.repeat(64)}`)).rejects.toMatchObject({ kind: 'permanent' })
  })
})

describe('a mass send', () => {
  test('brings a picture, a video, a file, a mini program and a link with its picture to the phone', async () => {
    const picture = await uploaded(channel, { bytes: png('sent') })
    const video = await uploaded(channel, { bytes: mp4('sent') })
    const file = await uploaded(channel, { bytes: Buffer.from('a price list'), name: '价目表.txt' })
    const content: WecomContent = {
      text: 'with media',
      attachments: [
        { kind: 'image', mediaId: picture.id },
        { kind: 'video', mediaId: video.id },
        { kind: 'file', mediaId: file.id },
        { kind: 'miniprogram', title: 'shop', appId: 'wx1', page: 'pages/index', coverMediaId: picture.id },
        { kind: 'link', title: 'page', url: 'https://example.com', pictureMediaId: picture.id },
      ],
    }
    const recipients = await contactsOf(channel, { userId })
    await planTask(channel, { key: 'media', userId, recipients, content })
    await run(channel)
    await pass(MINUTE_MS)
    channel.act(`staff:${userId}`, 'confirmMassSend', { msgid: await msgidOf(channel, 'media') })
    await pass(10 * MINUTE_MS)
    expect(Object.values(await statesOf(channel, 'media'))).toEqual(recipients.map(() => 'sent'))
    const customer = channel.customers[0] ?? ''
    const shown = channel.sandbox.world.store
      .all<{ content: string }>('select content from inbox where person = ? order by id', [`customer:${customer}`])
      .map((row) => JSON.parse(row.content) as { msgtype: string; link?: { picurl?: string } })
      .slice(-6)
    expect(shown.map(({ msgtype }) => msgtype)).toEqual(['text', 'image', 'video', 'file', 'miniprogram', 'link'])
    expect(shown[5]?.link?.picurl).toMatch(/^https:\/\/wework\.qpic\.cn\//)
  })

  test('whose media the platform lost is handed over with a new one', async () => {
    const picture = await uploaded(channel, { bytes: png('lost') })
    await platformMediaIds(world.handles, { wecom: channel.wecom, corp: channel.corp, media: [{ id: picture.id, use: 'message' }] })
    channel.sandbox.world.store.run('delete from media_files where corp_id = ?', [channel.corp.corpId])
    const content: WecomContent = { attachments: [{ kind: 'image', mediaId: picture.id }] }
    const recipients = await contactsOf(channel, { userId })
    await planTask(channel, { key: 'again', userId, recipients, content })
    await run(channel)
    expect(Object.values(await statesOf(channel, 'again'))).toEqual(recipients.map(() => 'unconfirmed'))
  })

  test('of which a process died while it uploaded is handed over by another', async () => {
    const picture = await uploaded(channel, { bytes: png('died') })
    const recipients = await contactsOf(channel, { userId })
    await planTask(channel, { key: 'dead', userId, recipients, content: { attachments: [{ kind: 'image', mediaId: picture.id }] } })
    const later = new Date(world.real.now() + MINUTE_MS)
    // As it stands in the middle of an upload: leased, not handed over; and the lease of the upload.
    await sql`update channels_wecom_mass_tasks set leased_until = ${later} where key = 'dead' and workspace_id = ${channel.workspace.id}`.execute(
      world.handles.db,
    )
    await sql`insert into channels_wecom_media_ids (workspace_id, corp_id, media_id, use, leased_until)
      values (${channel.workspace.id}, ${channel.corp.corpId}, ${picture.id}, 'message', ${later})`.execute(world.handles.db)
    await run(channel)
    expect(Object.values(await statesOf(channel, 'dead'))).toEqual(recipients.map(() => 'pending'))
    world.real.setOffsetMs(world.real.offsetMs() + 2 * MINUTE_MS)
    await run(channel)
    expect(Object.values(await statesOf(channel, 'dead'))).toEqual(recipients.map(() => 'unconfirmed'))
  })
})

test('a welcome brings its picture once the platform has it, and goes without it before', async () => {
  const owner = await channel.server.as('owner', { workspace: channel.workspace })
  const lane = openWelcomeLane(world.handles, { wecom: channel.wecom, keptMs: 0 })
  const picture = await uploaded(channel, { bytes: png('welcome') })
  const params = { corpId: channel.corp.corpId }
  const attachments = [{ type: 'image' as const, mediaId: picture.id }]
  await owner.call(addWelcomeRule, { params, body: { name: 'with a picture', text: '欢迎', attachments } })
  const welcomed = async (place: number) => {
    const customer = channel.customers[place] ?? ''
    channel.act(`customer:${customer}`, 'addStaff', { userId: channel.staff[1] ?? '' })
    channel.sandbox.deliverDue()
    await channel.sandbox.drain()
    await lane.drain()
    return channel.sandbox.world.store
      .all<{ kind: string }>(`select json_extract(content, '$.msgtype') as kind from inbox where person = ? order by id`, [
        `customer:${customer}`,
      ])
      .map(({ kind }) => kind)
      .slice(-2)
  }
  expect(await welcomed(2)).not.toContain('image')
  expect(await warmWelcomeMedia(world.handles, { wecom: channel.wecom })).toBe(1)
  expect(await welcomed(3)).toEqual(['text', 'image'])
})
