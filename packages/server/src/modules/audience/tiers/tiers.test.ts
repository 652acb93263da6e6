/** Lifecycle, value stage, intent, relation and RFM against an evaluator that looks at one event after the other. */
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../../../platform/testing/world.ts'
import { newPeople, publishPeople, storeEvents, type TestEvent } from '../../events/testing.ts'
import { mergePeople, personsOfAtoms } from '../../identity/index.ts'
import { IDENTIFIERS_COPY } from '../copies/table.ts'
import { evaluateRules, pageOfRule, type Rule, RuleShape } from '../rule/index.ts'
import { INTENTS, LIFECYCLE_STAGES, RELATIONS, RFM_SEGMENTS, VALUE_STAGES } from '../rule/rule.ts'
import { changeSettings } from './change-settings.ts'
import { TierSettings } from './contract.ts'
import { type SlowQuestion, slowRfm, slowTiers } from './testing.ts'
import { readThresholds } from './thresholds.ts'

const SEED = 20_261_201
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const FIRST = Date.UTC(2026, 0, 1)
const DAYS = 120
const PEOPLE = 60
const EVENTS = 700
const TIME_ZONE = 'Asia/Shanghai'
const PAGE = 1_000

let world: World
let workspaceId: number
let question: SlowQuestion
/** All atoms with the person of each. */
let atoms: number[]
let persons: number[]

const eventOf = (many: readonly number[]) =>
  fc
    .record({
      name: fc.constantFrom('buy', 'buy', 'buy', 'order_cancelled', 'view', 'cart', 'favorite', 'message_sent', 'other'),
      atom: fc.integer({ min: 0, max: many.length - 1 }).map((place) => many[Math.floor((place * place) / many.length)] ?? 0),
      // Whole hours, so that events meet and thresholds are met exactly.
      time: fc.integer({ min: 0, max: DAYS * 24 - 1 }).map((hour) => FIRST + hour * HOUR_MS),
      number: fc.option(fc.integer({ min: 1, max: 900 }), { freq: 3 }),
      amount: fc.option(fc.integer({ min: 1, max: 50 }), { freq: 4 }),
      currency: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'),
    })
    .map(
      ({ name, atom, time, number, amount, currency }): TestEvent => ({
        name,
        atom,
        time,
        ...(number === null ? {} : { properties: { orderNo: `n${number}` } }),
        ...(amount === null || name !== 'buy' ? {} : { amount: String(amount), currency }),
      }),
    )

beforeAll(async () => {
  world = await openWorld()
  workspaceId = (await world.newWorkspace({ timeZone: TIME_ZONE })).id
  atoms = await newPeople(world.handles, { workspaceId, count: PEOPLE })
  const events = fc.sample(eventOf(atoms), { numRuns: EVENTS, seed: SEED })
  await storeEvents(world.handles, { workspaceId, events })
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [10, 40],
  ])
    await mergePeople(world.handles, {
      workspaceId,
      a: atoms[a ?? 0] ?? 0,
      b: atoms[b ?? 0] ?? 0,
      cause: 'request',
      by: 't',
      evidence: 't',
    })
  await publishPeople(world.handles)
  const copy = { table: IDENTIFIERS_COPY, columns: ['workspace', 'kind', 'atom', 'present', 'version'] }
  await world.handles.clickhouse.insert({ ...copy, body: atoms.map((atom) => `[${workspaceId},"user_id",${atom},1,1]`).join('\n') })
  const settings = TierSettings.parse({ newDays: 20, silentDays: 12, lostDays: 40, valueLostDays: 50, qualityOrders: 2, loyalOrders: 4 })
  const asked = { workspaceId, timeZone: TIME_ZONE, asOf: FIRST + DAYS * DAY_MS }
  await changeSettings(world.handles, { ...asked, settings, by: 'test' })
  const known = await personsOfAtoms(world.handles.db, { workspaceId, atoms })
  persons = atoms.map((atom) => known.get(atom) ?? 0)
  question = {
    events: Map.groupBy(events, ({ atom }) => known.get(atom ?? 0) ?? 0),
    cancelled: (asOf) =>
      new Set(
        events
          .filter(({ name, time, properties }) => name === 'order_cancelled' && Number(time) < asOf && properties)
          .map(({ properties }) => String(properties?.orderNo)),
      ),
    thresholds: await readThresholds(world.handles, asked),
    timeZone: TIME_ZONE,
    currency: 'CNY',
  }
})

async function everybodyIn(rule: unknown, asOf: number): Promise<number[]> {
  const asked = { workspaceId, timeZone: TIME_ZONE, asOf, rule: RuleShape.parse(rule) }
  return pageOfRule(world.handles, world.handles, { ...asked, after: 0, limit: PAGE })
}

const RULES: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(LIFECYCLE_STAGES.map((stage) => [`lifecycle ${stage}`, { lifecycle: { in: [stage] } }])),
  'lifecycle silent paying': { lifecycle: { in: ['silent', 'lost'], paying: true } },
  'lifecycle new unpaid': { lifecycle: { in: ['new', 'active'], paying: false } },
  ...Object.fromEntries(VALUE_STAGES.map((stage) => [`value ${stage}`, { value: { in: [stage] } }])),
  ...Object.fromEntries(INTENTS.map((intent) => [`intent ${intent}`, { value: { intent: [intent] } }])),
  ...Object.fromEntries(RELATIONS.map((relation) => [`relation ${relation}`, { value: { relation: [relation] } }])),
  'potential with intent': { value: { relation: ['potential', 'direct'], intent: ['high', 'low'] } },
}

function slowly(name: string, asOf: number): number[] {
  const tiers = [...slowTiers(question, asOf)]
  const known = new Set(persons)
  const where = (holds: (tier: (typeof tiers)[number][1]) => boolean) => tiers.filter(([, tier]) => holds(tier)).map(([person]) => person)
  const [kind, which] = name.split(' ')
  const found = (() => {
    if (name === 'lifecycle silent paying') return where((tier) => ['silent', 'lost'].includes(tier.lifecycle) && tier.paying)
    if (name === 'lifecycle new unpaid') return where((tier) => ['new', 'active'].includes(tier.lifecycle) && !tier.paying)
    if (name === 'potential with intent')
      return where((tier) => tier.relation !== 'old' && (tier.intent === 'high' || tier.intent === 'low'))
    if (name === 'relation potential')
      return [...known].filter((person) => !where((tier) => tier.relation !== 'potential').includes(person))
    return where((tier) => tier[kind as 'lifecycle'] === which)
  })()
  return found.toSorted((a, b) => a - b)
}

/** For all of the people, every rule in one question. */
async function someIn(rules: Readonly<Record<string, unknown>>, asOf: number) {
  const read = new Map(Object.entries(rules).map(([name, rule]): [string, Rule] => [name, RuleShape.parse(rule)]))
  const asked = { workspaceId, timeZone: TIME_ZONE, asOf, people: { atoms, persons }, rules: read }
  const answer = await evaluateRules(world.handles, world.handles, asked)
  return (name: string) => {
    const { holds, flipsAt } = answer.get(name) ?? { holds: new Set<number>(), flipsAt: new Map<number, number>() }
    return { people: [...holds].toSorted((a, b) => a - b), flipsAt }
  }
}

describe('as of any moment', () => {
  test.each([61.25, 125])('everybody, on day %d', async (day) => {
    const asOf = FIRST + day * DAY_MS
    for (const [name, rule] of Object.entries(RULES)) expect(await everybodyIn(rule, asOf), name).toEqual(slowly(name, asOf))
  })

  test('some people', async () => {
    const seen = new Set<string>()
    for (const day of [5, 61.25, 119.5, 160]) {
      const asOf = FIRST + day * DAY_MS
      const found = await someIn(RULES, asOf)
      for (const name of Object.keys(RULES)) {
        if (found(name).people.length > 0) seen.add(name)
        expect(found(name).people, `${name} on day ${day}`).toEqual(slowly(name, asOf))
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(RULES).sort())
  })

  test('when it will change by itself is never told late, events to come included', async () => {
    const asOf = FIRST + 60 * DAY_MS
    const found = await someIn(RULES, asOf)
    for (const hours of [0.5, 5, 24, 71, 24 * 9, 24 * 30, 24 * 100])
      for (const name of Object.keys(RULES)) {
        const then = asOf + hours * HOUR_MS
        const { people, flipsAt } = found(name)
        const changed = [...new Set(people).symmetricDifference(new Set(slowly(name, then)))]
        const late = changed.filter((person) => (flipsAt.get(person) ?? Number.POSITIVE_INFINITY) > then)
        expect(late, `${name} after ${hours} hours`).toEqual([])
      }
  })
})

describe('RFM', () => {
  const scored = (asOf: number) => {
    const scores = [...slowRfm(slowTiers(question, asOf), asOf)].map(([person, score]) => ({ person, ...score }))
    const mean = (name: 'r' | 'f' | 'm') => scores.reduce((sum, score) => sum + score[name], 0) / scores.length
    const high = { r: mean('r'), f: mean('f'), m: mean('m') }
    return scores.map((score) => {
      const highs = (['r', 'f', 'm'] as const).map((name) => (score[name] > high[name] ? 'high' : 'low')).join(' ')
      return { ...score, segment: SEGMENTS[highs] }
    })
  }
  const SEGMENTS: Readonly<Record<string, (typeof RFM_SEGMENTS)[number]>> = {
    'high high high': 'champion',
    'low high high': 'important_keep',
    'high low high': 'important_develop',
    'low low high': 'important_win_back',
    'high high low': 'general_value',
    'low high low': 'general_keep',
    'high low low': 'general_develop',
    'low low low': 'general_win_back',
  }

  test('scores and segments are those of sorting', async () => {
    const asOf = FIRST + 119 * DAY_MS
    const expected = scored(asOf)
    const people = (holds: (score: (typeof expected)[number]) => boolean) =>
      expected
        .filter(holds)
        .map(({ person }) => person)
        .toSorted((a, b) => a - b)
    const scores = (['r', 'f', 'm'] as const).flatMap((name) => [1, 2, 3, 4, 5].map((score) => ({ name, score })))
    const found = await someIn(
      Object.fromEntries(scores.map(({ name, score }) => [`${name}${score}`, { rfm: { [name]: { eq: score } } }])),
      asOf,
    )
    for (const { name, score } of scores)
      expect(found(`${name}${score}`).people, `${name} ${score}`).toEqual(people((one) => one[name] === score))
    for (const segment of RFM_SEGMENTS)
      expect(await everybodyIn({ rfm: { segment: [segment] } }, asOf), segment).toEqual(people((one) => one.segment === segment))
  })

  test('one person is scored among everybody', async () => {
    const asOf = FIRST + 119 * DAY_MS
    const [one] = scored(asOf).filter(({ person }) => persons.filter((other) => other === person).length > 1)
    if (!one) throw new Error('no merged person bought')
    const rules = new Map([
      ['r', RuleShape.parse({ rfm: { r: { eq: one.r }, f: { eq: one.f }, m: { eq: one.m }, segment: [one.segment] } })],
    ])
    const people = { atoms: atoms.filter((_, index) => persons[index] === one.person), persons: [one.person, one.person, one.person] }
    const answer = await evaluateRules(world.handles, world.handles, { workspaceId, timeZone: TIME_ZONE, asOf, people, rules })
    expect([...(answer.get('r')?.holds ?? [])]).toEqual([one.person])
  })
})
