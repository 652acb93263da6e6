/** Asks the program in every way it can be asked, and tells where it says something else than the slow evaluator. */
import type { Rule } from '../../../packages/server/src/modules/audience/rule/index.ts'
import {
  bitmapSql,
  countRule,
  evaluateRules,
  openKnown,
  openScope,
  pageOfRule,
  whyRule,
} from '../../../packages/server/src/modules/audience/rule/index.ts'
import { ask } from '../../../packages/server/src/modules/events/index.ts'
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import { type Facts, TIME_ZONE } from './build.ts'
import { flipMoments } from './flips.ts'
import { holds, looksAt, peopleMeant } from './slow.ts'
import type { Scenario } from './worlds.ts'

const SAMPLE = 3
const PAGE = 100

interface Asking {
  readonly handles: Handles
  readonly facts: Facts
  readonly rules: readonly Rule[]
  readonly asOf: number
}

/** One sentence for each difference. */
export async function differences(handles: Handles, facts: Facts, { rules: drawn, asOf }: Scenario): Promise<string[]> {
  const asking = { handles, facts, rules: drawn.map(facts.ruleOf), asOf }
  return [...(await everybodyDiffers(asking)), ...(await someDiffer(asking)), ...(await aloneDiffers(asking))]
}

const listed = (people: Iterable<number>) => `[${[...people].sort((a, b) => a - b).join(' ')}]`
const told = (how: string, rule: Rule, { expected, found }: { expected: string; found: string }) =>
  expected === found ? [] : [`${how} ${JSON.stringify(rule)}: expected ${expected}, found ${found}`]

/** All rules over everybody, in one question. */
async function everybodyDiffers({ handles, facts, rules, asOf }: Asking): Promise<string[]> {
  const question = { workspaceId: facts.workspaceId, timeZone: TIME_ZONE, asOf }
  const scope = openScope({ ...question, known: await openKnown(handles, { ...question, rules }) })
  const all = rules.map((rule) => `bitmapToArray(${bitmapSql(rule, scope)})`)
  const [row] = await ask<{ found: number[][] }>(handles, { query: `SELECT [${all.join(', ')}] AS found`, parameters: scope.parameters })
  return rules.flatMap((rule, place) =>
    told('everybody', rule, { expected: listed(peopleMeant(facts, rule, asOf)), found: listed(row?.found[place] ?? []) }),
  )
}

/** All rules for all people by their atoms, and when each may change by itself. */
async function someDiffer({ handles, facts, rules, asOf }: Asking): Promise<string[]> {
  const { workspaceId, personOf } = facts
  const people = { atoms: [...personOf.keys()], persons: [...personOf.values()] }
  const named = new Map(rules.map((rule, place) => [String(place), rule]))
  const answers = await evaluateRules(handles, handles, { workspaceId, timeZone: TIME_ZONE, asOf, people, rules: named })
  return rules.flatMap((rule, place) => {
    const answer = answers.get(String(place))
    const expected = peopleMeant(facts, rule, asOf)
    return [
      ...told('some people', rule, { expected: listed(expected), found: listed(answer?.holds ?? []) }),
      ...lateFlips({ facts, rule, asOf, now: expected, flipsAt: answer?.flipsAt ?? new Map() }),
    ]
  })
}

/** Whoever holds otherwise at a later moment, although nothing happens, must have been told to be looked at by then. */
function lateFlips(input: { facts: Facts; rule: Rule; asOf: number; now: Set<number>; flipsAt: ReadonlyMap<number, number> }): string[] {
  const { facts, rule, asOf, now, flipsAt } = input
  const moments = flipMoments(facts, rule, asOf)
  const late = new Map<number, number>()
  for (const moment of moments ?? [])
    for (const person of peopleMeant(facts, rule, moment).symmetricDifference(now))
      if ((flipsAt.get(person) ?? Number.POSITIVE_INFINITY) > moment && !late.has(person)) late.set(person, moment)
  return [...late].map(
    ([person, moment]) =>
      `${person} changes ${moment - asOf} ms later and is to be looked at after ${flipsAt.get(person) ?? 0}: ${JSON.stringify(rule)}`,
  )
}

/** The first rule by the calls that pages make: count, sample, pages, and why for one person. */
async function aloneDiffers({ handles, facts, rules, asOf }: Asking): Promise<string[]> {
  const [rule] = rules
  if (!rule) return []
  const question = { workspaceId: facts.workspaceId, timeZone: TIME_ZONE, asOf, rule }
  const expected = [...peopleMeant(facts, rule, asOf)].sort((a, b) => a - b)
  const { count, sample } = await countRule(handles, handles, { ...question, sample: SAMPLE })
  const isFromThem = new Set(sample).size === Math.min(SAMPLE, expected.length) && sample.every((person) => expected.includes(person))
  const first = await pageOfRule(handles, handles, { ...question, after: 0, limit: 1 })
  const rest = first[0] === undefined ? [] : await pageOfRule(handles, handles, { ...question, after: first[0], limit: PAGE })
  return [
    ...told('count', rule, { expected: String(expected.length), found: String(count) }),
    ...(isFromThem ? [] : [`sample ${listed(sample)} of ${listed(expected)}: ${JSON.stringify(rule)}`]),
    ...told('pages', rule, { expected: expected.join(), found: [...first, ...rest].join() }),
    ...(await whyDiffers({ handles, facts, rules: [rule], asOf })),
  ]
}

async function whyDiffers({ handles, facts, rules, asOf }: Asking): Promise<string[]> {
  const [look] = looksAt(facts, asOf)
  const [rule] = rules
  if (!look || !rule) return []
  const question = { workspaceId: facts.workspaceId, timeZone: TIME_ZONE, asOf, rule, atoms: [...look.atoms] }
  const why = await whyRule(handles, handles, question)
  const wordless = !why.words.zh || !why.words.en ? ['no words'] : []
  return [...wordless, ...told(`why ${look.person}`, rule, { expected: String(holds(rule, look)), found: String(why.holds) })]
}
