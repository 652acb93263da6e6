/** Notices: one for each piece of news however often it is delivered, listed and put away within their workspace. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction } from '../../platform/db/index.ts'
import { dispatchOutbox } from '../../platform/outbox/dispatch.ts'
import { emit, type Reaction } from '../../platform/outbox/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { importFile } from '../events/testing.ts'
import { dismissNotice, listNotices } from './contract.ts'
import { raiseNotice } from './notices.ts'
import { insightsReactions } from './reactions.ts'
import { insightsRoutes } from './routes.ts'

const DAY_MS = 86_400_000
const AFTER_BACKOFF_MS = 60_000

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, insightsRoutes())
})
afterEach(() => {
  world.business.setOffsetMs(0)
  world.real.setOffsetMs(0)
})
afterAll(() => server.close())

interface Place {
  readonly workspaceId: number
  readonly reader: Caller
}

async function newPlace(): Promise<Place> {
  const workspace = await world.newWorkspace()
  return { workspaceId: workspace.id, reader: await server.withPermissions(['insights.read'], { workspace }) }
}

const noticesOf = async ({ reader }: Place) => (await reader.call(listNotices)).items

/** Raises notices under these numbers, a second apart. */
async function raise({ workspaceId }: Place, newsIds: readonly number[], input: { at?: number } = {}): Promise<void> {
  const at = input.at ?? world.business.now()
  const payload = { importId: crypto.randomUUID(), fileName: 'f.csv', preset: 'events', rowsStored: 1, rowsRejected: 0, rowsDuplicate: 0 }
  for (const [index, newsId] of newsIds.entries())
    await inTransaction(world.handles.db, (tx) =>
      raiseNotice(tx, { workspaceId, newsId, kind: 'events.import_finished', payload, at: new Date(at + index * 1_000) }),
    )
}

const good = { fileName: '行为.csv', content: '1,2,3,pv,1511658000\nbad\n', preset: 'taobao' } as const
const bad = { fileName: 'x.csv', content: 'a,b\n1,2\n', preset: 'events' } as const

describe('an import that ended', () => {
  test('is noticed once, well or not, at the business time', async () => {
    const place = await newPlace()
    world.business.setOffsetMs(3 * DAY_MS)
    const importId = await importFile(world.handles, { workspaceId: place.workspaceId, ...good })
    const failedId = await importFile(world.handles, { workspaceId: place.workspaceId, ...bad })
    await dispatchOutbox(world.handles, insightsReactions)
    await dispatchOutbox(world.handles, insightsReactions)
    const notices = await noticesOf(place)
    expect(notices).toEqual([
      expect.objectContaining({ kind: 'events.import_failed', payload: expect.objectContaining({ importId: failedId }) }),
      {
        id: expect.stringMatching(/^\d+$/),
        kind: 'events.import_finished',
        payload: { importId, fileName: '行为.csv', preset: 'taobao', rowsStored: 1, rowsRejected: 1, rowsDuplicate: 0 },
        raisedAt: expect.any(String),
        dismissedAt: null,
        dismissedBy: null,
      },
    ])
    for (const { raisedAt } of notices) expect(Math.abs(Date.parse(raisedAt) - world.business.now())).toBeLessThan(60_000)
  })

  test('is noticed once also when the reaction fails after its work and runs again', async () => {
    const place = await newPlace()
    await importFile(world.handles, { workspaceId: place.workspaceId, ...good })
    let failures = 0
    const failingOnce: readonly Reaction[] = insightsReactions.map((reaction) => ({
      ...reaction,
      react: async (handles, tx, news) => {
        await reaction.react(handles, tx, news)
        if (news.workspaceId === place.workspaceId && failures++ === 0) throw new Error('not yet')
      },
    }))
    await dispatchOutbox(world.handles, failingOnce)
    expect(failures).toBe(1)
    expect(await noticesOf(place)).toEqual([])
    world.real.setOffsetMs(AFTER_BACKOFF_MS)
    await dispatchOutbox(world.handles, failingOnce)
    await dispatchOutbox(world.handles, failingOnce)
    expect(failures).toBe(2)
    expect(await noticesOf(place)).toHaveLength(1)
  })

  test('stays dismissed when its news is delivered once more', async () => {
    const place = await newPlace()
    await raise(place, [7])
    await place.reader.call(dismissNotice, { params: { id: '7' } })
    await raise(place, [7])
    expect(await noticesOf(place)).toMatchObject([{ id: '7', dismissedAt: expect.any(String) }])
  })
})

test('a person with too many identifiers is noticed, once a piece of news', async () => {
  const place = await newPlace()
  const { workspaceId } = place
  const payload = { personId: '17', identifiers: 100 }
  const news = { workspaceId, name: 'identity.person_crowded', payload, at: new Date(world.business.now()) }
  for (const level of [100, 100, 1_000])
    await inTransaction(world.handles.db, (tx) =>
      emit(tx, { ...news, payload: { ...payload, identifiers: level }, key: `crowded ${workspaceId} ${level}` }),
    )
  await dispatchOutbox(world.handles, insightsReactions)
  await dispatchOutbox(world.handles, insightsReactions)
  expect((await noticesOf(place)).map(({ kind, payload }) => [kind, payload])).toEqual([
    ['identity.person_crowded', { personId: '17', identifiers: 1_000 }],
    ['identity.person_crowded', { personId: '17', identifiers: 100 }],
  ])
})

describe('GET /insights/notices', () => {
  test('open ones first, of either the newest first, page by page', async () => {
    const place = await newPlace()
    await raise(place, [1, 2, 3, 4, 5])
    for (const id of ['2', '5']) await place.reader.call(dismissNotice, { params: { id } })
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await place.reader.call(listNotices, { query: { limit: 2, ...(cursor && { cursor }) } })
      ids.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor && ids.length < 10)
    expect(ids).toEqual(['4', '3', '1', '5', '2'])
  })

  test('those of one moment, and a cursor of no list', async () => {
    const place = await newPlace()
    const at = world.business.now()
    for (const id of [1, 2, 3]) await raise(place, [id], { at })
    const first = await place.reader.call(listNotices, { query: { limit: 2 } })
    const rest = await place.reader.call(listNotices, { query: { limit: 2, cursor: first.nextCursor ?? '' } })
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(['3', '2', '1'])
    for (const key of ['x', '[2,1,1]', '[1,1e300,1]', '[1,1.5,1]', '[1]'])
      expect((await place.reader.reply(listNotices, { query: { cursor: Buffer.from(key).toString('base64url') } })).error?.code).toBe(
        'platform.invalid',
      )
  })

  test('forgets what is older than a quarter when a new one comes, in its own workspace', async () => {
    const [place, other] = [await newPlace(), await newPlace()]
    const now = world.business.now()
    for (const one of [place, other]) await raise(one, [1], { at: now - 91 * DAY_MS })
    await raise(place, [2], { at: now - 89 * DAY_MS })
    await raise(place, [3], { at: now })
    expect((await noticesOf(place)).map(({ id }) => id)).toEqual(['3', '2'])
    expect(await noticesOf(other)).toHaveLength(1)
  })
})

describe('POST /insights/notices/:id/dismiss', () => {
  test('says who and when, by the business clock; once more changes nothing', async () => {
    const place = await newPlace()
    await raise(place, [1])
    world.business.setOffsetMs(DAY_MS)
    const dismissed = await place.reader.call(dismissNotice, { params: { id: '1' } })
    expect(dismissed).toMatchObject({ id: '1', dismissedBy: 'test' })
    expect(Math.abs(Date.parse(dismissed.dismissedAt ?? '') - world.business.now())).toBeLessThan(60_000)
    world.business.setOffsetMs(2 * DAY_MS)
    expect(await place.reader.call(dismissNotice, { params: { id: '1' } })).toEqual(dismissed)
    expect(await noticesOf(place)).toEqual([dismissed])
  })

  test('refuses what is not there', async () => {
    const { reader } = await newPlace()
    const refused = async (id: string) => (await reader.reply(dismissNotice, { params: { id } })).error?.code
    expect(await refused('1')).toBe('platform.not_found')
    expect(await refused('0')).toBe('platform.invalid')
    expect(await refused('9'.repeat(30))).toBe('platform.invalid')
  })
})

test('workspaces do not see or dismiss the notices of each other', async () => {
  const [mine, yours] = [await newPlace(), await newPlace()]
  await importFile(world.handles, { workspaceId: mine.workspaceId, ...good })
  await dispatchOutbox(world.handles, insightsReactions)
  const [notice] = await noticesOf(mine)
  expect(notice).toBeDefined()
  expect(await noticesOf(yours)).toEqual([])
  expect((await yours.reader.reply(dismissNotice, { params: { id: notice?.id ?? '' } })).status).toBe(404)
  expect(await noticesOf(mine)).toEqual([notice])
})

test('notices are for those who may read insights', async () => {
  const workspace = await world.newWorkspace()
  const others = await server.withPermissions(['imports.*', 'events.*'], { workspace })
  expect((await others.reply(listNotices)).status).toBe(403)
  expect((await others.reply(dismissNotice, { params: { id: '1' } })).status).toBe(403)
  expect((await server.stranger.reply(listNotices)).status).toBe(401)
})
