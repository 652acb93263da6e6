import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { Handles } from '../../platform/handles.ts'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { openAtomCache } from './atom-cache.ts'
import { findOrMakeAtoms, resolveAtoms } from './atoms.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

/** Another process on the same database: the same stores, nothing remembered. */
function anotherProcess(): Handles {
  return { ...world.handles, db: world.handles.db.withoutPlugins() }
}

const refsOf = (...values: string[]) => values.map((value) => ({ kind: 'user_id', value }))

test('an identifier keeps its atom, each has its own, another workspace has others', async () => {
  const [one, other] = [await world.newWorkspace(), await world.newWorkspace()]
  const find = (workspaceId: number, values: string[], handles = world.handles) =>
    findOrMakeAtoms(handles, { workspaceId, refs: refsOf(...values), seenAt: 1 })
  const atoms = await find(one.id, ['a', 'b', 'a', ' b '])
  expect(new Set(atoms).size).toBe(2)
  expect([atoms[2], atoms[3]]).toEqual([atoms[0], atoms[1]])
  expect(await find(one.id, ['b', 'c', 'a'])).toEqual([atoms[1], expect.any(Number), atoms[0]])
  expect(await find(one.id, ['a', 'b'], anotherProcess())).toEqual([atoms[0], atoms[1]])
  expect((await find(other.id, ['a']))[0]).not.toBe(atoms[0])
})

test('an event takes the atom of its first identifier; one that is refused makes nothing of its event', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const answers = await resolveAtoms(world.handles, [
    { workspaceId, refs: refsOf('strong', 'weak'), seenAt: 5 },
    { workspaceId, refs: refsOf('weak'), seenAt: 3 },
    { workspaceId, refs: [], seenAt: 1 },
    { workspaceId, refs: [...refsOf('innocent'), { kind: 'shoe_size', value: '42' }], seenAt: 1 },
    { workspaceId, refs: [{ kind: 'phone', value: '138 0013 8000' }], seenAt: 1 },
    { workspaceId, refs: [{ kind: 'phone', value: '+8613800138000' }], seenAt: 1 },
  ])
  expect(answers[0]).not.toBe(answers[1])
  expect(answers[2]).toBe(0)
  expect(answers[3]).toMatchObject({ code: 'identity.kind_undeclared' })
  expect(answers[4]).toBe(answers[5])
  const rows = await world.handles.db.selectFrom('identity_identifiers').selectAll().where('workspace_id', '=', workspaceId).execute()
  expect(rows.map((row) => row.kind).sort()).toEqual(['phone', 'user_id', 'user_id'])
  expect(rows.find((row) => row.key === 'weak')?.seen_at.getTime()).toBe(3)
  const phone = rows.find((row) => row.kind === 'phone')
  expect(JSON.stringify(phone)).not.toMatch(/138\d*0013/)
})

test('processes that meet the same identifiers at once agree on their atoms', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const batches = fc.array(fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 30 }), { minLength: 2, maxLength: 6 })
  let run = 0
  await fc.assert(
    fc.asyncProperty(batches, async (all) => {
      run++
      const refs = (values: number[]) => refsOf(...values.map((value) => `${run} ${value}`))
      const answers = await Promise.all(
        all.map((values) => findOrMakeAtoms(anotherProcess(), { workspaceId, refs: refs(values), seenAt: 1 })),
      )
      const atoms = new Map<number, number>()
      for (const [batch, values] of all.entries())
        for (const [index, value] of values.entries()) {
          const atom = answers[batch]?.[index] ?? 0
          expect(atoms.get(value) ?? atom).toBe(atom)
          atoms.set(value, atom)
        }
      expect(new Set(atoms.values()).size).toBe(atoms.size)
    }),
    { numRuns: 15 },
  )
})

test('numbers are dense: finding what is known uses none up', async () => {
  const { id: workspaceId } = await world.newWorkspace()
  const values = Array.from({ length: 300 }, (_, index) => `dense${index}`)
  const atoms = await findOrMakeAtoms(anotherProcess(), { workspaceId, refs: refsOf(...values), seenAt: 1 })
  expect(Math.max(...atoms) - Math.min(...atoms)).toBe(299)
  await findOrMakeAtoms(anotherProcess(), { workspaceId, refs: refsOf(...values), seenAt: 1 })
  const [next] = await findOrMakeAtoms(world.handles, { workspaceId, refs: refsOf('next'), seenAt: 1 })
  expect(next).toBe(Math.max(...atoms) + 1)
})

test('the memory is bounded and keeps what is used', () => {
  const cache = openAtomCache(10)
  cache.set('kept', 1)
  for (let index = 0; index < 100; index++) {
    cache.set(`other${index}`, index)
    expect(cache.get('kept')).toBe(1)
    expect(cache.size()).toBeLessThanOrEqual(20)
  }
  expect(cache.get('other0')).toBeUndefined()
})
