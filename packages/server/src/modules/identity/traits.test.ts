import { beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { findOrMakeAtoms } from './atoms.ts'
import type { TraitRule } from './contract.ts'
import { readPersons } from './person-read.ts'
import type { TraitOp } from './trait-fold.ts'
import { HISTORY_KEPT, MAX_HISTORY_VALUE_BYTES, readTraitHistory } from './trait-history.ts'
import { setTraitRule } from './trait-rules.ts'
import { applyTraits, STEP_KEPT_MS, type TraitChangeOfAtom } from './traits.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})

async function newPerson() {
  const { id: workspaceId } = await world.newWorkspace()
  const [atom = 0] = await findOrMakeAtoms(world.handles, { workspaceId, refs: [{ kind: 'user_id', value: 'u' }], seenAt: 1 })
  let steps = 0
  const change = (op: TraitOp, values: Record<string, unknown>, at: number, step = `step${steps++}`): TraitChangeOfAtom => ({
    workspaceId,
    atom,
    op,
    values,
    at,
    step,
    source: 'test',
  })
  const apply = (...changes: ReturnType<typeof change>[]) => applyTraits(world.handles.db, { changes, now: world.real.now() })
  const traits = async () => (await readPersons(world.handles, { workspaceId, persons: [atom], unmasked: false }))[0]?.traits
  const history = async (name: string) => {
    const rows = await readTraitHistory(world.handles.db, { workspaceId, person: atom, name, after: undefined, limit: 1_000 })
    return rows.map((row) => (row.too_long ? 'too long' : row.set ? row.value : undefined))
  }
  const setRule = (name: string, rule: TraitRule) => setTraitRule(world.handles, { workspaceId, name, rule, by: 'Li Lei' })
  return { change, apply, traits, history, setRule }
}

test('the later event decides, in one batch and across batches, also against a deletion', async () => {
  const { change, apply, traits } = await newPerson()
  await apply(change('set', { city: '上海', age: 30 }, 20), change('set', { city: '杭州' }, 10))
  await apply(change('set', { city: '苏州', vip: null }, 15))
  expect(await traits()).toEqual({ city: '上海', age: 30, vip: null })
  await apply(change('unset', { age: null }, 25))
  await apply(change('set', { age: 29 }, 22))
  expect(await traits()).toEqual({ city: '上海', vip: null })
  await apply(change('delete', {}, 40))
  await apply(change('set', { old: 1 }, 39), change('set', { fresh: 1 }, 41))
  expect(await traits()).toEqual({ fresh: 1 })
})

test('an increment counts once, however often its event comes and however many at once', async () => {
  const { change, apply, traits } = await newPerson()
  await apply(change('increment', { points: 5 }, 1, 'first'))
  await apply(change('increment', { points: 5 }, 1, 'first'), change('increment', { points: 2 }, 2, 'second'))
  expect(await traits()).toEqual({ points: 7 })
  await Promise.all(Array.from({ length: 10 }, (_, index) => apply(change('increment', { points: 1 }, 3, `more${index}`))))
  expect(await traits()).toEqual({ points: 17 })
  await apply(
    change('append', { seen: ['a'] }, 4),
    change('append', { seen: ['b', 'a'] }, 5),
    change('setOnce', { points: 0, first: 'x' }, 6),
  )
  expect(await traits()).toEqual({ points: 17, seen: ['a', 'b'], first: 'x' })
})

test('steps are forgotten after their time', async () => {
  const { change, apply } = await newPerson()
  const noted = () => world.handles.db.selectFrom('identity_trait_steps').select('step').where('step', 'like', 'forgotten%').execute()
  await apply(change('increment', { n: 1 }, 1, 'forgotten'))
  expect(await noted()).toHaveLength(1)
  await applyTraits(world.handles.db, { changes: [change('increment', { n: 1 }, 2)], now: world.real.now() + STEP_KEPT_MS + 1_000 })
  expect(await noted()).toHaveLength(0)
})

test('values that the store cannot take are kept without what it cannot', async () => {
  const { change, apply, traits } = await newPerson()
  await apply(change('set', { 'a\0b': 'x\0y', broken: '\ud800', deep: { list: [1, { '\udc00': 2 }] } }, 1))
  expect(await traits()).toEqual({ ab: 'xy', broken: '\ufffd', deep: { list: [1, { '\ufffd': 2 }] } })
})

test('the history has a row for each change of a value and none for the same value again', async () => {
  const { change, apply, history } = await newPerson()
  await apply(change('set', { city: '上海', age: 30 }, 10))
  await apply(change('set', { city: '上海', age: 31 }, 20))
  await apply(change('set', { city: '杭州' }, 15))
  await apply(change('set', { city: '杭州' }, 30), change('increment', { age: 1 }, 30))
  await apply(change('unset', { city: null }, 40))
  await apply(change('unset', { city: null }, 41), change('unset', { never: null }, 41))
  await apply(change('delete', {}, 50))
  expect(await history('city')).toEqual([undefined, '杭州', '上海'])
  expect(await history('age')).toEqual([undefined, 32, 31, 30])
  expect(await history('never')).toEqual([])
})

test('a trait keeps its latest changes; of a long value only that it changed', async () => {
  const { change, apply, traits, history } = await newPerson()
  for (let n = 1; n <= HISTORY_KEPT + 5; n++) await apply(change('set', { n }, n))
  const kept = await history('n')
  expect(kept).toHaveLength(HISTORY_KEPT)
  expect([kept[0], kept.at(-1)]).toEqual([HISTORY_KEPT + 5, 6])
  const long = 'x'.repeat(MAX_HISTORY_VALUE_BYTES + 1)
  await apply(change('set', { text: 'short' }, 1), change('set', { text: long }, 2))
  expect(await history('text')).toEqual(['too long'])
  expect((await traits())?.text).toBe(long)
})

test('writers at once lose no change of the history and repeat none', async () => {
  const { change, apply, history, traits } = await newPerson()
  await Promise.all(Array.from({ length: 12 }, (_, n) => apply(change('set', { same: 'x' }, n), change('set', { [`own${n}`]: n }, n))))
  expect(await history('same')).toEqual(['x'])
  await Promise.all(Array.from({ length: 12 }, (_, n) => apply(change('set', { same: n }, 100 + n))))
  const changes = await history('same')
  expect(changes[0]).toBe((await traits())?.same)
  expect(new Set(changes).size).toBe(changes.length)
})

test('writes obey the rule of their trait, whichever comes first; other traits of the same event their own', async () => {
  const { change, apply, traits, setRule, history } = await newPerson()
  await setRule('city', 'trusted')
  await setRule('origin', 'first')
  await apply({ ...change('set', { city: '上海', origin: 'poster', note: 1 }, 10), source: 'server' })
  await apply(change('set', { city: '杭州', origin: 'friend', note: 2 }, 20), change('increment', { points: 3 }, 20))
  expect(await traits()).toEqual({ city: '上海', origin: 'poster', note: 2, points: 3 })
  await apply({ ...change('set', { city: '苏州', origin: 'site', note: 0 }, 5), source: 'import' })
  expect(await traits()).toEqual({ city: '上海', origin: 'site', note: 2, points: 3 })
  await apply({ ...change('set', { city: '南京' }, 6), source: 'request', by: 'Han Meimei' })
  expect(await history('city')).toEqual(['上海', '南京'])
  expect((await traits())?.city).toBe('南京')
  await setRule('city', 'latest')
  await apply(change('set', { city: '北京' }, 30))
  expect((await traits())?.city).toBe('北京')
})
