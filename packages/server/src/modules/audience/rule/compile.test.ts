/** What rules mean, over everybody and for some people alike. */
import { beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, publishPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { applyTraits, mergePeople } from '../../identity/index.ts'
import { settleCopies } from '../copies/publish.ts'
import { countRule, evaluateRules, pageOfRule, type Rule, RuleShape, whyRule } from './index.ts'

const DAY_MS = 86_400_000
const AS_OF = Date.UTC(2026, 2, 31)
const SETTLE_MS = 30_000

let world: World
let workspaceId: number
let atoms: number[]
/** Person of each atom. */
let persons: number[]

const did = (person: number, name: string, daysAgo: number, more: Partial<TestEvent> = {}): TestEvent => ({
  name,
  atom: atoms[person] ?? 0,
  time: AS_OF - daysAgo * DAY_MS,
  ...more,
})

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  atoms = await newPeople(world.handles, { workspaceId, count: 6 })
  await storeEvents(world.handles, {
    workspaceId,
    events: [
      did(0, 'buy', 1, { amount: '50' }),
      did(1, 'buy', 20, { amount: '60.5' }),
      did(2, 'buy', 10, { amount: '100' }),
      did(2, 'buy', 40, { amount: '30' }),
      did(3, 'view', 3, { properties: { channel: 'ads', price: 12.5 } }),
      did(3, 'view', 2, { properties: { channel: 'search', price: 3 } }),
      did(3, 'cart', 2),
      // At `asOf` itself and after it: not known yet.
      did(4, 'buy', 0),
      did(4, 'buy', -1),
      // Exactly at the edge of seven days, and a millisecond before it.
      did(4, 'view', 7),
      did(5, 'view', 7 + 1 / DAY_MS),
      { name: 'buy', time: AS_OF - DAY_MS },
    ],
  })
  const set = (person: number, values: Record<string, unknown>, at: number, op: 'set' | 'delete' = 'set') =>
    ({ workspaceId, atom: atoms[person] ?? 0, op, values, at, source: 'server', step: `${person} ${at}` }) as const
  await applyTraits(world.handles.db, {
    now: world.real.now(),
    changes: [
      // 0 and 1 are one: the later value decides.
      ...[set(0, { city: '上海', age: '30' }, 1), set(1, { city: '杭州' }, 2)],
      ...[set(2, { city: '北京', age: 45, likes: ['茶', 'coffee'] }, 1), set(3, { city: null, likes: 'tea and coffee' }, 1)],
      ...[set(4, { city: '上海' }, 1), set(4, {}, 2, 'delete')],
    ],
  })
  const [a = 0, b = 0] = atoms
  const { personId } = await mergePeople(world.handles, { workspaceId, a, b, cause: 'request', by: 'test', evidence: 'test' })
  persons = atoms.map((atom, index) => (index < 2 ? personId : atom))
  await publishPeople(world.handles)
  await settleCopies(world.handles, { withinMs: SETTLE_MS })
})

const question = () => ({ workspaceId, timeZone: 'Asia/Shanghai', asOf: AS_OF })

/** The people by their order in `atoms`, both ways of asking agreeing. */
async function holding(rule: unknown): Promise<number[]> {
  const { handles } = world
  const read: Rule = RuleShape.parse(rule)
  const found = await pageOfRule(handles, handles, { ...question(), rule: read, after: 0, limit: 100 })
  const some = await evaluateRules(handles, handles, { ...question(), people: { atoms, persons }, rules: new Map([['r', read]]) })
  expect([...(some.get('r')?.holds ?? [])].sort((a, b) => a - b)).toEqual(found)
  const { count } = await countRule(handles, handles, { ...question(), rule: read, sample: 3 })
  expect(count).toBe(found.length)
  return found.map((person) => persons.indexOf(person)).sort((a, b) => a - b)
}

describe('an event', () => {
  test.each<[object, number[]]>([
    [{ name: 'buy' }, [0, 2]],
    [{ name: 'buy', within: 'P5D' }, [0]],
    [{ name: 'view', within: 'P7D' }, [3, 4]],
    [{ name: 'buy', count: { gte: 2 } }, [0, 2]],
    [{ name: 'buy', count: { gte: 2 }, within: 'P30D' }, [0]],
    [{ name: 'buy', count: { lt: 2 } }, [3, 4, 5]],
    [{ name: 'buy', count: { in: [0, 1] }, within: 'P30D' }, [2, 3, 4, 5]],
    [{ name: 'buy', count: { lt: 1 }, sum: { property: 'amount', lte: 0 } }, [3, 4, 5]],
    [{ name: 'buy', sum: { property: 'amount', gt: 110 } }, [0, 2]],
    [{ name: 'buy', sum: { property: 'amount', gt: 110.5 } }, [2]],
    [{ name: 'buy', from: '2026-03-01', to: '2026-03-22' }, [0, 2]],
    [{ name: 'view', where: [{ property: 'channel', op: 'eq', value: 'ads' }] }, [3]],
    [{ name: 'view', sum: { property: 'price', eq: 15.5 } }, [3]],
    [{ name: 'nothing' }, []],
    [{ name: 'nothing', count: { eq: 0 } }, [0, 2, 3, 4, 5]],
  ])('%j', async (event, people) => {
    expect(await holding({ event })).toEqual(people)
  })
})

describe('a trait', () => {
  test.each<[object, number[]]>([
    [{ name: 'city', op: 'eq', value: '杭州' }, [0]],
    [{ name: 'city', op: 'eq', value: '上海' }, []],
    [{ name: 'city', op: 'ne', value: '上海' }, [0, 2]],
    [{ name: 'city', op: 'exists' }, [0, 2]],
    [{ name: 'city', op: 'exists', value: false }, [3, 4, 5]],
    [{ name: 'nobody has this', op: 'exists', value: false }, []],
    [{ name: 'age', op: 'gte', value: 30 }, [0, 2]],
    [{ name: 'age', op: 'in', value: [45, 'x'] }, [2]],
    [{ name: 'likes', op: 'contains', value: 'coffee' }, [2, 3]],
    [{ name: 'likes', op: 'contains', value: 'cof' }, [3]],
  ])('%j', async (trait, people) => {
    expect(await holding({ trait })).toEqual(people)
  })
})

const bought = { event: { name: 'buy' } }
const viewed = { event: { name: 'view' } }
const few = { event: { name: 'buy', count: { lt: 2 } } }
const viewThenCart = (withinSeconds: number) => ({ sequence: { steps: [{ name: 'view' }, { name: 'cart' }], withinSeconds } })

describe('several', () => {
  test.each<[object, number[]]>([
    [viewThenCart(60), [3]],
    // Of one instant: they count in the order of the steps.
    [{ sequence: { steps: [{ name: 'cart' }, { name: 'view' }], withinSeconds: 60 } }, [3]],
    [{ sequence: { steps: [{ name: 'view' }, { name: 'view' }, { name: 'view' }], withinSeconds: 9_000_000 } }, []],
    [{ sequence: { steps: [{ name: 'buy' }, { name: 'buy' }], withinSeconds: 20 * 86_400 } }, [0]],
    [{ all: [bought, viewed] }, []],
    [{ any: [bought, viewed] }, [0, 2, 3, 4, 5]],
    [{ not: bought }, [3, 4, 5]],
    [{ not: { not: bought } }, [0, 2]],
    [{ all: [{ not: bought }, { not: viewThenCart(60) }] }, [4, 5]],
    [{ any: [{ not: viewed }, few] }, [0, 2, 3, 4, 5]],
    [{ not: { any: [{ not: viewed }, bought] } }, [3, 4, 5]],
    [{ all: [few, { not: { trait: { name: 'likes', op: 'exists' } } }, viewed] }, [4, 5]],
    [{ not: { tag: { name: 'unknown' } } }, [0, 2, 3, 4, 5]],
  ])('%j', async (rule, people) => {
    expect(await holding(rule)).toEqual(people)
  })

  test('a sample is spread over all', async () => {
    const rule = RuleShape.parse({ any: [few, bought] })
    const { count, sample } = await countRule(world.handles, world.handles, { ...question(), rule, sample: 2 })
    const all = await pageOfRule(world.handles, world.handles, { ...question(), rule, after: 0, limit: 10 })
    expect([count, sample]).toEqual([5, [all[0], all[2]]])
    expect(await pageOfRule(world.handles, world.handles, { ...question(), rule, after: all[1] ?? 0, limit: 2 })).toEqual(all.slice(2, 4))
  })
})

describe('passing time', () => {
  /** Moment of the flip of one person, in days after `asOf` less the millisecond that lies beyond the edge. */
  const flips = async (event: object, person: number) => {
    const rules = new Map([['r', RuleShape.parse({ event })]])
    const found = await evaluateRules(world.handles, world.handles, { ...question(), people: { atoms, persons }, rules })
    const at = found.get('r')?.flipsAt.get(persons[person] ?? 0)
    return at === undefined ? undefined : (at - 1 - AS_OF) / DAY_MS
  }

  test.each<[string, object, number, number | undefined]>([
    ['the last event leaves', { name: 'buy', within: 'P30D' }, 0, 29],
    ['the second last decides', { name: 'buy', within: 'P30D', count: { gte: 2 } }, 0, 10],
    ['whoever has fewer never reaches it', { name: 'buy', within: 'P30D', count: { gte: 2 } }, 2, undefined],
    ['whoever has fewer stays below', { name: 'buy', within: 'P30D', count: { lt: 2 } }, 2, undefined],
    ['whoever has more falls below', { name: 'buy', within: 'P30D', count: { lt: 2 } }, 0, 10],
    ['any event that leaves may matter', { name: 'buy', within: 'P30D', count: { eq: 1 } }, 0, 10],
    ['a sum changes with the first', { name: 'buy', within: 'P30D', sum: { property: 'amount', gt: 1 } }, 0, 10],
    ['without a window nothing leaves', { name: 'buy' }, 0, undefined],
    ['what is dated ahead begins to count', { name: 'buy', within: 'P30D' }, 4, 0],
  ])('%s', async (_, event, person, days) => {
    expect(await flips(event, person)).toBe(days)
  })
})

test('why says what was found, leaf by leaf', async () => {
  const rule = RuleShape.parse({
    all: [{ event: { name: 'buy', count: { gte: 2 } } }, { not: viewThenCart(60) }, { trait: { name: 'city', op: 'eq', value: '上海' } }],
  })
  const why = await whyRule(world.handles, world.handles, { ...question(), rule, atoms: atoms.slice(0, 2) })
  expect([why.holds, why.words.en]).toEqual([false, 'all of these'])
  const [twice, not, city] = why.children ?? []
  expect(twice).toMatchObject({ holds: true, found: { zh: '2 次，最近一次 2026-03-30 08:00', en: '2 times, last on 2026-03-30 08:00' } })
  expect(not).toMatchObject({ holds: true, children: [{ holds: false, found: { en: 'no step done' } }] })
  expect(city).toMatchObject({ holds: false, found: { zh: '“city”是“杭州”' } })
})
