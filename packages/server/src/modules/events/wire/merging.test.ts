/** What comes in over the wire makes people one and takes them apart: both official forms, and files, seen through the API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWriteKeyResolver } from '../../../platform/auth/index.ts'
import { insertWriteKey } from '../../../platform/auth/write-keys.ts'
import { sql } from '../../../platform/db/index.ts'
import { type Caller, openTestServer, type TestServer } from '../../../platform/testing/http.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { listPersons } from '../../identity/contract.ts'
import { identityRoutes } from '../../identity/index.ts'
import { type Collector, openCollector } from '../collect/collector.ts'
import { personTimeline } from '../collect/contract.ts'
import { collectRoutes } from '../collect/routes.ts'
import { lastEventTimes } from '../collect/timeline.ts'
import { importFile } from '../testing.ts'
import { wireRoutes } from './routes.ts'

let world: World
let collector: Collector
let server: TestServer
beforeAll(async () => {
  world = await openWorld()
  collector = await openCollector(world.handles)
  const plugin = wireRoutes({ handles: world.handles, collector, writeKeys: openWriteKeyResolver(world.handles.db) })
  server = await openTestServer(world, [...identityRoutes({ lastEventTimes }), ...collectRoutes()], { plugins: [plugin] })
})
afterAll(async () => {
  await server.close()
  await collector.close()
})

/** A workspace with a client of each form and somebody who reads it. */
async function newPlace() {
  const workspace = await world.newWorkspace()
  const { key } = await insertWriteKey(world.handles, world.handles.db, { workspaceId: workspace.id, name: 'test' })
  const reader = await server.withPermissions(['people.*'], { workspace })
  let clock = Date.parse('2026-03-01T00:00:00Z')
  const tick = () => {
    clock += 1_000
    return clock
  }
  const send = async (url: string, body: string) => {
    const answer = await server.stranger.inject({ method: 'POST', url, payload: body })
    if (answer.status !== 200 || /rejected/.test(answer.text)) throw new Error(`${url} was answered ${answer.status}: ${answer.text}`)
  }
  return {
    workspaceId: workspace.id,
    reader,
    /** Calls of one batch, a second apart; names of the events are those of `track`. */
    segment: (...batch: readonly Readonly<Record<string, unknown>>[]) => {
      const timed = batch.map((call) => ({ messageId: crypto.randomUUID(), timestamp: new Date(tick()).toISOString(), ...call }))
      return send('/v1/batch', JSON.stringify({ writeKey: key, batch: timed }))
    },
    sensors: (...entries: readonly Readonly<Record<string, unknown>>[]) => {
      const timed = entries.map((entry) => ({ distinct_id: 'd', time: tick(), _track_id: clock, ...entry }))
      return send(`/sa?token=${key}`, `data_list=${encodeURIComponent(Buffer.from(JSON.stringify(timed)).toString('base64'))}`)
    },
  }
}
type Place = Awaited<ReturnType<typeof newPlace>>

async function personOf({ reader }: Pick<Place, 'reader'>, identifier: string): Promise<string | undefined> {
  const { items } = await reader.call(listPersons, { query: { identifier } })
  return items[0]?.id
}

/** Who has these identifiers: `a b | c` says that the first two are one person and the third another. */
async function people(place: Place, ...identifiers: string[]): Promise<string> {
  const ids = await Promise.all(identifiers.map((identifier) => personOf(place, identifier)))
  const known = ids.filter((id, index) => id !== undefined && ids.indexOf(id) === index)
  return known.map((id) => identifiers.filter((_, index) => ids[index] === id).join(' ')).join(' | ')
}

/** Why the merges in force of the workspace were made, oldest first. */
async function causes({ workspaceId }: Place): Promise<string[]> {
  const { rows } = await sql<{ cause: string; source: string; evidence: string }>`
    select cause, source, evidence from identity_merges where workspace_id = ${workspaceId} and undone_at is null order by id`.execute(
    world.handles.db,
  )
  for (const { evidence } of rows) expect(evidence).toMatch(/^[\da-f-]{32,36}$/)
  return rows.map(({ cause, source }) => `${source} ${cause}`)
}

/** Names of the person's events, oldest first. */
async function timeline(place: Pick<Place, 'reader'>, identifier: string): Promise<string[]> {
  const id = (await personOf(place, identifier)) ?? ''
  const { items } = await place.reader.call(personTimeline, { params: { id } })
  return items.map(({ name }) => name).reverse()
}

describe('a contact among the properties of an event', () => {
  const invite = { type: 'track', userId: 'u1', event: 'invite_friend', properties: { phone: '13800138000' } }

  test('of an invitation joins nobody to a friend that is known, and the event is of whoever invited', async () => {
    const place = await newPlace()
    await place.segment({ type: 'identify', userId: 'u2', traits: { phone: '13800138000' } }, invite)
    expect(await people(place, 'user_id:u1', 'user_id:u2', 'phone:13800138000')).toBe('user_id:u1 | user_id:u2 phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['invite_friend'])
  })

  test('nor gives a person who has a number a second one', async () => {
    const place = await newPlace()
    await place.segment({ type: 'identify', userId: 'u1', traits: { phone: '13900139000' } }, invite)
    expect(await people(place, 'user_id:u1', 'phone:13900139000', 'phone:13800138000')).toBe(
      'user_id:u1 phone:13900139000 | phone:13800138000',
    )
  })

  test('tells who a visitor is that leaves it, and what comes as more than a hint later still joins', async () => {
    const place = await newPlace()
    await place.segment({ type: 'track', anonymousId: 'a1', event: 'trial_booked', properties: { phone: '13900139000' } })
    expect(await people(place, 'anonymous_id:a1', 'phone:13900139000')).toBe('anonymous_id:a1 phone:13900139000')
    await place.segment({ type: 'identify', userId: 'u1', traits: { phone: '13700137000' } }, invite)
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 | phone:13800138000')
    await place.segment({ type: 'track', userId: 'u1', event: 'buy', properties: { phone: '13800138000' } })
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 phone:13800138000')
  })

  test('in the Sensors form too', async () => {
    const place = await newPlace()
    const entry = { type: 'track', distinct_id: 'u1', login_id: 'u1', time: Date.parse('2026-03-01T10:00:00Z') }
    await place.sensors({ ...entry, type: 'profile_set', properties: { phone: '13900139000' } })
    await place.sensors({ ...entry, event: 'inviteFriend', properties: { phone: '13800138000' } })
    expect(await people(place, 'user_id:u1', 'phone:13900139000', 'phone:13800138000')).toBe(
      'user_id:u1 phone:13900139000 | phone:13800138000',
    )
  })
})

describe('the Segment form', () => {
  test('an anonymous visitor who is identified brings along what came before', async () => {
    const place = await newPlace()
    await place.segment({ type: 'track', anonymousId: 'a1', event: 'view' }, { type: 'track', anonymousId: 'a1', event: 'cart' })
    await place.segment({ type: 'identify', anonymousId: 'a1', userId: 'u1', traits: { email: 'one@example.com' } })
    await place.segment({ type: 'track', userId: 'u1', event: 'buy' })
    expect(await people(place, 'anonymous_id:a1', 'user_id:u1', 'email:one@example.com')).toBe(
      'anonymous_id:a1 user_id:u1 email:one@example.com',
    )
    expect(await timeline(place, 'user_id:u1')).toEqual(['view', 'cart', '$identify', 'buy'])
  })

  test('all of it in one batch, and the merges say where they come from', async () => {
    const place = await newPlace()
    await place.segment(
      { type: 'track', anonymousId: 'a1', event: 'view' },
      { type: 'track', userId: 'u1', event: 'buy' },
      { type: 'identify', anonymousId: 'a1', userId: 'u1', messageId: 'm1' },
    )
    expect(await timeline(place, 'anonymous_id:a1')).toEqual(['view', 'buy', '$identify'])
    expect(await causes(place)).toEqual(['segment event'])
  })

  test('a second user on the same device stays apart', async () => {
    const place = await newPlace()
    const device = { context: { device: { id: 'd1' } } }
    await place.segment({ type: 'identify', anonymousId: 'a1', userId: 'u1', ...device })
    await place.segment({ type: 'identify', anonymousId: 'a1', userId: 'u2', ...device })
    await place.segment({ type: 'track', anonymousId: 'a1', userId: 'u2', event: 'buy', ...device })
    const found = await people(place, 'user_id:u1', 'user_id:u2')
    expect(found).toBe('user_id:u1 | user_id:u2')
    expect(await timeline(place, 'user_id:u2')).toEqual(['$identify', 'buy'])
  })

  test('an alias joins the two ids it names', async () => {
    const place = await newPlace()
    await place.segment({ type: 'track', userId: 'old', event: 'view' }, { type: 'track', userId: 'new', event: 'buy' })
    expect(await people(place, 'user_id:old', 'user_id:new')).toBe('user_id:old | user_id:new')
    await place.segment({ type: 'alias', userId: 'new', previousId: 'old' })
    expect(await people(place, 'user_id:old', 'user_id:new')).toBe('user_id:old user_id:new')
    expect(await timeline(place, 'user_id:new')).toEqual(['view', 'buy', '$alias'])
    expect(await causes(place)).toEqual(['segment alias'])
  })
})

describe('the Sensors form', () => {
  const bind = (identities: object) => ({ type: 'track_id_bind', event: '$BindID', identities, properties: {} })
  const unbind = (identities: object) => ({ type: 'track_id_unbind', event: '$UnbindID', identities, properties: {} })
  const track = (event: string, identities: object) => ({ type: 'track', event, identities, properties: {} })
  const login = { $identity_login_id: 'u1' }
  const phone = { $identity_mobile: '13800138000' }
  const both = { ...login, ...phone }

  test('a sign-up brings along what was done before it', async () => {
    const place = await newPlace()
    await place.sensors({ type: 'track', event: '$pageview', distinct_id: 'c1', anonymous_id: 'c1', properties: {} })
    await place.sensors({ type: 'track_signup', event: '$SignUp', distinct_id: 'u1', original_id: 'c1', properties: {} })
    expect(await people(place, 'user_id:u1', 'anonymous_id:c1')).toBe('user_id:u1 anonymous_id:c1')
    expect(await timeline(place, 'user_id:u1')).toEqual(['$pageview', '$SignUp'])
    expect(await causes(place)).toEqual(['sensors alias'])
  })

  test('what is bound is one person until it is unbound; what happened stays, whoever comes next is somebody new', async () => {
    const place = await newPlace()
    await place.sensors(track('view', phone), track('cart', login))
    await place.sensors(bind(both))
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 phone:13800138000')
    expect(await causes(place)).toEqual(['sensors bind'])
    await place.sensors(unbind(phone))
    expect(await personOf(place, 'phone:13800138000')).toBeUndefined()
    await place.sensors(track('buy', phone))
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 | phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['view', 'cart', '$BindID', '$UnbindID'])
    expect(await timeline(place, 'phone:13800138000')).toEqual(['buy'])
  })

  test('the same in one batch ends the same', async () => {
    const place = await newPlace()
    await place.sensors(track('view', phone), bind(both), unbind(phone), track('buy', phone), track('pay', login))
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 | phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['view', '$BindID', '$UnbindID', 'pay'])
    expect(await timeline(place, 'phone:13800138000')).toEqual(['buy'])
  })

  test('bound, unbound and bound again to another, also in another spelling, in one batch', async () => {
    const place = await newPlace()
    const other = { $identity_login_id: 'u2', $identity_mobile: '+86 138 0013 8000' }
    await place.sensors(bind(both), unbind(phone), bind(other), track('buy', phone))
    expect(await people(place, 'user_id:u1', 'user_id:u2', 'phone:13800138000')).toBe('user_id:u1 | user_id:u2 phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['$BindID', '$UnbindID'])
    expect(await timeline(place, 'user_id:u2')).toEqual(['$BindID', 'buy'])
  })

  test('an unbinding that comes again does not unbind what was bound since', async () => {
    const place = await newPlace()
    const once = { ...unbind(phone), time: Date.parse('2026-03-01T10:00:00Z'), _track_id: 77 }
    await place.sensors(bind(both))
    await place.sensors(once)
    await place.sensors({ ...bind(both), time: Date.parse('2026-03-01T11:00:00Z') })
    await place.sensors(once)
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['$BindID', '$UnbindID', '$BindID'])
  })

  test('unbinding the old one makes room for a new value of a kind of which there is one', async () => {
    const place = await newPlace()
    const [old, next] = [{ $identity_mp_unionid: 'x1' }, { $identity_mp_unionid: 'x2' }]
    await place.sensors(bind({ ...login, ...old }))
    await place.sensors(unbind(old), bind({ ...login, ...next }))
    expect(await people(place, 'user_id:u1', 'unionid:x2')).toBe('user_id:u1 unionid:x2')
    expect(await personOf(place, 'unionid:x1')).toBeUndefined()
  })

  test('unbinding what nobody has bound does no harm', async () => {
    const place = await newPlace()
    await place.sensors(unbind(both), track('view', login))
    expect(await people(place, 'user_id:u1', 'phone:13800138000')).toBe('user_id:u1 | phone:13800138000')
    expect(await timeline(place, 'user_id:u1')).toEqual(['$UnbindID', 'view'])
  })
})

test('a row of a people file with two identifiers is one person, with what both did before', async () => {
  const place = await newPlace()
  await place.segment({ type: 'track', userId: 'u1', event: 'view' })
  await place.sensors({ type: 'track', event: 'buy', identities: { $identity_mobile: '13800138000' }, properties: {} })
  const content = 'user_id,phone,city\nu1,13800138000,杭州\nu2,13900139000,上海\n'
  await importFile(world.handles, { workspaceId: place.workspaceId, fileName: '会员.csv', content, preset: 'people' })
  expect(await people(place, 'user_id:u1', 'phone:13800138000', 'user_id:u2', 'phone:13900139000')).toBe(
    'user_id:u1 phone:13800138000 | user_id:u2 phone:13900139000',
  )
  expect((await timeline(place, 'user_id:u1')).slice(0, 2)).toEqual(['view', 'buy'])
  expect(await causes(place)).toEqual(['import event', 'import event'])
})

test('the timeline may be asked for one area', async () => {
  const place = await newPlace()
  await place.segment(
    { type: 'track', userId: 'u1', event: 'view' },
    { type: 'track', userId: 'u1', event: 'order_shipped' },
    { type: 'track', userId: 'u1', event: '缺货登记' },
  )
  const id = (await personOf(place, 'user_id:u1')) ?? ''
  const ask = async (reader: Caller, area: 'order' | 'other') => {
    const { items } = await reader.call(personTimeline, { params: { id }, query: { area } })
    return items.map((item) => [item.name, item.area])
  }
  expect(await ask(place.reader, 'order')).toEqual([['order_shipped', 'order']])
  expect(await ask(place.reader, 'other')).toEqual([['缺货登记', 'other']])
  expect((await place.reader.reply(personTimeline, { params: { id }, query: { area: 'shop' } })).error?.code).toBe('platform.invalid')
})
