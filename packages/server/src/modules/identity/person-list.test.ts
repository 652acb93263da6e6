import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { resolveAtoms } from './atoms.ts'
import { declareKind } from './declared-kinds.ts'
import { mergePeople } from './links/link.ts'
import { unbindIdentifier } from './links/unbind.ts'
import { unmerge } from './links/unmerge.ts'
import { listPersonPage, type PersonFilter } from './person-list.ts'
import { readPersons } from './person-read.ts'
import { atomsOfPerson, atomsOfPersons, findPersonByReference, personId, personsOfAtoms } from './persons.ts'
import { applyTraits } from './traits.ts'

const by = 'Li Lei'
const evidence = 'test'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function pool() {
  const { handles } = world
  const { id: workspaceId } = await world.newWorkspace()
  /** `user_id:1 phone:2` came together at `seenAt`; answers the atom of the first. */
  const see = async (text: string, seenAt = 1_000): Promise<number> => {
    const refs = text.split(' ').map((one) => ({ kind: one.slice(0, one.lastIndexOf(':')), value: one.slice(one.lastIndexOf(':') + 1) }))
    const [atom] = await resolveAtoms(handles, [{ workspaceId, refs, seenAt, source: 'segment', evidence }])
    return typeof atom === 'number' ? atom : 0
  }
  const merge = (a: number, b: number) => mergePeople(handles, { workspaceId, a, b, cause: 'request', by, evidence })
  const set = (atom: number, values: Record<string, unknown>, at: number, source = 'segment') =>
    applyTraits(handles.db, { changes: [{ workspaceId, atom, op: 'set', values, at, source, step: `${atom} ${at}` }], now: 1 })
  const pages = async (filter: PersonFilter, limit = 2): Promise<number[][]> => {
    const all: number[][] = []
    let cursor: string | undefined
    do {
      const { page, nextCursor } = await listPersonPage(handles, { workspaceId, filter, limit, cursor })
      all.push(page)
      cursor = nextCursor ?? undefined
    } while (cursor !== undefined && all.length < 50)
    return all
  }
  const list = async (filter: PersonFilter) => (await pages(filter)).flat()
  const person = async (atom: number) => (await readPersons(handles, { workspaceId, persons: [atom], unmasked: true }))[0]
  const personOf = async (atom: number) => (await personsOfAtoms(handles.db, { workspaceId, atoms: [atom] })).get(atom)
  const find = (reference: string) => findPersonByReference(handles, { workspaceId, reference, field: 'identifier' })
  return { workspaceId, see, merge, set, pages, list, person, personOf, find }
}
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)

test('a merged person has the identifiers of all its atoms, strongest first, and the earliest time; an un-merge gives each its own back', async () => {
  const { workspaceId, see, merge, set, person, personOf, find } = await pool()
  const a = await see('anonymous_id:a', 500)
  const b = await see('user_id:b', 2_000)
  await set(a, { city: '上海', age: 1 }, 10)
  await set(b, { city: '杭州' }, 20)
  const { personId: joined, mergeId } = await merge(a, b)
  const merged = await person(a)
  expect(merged).toEqual(await person(b))
  expect(merged).toMatchObject({
    person: joined,
    atoms: sorted([a, b]),
    identifiersTotal: 2,
    firstSeenAt: 500,
    traits: { city: '杭州', age: 1 },
  })
  expect(merged?.identifiers.map(({ kind }) => kind)).toEqual(['user_id', 'anonymous_id'])
  expect([await find('anonymous_id:a'), await find('user_id:b')]).toEqual([joined, joined])
  for (const id of [a, b]) expect(await atomsOfPerson(world.handles, { workspaceId, id: personId(id) })).toEqual(sorted([a, b]))
  expect(await atomsOfPersons(world.handles.db, { workspaceId, persons: [joined] })).toEqual(new Map([[joined, sorted([a, b])]]))
  await unmerge(world.handles, { workspaceId, person: joined, mergeId: mergeId ?? 0, by })
  expect([await personOf(a), await personOf(b)]).toEqual([a, b])
  expect((await person(a))?.traits).toEqual({ age: 1, city: '上海' })
  expect((await person(b))?.traits).toEqual({ city: '杭州' })
})

test('atoms that nobody has belong to nobody; those of another workspace neither', async () => {
  const { workspaceId, see } = await pool()
  const other = await pool()
  const [mine, foreign] = [await see('user_id:mine'), await other.see('user_id:foreign')]
  expect(await personsOfAtoms(world.handles.db, { workspaceId, atoms: [mine, foreign, 999_999_999] })).toEqual(new Map([[mine, mine]]))
  for (const id of [String(foreign), '999999999', 'x', '']) expect(await atomsOfPerson(world.handles, { workspaceId, id })).toEqual([])
})

test('a person whose every identifier was unbound is still read and listed', async () => {
  const { workspaceId, see, person, list } = await pool()
  const atom = await see('user_id:gone', 700)
  await unbindIdentifier(world.handles, { workspaceId, person: atom, ref: { kind: 'user_id', value: 'gone' }, by, evidence })
  expect(await person(atom)).toMatchObject({ person: atom, atoms: [atom], identifiers: [], identifiersTotal: 0, firstSeenAt: 700 })
  const again = await see('user_id:gone', 800)
  expect(again).not.toBe(atom)
  expect(await list({})).toEqual([again, atom])
  expect(await list({ text: String(atom) })).toEqual([atom])
  expect(await list({ seenFrom: 700, seenTo: 701 })).toEqual([atom])
})

test('an identifier of a kind that several people share is shown with each of them', async () => {
  const { workspaceId, see, person } = await pool()
  const rules = { unique: false, single: false, mergePower: 0, trust: 1 }
  await declareKind(world.handles, { workspaceId, kind: 'store_no', rules })
  const [a, b] = [await see('user_id:a store_no:5', 10), await see('user_id:b store_no:5', 20)]
  for (const [atom, value] of [
    [a, 'a'],
    [b, 'b'],
  ] as const) {
    const found = await person(atom)
    expect(found?.identifiers.map((one) => `${one.kind}:${one.value}`)).toEqual([`user_id:${value}`, 'store_no:5'])
    expect(found?.atoms).toEqual([atom])
  }
})

test('the list has each person once, newest first, whatever was merged; pages follow each other', async () => {
  const { see, merge, pages, personOf } = await pool()
  const atoms: number[] = []
  for (let n = 0; n < 7; n++) atoms.push(await see(`user_id:u${n}`))
  await merge(atoms[0] ?? 0, atoms[6] ?? 0)
  await merge(atoms[2] ?? 0, atoms[3] ?? 0)
  const expected = [...new Set(await Promise.all(atoms.map(personOf)))].sort((a, b) => (b ?? 0) - (a ?? 0))
  const listed = await pages({})
  expect(listed.map((page) => page.length)).toEqual([2, 2, 1])
  expect(listed.flat()).toEqual(expected)
})

test('what was typed finds who goes on, once, also by a phone number, an id that was merged away and two hits on one person', async () => {
  const { see, merge, set, list, personOf } = await pool()
  const a = await see('user_id:anna')
  const b = await see('user_id:ann2 phone:13800138000')
  await set(b, { name: 'Ann Two' }, 1)
  await merge(a, b)
  const joined = await personOf(a)
  for (const text of ['ann', 'Ann T', '138 0013 8000', 'phone:13800138000', String(a), String(b), 'user_id:ann2'])
    expect([text, await list({ text })]).toEqual([text, [joined]])
  expect(await list({ text: 'ann', kind: 'phone' })).toEqual([joined])
  expect(await list({ text: 'ann', kind: 'email' })).toEqual([])
})

test('filters: kind and family, merged by a merge, a trait as the person has it, first seen', async () => {
  const { see, merge, set, list, personOf } = await pool()
  const a = (await personOf(await see('user_id:a openid:wx1:o1', 1_000))) ?? 0
  const b = await see('user_id:b', 2_000)
  const c = await see('user_id:c phone:13900139000', 3_000)
  const d = await see('anonymous_id:d', 4_000)
  const { personId: bc } = await merge(b, c)
  const people = async (filter: PersonFilter) => sorted(await list(filter))
  expect(await people({ kind: 'user_id' })).toEqual(sorted([a, bc]))
  expect(await people({ kind: 'openid:<appid>' })).toEqual([a])
  expect(await people({ kind: 'openid:wx1' })).toEqual([a])
  expect(await people({ kind: 'email' })).toEqual([])
  expect(await people({ merged: true })).toEqual([bc])
  expect(await people({ merged: false })).toEqual(sorted([a, d]))
  expect(await people({ merged: true, kind: 'phone' })).toEqual([bc])
  expect(await people({ seenFrom: 2_000 })).toEqual(sorted([bc, d]))
  expect(await people({ seenFrom: 2_500, seenTo: 4_000 })).toEqual([])
  expect(await people({ seenTo: 4_000, kind: 'user_id' })).toEqual(sorted([a, bc]))
  await set(b, { city: '上海', level: 3, vip: true }, 10)
  await set(a, { city: '上海' }, 10)
  expect(await people({ trait: { name: 'city', value: '上海' } })).toEqual(sorted([a, bc]))
  expect(await people({ trait: { name: 'level', value: '3' } })).toEqual([bc])
  expect(await people({ trait: { name: 'vip', value: 'true' }, merged: true })).toEqual([bc])
  expect(await people({ trait: { name: 'city', value: '上' } })).toEqual([])
  await set(c, { city: '杭州' }, 20)
  expect(await people({ trait: { name: 'city', value: '上海' } })).toEqual([a])
  expect(await people({ trait: { name: 'city', value: '杭州' } })).toEqual([bc])
})

test('a cursor of another list is refused', async () => {
  const { workspaceId, see } = await pool()
  for (const n of [1, 2, 3]) await see(`user_id:${n}`)
  const { nextCursor } = await listPersonPage(world.handles, { workspaceId, filter: {}, limit: 1, cursor: undefined })
  const cursor = nextCursor ?? ''
  await expect(listPersonPage(world.handles, { workspaceId, filter: { kind: 'user_id' }, limit: 1, cursor })).rejects.toMatchObject({
    code: 'platform.invalid',
  })
})

test('whatever was merged, every filter lists just the people that fit, each once, in pages of any length', async () => {
  const KINDS = ['user_id', 'anonymous_id', 'device_id']
  const atom = fc.record({
    kind: fc.constantFrom(...KINDS),
    seenAt: fc.integer({ min: 1, max: 6 }),
    city: fc.option(fc.constantFrom('A', 'B')),
  })
  const scene = fc.record({
    atoms: fc.array(atom, { minLength: 1, maxLength: 9 }),
    merges: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 6 }),
    limit: fc.integer({ min: 1, max: 4 }),
    filter: fc.record(
      {
        kind: fc.constantFrom(...KINDS),
        merged: fc.boolean(),
        trait: fc.constantFrom({ name: 'city', value: 'A' }, { name: 'city', value: 'B' }),
        seenFrom: fc.integer({ min: 1, max: 6 }),
        seenTo: fc.integer({ min: 1, max: 6 }),
      },
      { requiredKeys: [] },
    ),
  })
  await fc.assert(
    fc.asyncProperty(scene, async ({ atoms: wanted, merges, limit, filter }) => {
      const { workspaceId, see, merge, set, pages } = await pool()
      const atoms = await Promise.all(wanted.map(({ kind, seenAt }, n) => see(`${kind}:${n}`, seenAt)))
      for (const [n, { city }] of wanted.entries()) if (city !== null) await set(atoms[n] ?? 0, { city }, n + 1)
      const group = atoms.map((_, n) => n)
      const joined = new Set<number>()
      for (const pair of merges) {
        const [a = 0, b = 0] = pair.map((one) => one % atoms.length)
        if (group[a] === group[b]) continue
        await merge(atoms[a] ?? 0, atoms[b] ?? 0)
        const [into = 0, from] = [group[a], group[b]]
        for (const [n, of] of group.entries()) if (of === from) group[n] = into
        joined.add(into).add(from ?? 0)
      }
      const fits = (members: number[]) => {
        const of = members.map((n) => wanted[n])
        const seen = Math.min(...of.map((one) => one?.seenAt ?? 0))
        const city = of.findLast((one) => one?.city !== null)?.city
        return (
          (filter.kind === undefined || of.some((one) => one?.kind === filter.kind)) &&
          (filter.merged === undefined || filter.merged === members.length > 1) &&
          (filter.trait === undefined || city === filter.trait.value) &&
          seen >= (filter.seenFrom ?? 0) &&
          seen < (filter.seenTo ?? Number.POSITIVE_INFINITY)
        )
      }
      const components = [...Map.groupBy(group.keys(), (n) => group[n]).values()]
      const personOf = await personsOfAtoms(world.handles.db, { workspaceId, atoms })
      const expected = components.filter(fits).map((members) => personOf.get(atoms[members[0] ?? 0] ?? 0) ?? 0)
      const listed = await pages(filter, limit)
      expect(sorted(listed.flat())).toEqual(sorted(expected))
      expect(listed.every((page, n) => page.length === limit || n === listed.length - 1)).toBe(true)
    }),
    { numRuns: 40 },
  )
})
