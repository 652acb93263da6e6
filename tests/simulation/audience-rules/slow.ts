/** Who a rule means, found by looking at everything about each person in turn, as the words of the rule say it. Knows nothing of SQL. */
import type { Rule } from '../../../packages/server/src/modules/audience/rule/index.ts'
import type { LeafConfig, NumberComparison } from '../../../packages/server/src/modules/audience/rule/rule.ts'
import type { Condition } from '../../../packages/server/src/modules/events/contract.ts'
import type { Facts } from './build.ts'
import { tiersOf } from './slow-tiers.ts'
import { DAY_MS, HOUR_MS } from './worlds.ts'

/** Everything about one person at one moment. */
export interface Look {
  readonly facts: Facts
  readonly person: number
  readonly atoms: ReadonlySet<number>
  readonly asOf: number
}

export function peopleMeant(facts: Facts, rule: Rule, asOf: number): Set<number> {
  return new Set([...looksAt(facts, asOf)].filter((look) => holds(rule, look)).map(({ person }) => person))
}

/** Everybody, one after the other. */
export function* looksAt(facts: Facts, asOf: number): Generator<Look> {
  const atomsOf = Map.groupBy(facts.personOf, ([, person]) => person)
  for (const [person, atoms] of atomsOf) yield { facts, person, atoms: new Set(atoms.map(([atom]) => atom)), asOf }
}

export function holds(rule: Rule, look: Look): boolean {
  if ('all' in rule) return rule.all.every((one) => holds(one, look))
  if ('any' in rule) return rule.any.some((one) => holds(one, look))
  if ('not' in rule) return !holds(rule.not, look)
  if ('event' in rule) return eventHolds(rule.event, look)
  if ('trait' in rule) return traitHolds(rule.trait, look)
  if ('tag' in rule) return tagHolds(rule.tag, look)
  if ('sequence' in rule) return sequenceHolds(rule.sequence, look)
  if ('consent' in rule) return said(look, rule.consent) === rule.consent.state
  if ('reachable' in rule) return isReachable(rule.reachable.channel, look)
  if ('audience' in rule) return audienceHolds(rule.audience.id, look)
  if ('prediction' in rule) return predictionHolds(rule.prediction, look)
  if ('lifecycle' in rule) {
    const { lifecycle, paying } = tiersOf(look)
    return rule.lifecycle.in.some((stage) => stage === lifecycle) && (rule.lifecycle.paying ?? paying) === paying
  }
  if ('value' in rule) {
    const { value, intent, relation } = tiersOf(look)
    const fits = (found: string, wanted: readonly string[] | undefined) => wanted?.includes(found) ?? true
    return fits(value, rule.value.in) && fits(intent, rule.value.intent) && fits(relation, rule.value.relation)
  }
  const { scores } = tiersOf(look)
  const { segment, ...compared } = rule.rfm
  if (!scores) return false
  return (
    (['r', 'f', 'm'] as const).every((name) => !compared[name] || compares(scores[name], compared[name])) &&
    (segment?.includes(scores.segment as never) ?? true)
  )
}

function compares(found: number, comparison: NumberComparison): boolean {
  const { eq = found, ne, gt = Number.NEGATIVE_INFINITY, gte = found, lt = Number.POSITIVE_INFINITY, lte = found } = comparison
  const isOne = comparison.in?.includes(found) ?? true
  const isNone = !(comparison.nin?.includes(found) ?? false)
  return found === eq && found !== ne && found > gt && found >= gte && found < lt && found <= lte && isOne && isNone
}

type Event = Facts['events'][number]

const UNITS: Readonly<Record<string, number>> = { W: 7 * DAY_MS, D: DAY_MS, H: HOUR_MS, M: 60_000, S: 1_000 }

export function lengthOf(duration: string): number {
  return [...duration.matchAll(/(\d+)([WDHMS])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0)
}

/** A day without more is its midnight in Shanghai, eight hours ahead. */
function momentOf(text: string): number {
  return text.includes('T') ? Date.parse(text) : Date.parse(text) - 8 * HOUR_MS
}

interface When {
  readonly within?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

function known({ facts, atoms, asOf }: Look, { within, from, to }: When): Event[] {
  const first = within === undefined ? from && momentOf(from) : asOf - lengthOf(within)
  return facts.events.filter(
    ({ atom, time }) =>
      atoms.has(atom) &&
      time < asOf &&
      (first === undefined || first === '' || time >= Number(first)) &&
      (to === undefined || time < momentOf(to)),
  )
}

function eventHolds({ name, count, sum, where = [], ...when }: LeafConfig<'event'>, look: Look): boolean {
  const done = known(look, when).filter((event) => event.name === name && where.every((one) => eventFits(event, one)))
  if (count ? !compares(done.length, count) : done.length === 0) return false
  if (!sum) return true
  const { property, ...comparison } = sum
  return compares(
    done.reduce((total, event) => total + (numberOf(propertyOf(event, property)) ?? 0), 0),
    comparison,
  )
}

function propertyOf(event: Event, property: string): unknown {
  return property === 'amount' ? event.amount && Number(event.amount) : event.properties?.[property]
}

/** Any choice of one event a step, none twice, each no earlier than the one before, the last not too long after the first. */
function sequenceHolds({ steps, withinSeconds, ...when }: LeafConfig<'sequence'>, look: Look): boolean {
  const events = known(look, when)
  const goesOn = (place: number, chosen: readonly Event[]): boolean => {
    const step = steps[place]
    if (!step) return true
    const [first, last] = [chosen[0], chosen.at(-1)]
    return events.some(
      (event) =>
        event.name === step.name &&
        (step.where ?? []).every((one) => eventFits(event, one)) &&
        !chosen.includes(event) &&
        (!last || event.time >= last.time) &&
        (!first || event.time - first.time <= withinSeconds * 1_000) &&
        goesOn(place + 1, [...chosen, event]),
    )
  }
  return goesOn(0, [])
}

function eventFits(event: Event, condition: Condition): boolean {
  return fits(propertyOf(event, condition.property), condition)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A number, or a text that reads as one. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

/** `value` undefined: it is missing. Numbers are compared with numbers, anything else as text. */
function fits(value: unknown, condition: Condition): boolean {
  const isThere = value !== undefined && value !== null
  const equals = (wanted: string | number | boolean) =>
    isThere && (typeof wanted === 'number' ? numberOf(value) === wanted : textOf(value) === String(wanted))
  switch (condition.op) {
    case 'exists':
      return isThere === condition.value
    case 'eq':
      return equals(condition.value)
    case 'ne':
      return !equals(condition.value)
    case 'in':
      return condition.value.some(equals)
    case 'nin':
      return !condition.value.some(equals)
    case 'contains':
      if (!isThere) return false
      return Array.isArray(value) ? value.some((one) => textOf(one) === condition.value) : textOf(value).includes(condition.value)
    default:
      return isThere && isOnThatSide(value, condition)
  }
}

function isOnThatSide(value: unknown, { op, value: bound }: { op: 'gt' | 'gte' | 'lt' | 'lte'; value: string | number }): boolean {
  const [one, other] = typeof bound === 'number' ? [numberOf(value), bound] : [textOf(value), bound]
  if (one === undefined) return false
  if (op === 'gt') return one > other
  if (op === 'gte') return one >= other
  return op === 'lt' ? one < other : one <= other
}

function traitHolds({ name, ...condition }: LeafConfig<'trait'>, { facts, person }: Look): boolean {
  const value = facts.traits.get(person)?.[name]
  const isThere = value !== undefined && value !== null
  if (condition.op === 'exists') return condition.value ? isThere : !isThere && facts.traitNames.has(name)
  return isThere && fits(value, { property: name, ...condition })
}

function tagHolds({ name, value }: LeafConfig<'tag'>, { facts, person }: Look): boolean {
  return facts.tags.get(person)?.some((tag) => tag.name === name && (value === undefined || tag.values.includes(value))) ?? false
}

/** What was said last, of one moment the withdrawal; what was said for all channels counts. */
function said({ facts, atoms }: Look, { purpose, channel }: { purpose: string; channel: string }): string | undefined {
  const own = facts.consents.filter(
    (one) => atoms.has(one.atom) && one.purpose === purpose && (one.channel === channel || one.channel === 'all'),
  )
  const last = Math.max(...own.map(({ at }) => at))
  const latest = own.filter(({ at }) => at === last).map(({ state }) => state)
  return latest.includes('withdrawn') ? 'withdrawn' : latest[0]
}

const OPENS: Readonly<Record<string, { readonly kind: string; readonly consents: readonly string[] }>> = {
  wecom: { kind: 'external_userid:', consents: ['wecom'] },
  weixin: { kind: 'openid:', consents: ['official_account', 'mini_program'] },
  sms: { kind: 'phone', consents: ['sms'] },
  phone: { kind: 'phone', consents: ['phone'] },
  email: { kind: 'email', consents: ['email'] },
}

function isReachable(channel: string, look: Look): boolean {
  const { kind = '', consents = [] } = OPENS[channel] ?? {}
  const opens = [...look.atoms].some((atom) => look.facts.kinds.get(atom)?.startsWith(kind))
  return opens && consents.some((one) => said(look, { purpose: 'marketing', channel: one }) !== 'withdrawn')
}

function audienceHolds(id: string, look: Look): boolean {
  const audience = look.facts.audiences.get(id)
  if (!audience) return false
  return 'rule' in audience ? holds(audience.rule, look) : !look.atoms.isDisjointFrom(audience.atoms)
}

function predictionHolds({ name, ...comparison }: LeafConfig<'prediction'>, { facts, atoms, asOf }: Look): boolean {
  const rows = [...facts.predictions].filter(([atom]) => atoms.has(atom)).map(([, row]) => row)
  if (rows.length === 0 || asOf < facts.modelFrom) return false
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]))
  const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  if (name === 'lifetimeValue') return values.length > 0 && compares(total(values), comparison)
  if (name === 'alive') return compares(1 - rows.reduce((gone, { alive }) => gone * (1 - alive), 1), comparison)
  if (name === 'expectedPurchases') return compares(total(rows.map(({ expected }) => expected)), comparison)
  return compares(Math.min(...rows.map(({ days }) => days)), comparison)
}
