import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from '../../platform/testing/world.ts'
import { ask } from './ask.ts'
import { Condition } from './contract.ts'
import { openParameters } from './parameters.ts'
import { EVENTS_TABLE, filterSql } from './table.ts'
import { storeEvents } from './testing.ts'
import { conditionsSql } from './where.ts'

/** Every form a property has arrived in, by a name of its own. */
const VALUES: Readonly<Record<string, unknown>> = {
  missing: undefined,
  nothing: null,
  whole: 12,
  fraction: 12.5,
  zero: 0,
  numberText: '12',
  fractionText: '12.50',
  word: 'red wine',
  date: '2026-03-01',
  empty: '',
  yes: true,
  yesText: 'true',
  words: ['red', 'wine'],
  numbers: [12, 13],
  mixed: ['red', 12, true],
}
const NAMES = Object.keys(VALUES)
const ODD_PROPERTIES = [
  '中文 属性',
  'a.b',
  'back`tick',
  "quo'te",
  'x` OR 1=1 --',
  'back\\slash',
  '{p0:String}',
  '1st',
  'select',
  'a"b',
  '%s',
]
const TIME = '2026-03-01T00:00:00Z'

let world: World
let workspaceId: number

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace()).id
  const events = NAMES.map((name) => ({ name, time: TIME, properties: VALUES[name] === undefined ? {} : { value: VALUES[name] } }))
  const odd = ODD_PROPERTIES.map((property, index) => ({ name: `odd${index}`, time: TIME, properties: { [property]: 'here' } }))
  const money = { name: 'money', time: TIME, amount: '12.5', currency: 'EUR', properties: {} }
  await storeEvents(world.handles, { workspaceId, events: [...events, ...odd, money] })
})

/** Names of the events that the conditions match, among the given ones. */
async function matching(where: readonly unknown[], among: readonly string[] = NAMES): Promise<string[]> {
  const parameters = openParameters()
  const conditions = conditionsSql(
    where.map((condition) => Condition.parse(condition)),
    parameters,
  )
  const filter = filterSql({ workspaceId, names: among }, parameters)
  const rows = await ask<{ name: string; matched: number }>(world.handles, {
    query: `SELECT toString(name) AS name, toUInt8(${conditions}) AS matched FROM ${EVENTS_TABLE} WHERE ${filter}`,
    parameters,
  })
  expect(rows).toHaveLength(among.length)
  return among.filter((name) => rows.some((row) => row.name === name && row.matched === 1))
}

describe('one condition', () => {
  const value = 'value'
  it.each([
    [{ property: value, op: 'eq', value: 12 }, ['whole', 'numberText']],
    [{ property: value, op: 'eq', value: 12.5 }, ['fraction', 'fractionText']],
    [{ property: value, op: 'eq', value: '12' }, ['whole', 'numberText']],
    [{ property: value, op: 'eq', value: 'red wine' }, ['word']],
    [{ property: value, op: 'eq', value: true }, ['yes', 'yesText']],
    [{ property: value, op: 'eq', value: '' }, ['empty']],
    [{ property: value, op: 'gt', value: 12 }, ['fraction', 'fractionText']],
    [{ property: value, op: 'gte', value: 12 }, ['whole', 'fraction', 'numberText', 'fractionText']],
    [{ property: value, op: 'lt', value: 12 }, ['zero']],
    [{ property: value, op: 'lte', value: 12 }, ['whole', 'zero', 'numberText']],
    [{ property: value, op: 'in', value: [12, 'red wine', 0] }, ['whole', 'zero', 'numberText', 'word']],
    [{ property: value, op: 'contains', value: 'red' }, ['word', 'words', 'mixed']],
    [{ property: value, op: 'contains', value: '12' }, ['whole', 'fraction', 'numberText', 'fractionText', 'numbers', 'mixed']],
    [{ property: value, op: 'contains', value: 'ed' }, ['word']],
    [{ property: value, op: 'exists' }, NAMES.filter((name) => name !== 'missing' && name !== 'nothing')],
    [{ property: value, op: 'exists', value: false }, ['missing', 'nothing']],
  ])('%j', async (condition, names) => {
    expect(await matching([condition])).toEqual(names)
  })

  it('compares texts that are no numbers as texts, so that dates have an order', async () => {
    expect(await matching([{ property: value, op: 'gte', value: '2026-01-01' }], ['date', 'missing', 'empty'])).toEqual(['date'])
    expect(await matching([{ property: value, op: 'lt', value: '2026-01-01' }], ['date', 'missing', 'empty'])).toEqual(['empty'])
  })

  it('in the negative is exactly the rest', async () => {
    const scalar = fc.constantFrom<string | number | boolean>(12, 12.5, 0, '12', '', 'red wine', true, 'nobody')
    await fc.assert(
      fc.asyncProperty(fc.array(scalar, { minLength: 1, maxLength: 3 }), async (values) => {
        const [first] = values
        const inside = await matching([{ property: value, op: 'in', value: values }])
        expect(await matching([{ property: value, op: 'nin', value: values }])).toEqual(NAMES.filter((name) => !inside.includes(name)))
        const equal = await matching([{ property: value, op: 'eq', value: first }])
        expect(await matching([{ property: value, op: 'ne', value: first }])).toEqual(NAMES.filter((name) => !equal.includes(name)))
      }),
      { numRuns: 20 },
    )
  })

  it('reads amount and currency from their columns', async () => {
    const among = ['money', 'whole']
    expect(await matching([{ property: 'amount', op: 'eq', value: 12.5 }], among)).toEqual(['money'])
    expect(await matching([{ property: 'amount', op: 'eq', value: '12.5' }], among)).toEqual(['money'])
    expect(await matching([{ property: 'amount', op: 'exists', value: false }], among)).toEqual(['whole'])
    expect(await matching([{ property: 'currency', op: 'in', value: ['EUR', 1] }], among)).toEqual(['money'])
    expect(await matching([{ property: 'currency', op: 'contains', value: 'EU' }], among)).toEqual(['money'])
  })
})

it('needs all of several conditions', async () => {
  const between = [
    { property: 'value', op: 'gte', value: 12 },
    { property: 'value', op: 'lt', value: 12.5 },
  ]
  expect(await matching(between)).toEqual(['whole', 'numberText'])
  expect(await matching([])).toEqual(NAMES)
})

it('takes names of properties and values as they are, never as part of the statement', async () => {
  const odd = ODD_PROPERTIES.map((_, index) => `odd${index}`)
  for (const [index, property] of ODD_PROPERTIES.entries())
    expect(await matching([{ property, op: 'eq', value: 'here' }], odd), property).toEqual([`odd${index}`])
  const values = fc.oneof(fc.string(), fc.constantFrom("' OR 1=1 --", '\\', '{p0:String}', '\n\t\0', "\\'"))
  await fc.assert(
    fc.asyncProperty(values, async (text) => {
      expect(await matching([{ property: 'value', op: 'eq', value: `no ${text}` }])).toEqual([])
    }),
    { numRuns: 50 },
  )
})

it.each([
  [{ property: 'a', op: 'between', value: 1 }],
  [{ property: 'a', op: 'in', value: 'x' }],
  [{ property: 'a', op: 'gt', value: true }],
  [{ property: '', op: 'eq', value: 1 }],
  [{ property: 'a', op: 'eq', value: 1, valeu: 2 }],
])('refuses %j', (condition) => {
  expect(Condition.safeParse(condition).success).toBe(false)
})
