/** Adds up one batch of events in memory, so that the tables are touched once a name and property instead of once an event. */
import type { StreamEvent } from '../stream/consumer.ts'
import type { DeclaredProperty, ValueType, Violation } from './contract.ts'
import { fitsType, valueTypeOf } from './value-type.ts'

/** Received this long after it happened, an event counts as late; one from a file is history, not late. */
export const LATE_AFTER_MS = 60 * 60_000
/** Distinct properties of one name in one batch; what lies beyond is stored with the event but not listed. */
const MAX_PROPERTIES_PER_NAME = 300
const MAX_SAMPLES = 5
const MAX_SAMPLE_LENGTH = 120

export interface NameTally {
  readonly workspaceId: number
  readonly name: string
  readonly eventType: string
  total: number
  late: number
  firstAt: number
  lastAt: number
  readonly days: Map<string, { total: number; late: number }>
  readonly properties: Map<string, PropertyTally>
  readonly violations: Map<string, { property: string; violation: Violation; day: string; total: number }>
}

export interface PropertyTally {
  readonly property: string
  readonly valueType: ValueType
  total: number
  firstAt: number
  lastAt: number
  readonly samples: Set<string>
}

export type Declarations = ReadonlyMap<string, readonly DeclaredProperty[]>

/** Key of a declaration: workspace and name. */
export function planKey(workspaceId: number, name: string): string {
  return `${workspaceId} ${name}`
}

/** Sums a batch by workspace and name, sorted by key so that two writers lock rows in the same order. */
export function tallyEvents(events: readonly StreamEvent[], declarations: Declarations): NameTally[] {
  const tallies = new Map<string, NameTally>()
  const dayOf = dayCache()
  for (const event of events) {
    const key = planKey(event.workspaceId, event.name)
    let tally = tallies.get(key)
    if (!tally) {
      tally = emptyTally(event)
      tallies.set(key, tally)
    }
    const day = dayOf(event.receivedAt)
    countEvent(tally, event, day)
    countProperties(tally, event)
    const declared = declarations.get(key)
    if (declared) countViolations(tally, event, declared, day)
  }
  return [...tallies].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tally]) => tally)
}

/** Day of receipt in UTC. */
export function utcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}

function dayCache(): (time: number) => string {
  const DAY_MS = 86_400_000
  let known = Number.NaN
  let text = ''
  return (time) => {
    const day = Math.floor(time / DAY_MS)
    if (day !== known) {
      known = day
      text = utcDay(time)
    }
    return text
  }
}

function emptyTally(event: StreamEvent): NameTally {
  return {
    workspaceId: event.workspaceId,
    name: event.name,
    eventType: event.type,
    total: 0,
    late: 0,
    firstAt: event.receivedAt,
    lastAt: event.receivedAt,
    days: new Map(),
    properties: new Map(),
    violations: new Map(),
  }
}

function countEvent(tally: NameTally, event: StreamEvent, day: string): void {
  const late = event.source !== 'import' && event.receivedAt - event.time > LATE_AFTER_MS ? 1 : 0
  tally.total++
  tally.late += late
  if (event.receivedAt < tally.firstAt) tally.firstAt = event.receivedAt
  if (event.receivedAt > tally.lastAt) tally.lastAt = event.receivedAt
  const counted = tally.days.get(day)
  if (counted) {
    counted.total++
    counted.late += late
  } else tally.days.set(day, { total: 1, late })
}

function countProperties(tally: NameTally, event: StreamEvent): void {
  if (event.amount !== undefined) countProperty(tally, 'amount', event.amount, 'number', event.receivedAt)
  for (const property in event.properties) {
    const value = event.properties[property]
    countProperty(tally, property, value, valueTypeOf(value), event.receivedAt)
  }
}

function countProperty(tally: NameTally, property: string, value: unknown, valueType: ValueType, at: number): void {
  const key = `${valueType} ${property}`
  let counted = tally.properties.get(key)
  if (!counted) {
    if (tally.properties.size >= MAX_PROPERTIES_PER_NAME) return
    counted = { property, valueType, total: 0, firstAt: at, lastAt: at, samples: new Set() }
    tally.properties.set(key, counted)
  }
  counted.total++
  if (at < counted.firstAt) counted.firstAt = at
  if (at > counted.lastAt) counted.lastAt = at
  if (counted.samples.size < MAX_SAMPLES) counted.samples.add(sampleOf(value))
}

/** A sample as JSON text; long ones are cut, and become text. */
function sampleOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= MAX_SAMPLE_LENGTH ? text : JSON.stringify(`${text.slice(0, MAX_SAMPLE_LENGTH)}…`.toWellFormed())
}

function countViolations(tally: NameTally, event: StreamEvent, declared: readonly DeclaredProperty[], day: string): void {
  for (const { property, violation } of violationsOf(event, declared)) {
    const key = `${day} ${violation} ${property}`
    const counted = tally.violations.get(key)
    if (counted) counted.total++
    else tally.violations.set(key, { property, violation, day, total: 1 })
  }
}

/** How one event departs from its declaration. `amount` is read where the event keeps it. Names that start with `$` are the SDK's own. */
export function violationsOf(
  event: { readonly properties: Readonly<Record<string, unknown>>; readonly amount?: string | undefined },
  declared: readonly DeclaredProperty[],
): { property: string; violation: Violation }[] {
  const found: { property: string; violation: Violation }[] = []
  const names = new Set<string>()
  for (const { name, type, required } of declared) {
    names.add(name)
    const value = name === 'amount' && event.amount !== undefined ? Number(event.amount) : event.properties[name]
    if (value === undefined || value === null) {
      if (required) found.push({ property: name, violation: 'missing_property' })
    } else if (!fitsType(value, type)) found.push({ property: name, violation: 'wrong_type' })
  }
  for (const property in event.properties)
    if (!names.has(property) && !property.startsWith('$')) found.push({ property, violation: 'undeclared_property' })
  return found
}
