import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { inTransaction, sql } from '../../../platform/db/index.ts'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { ask } from '../ask.ts'
import { openParameters } from '../parameters.ts'
import { personColumn } from '../table.ts'
import { anotherProcess, beginPublishing, newPeople, type PublisherDeath } from '../testing.ts'
import { publishPeople } from './publish.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function pool(count: number) {
  const { id: workspaceId } = await world.newWorkspace()
  return { workspaceId, atoms: await newPeople(world.handles, { workspaceId, count }) }
}

type Pool = Awaited<ReturnType<typeof pool>>

/** Gives these atoms that person, as a merge or an un-merge would; without one each is its own again. */
async function move({ workspaceId }: Pool, atoms: readonly number[], person: number | undefined): Promise<void> {
  await inTransaction(world.handles.db, async (tx) => {
    await sql`delete from identity_members where workspace_id = ${workspaceId} and atom = any(${atoms}::bigint[])`.execute(tx)
    if (person !== undefined)
      await sql`insert into identity_members (workspace_id, atom, person)
        select ${workspaceId}, atom, ${person} from unnest(${atoms}::bigint[]) as atom`.execute(tx)
    await sql`insert into identity_moves (workspace_id, atoms) values (${workspaceId}, ${atoms}::bigint[])`.execute(tx)
  })
}

/** What a figure takes for the person of each atom. */
async function inFigures({ atoms }: Pool): Promise<number[]> {
  const parameters = openParameters()
  const query = `select ${personColumn()} as person from (select arrayJoin(${parameters.bind('Array(UInt64)', atoms)}) as atom) order by atom`
  return (await ask<{ person: number }>(world.handles, { query, parameters })).map(({ person }) => person)
}

async function inPostgres({ workspaceId, atoms }: Pool): Promise<number[]> {
  const { rows } = await sql<{ person: number }>`
    select coalesce(member.person, asked.atom) as person from unnest(${atoms}::bigint[]) as asked (atom)
      left join identity_members member on member.workspace_id = ${workspaceId} and member.atom = asked.atom
    order by asked.atom`.execute(world.handles.db)
  return rows.map(({ person }) => person)
}

async function waiting({ workspaceId }: Pool): Promise<number> {
  const found = await world.handles.db.selectFrom('identity_moves').select('id').where('workspace_id', '=', workspaceId).execute()
  return found.length
}

describe('publishing who is who', () => {
  it('tells the store of merges and un-merges, and of each once', async () => {
    const people = await pool(4)
    const [a = 0, b = 0, c = 0, d = 0] = people.atoms
    await move(people, [a, b, c], a)
    expect(await publishPeople(world.handles)).toBe(3)
    expect(await inFigures(people)).toEqual([a, a, a, d])
    await move(people, [c], undefined)
    await move(people, [c, d], c)
    expect(await publishPeople(world.handles)).toBe(2)
    expect(await inFigures(people)).toEqual([a, a, c, c])
    expect(await waiting(people)).toBe(0)
    expect(await publishPeople(world.handles)).toBe(0)
  })

  it('takes entries of many atoms, and many entries', async () => {
    const people = await pool(2)
    const first = (people.atoms[1] ?? 0) + 1_000_000
    const large = { ...people, atoms: Array.from({ length: 12_000 }, (_, index) => first + index) }
    await move(large, large.atoms, first)
    for (let count = 0; count < 30; count++) await move(people, people.atoms, people.atoms[0])
    expect(await publishPeople(world.handles, 20)).toBe(12_000 + 3 * 2)
    expect(await waiting(people)).toBe(0)
    expect(new Set(await inFigures(large))).toEqual(new Set([first]))
    await move(large, large.atoms, undefined)
    await publishPeople(world.handles)
    expect(await inFigures(large)).toEqual(large.atoms)
  })

  it('repeats what a crash cut off between the insert and the end', async () => {
    const people = await pool(2)
    await move(people, people.atoms, people.atoms[0])
    const dying = anotherProcess(world.handles, () => ({ command: () => Promise.reject(new Error('killed')) }))
    await expect(publishPeople(dying)).rejects.toThrow('killed')
    expect(await waiting(people)).toBe(1)
    expect(await inFigures(people)).toEqual(people.atoms)
    expect(await publishPeople(world.handles)).toBe(2)
    expect(await inFigures(people)).toEqual([people.atoms[0], people.atoms[0]])
  })

  it('is not set back by a process that was slow to write what it had read', async () => {
    const people = await pool(2)
    await move(people, people.atoms, people.atoms[0])
    const [reading, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = anotherProcess(world.handles, (clickhouse) => ({
      insert: async (rows) => {
        reading.resolve()
        await written.promise
        return clickhouse.insert(rows)
      },
    }))
    const late = publishPeople(slow)
    await reading.promise
    await move(people, people.atoms, undefined)
    await publishPeople(world.handles)
    written.resolve()
    await late
    expect(await inFigures(people)).toEqual(people.atoms)
    expect(await waiting(people)).toBe(0)
  })

  it('ends at the truth, whatever processes do at once and wherever they die', async () => {
    const change = fc.record({ what: fc.constant('change'), atoms: fc.uniqueArray(fc.nat(5), { minLength: 1 }), merged: fc.boolean() })
    const begin = fc.record({
      what: fc.constant('begin'),
      dies: fc.constantFrom<PublisherDeath>(undefined, 'before insert', 'after insert', 'after load'),
    })
    const end = fc.record({ what: fc.constant('end'), which: fc.nat(4) })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(change, begin, end), { minLength: 5, maxLength: 25 }), async (acts) => {
        const people = await pool(6)
        const held: (() => Promise<void>)[] = []
        for (const act of acts) {
          if ('atoms' in act) {
            const moved = act.atoms.map((index) => people.atoms[index] ?? 0)
            await move(people, moved, act.merged ? moved[0] : undefined)
          } else if ('dies' in act)
            held.push(await beginPublishing(world.handles, { publish: (process) => publishPeople(process), dies: act.dies }))
          else await held.splice(act.which % (held.length || 1), 1)[0]?.()
        }
        for (const release of held) await release()
        while ((await publishPeople(world.handles)) > 0);
        expect(await inFigures(people)).toEqual(await inPostgres(people))
      }),
      { numRuns: 15 },
    )
  })
})
