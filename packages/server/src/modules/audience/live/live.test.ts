import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { inTransaction, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { startJobRunner } from '../../../platform/jobs/runner.ts'
import { dispatchOutbox } from '../../../platform/outbox/dispatch.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, publishPeople, storeEvents } from '../../events/testing.ts'
import { applyTraits, eraseAtoms, mergePeople } from '../../identity/index.ts'
import { setTraitRule } from '../../identity/testing.ts'
import { archiveAudience, changeAudience, createAudience } from '../audiences.ts'
import { publishCopies } from '../copies/publish.ts'
import type { Rule } from '../rule/rule.ts'
import { liveConsumer } from './consumer.ts'
import { type Change, markDirty, markEverybody } from './dirty.ts'
import { eraseFromLive } from './drop.ts'
import { fillAudienceJob } from './fill.ts'
import { liveReactions } from './reactions.ts'
import { runLive } from './run.ts'
import { TURN_MS, takeTurn } from './turn.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const BEGIN_MS = Date.UTC(2026, 4, 4)
const OF_STREAM = { type: 'track', source: 'server', node: 1 } as const
const bought: Rule = { event: { name: 'buy', within: 'P3D' } }

let world: World
let workspaceId: number
let now = BEGIN_MS
let handles: Handles
beforeAll(async () => {
  world = await openWorld()
  handles = { ...world.handles, clocks: { real: world.real, business: { now: () => now } } }
})
beforeEach(async () => {
  now = BEGIN_MS
  workspaceId = (await world.newWorkspace()).id
})

async function people(count: number): Promise<number[]> {
  const atoms = await newPeople(handles, { workspaceId, count })
  await publishCopies(handles)
  return atoms.toSorted((a, b) => a - b)
}

let made = 0
async function audience(rule: Rule): Promise<number> {
  const input = { workspaceId, timeZone: 'UTC', name: `audience ${++made}`, description: '', kind: 'live' as const, by: 'test' }
  return (await createAudience(handles, { ...input, of: { rule } })).id
}

/** Events that take effect as the stream would have them. */
async function happens(name: string, atoms: readonly number[], time = now - 1): Promise<void> {
  await storeEvents(handles, { workspaceId, events: atoms.map((atom, index) => ({ name, time, atom, amount: String(index + 1) })) })
  await markDirty(handles.db, { workspaceId, what: 'events', name, atoms })
}

async function members(id: number): Promise<number[]> {
  const { rows } = await sql<{ person: number }>`select person from audience_members
    where workspace_id = ${workspaceId} and audience_id = ${id} order by person`.execute(handles.db)
  return rows.map(({ person }) => person)
}

interface Told {
  readonly news: string
  readonly people: string[]
  readonly cause: string
  readonly at: number
}

/** News so far, oldest first. */
async function told(): Promise<Told[]> {
  const { rows } = await sql<Omit<Told, 'at'> & { at: Date }>`
    select name as news, payload -> 'personIds' as people, payload ->> 'cause' as cause, emitted_at as at
    from platform_outbox where workspace_id = ${workspaceId} and name like 'audience.%' order by id`.execute(handles.db)
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}

async function waiting(): Promise<Pick<Change, 'what' | 'name' | 'atoms'>[]> {
  const { rows } = await sql<Pick<Change, 'what' | 'name'> & { atoms: number[] }>`
    select what, name, atoms from audience_dirty where workspace_id = ${workspaceId} order by id`.execute(handles.db)
  return rows.map((row) => ({ ...row, atoms: row.atoms.map(Number) }))
}

describe('what happens', () => {
  test('an event that no live audience stands on marks nobody, one that counts marks each person once', async () => {
    const [a = 0, b = 0] = await people(2)
    const event = (name: string, atom: number) =>
      ({
        workspaceId,
        name,
        type: 'track',
        source: 'server',
        time: now,
        receivedAt: now,
        atom,
        node: 1,
        sequence: 1,
        properties: {},
      }) as const
    const consumer = liveConsumer()
    const stream = (...events: ReturnType<typeof event>[]) => inTransaction(handles.db, (tx) => consumer.apply(tx, events))
    await stream(event('buy', a))
    expect(await waiting()).toEqual([])
    await audience(bought)
    await stream(event('view', a), event('buy', b), event('buy', 0), event('buy', a), event('buy', b))
    expect(await waiting()).toEqual([{ what: 'events', name: 'buy', atoms: [b, a] }])
  })

  test('people enter and leave, and each coming and going is told once', async () => {
    const [a = 0, b = 0, c = 0] = await people(3)
    const id = await audience({ all: [bought, { not: { event: { name: 'return' } } }] })
    await runLive(handles)
    await happens('buy', [a, b])
    await runLive(handles)
    await happens('buy', [a, c])
    await happens('return', [b])
    await runLive(handles)
    await runLive(handles)
    expect(await members(id)).toEqual([a, c])
    expect((await told()).map(({ news, people: who, cause }) => [news, cause, ...who])).toEqual([
      ['audience.entered', 'change', String(a), String(b)],
      ['audience.left', 'change', String(b)],
      ['audience.entered', 'change', String(c)],
    ])
    const row = await handles.db.selectFrom('audience_audiences').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ count: 2, state: 'ready' })
  })

  test('a person who is merged away hands membership over', async () => {
    const [a = 0, b = 0] = await people(2)
    const id = await audience(bought)
    await happens('buy', [b])
    await runLive(handles)
    now += HOUR_MS
    await mergePeople(handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
    await publishPeople(handles)
    await runLive(handles)
    const survivor = (await members(id))[0]
    expect([a, b]).toContain(survivor)
    if (survivor === b) return
    const { entered_at } = await handles.db
      .selectFrom('audience_members')
      .select('entered_at')
      .where('audience_id', '=', id)
      .executeTakeFirstOrThrow()
    expect(entered_at.getTime()).toBe(BEGIN_MS)
    expect((await told()).slice(1).map(({ news, cause }) => [news, cause])).toEqual([
      ['audience.left', 'merge'],
      ['audience.entered', 'merge'],
    ])
  })

  test('who is erased is gone, from the count too', async () => {
    const [a = 0, b = 0] = await people(2)
    const id = await audience(bought)
    await happens('buy', [a, b])
    await runLive(handles)
    await inTransaction(handles.db, (tx) => eraseFromLive(tx, { workspaceId, atoms: [a] }))
    await eraseAtoms(handles, { workspaceId, atoms: [a], signal: new AbortController().signal })
    await markDirty(handles.db, { workspaceId, what: 'events', name: 'buy', atoms: [a, b] })
    await runLive(handles)
    expect(await members(id)).toEqual([b])
    expect(await handles.db.selectFrom('audience_audiences').select('count').where('id', '=', id).execute()).toEqual([{ count: 1 }])
  })
})

describe('the passing of time', () => {
  test('after the clock was moved, coming and going happens in order, each in its time', async () => {
    const [a = 0, b = 0] = await people(2)
    const id = await audience({ all: [{ event: { name: 'buy', within: 'P6D' } }, { not: { event: { name: 'buy', within: 'P2D' } } }] })
    await runLive(handles)
    await happens('buy', [a])
    await happens('buy', [b], now - DAY_MS)
    await runLive(handles)
    expect(await members(id)).toEqual([])
    now += 20 * DAY_MS
    await runLive(handles)
    expect(await members(id)).toEqual([])
    const news = await told()
    expect(news.map(({ news: name, people: who }) => [name, ...who])).toEqual([
      ['audience.entered', String(b)],
      ['audience.entered', String(a)],
      ['audience.left', String(b)],
      ['audience.left', String(a)],
    ])
    const tolerance = DAY_MS / 2
    for (const [index, days] of [1, 2, 5, 6].entries()) {
      expect(news[index]?.at).toBeGreaterThanOrEqual(BEGIN_MS + days * DAY_MS - 1)
      expect(news[index]?.at).toBeLessThan(BEGIN_MS + days * DAY_MS + tolerance)
    }
    expect(await handles.db.selectFrom('audience_due').selectAll().where('workspace_id', '=', workspaceId).execute()).toEqual([])
  })

  test('an event dated ahead counts once its moment has passed', async () => {
    const [a = 0] = await people(1)
    const id = await audience(bought)
    await happens('buy', [a], now + HOUR_MS)
    await runLive(handles)
    expect(await members(id)).toEqual([])
    now += HOUR_MS + 1
    await runLive(handles)
    expect(await members(id)).toEqual([a])
  })
})

describe('an order that somebody else cancels', () => {
  const buyers: Rule = { value: { relation: ['direct', 'old'] } }
  const order = (name: string, atom: number, time = now - 1) => ({ name, atom, time, amount: '1', properties: { orderNo: 'n1' } })

  /** Stored, and brought to the live audiences as the stream does. */
  async function streamed(...events: ReturnType<typeof order>[]): Promise<void> {
    await storeEvents(handles, { workspaceId, events })
    const sent = events.map((event, sequence) => ({ ...event, ...OF_STREAM, workspaceId, receivedAt: event.time, sequence }))
    await inTransaction(handles.db, (tx) => liveConsumer().apply(tx, sent))
    await runLive(handles)
  }

  test('is none of its buyer any more, whoever sent the cancellation', async () => {
    const [buyer = 0, clerk = 0] = await people(2)
    const id = await audience(buyers)
    await streamed(order('buy', buyer))
    expect(await members(id)).toEqual([buyer])
    await streamed(order('order_cancelled', clerk))
    expect(await members(id)).toEqual([])
  })

  test('also when nobody is known to have sent it', async () => {
    const [buyer = 0] = await people(1)
    const id = await audience(buyers)
    await streamed(order('buy', buyer))
    await streamed(order('order_cancelled', 0))
    expect(await members(id)).toEqual([])
  })

  test('and when it is dated ahead, once its moment has passed', async () => {
    const [buyer = 0, clerk = 0] = await people(2)
    const id = await audience(buyers)
    await streamed(order('buy', buyer))
    await streamed(order('order_cancelled', clerk, now + HOUR_MS))
    expect(await members(id)).toEqual([buyer])
    now += HOUR_MS + 1
    await runLive(handles)
    expect(await members(id)).toEqual([])
  })
})

describe('an audience that is new or has another rule', () => {
  const PEOPLE = 5_200

  test('is filled piece by piece, also when it is killed between two and things happen meanwhile', async () => {
    const everybody = await people(PEOPLE)
    await happens('buy', everybody.slice(0, PEOPLE - 50))
    const id = await audience(bought)
    const jobs = startJobRunner(handles, [fillAudienceJob()])
    await expect.poll(async () => (await members(id)).length, { timeout: 30_000 }).toBeGreaterThan(0)
    await jobs.stop()
    await happens('buy', everybody.slice(-50, -10))
    const again = startJobRunner(handles, [fillAudienceJob()])
    await again.drain()
    await again.stop()
    await runLive(handles)
    expect(await members(id)).toEqual(everybody.slice(0, -10))
    expect((await told()).every(({ people: who }) => who.length <= 5_000)).toBe(true)
  })

  test('another rule replaces the people, also of audiences that name it', async () => {
    const [a = 0, b = 0] = await people(2)
    const id = await audience(bought)
    const user = await audience({ not: { audience: { id: String(id) } } })
    await happens('buy', [a])
    await happens('view', [b])
    await runLive(handles)
    expect([await members(id), await members(user)]).toEqual([[a], [b]])
    await changeAudience(handles, { workspaceId, id, timeZone: 'UTC', rule: { event: { name: 'view' } }, by: 'test' })
    await runLive(handles)
    expect([await members(id), await members(user)]).toEqual([[b], [a]])
  })

  test('an archived one is left by everybody, without news', async () => {
    const [a = 0] = await people(1)
    const id = await audience(bought)
    await happens('buy', [a])
    await runLive(handles)
    await archiveAudience(handles, { workspaceId, id, by: 'test' })
    await runLive(handles)
    await happens('buy', [a])
    expect(await waiting()).toEqual([])
    expect(await members(id)).toEqual([])
    expect(await told()).toHaveLength(1)
  })
})

test('when another source of a trait counts, audiences that stand on it are looked at anew', async () => {
  const [a = 0, b = 0] = await people(2)
  const id = await audience({ trait: { name: 'city', op: 'eq', value: 'Hangzhou' } })
  const other = await audience(bought)
  const changed = (atom: number, city: string, at: number) => ({
    workspaceId,
    atom,
    at,
    source: 'a',
    by: '',
    step: '',
    op: 'set' as const,
    values: { city },
  })
  await applyTraits(handles.db, { changes: [changed(a, 'Hangzhou', 1), changed(b, 'Shanghai', 2)], now: world.real.now() })
  await mergePeople(handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
  await publishPeople(handles)
  await publishCopies(handles)
  await runLive(handles)
  expect(await members(id)).toEqual([])
  await setTraitRule(handles, { workspaceId, name: 'city', rule: 'first', by: 'test' })
  await dispatchOutbox(handles, liveReactions)
  expect(
    await handles.db
      .selectFrom('audience_live')
      .select('audience_id')
      .where('filled_to', 'is not', null)
      .where('audience_id', 'in', [id, other])
      .execute(),
  ).toEqual([{ audience_id: id }])
  await runLive(handles)
  expect(await members(id)).toHaveLength(1)
})

test('a rule about everybody is evaluated whole, after a rest', async () => {
  const everybody = await people(10)
  const id = await audience({ rfm: { m: { gte: 5 } } })
  await runLive(handles)
  await happens('buy', everybody)
  await runLive(handles)
  const best = await members(id)
  expect(best).toContain(everybody.at(-1))
  expect(best.length).toBeLessThan(everybody.length)
  await markEverybody(handles.db, { workspaceId })
  expect(await waiting()).toHaveLength(1)
  await runLive(handles)
  expect(await members(id)).toEqual(best)
})

test('who lost the turn writes nothing, and a killed holder only delays', async () => {
  const [a = 0] = await people(1)
  const id = await audience(bought)
  await runLive(handles)
  await happens('buy', [a])
  const asking = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<void>()
  const { clickhouse } = handles
  const slow: Handles = {
    ...handles,
    clickhouse: {
      ...clickhouse,
      query: async (query) => {
        const rows = await clickhouse.query<never>(query)
        asking.resolve()
        await answered.promise
        return rows
      },
    },
  }
  const late = runLive(slow)
  await asking.promise
  world.real.setOffsetMs(world.real.offsetMs() + TURN_MS + 1)
  await happens('buy', [a])
  await runLive(handles)
  expect(await members(id)).toEqual([a])
  answered.resolve()
  await late
  expect(await told()).toHaveLength(1)
  expect(await takeTurn(handles, { workspaceId, waitMs: 0 })).toBeDefined()
})
