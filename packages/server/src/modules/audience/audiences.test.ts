import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestServer, type TestServer } from '../../platform/testing/http.ts'
import { walkPermissions } from '../../platform/testing/permission-walk.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { eventErrors } from '../events/index.ts'
import { linkRoutes } from '../identity/index.ts'
import { listMerges, unmergePerson } from '../identity/links/contract.ts'
import {
  archiveAudience,
  audienceMembers,
  changeAudience,
  createAudience,
  listAudiences,
  overlapAudiences,
  personAudiences,
  previewAudience,
  readAudience,
  refreshAudience,
  whyAudience,
  whyRule,
} from './contract.ts'
import { audienceErrors } from './errors.ts'
import { supersede } from './preview.ts'
import { audienceRoutes } from './routes.ts'
import { type Brand, newBrand } from './testing.ts'

let world: World
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  server = await openTestServer(world, [...audienceRoutes(), ...linkRoutes()], { errorTables: [audienceErrors, eventErrors] })
})
afterAll(() => server.close())

const DAY_MS = 86_400_000
const brandOf = (count: number) => newBrand({ world, server, count })
const bought = (atom: number | undefined, daysAgo = 1) => ({
  name: 'buy',
  atom: atom ?? 0,
  time: world.business.now() - daysAgo * DAY_MS,
  amount: '10',
})
const buyers = { event: { name: 'buy' } } as const
const membersOf = async ({ admin }: Brand, id: string) => (await admin.call(audienceMembers, { params: { id } })).items.map((one) => one.id)
const ids = (...atoms: (number | undefined)[]) => atoms.map(String)

describe('preview', () => {
  it('counts, shows some, says it in words, and knows what was just written', async () => {
    const { admin, atoms, did, trait } = await brandOf(5)
    const [a = 0, b = 0, c = 0] = atoms
    await did(bought(a), bought(b, 40), bought(c))
    await trait(a, { city: '上海' })
    await trait(b, { city: '上海' })
    const rule = { all: [{ event: { name: 'buy', within: 'P30D' } }, { trait: { name: 'city', op: 'eq', value: '上海' } }] }
    const found = await admin.call(previewAudience, { body: { rule } })
    expect(found).toMatchObject({ count: 1, total: 5, sample: ids(a), upToDate: true })
    expect(found.explanation.zh).toContain('上海')
    expect(found.explanation.en).toContain('people who')
    const then = await admin.call(previewAudience, {
      body: { rule: buyers, asOf: new Date(world.business.now() - 20 * DAY_MS).toISOString() },
    })
    expect(then).toMatchObject({ count: 1, sample: ids(b) })
    expect(then.explanation.zh).toContain('截至')
    expect(await admin.call(previewAudience, { body: { rule: { not: buyers }, sample: 1 } })).toMatchObject({
      count: 2,
      sample: [expect.any(String)],
    })
  })

  it('names the field that is wrong', async () => {
    const { admin } = await brandOf(0)
    const refused = await admin.reply(previewAudience, { body: { rule: { all: [{ event: { name: 'buy', time: 1 } }] } } })
    expect(refused).toMatchObject({ status: 400, error: { code: 'platform.invalid', details: { field: 'rule.all.0.event.time' } } })
    const unknown = await admin.reply(previewAudience, { body: { rule: { audience: { id: '99999999' } } } })
    expect(unknown).toMatchObject({ status: 404, error: { code: 'audience.not_found' } })
  })

  it('ends for a newer one of the same form, and not for one of another', async () => {
    const { clickhouse } = world.handles
    const untilEnded = (key: string) =>
      supersede(clickhouse, { key, signal: new AbortController().signal }, ({ signal }) => {
        const ended = Promise.withResolvers<never>()
        signal?.addEventListener('abort', () => ended.reject(signal.reason))
        return ended.promise
      })
    const first = untilEnded('form 1')
    const other = untilEnded('form 2')
    const second = supersede(clickhouse, { key: 'form 1', signal: new AbortController().signal }, async () => 'answered')
    await expect(first).rejects.toMatchObject({ code: 'audience.preview_superseded' })
    expect(await second).toBe('answered')
    expect(await Promise.race([other, 'still there'])).toBe('still there')
    const third = untilEnded('form 2')
    await expect(other).rejects.toMatchObject({ code: 'audience.preview_superseded' })
    untilEnded('form 2').catch(() => undefined)
    await expect(third).rejects.toMatchObject({ code: 'audience.preview_superseded' })
  })

  it('answers the latest of many, and refuses the others with a reason', async () => {
    const { admin, did, atoms } = await brandOf(2)
    await did(bought(atoms[0]))
    const body = { rule: buyers, previewKey: 'form-1' }
    const answers = await Promise.all(Array.from({ length: 4 }, () => admin.reply(previewAudience, { body })))
    const told = answers.map(({ error, body: answer }) => error?.code ?? (answer as { count: number }).count)
    expect(told).toContain(1)
    expect(new Set(told.filter((one) => one !== 1))).toEqual(new Set(['audience.preview_superseded']))
    expect(await admin.call(previewAudience, { body })).toMatchObject({ count: 1 })
  })
})

describe('live audiences', () => {
  it('are filled, changed, compared and put away', async () => {
    const brand = await brandOf(4)
    const { admin, atoms, did, made, drain } = brand
    const [a, b] = atoms
    await did(bought(a), bought(b))
    const begun = await admin.call(createAudience, { body: { name: '买家', kind: 'live', rule: buyers } })
    expect(begun).toMatchObject({ state: 'computing', jobId: expect.any(String), count: null })
    await drain()
    const full = await admin.call(readAudience, { params: { id: begun.id } })
    expect(full).toMatchObject({
      state: 'ready',
      count: 2,
      rule: buyers,
      asOf: null,
      usedBy: [],
      explanation: { zh: expect.stringContaining('buy') },
    })
    expect(await membersOf(brand, begun.id)).toEqual(ids(a, b))
    const other = await made({ name: '没买的', kind: 'live', rule: { not: { audience: { id: begun.id } } } })
    expect(other).toMatchObject({ count: 2, explanation: { zh: expect.stringContaining('买家') } })
    expect((await admin.call(readAudience, { params: { id: begun.id } })).usedBy).toEqual([
      { what: 'audience', id: other.id, name: '没买的' },
    ])
    const circle = await admin.reply(changeAudience, {
      params: { id: begun.id },
      body: { rule: { any: [buyers, { audience: { id: other.id } }] } },
    })
    expect(circle).toMatchObject({ status: 422, error: { code: 'audience.circle' } })
    expect(await admin.reply(archiveAudience, { params: { id: begun.id } })).toMatchObject({
      status: 409,
      error: { code: 'audience.in_use', details: { usedBy: '没买的' } },
    })
    const changed = await admin.call(changeAudience, {
      params: { id: begun.id },
      body: { name: '大买家', rule: { event: { name: 'buy', count: { gte: 2 } } } },
    })
    expect(changed).toMatchObject({ name: '大买家', state: 'computing' })
    await drain()
    expect(await membersOf(brand, begun.id)).toEqual([])
    await admin.call(archiveAudience, { params: { id: other.id } })
    expect(await admin.call(archiveAudience, { params: { id: begun.id } })).toMatchObject({ archivedAt: expect.any(String) })
    expect((await admin.call(listAudiences, {})).items).toEqual([])
    expect((await admin.call(listAudiences, { query: { archived: 'true' } as never })).items.map(({ name }) => name)).toEqual([
      '大买家',
      '没买的',
    ])
    expect(await admin.reply(refreshAudience, { params: { id: begun.id } })).toMatchObject({ error: { code: 'audience.archived' } })
  })

  it('have one name each and are found by it', async () => {
    const { admin } = await brandOf(0)
    for (const name of ['春天', '夏天'])
      await admin.call(createAudience, {
        body: { name, kind: name === '春天' ? 'live' : 'static', rule: buyers, description: `${name}_的人` },
      })
    expect(await admin.reply(createAudience, { body: { name: '春天', kind: 'live', rule: buyers } })).toMatchObject({
      status: 409,
      error: { code: 'audience.name_taken' },
    })
    const found = async (query: Record<string, string>) =>
      (await admin.call(listAudiences, { query: query as never })).items.map(({ name }) => name)
    expect(await found({})).toEqual(['夏天', '春天'])
    expect(await found({ q: '夏' })).toEqual(['夏天'])
    expect(await found({ q: '_的' })).toHaveLength(2)
    expect(await found({ q: '%' })).toEqual([])
    expect(await found({ kind: 'live' })).toEqual(['春天'])
    const page = await admin.call(listAudiences, { query: { limit: 1 } })
    expect((await admin.call(listAudiences, { query: { limit: 1, cursor: page.nextCursor ?? '' } })).items[0]?.name).toBe('春天')
  })
})

describe('static audiences', () => {
  it('stay as they were until they are refreshed', async () => {
    const brand = await brandOf(3)
    const { admin, atoms, did, made, drain } = brand
    const [a, b] = atoms
    await did(bought(a))
    const audience = await made({ name: '名单', kind: 'static', rule: buyers })
    expect(audience).toMatchObject({ state: 'ready', count: 1, asOf: expect.any(String) })
    await did(bought(b))
    world.business.setOffsetMs(world.business.offsetMs() + 1_000)
    expect(await membersOf(brand, audience.id)).toEqual(ids(a))
    await admin.call(refreshAudience, { params: { id: audience.id } })
    await drain()
    expect(await membersOf(brand, audience.id)).toEqual(ids(a, b))
    const inRule = () => admin.call(previewAudience, { body: { rule: { audience: { id: audience.id } } } })
    expect((await inRule()).count).toBe(2)
    await admin.call(changeAudience, { params: { id: audience.id }, body: { rule: { event: { name: 'view' } } } })
    await drain()
    expect((await inRule()).count).toBe(0)
    expect(await admin.call(readAudience, { params: { id: audience.id } })).toMatchObject({ count: 0 })
  })

  it('follow merges and un-merges with the atoms they hold', async () => {
    const brand = await brandOf(4)
    const { admin, atoms, merge, made } = brand
    const [a = 0, b = 0, c = 0, d = 0] = atoms
    await merge(a, b)
    const audience = await made({ name: '点名', kind: 'static', personIds: ids(b, c, c) })
    expect(audience).toMatchObject({ count: 2, rule: null, explanation: null })
    const counted = async () => (await admin.call(previewAudience, { body: { rule: { audience: { id: audience.id } } } })).count
    expect(await counted()).toBe(2)
    await merge(c, d)
    expect(await counted()).toBe(2)
    expect(await membersOf(brand, audience.id)).toEqual(ids(a, c))
    for (const id of ids(a, c))
      for (const { mergeId } of (await admin.call(listMerges, { params: { id } })).items)
        await admin.call(unmergePerson, { params: { id }, body: { mergeId } })
    expect((await membersOf(brand, audience.id)).sort()).toEqual(ids(a, b, c).sort())
    expect(await counted()).toBe(3)
    expect(await admin.reply(refreshAudience, { params: { id: audience.id } })).toMatchObject({
      status: 422,
      error: { code: 'audience.without_rule' },
    })
    const unknown = await admin.reply(createAudience, { body: { name: '错', kind: 'static', personIds: ['1', 'x'] } })
    expect(unknown).toMatchObject({ status: 422, error: { code: 'audience.unknown_people', details: { personIds: '1、x' } } })
  })

  it('come from others by union, intersection and difference', async () => {
    const brand = await brandOf(4)
    const { atoms, made, admin } = brand
    const [a, b, c, d] = atoms
    const first = await made({ name: '一', kind: 'static', personIds: ids(a, b, c) })
    const second = await made({ name: '二', kind: 'static', personIds: ids(b, c, d) })
    const third = await made({ name: '三', kind: 'static', personIds: ids(c) })
    const combine = async (op: 'union' | 'intersect' | 'except', of: string[]) => {
      const { id } = await made({ name: `${op} ${of}`, kind: 'static', combine: { op, ids: of } })
      return membersOf(brand, id)
    }
    expect(await combine('union', [first.id, second.id])).toEqual(ids(a, b, c, d))
    expect(await combine('intersect', [first.id, second.id, third.id])).toEqual(ids(c))
    expect(await combine('except', [first.id, second.id])).toEqual(ids(a))
    const overlap = await admin.call(overlapAudiences, { body: { ids: [first.id, second.id, third.id] } })
    expect(overlap).toMatchObject({ union: 4, audiences: [{ name: '一', count: 3 }, { count: 3 }, { count: 1 }] })
    expect(overlap.intersections).toEqual([
      { ids: [first.id], only: 1, all: 3 },
      { ids: [second.id], only: 1, all: 3 },
      { ids: [first.id, second.id], only: 1, all: 2 },
      { ids: [first.id, second.id, third.id], only: 1, all: 1 },
    ])
    expect(await admin.reply(archiveAudience, { params: { id: third.id } })).toMatchObject({ status: 409 })
  })
})

it('says why somebody is in or not, and where somebody is', async () => {
  const { admin, atoms, did, made } = await brandOf(2)
  const [a = 0, b = 0] = atoms
  await did(bought(a), bought(a, 2))
  const audience = await made({
    name: '回头客',
    kind: 'live',
    rule: { all: [{ event: { name: 'buy', count: { gte: 2 } } }, { not: { event: { name: 'leave' } } }] },
  })
  const why = (personId: number) => admin.call(whyAudience, { params: { id: audience.id }, query: { personId: String(personId) } })
  expect(await why(a)).toMatchObject({
    isMember: true,
    enteredAt: expect.any(String),
    rule: { holds: true, children: [{ holds: true, found: { zh: expect.stringContaining('2 次') } }, { holds: true }] },
  })
  expect(await why(b)).toMatchObject({
    isMember: false,
    enteredAt: null,
    rule: { holds: false, children: [{ holds: false }, { holds: true }] },
  })
  expect(await admin.call(whyRule, { body: { rule: buyers, personId: String(b) } })).toMatchObject({
    personId: String(b),
    rule: { holds: false },
  })
  expect((await admin.call(personAudiences, { params: { id: String(a) } })).items).toEqual([
    { id: audience.id, name: '回头客', kind: 'live', enteredAt: expect.any(String) },
  ])
  expect((await admin.call(personAudiences, { params: { id: String(b) } })).items).toEqual([])
})

it('refuses whoever lacks the permission, everywhere', async () => {
  expect(await walkPermissions(world, server, audienceRoutes())).toEqual([])
})
