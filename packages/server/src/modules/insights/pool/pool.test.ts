/** Three figures of the pool over HTTP: in it, reached once, reachable now. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../platform/db/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { storeEvents, type TestEvent } from '../../events/testing.ts'
import { findOrMakeAtoms, resolveAtoms } from '../../identity/index.ts'
import { insightsRoutes } from '../routes.ts'
import { readPool, readPoolPeople } from './contract.ts'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, insightsRoutes())
})
afterAll(() => server.close())

interface Place {
  readonly workspaceId: number
  readonly reader: Caller
}

async function newPlace(): Promise<Place> {
  const workspace = await world.newWorkspace({ timeZone: 'Asia/Shanghai' })
  return { workspaceId: workspace.id, reader: await server.withPermissions(['insights.read'], { workspace }) }
}

const reach = (atom: number, channel: string, more: Partial<TestEvent> = {}): TestEvent => ({
  name: 'message_delivered',
  atom,
  time: '2026-03-01T10:00:00+08:00',
  ...more,
  properties: { channel, ...more.properties },
})

const store = ({ workspaceId }: Place, events: readonly TestEvent[]) => storeEvents(world.handles, { workspaceId, events })

describe('reached', () => {
  test('a person is in the pool from the second message on, each message counts once', async () => {
    const place = await newPlace()
    await store(place, [
      // One message, delivered, opened and clicked.
      reach(1, 'wecom', { properties: { messageId: 'm1' } }),
      reach(1, 'wecom', { name: 'message_opened', properties: { messageId: 'm1' } }),
      reach(1, 'wecom', { name: 'message_clicked', properties: { messageId: 'm1' }, time: '2026-03-09T10:00:00+08:00' }),
      // Two messages of one day.
      reach(2, 'sms', { properties: { messageId: 'm1' } }),
      reach(2, 'sms', { properties: { messageId: 'm2' } }),
      // Without a number a day is a message: the second day begins at midnight in Shanghai.
      reach(3, 'wecom', { time: '2026-03-01T23:59:59+08:00' }),
      reach(3, 'wecom', { time: '2026-03-02T00:00:00+08:00' }),
      reach(4, 'wecom', { time: '2026-03-02T00:00:00+08:00' }),
      reach(4, 'wecom', { time: '2026-03-02T23:59:59+08:00' }),
      // Two channels of one day.
      reach(5, 'wecom'),
      { name: 'Email Opened', atom: 5, time: '2026-03-01T10:00:00+08:00', properties: { email_id: 'e' } },
    ])
    const figures = await place.reader.call(readPool)
    expect(figures.pool).toMatchObject({
      value: 3,
      byChannel: [
        { channel: 'wecom', value: 2 },
        { channel: 'sms', value: 1 },
        { channel: 'email', value: 1 },
      ],
      countedAs: { zh: expect.stringContaining('两次'), en: expect.stringContaining('twice') },
    })
    expect(figures.reachedOnce).toMatchObject({ value: 2, byChannel: [{ channel: 'wecom', value: 2 }] })
  })

  test('what was only sent, came on another channel, lies ahead or is nobody’s does not count', async () => {
    const place = await newPlace()
    await store(place, [
      reach(1, 'wecom', { name: 'message_sent' }),
      reach(2, 'douyin'),
      reach(3, ''),
      reach(4, 'wecom', { time: world.business.now() + 3_600_000 }),
      reach(0, 'wecom'),
      { name: 'view', atom: 5, time: '2026-03-01', properties: { channel: 'wecom' } },
      reach(6, 'wecom', { name: 'reached' }),
    ])
    const { pool, reachedOnce } = await place.reader.call(readPool)
    expect([pool.value, pool.byChannel, reachedOnce.value]).toEqual([0, [], 1])
  })

  test('the people behind it, by channel and page by page', async () => {
    const place = await newPlace()
    await store(
      place,
      [1, 2, 3, 4].flatMap((atom) => [
        reach(atom, atom < 4 ? 'wecom' : 'sms'),
        ...(atom === 3 ? [] : [reach(atom, atom === 2 ? 'sms' : 'wecom', { time: '2026-03-05' })]),
      ]),
    )
    const ids = async (body: object) => (await place.reader.call(readPoolPeople, { body })).personIds
    expect(await ids({})).toEqual(['1', '2', '4'])
    expect(await ids({ channel: 'sms' })).toEqual(['2', '4'])
    expect(await ids({ which: 'reachedOnce' })).toEqual(['3'])
    expect(await ids({ which: 'reachedOnce', channel: 'sms' })).toEqual([])
    const first = await place.reader.call(readPoolPeople, { body: { limit: 2 } })
    const rest = await place.reader.call(readPoolPeople, { body: { limit: 2, cursor: first.nextCursor ?? '' } })
    expect([first.personIds, rest.personIds, rest.nextCursor]).toEqual([['1', '2'], ['4'], null])
  })
})

describe('reachable now', () => {
  async function know({ workspaceId }: Place, ...references: string[]): Promise<number[]> {
    const refs = references.map((reference) => {
      const colon = reference.lastIndexOf(':')
      return { kind: reference.slice(0, colon), value: reference.slice(colon + 1) }
    })
    return findOrMakeAtoms(world.handles, { workspaceId, refs, seenAt: world.business.now() })
  }

  test('by the identifiers that a channel can reach; people known are all of them', async () => {
    const place = await newPlace()
    await know(
      place,
      'external_userid:ww1:a',
      'openid:wx1:b',
      'openid:wx2:c',
      'phone:13800138000',
      'email:a@b.cn',
      'user_id:u',
      'cookie_id:k',
    )
    const figures = await place.reader.call(readPool)
    expect(figures.people.value).toBe(7)
    expect(figures.reachableNow).toMatchObject({
      value: 5,
      byChannel: [
        { channel: 'wecom', value: 1 },
        { channel: 'weixin', value: 2 },
        { channel: 'sms', value: 1 },
        { channel: 'phone', value: 1 },
        { channel: 'email', value: 1 },
      ],
    })
    expect(figures.pool.value).toBe(0)
  })

  test('people of several identifiers count once, on each channel of theirs', async () => {
    const place = await newPlace()
    const refs = [
      { kind: 'user_id', value: 'u1' },
      { kind: 'phone', value: '13800138000' },
      { kind: 'openid:wx1', value: 'o1' },
    ]
    await resolveAtoms(world.handles, [{ workspaceId: place.workspaceId, refs, seenAt: world.business.now() }])
    const { people, reachableNow } = await place.reader.call(readPool)
    expect([people.value, reachableNow.value]).toEqual([1, 1])
    expect(reachableNow.byChannel.map(({ channel }) => channel)).toEqual(['weixin', 'sms', 'phone'])
  })

  describe('less what was withdrawn', () => {
    type Said = readonly [channel: string, state: 'granted' | 'withdrawn', day: number, purpose?: string]

    /** What is left of somebody with a phone number and an openid who said this, each on a day of March. */
    async function left(...said: readonly Said[]): Promise<string[]> {
      const place = await newPlace()
      const { workspaceId } = place
      const refs = ['phone:13800138000', 'openid:wx1:o'].map((text) => ({
        kind: text.slice(0, text.lastIndexOf(':')),
        value: text.slice(text.lastIndexOf(':') + 1),
      }))
      const [atom = 0] = await resolveAtoms(world.handles, [{ workspaceId, refs, seenAt: world.business.now() }])
      for (const [channel, state, day, purpose = 'marketing'] of said)
        await sql`insert into compliance_consents (workspace_id, atom, purpose, channel, state, at, recorded_at, made_by, source)
          values (${workspaceId}, ${atom}, ${purpose}, ${channel}, ${state}, ${new Date(Date.UTC(2026, 2, day))}, now(), 'test', 'test')`.execute(
          world.handles.db,
        )
      const { reachableNow } = await place.reader.call(readPool)
      expect(reachableNow.value).toBe(reachableNow.byChannel.length > 0 ? 1 : 0)
      return reachableNow.byChannel.map(({ channel }) => channel)
    }

    test.each<[string, readonly Said[], string[]]>([
      ['nothing said', [], ['weixin', 'sms', 'phone']],
      ['one channel', [['sms', 'withdrawn', 1]], ['weixin', 'phone']],
      ['all of them', [['all', 'withdrawn', 1]], []],
      [
        'all, and one granted since',
        [
          ['all', 'withdrawn', 1],
          ['sms', 'granted', 2],
        ],
        ['sms'],
      ],
      [
        'one granted, all withdrawn since',
        [
          ['sms', 'granted', 1],
          ['all', 'withdrawn', 2],
        ],
        [],
      ],
      [
        'one withdrawn, all granted since',
        [
          ['sms', 'withdrawn', 1],
          ['all', 'granted', 2],
        ],
        ['weixin', 'sms', 'phone'],
      ],
      [
        'at one moment the withdrawal',
        [
          ['sms', 'granted', 1],
          ['sms', 'withdrawn', 1],
        ],
        ['weixin', 'phone'],
      ],
      ['for another purpose', [['all', 'withdrawn', 1, 'research']], ['weixin', 'sms', 'phone']],
      ['one of the two that an openid may be of', [['mini_program', 'withdrawn', 1]], ['weixin', 'sms', 'phone']],
      [
        'both of them',
        [
          ['mini_program', 'withdrawn', 1],
          ['official_account', 'withdrawn', 1],
        ],
        ['sms', 'phone'],
      ],
    ])('%s', async (_, said, channels) => {
      expect(await left(...said)).toEqual(channels)
    })
  })
})

test('workspaces do not mix, and figures are for those who may read insights', async () => {
  const [mine, yours] = [await newPlace(), await newPlace()]
  await store(mine, [reach(1, 'wecom'), reach(1, 'sms')])
  expect((await mine.reader.call(readPool)).pool.value).toBe(1)
  expect(await yours.reader.call(readPool)).toMatchObject({
    people: { value: 0 },
    pool: { value: 0 },
    reachableNow: { value: 0, byChannel: [] },
  })
  const workspace = await world.newWorkspace()
  const others = await server.withPermissions(['people.*'], { workspace })
  expect((await others.reply(readPool)).status).toBe(403)
  expect((await others.reply(readPoolPeople, { body: {} })).status).toBe(403)
})
