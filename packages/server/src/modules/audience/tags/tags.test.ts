import { afterAll, beforeAll, expect, test } from 'vitest'
import { startJobRunner } from '../../../platform/jobs/runner.ts'
import { dispatchOutbox } from '../../../platform/outbox/dispatch.ts'
import { openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { identityErrors, identityRoutes, linkRoutes, tagErrors, tagRoutes } from '../../identity/index.ts'
import { mergePersons, unmergePerson } from '../../identity/links/contract.ts'
import { archiveTag, changeTag, createTag, createTagGroup, listPersonTags, listTags, readTag } from '../../identity/tags/contract.ts'
import { createAudience } from '../contract.ts'
import { settleCopies } from '../copies/publish.ts'
import { audienceErrors } from '../errors.ts'
import { computeAudienceJob } from '../jobs.ts'
import { markDirty } from '../live/dirty.ts'
import { fillAudienceJob } from '../live/fill.ts'
import { runLive } from '../live/run.ts'
import { endAllTurns } from '../live/turn.ts'
import { audienceRoutes } from '../routes.ts'
import { markPeople, putTagInterest, putTagRule, readTagInterest, readTagRule, runTag, whyTag } from './contract.ts'
import { tagRuleErrors } from './errors.ts'
import { liveTagReactions } from './live.ts'
import { markPeopleJob } from './mark-many.ts'
import { tagRuleRoutes, tagServices } from './routes.ts'
import { runTagJob } from './run.ts'
import { queueDueRuns } from './run-queue.ts'

const DAY_MS = 86_400_000

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  // Holders that other files of this process killed have nobody to end their turns.
  await endAllTurns(world.handles.db)
  const bindings = [
    ...identityRoutes({ lastEventTimes: async () => new Map() }),
    ...linkRoutes(),
    ...tagRoutes(tagServices),
    ...tagRuleRoutes(),
    ...audienceRoutes(),
  ]
  server = await openTestServer(world, bindings, { errorTables: [identityErrors, tagErrors, audienceErrors, tagRuleErrors] })
})
afterAll(() => server.close())

/** Everything that is due, to its end. */
async function settle(): Promise<void> {
  const { handles } = world
  const jobs = startJobRunner(handles, [runTagJob(), markPeopleJob(), computeAudienceJob(), fillAudienceJob()])
  for (let more = 1; more > 0; ) {
    await jobs.drain()
    await settleCopies(handles, { withinMs: 30_000 })
    more = (await runLive(handles)) + (await dispatchOutbox(handles, liveTagReactions)) + (await queueDueRuns(handles))
  }
  await jobs.stop()
  await settleCopies(handles, { withinMs: 30_000 })
}

const ago = (days: number) => world.business.now() - days * DAY_MS
const passDays = (days: number) => world.business.setOffsetMs(world.business.offsetMs() + days * DAY_MS)

async function newBrand(count: number) {
  const workspace = await world.newWorkspace()
  const workspaceId = workspace.id
  const admin = await server.as('admin', { workspace })
  const atoms = await newPeople(world.handles, { workspaceId, count })
  const ids = atoms.map(String)
  const tagsOf = async (id: string) =>
    (await admin.call(listPersonTags, { params: { id } })).items.map(({ name, value }) => (value === null ? name : `${name}:${value}`))
  return {
    workspaceId,
    admin,
    ids,
    tagsOf,
    tagsOfAll: () => Promise.all(ids.map(async (id) => (await tagsOf(id)).join(' '))),
    make: (name: string, kind: 'manual' | 'rule' | 'interest' = 'manual') => admin.call(createTag, { body: { name, kind } }),
    happen: (events: readonly (Omit<TestEvent, 'atom'> & { who: number })[]) =>
      storeEvents(world.handles, { workspaceId, events: events.map(({ who, ...event }) => ({ ...event, atom: atoms[who] ?? 0 })) }),
    dirty: (name: string) => markDirty(world.handles.db, { workspaceId, what: 'events', name, atoms }),
    merge: async (a: number, b: number) =>
      (await admin.call(mergePersons, { params: { id: ids[a] ?? '' }, body: { personId: ids[b] ?? '' } })).mergeId ?? '',
  }
}

const bought = { event: { name: 'buy', within: 'P30D' } }

test('a scheduled rule puts the tag on at once, takes it off the next night, and says why', async () => {
  const { admin, ids, make, happen, tagsOfAll } = await newBrand(4)
  await happen([
    { name: 'buy', time: ago(1), who: 0 },
    { name: 'buy', time: ago(29.9), who: 1 },
    { name: 'view', time: ago(1), who: 2 },
  ])
  const tag = await make('新近购买', 'rule')
  const params = { id: tag.id }
  expect((await admin.reply(runTag, { params })).error?.code).toBe('audience.tag_without_rule')
  expect((await admin.reply(readTagRule, { params })).status).toBe(404)
  expect((await admin.reply(putTagRule, { params, body: { rule: { event: { nam: 'buy' } } } })).error?.message).toContain('rule.event.nam')
  const put = await admin.call(putTagRule, { params, body: { rule: bought } })
  expect(put).toMatchObject({ mode: 'scheduled', every: 'P1D', lastRunAt: null, explanation: { en: expect.stringContaining('buy') } })
  expect(put.jobId).not.toBeNull()
  await settle()
  expect(await tagsOfAll()).toEqual(['新近购买', '新近购买', '', ''])
  const after = await admin.call(readTagRule, { params })
  expect(after).toMatchObject({ lastAdded: 2, lastRemoved: 0, lastError: null })
  expect(new Date(after.nextRunAt ?? 0).toLocaleTimeString('sv', { timeZone: 'Asia/Shanghai' })).toBe('03:00:00')

  const why = await admin.call(whyTag, { params: { id: ids[0] ?? '', name: '新近购买' } })
  expect(why).toMatchObject({ has: true, rule: { holds: true }, interests: null, words: expect.stringContaining('符合规则') })
  expect(await admin.call(whyTag, { params: { id: ids[2] ?? '', name: '新近购买' } })).toMatchObject({ has: false, rule: { holds: false } })

  passDays(1.5)
  await settle()
  expect(await tagsOfAll()).toEqual(['新近购买', '', '', ''])
  expect(await admin.call(readTagRule, { params })).toMatchObject({ lastAdded: 0, lastRemoved: 1 })
  expect((await admin.call(readTag, { params })).people).toBe(1)
})

test('a rule that another tag stands on is run by turns, and no tag stands on itself', async () => {
  const { admin, make, happen, tagsOfAll } = await newBrand(2)
  await happen([{ name: 'buy', time: ago(1), who: 1 }])
  const [first, second, manual] = [await make('一', 'rule'), await make('二', 'rule'), await make('手动')]
  await admin.call(putTagRule, { params: { id: first.id }, body: { rule: bought } })
  await settle()
  const named = (name: string) => ({ rule: { not: { tag: { name } } } })
  await admin.call(putTagRule, { params: { id: second.id }, body: named('一') })
  await settle()
  expect(await tagsOfAll()).toEqual(['二', '一'])
  const circle = await admin.reply(putTagRule, { params: { id: first.id }, body: named('二') })
  expect(circle.error).toMatchObject({ code: 'audience.tag_circle' })
  expect((await admin.reply(putTagRule, { params: { id: first.id }, body: named('一') })).error?.code).toBe('audience.tag_circle')
  expect((await admin.reply(putTagRule, { params: { id: manual.id }, body: { rule: bought } })).error?.code).toBe(
    'audience.tag_not_of_kind',
  )
  expect((await admin.reply(archiveTag, { params: { id: first.id } })).error).toMatchObject({
    code: 'identity.tag_used',
    message: expect.stringContaining('二'),
  })
  expect((await admin.call(readTag, { params: { id: first.id } })).usedBy).toMatchObject([{ what: 'tag', name: '二' }])
})

test('a live tag follows what happens, merges and un-merges, and ends with its rule', async () => {
  const brand = await newBrand(4)
  const { admin, ids, make, happen, dirty, tagsOfAll } = brand
  await happen([{ name: 'buy', time: ago(1), who: 0 }])
  const tag = await make('实时购买', 'rule')
  const params = { id: tag.id }
  expect((await admin.call(putTagRule, { params, body: { rule: bought, mode: 'live' } })).nextRunAt).toBeNull()
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '', '', ''])
  await happen([{ name: 'buy', time: ago(0.5), who: 2 }])
  await dirty('buy')
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '', '实时购买', ''])
  expect((await admin.call(listPersonTags, { params: { id: ids[2] ?? '' } })).items).toMatchObject([
    { cause: 'live', why: expect.stringContaining('符合实时规则') },
  ])

  const mergeId = await brand.merge(3, 2)
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '', '实时购买', '实时购买'])
  await admin.call(unmergePerson, { params: { id: ids[3] ?? '' }, body: { mergeId } })
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '', '实时购买', ''])

  // Bought on either side while they were one: no news of the one who stays, but the mark stood on the other.
  const again = await brand.merge(1, 2)
  await settle()
  await happen([{ name: 'buy', time: ago(0), who: 1 }])
  await dirty('buy')
  await settle()
  await admin.call(unmergePerson, { params: { id: ids[1] ?? '' }, body: { mergeId: again } })
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '实时购买', '实时购买', ''])

  passDays(31)
  await settle()
  expect(await tagsOfAll()).toEqual(['', '', '', ''])

  const viewed = { event: { name: 'view' } }
  await happen([{ name: 'view', time: ago(1), who: 1 }])
  await admin.call(putTagRule, { params, body: { rule: viewed, mode: 'live' } })
  await settle()
  expect(await tagsOfAll()).toEqual(['', '实时购买', '', ''])
  await admin.call(archiveTag, { params })
  await happen([{ name: 'view', time: ago(1), who: 0 }])
  await dirty('view')
  await settle()
  await admin.call(changeTag, { params, body: { archived: false } })
  await settle()
  expect(await tagsOfAll()).toEqual(['实时购买', '实时购买', '', ''])
  await admin.call(putTagRule, { params, body: { rule: bought, mode: 'scheduled', every: 'PT1H' } })
  await settle()
  expect(await tagsOfAll()).toEqual(['', '', '', ''])
})

test('interests have the values with the highest scores, fade, and tell what made them', async () => {
  const brand = await newBrand(3)
  const { admin, ids, make, happen, tagsOfAll } = brand
  const view = (who: number, category: string, days: number) => ({ name: 'view', time: ago(days), who, properties: { category } })
  await happen([
    view(0, '女装', 0),
    view(0, '女装', 0),
    view(0, '鞋', 0),
    { name: 'buy', time: ago(10), who: 0, properties: { category: '鞋' } },
    view(0, '包', 30),
    view(1, '包', 0),
    { name: 'view', time: ago(0), who: 2 },
  ])
  const tag = await make('兴趣', 'interest')
  const params = { id: tag.id }
  const settings = {
    events: [{ name: 'view' }, { name: 'buy', weight: 8 }],
    property: 'category',
    halfLifeDays: 10,
    topPerPerson: 2,
    minScore: 0.9,
  }
  await admin.call(putTagInterest, { params, body: settings })
  await settle()
  expect(await tagsOfAll()).toEqual(['兴趣:鞋 兴趣:女装', '兴趣:包', ''])
  const { items } = await admin.call(listPersonTags, { params: { id: ids[0] ?? '' } })
  expect(items.map(({ score }) => Number(score?.toFixed(2)))).toEqual([5, 2])
  const why = await admin.call(whyTag, { params: { id: ids[0] ?? '', name: '兴趣' } })
  expect(why.interests?.map(({ value, events }) => [value, events])).toEqual([
    ['鞋', 2],
    ['女装', 2],
    ['包', 1],
  ])
  expect(await admin.call(readTagInterest, { params })).toMatchObject({ lastAdded: 3, lastRemoved: 0, halfLifeDays: 10 })
  await admin.call(runTag, { params })
  await settle()
  expect(await admin.call(readTagInterest, { params })).toMatchObject({ lastAdded: 0, lastRemoved: 0 })

  passDays(10.1)
  await happen([view(0, '女装', 0)])
  await settle()
  expect(await tagsOfAll()).toEqual(['兴趣:鞋 兴趣:女装', '', ''])
  const faded = await admin.call(listPersonTags, { params: { id: ids[0] ?? '' } })
  expect(faded.items.map(({ score }) => Number(score?.toFixed(1)))).toEqual([2.5, 2])
  await admin.call(runTag, { params })
  await settle()
  expect(await admin.call(readTagInterest, { params })).toMatchObject({ lastAdded: 0 })
})

test('many people are tagged at once, by name or by audience', async () => {
  const { admin, ids, make, happen, tagsOfAll } = await newBrand(4)
  await happen([0, 1].map((who) => ({ name: 'buy', time: ago(1), who })))
  const tag = await make('活动')
  const params = { id: tag.id }
  const some = { action: 'add' as const, personIds: [ids[1] ?? '', ids[2] ?? '', '99999999'] }
  expect(await admin.call(markPeople, { params, body: some })).toEqual({ changed: 2, jobId: null })
  const audience = await admin.call(createAudience, { body: { name: '买过', kind: 'live', rule: bought } })
  await settle()
  const { jobId } = await admin.call(markPeople, { params, body: { action: 'add', audienceId: audience.id } })
  expect(jobId).not.toBeNull()
  await settle()
  expect(await tagsOfAll()).toEqual(['活动', '活动', '活动', ''])
  await admin.call(markPeople, { params, body: { action: 'remove', audienceId: audience.id } })
  await settle()
  expect(await tagsOfAll()).toEqual(['', '', '活动', ''])
  expect((await admin.reply(markPeople, { params, body: { action: 'add' } })).status).toBe(400)
  expect((await admin.reply(markPeople, { params, body: { action: 'add', audienceId: '99999' } })).error?.code).toBe('audience.not_found')
})

test('people are counted by tag, of an exclusive group by the tag they show', async () => {
  const brand = await newBrand(3)
  const { admin, ids } = brand
  const group = await admin.call(createTagGroup, { body: { name: '级别', exclusive: true } })
  const [gold, silver] = [
    await admin.call(createTag, { body: { name: '金', groupId: group.id } }),
    await admin.call(createTag, { body: { name: '银', groupId: group.id } }),
  ]
  const mark = (tag: { id: string }, who: number) =>
    admin.call(markPeople, { params: { id: tag.id }, body: { action: 'add', personIds: [ids[who] ?? ''] } })
  await mark(gold, 0)
  await mark(gold, 2)
  world.business.setOffsetMs(world.business.offsetMs() + 1_000)
  await mark(silver, 1)
  await settle()
  const counts = async () =>
    (await admin.call(listTags, { query: { counts: 'true' } as never })).items.map(({ name, people }) => `${name} ${people}`)
  expect(await counts()).toEqual(['金 2', '银 1'])
  await brand.merge(0, 1)
  await settle()
  expect(await counts()).toEqual(['金 1', '银 1'])
  const ruled = await admin.call(createTag, { body: { name: '金的人', kind: 'rule' } })
  await admin.call(putTagRule, { params: { id: ruled.id }, body: { rule: { tag: { name: '金' } } } })
  await settle()
  expect((await admin.call(readTag, { params: { id: ruled.id } })).people).toBe(1)
  expect((await admin.call(readTag, { params: { id: gold.id } })).usedBy).toMatchObject([{ what: 'tag', name: '金的人' }])
})
