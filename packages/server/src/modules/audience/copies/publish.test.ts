import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { inTransaction, sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { anotherProcess, beginPublishing, newPeople, type PublisherDeath } from '../../events/testing.ts'
import { applyTraits, cutPerson, eraseAtoms, queueCopies, unbindSeen } from '../../identity/index.ts'
import { publishCopies, settleCopies } from './publish.ts'
import { CONSENTS_COPY, IDENTIFIERS_COPY, TAGS_COPY, TRAITS_COPY } from './table.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function pool(count: number) {
  const { id: workspaceId } = await world.newWorkspace()
  return { workspaceId, atoms: await newPeople(world.handles, { workspaceId, count }) }
}
type Pool = Awaited<ReturnType<typeof pool>>

const DAY_MS = 86_400_000

/** A change of the kinds that people go through, by the doors the product uses. */
type Change =
  | { readonly what: 'trait'; readonly person: number; readonly name: string; readonly value: unknown; readonly at: number }
  | { readonly what: 'unbind' | 'erase'; readonly person: number; readonly at: number }
  | { readonly what: 'tag'; readonly person: number; readonly has: boolean; readonly narrow: boolean; readonly at: number }
  | { readonly what: 'consent'; readonly person: number; readonly channel: string; readonly state: string; readonly at: number }

async function apply(people: Pool, change: Change): Promise<void> {
  const { workspaceId } = people
  const { db } = world.handles
  const atom = people.atoms[change.person] ?? 0
  const at = change.at * DAY_MS
  switch (change.what) {
    case 'trait': {
      const step = {
        op: change.value === undefined ? 'unset' : 'set',
        values: { [change.name]: change.value },
        at,
        source: 'server',
      } as const
      return applyTraits(db, { changes: [{ workspaceId, atom, step: '', ...step }], now: at })
    }
    case 'unbind':
      await merged(people, atom)
      return unbindSeen(world.handles, [
        {
          workspaceId,
          refs: [{ kind: 'user_id', value: `person ${change.person}` }],
          at: Number.MAX_SAFE_INTEGER / 1_000,
          source: 'server',
          evidence: '',
        },
      ])
    case 'erase':
      await cutPerson(world.handles, { workspaceId, atoms: [atom], alongside: async () => undefined })
      await eraseAtoms(world.handles, { workspaceId, atoms: [atom], signal: new AbortController().signal })
      return inTransaction(db, async (tx) => {
        await sql`delete from identity_tag_marks where workspace_id = ${workspaceId} and atom = ${atom}`.execute(tx)
        await sql`delete from compliance_consents where workspace_id = ${workspaceId} and atom = ${atom}`.execute(tx)
        await queueCopies(tx, { workspaceId, what: 'tags', atoms: [atom] })
        await sql`insert into compliance_consent_copies (workspace_id, atoms) values (${workspaceId}, array[${atom}]::bigint[])`.execute(tx)
      })
    case 'tag':
      return inTransaction(db, async (tx) => {
        await sql`insert into identity_tag_marks (workspace_id, tag_id, value, atom, has, since, cause)
          values (${workspaceId}, 7, '茶', ${atom}, ${change.has}, ${new Date(at)}, 'request')
          on conflict (workspace_id, tag_id, value, atom) do update set has = excluded.has, since = excluded.since`.execute(tx)
        await queueCopies(tx, { workspaceId, what: 'tags', atoms: [atom], ...(change.narrow && { tag: { id: 7, value: '茶' } }) })
      })
    case 'consent':
      return inTransaction(db, async (tx) => {
        await sql`insert into compliance_consents (workspace_id, atom, purpose, channel, state, at, recorded_at, made_by, source)
          values (${workspaceId}, ${atom}, 'marketing', ${change.channel}, ${change.state}, ${new Date(at)}, ${new Date(at)}, 'test', 'test')`.execute(
          tx,
        )
        await sql`insert into compliance_consent_copies (workspace_id, atoms) values (${workspaceId}, array[${atom}]::bigint[])`.execute(tx)
      })
  }
}

/** An identifier is only taken from a person who has others: this one gets a second atom. */
async function merged({ workspaceId }: Pool, atom: number): Promise<void> {
  await sql`with person as (
      insert into identity_persons (workspace_id, person, atoms, kinds) values (${workspaceId}, ${atom}, 2, '{"user_id": 1}') on conflict do nothing)
    insert into identity_members (workspace_id, atom, person) values (${workspaceId}, ${atom}, ${atom}) on conflict do nothing`.execute(
    world.handles.db,
  )
}

/** What the copies say of a workspace, what no longer holds left out. */
async function inCopies({ workspaceId }: Pool): Promise<unknown> {
  const ask = (query: string) => world.handles.clickhouse.query<object>({ query, params: { workspaceId } })
  const own = 'final where workspace = {workspaceId:UInt32}'
  return {
    identifiers: await ask(`select kind, atom from ${IDENTIFIERS_COPY} ${own} and present = 1 order by kind, atom`),
    traits: await ask(`select name, atom, text, changed_ms as at, trust from ${TRAITS_COPY} ${own} and set = 1 order by name, atom`),
    tags: await ask(`select tag, value, atom, since_ms as at from ${TAGS_COPY} ${own} and has = 1 order by tag, value, atom`),
    consents: await ask(`select channel, atom, state, at_ms as at from ${CONSENTS_COPY} ${own} and state != '' order by channel, atom`),
  }
}

async function inPostgres({ workspaceId }: Pool): Promise<unknown> {
  const { db } = world.handles
  const identifiers = await sql`select kind, atom from identity_identifiers where workspace_id = ${workspaceId}
    union select '', atom from identity_unbound where workspace_id = ${workspaceId} order by kind, atom`.execute(db)
  const traits =
    await sql`select name, atom, value #>> '{}' as text, (extract(epoch from changed_at) * 1000)::bigint as at, 2 as trust from identity_traits
    where workspace_id = ${workspaceId} and value is not null order by name, atom`.execute(db)
  const tags = await sql`select tag_id as tag, value, atom, (extract(epoch from since) * 1000)::bigint as at from identity_tag_marks
    where workspace_id = ${workspaceId} and has order by tag_id, value, atom`.execute(db)
  const consents =
    await sql`select distinct on (channel, atom) channel, atom, state, (extract(epoch from at) * 1000)::bigint as at from compliance_consents
    where workspace_id = ${workspaceId} order by channel, atom, at desc, state = 'withdrawn' desc`.execute(db)
  return { identifiers: identifiers.rows, traits: traits.rows, tags: tags.rows, consents: consents.rows }
}

async function publishAll(): Promise<void> {
  while ((await publishCopies(world.handles)) > 0);
}

async function waiting({ workspaceId }: Pool): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select (select count(*) from identity_copies where workspace_id = ${workspaceId})
    + (select count(*) from compliance_consent_copies where workspace_id = ${workspaceId}) as waiting`.execute(world.handles.db)
  return rows[0]?.waiting ?? 0
}

describe('the copies in the event store', () => {
  it('follow identifiers, traits, tags and consents, and what is published once is off the queue', async () => {
    const people = await pool(3)
    await apply(people, { what: 'trait', person: 0, name: 'city', value: '上海', at: 2 })
    await apply(people, { what: 'tag', person: 1, has: true, narrow: true, at: 2 })
    await apply(people, { what: 'consent', person: 2, channel: 'sms', state: 'granted', at: 2 })
    await apply(people, { what: 'consent', person: 2, channel: 'sms', state: 'withdrawn', at: 2 })
    await settleCopies(world.handles, { withinMs: 10_000 })
    expect(await inCopies(people)).toEqual({
      identifiers: people.atoms.map((atom) => ({ kind: 'user_id', atom })),
      traits: [{ name: 'city', atom: people.atoms[0], text: '上海', at: 2 * DAY_MS, trust: 2 }],
      tags: [{ tag: 7, value: '茶', atom: people.atoms[1], at: 2 * DAY_MS }],
      consents: [{ channel: 'sms', atom: people.atoms[2], state: 'withdrawn', at: 2 * DAY_MS }],
    })
    expect(await waiting(people)).toBe(0)
    await apply(people, { what: 'unbind', person: 0, at: 3 })
    await publishAll()
    expect(await inCopies(people)).toEqual(await inPostgres(people))
    expect(await inCopies(people)).toMatchObject({ identifiers: [{ kind: '', atom: people.atoms[0] }, {}, {}] })
  })

  it('take entries of many atoms', async () => {
    const { id: workspaceId } = await world.newWorkspace()
    const people = { workspaceId, atoms: await newPeople(world.handles, { workspaceId, count: 6_000 }) }
    const change = { workspaceId, op: 'set', at: 1_000, source: 'server', step: '' } as const
    await applyTraits(world.handles.db, { changes: people.atoms.map((atom, n) => ({ ...change, atom, values: { n } })), now: 0 })
    await inTransaction(world.handles.db, (tx) => queueCopies(tx, { workspaceId, what: 'traits', atoms: people.atoms }))
    expect(await publishCopies(world.handles)).toBeGreaterThanOrEqual(18_000)
    expect(await inCopies(people)).toEqual(await inPostgres(people))
    expect(await waiting(people)).toBe(0)
  })

  it('know a value by its text, its number, its entries and its type, and of contacts only that they are there', async () => {
    const people = await pool(1)
    const atom = people.atoms[0] ?? 0
    const values = {
      city: '杭州',
      age: 31,
      size: '42.5',
      vip: true,
      nothing: null,
      likes: ['茶', 3],
      home: { zip: '200000' },
      note: '打 13912345678 找她',
      lover: { contact: 'li.lei@mail.example' },
      backup_phone: '021-55556666',
      'li.lei@mail.example': 1,
      order_no: '13912345678',
    }
    const change = { workspaceId: people.workspaceId, atom, op: 'set', at: 1_000, source: 'request', step: '' } as const
    await applyTraits(world.handles.db, { changes: [{ ...change, values }], now: 0 })
    await publishAll()
    const rows = await world.handles.clickhouse.query<{ name: string; row: unknown }>({
      query: `select name, tuple(type, text, number, list) as row from ${TRAITS_COPY} final where atom = {atom:UInt64}`,
      params: { atom },
    })
    expect(Object.fromEntries(rows.map(({ name, row }) => [name, row]))).toEqual({
      city: ['string', '杭州', null, []],
      age: ['number', '31', 31, []],
      size: ['string', '42.5', 42.5, []],
      vip: ['boolean', 'true', null, []],
      nothing: ['null', '', null, []],
      likes: ['list', '["茶",3]', null, ['茶', '3']],
      home: ['object', '{"zip":"200000"}', null, []],
      note: ['hidden', '', null, []],
      lover: ['hidden', '', null, []],
      backup_phone: ['hidden', '', null, []],
      order_no: ['string', '13912345678', 13912345678, []],
    })
  })

  it('repeat what a crash cut off between the insert and the end', async () => {
    const people = await pool(2)
    const dying = anotherProcess(world.handles, (clickhouse) => ({
      insert: async (rows) => {
        await clickhouse.insert(rows)
        throw new Error('killed')
      },
    }))
    await expect(publishCopies(dying)).rejects.toThrow('killed')
    expect(await waiting(people)).toBe(1)
    await publishAll()
    expect(await waiting(people)).toBe(0)
    expect(await inCopies(people)).toEqual(await inPostgres(people))
  })

  it('end at the truth, whatever processes do at once and wherever they die', async () => {
    const person = fc.nat(4)
    const at = fc.integer({ min: 1, max: 5 })
    const change = fc.oneof(
      fc.record({
        what: fc.constant('trait' as const),
        person,
        name: fc.constantFrom('city', 'age'),
        value: fc.constantFrom('上海', '杭州', undefined),
        at,
      }),
      fc.record({ what: fc.constantFrom('unbind' as const, 'erase' as const), person, at }),
      fc.record({ what: fc.constant('tag' as const), person, has: fc.boolean(), narrow: fc.boolean(), at }),
      fc.record({
        what: fc.constant('consent' as const),
        person,
        channel: fc.constantFrom('sms', 'all'),
        state: fc.constantFrom('granted', 'withdrawn'),
        at,
      }),
    )
    const begin = fc.record({ dies: fc.constantFrom<PublisherDeath>(undefined, 'before insert', 'after insert') })
    const end = fc.record({ which: fc.nat(4) })
    const act = fc.oneof({ weight: 4, arbitrary: change }, { weight: 2, arbitrary: begin }, { weight: 1, arbitrary: end })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 30 }), async (acts) => {
        await publishAll()
        const people = await pool(5)
        const erased = new Set<number>()
        const held: (() => Promise<void>)[] = []
        for (const one of acts) {
          if ('which' in one) await held.splice(one.which % (held.length || 1), 1)[0]?.()
          else if ('dies' in one)
            held.push(await beginPublishing(world.handles, { publish: (process) => publishCopies(process), dies: one.dies }))
          else if (!erased.has(one.person)) {
            await apply(people, one)
            if (one.what === 'erase') erased.add(one.person)
          }
        }
        for (const release of held) await release()
        // What a process wrote after an erasure that it had read before it is found by the erasure's own second look.
        const isKept = (row: { atom: number }) => ![...erased].some((index) => people.atoms[index] === row.atom)
        const kept = (copies: unknown) =>
          Object.fromEntries(
            Object.entries(copies as Record<string, { atom: number }[]>).map(([what, rows]) => [what, rows.filter(isKept)]),
          )
        await publishAll()
        expect(kept(await inCopies(people))).toEqual(await inPostgres(people))
      }),
      { numRuns: 15 },
    )
  })
})
