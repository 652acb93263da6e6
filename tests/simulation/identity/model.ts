/**
 * What identity should do, as arrays and loops: people are found anew from the list of merges each time. Knows nothing of tables, batches,
 * caches or locks.
 */
import { nameOf, rulesOf, type UniverseIdentifier } from './universe.ts'

export interface Edge {
  readonly a: number
  readonly b: number
  readonly cause: 'event' | 'bind' | 'request' | 'conflict'
  readonly kind: 'merged' | 'linked'
  readonly into: number
  readonly from: number
}

interface Held {
  readonly identifier: UniverseIdentifier
  /** Grows with every command: when it was first seen. */
  readonly since: number
  shared: boolean
}

export interface Conflict {
  readonly a: number
  readonly b: number
  /** Single kinds of which both people had an identifier; the store names one of them. */
  readonly kinds: readonly string[]
}

export interface Model {
  /** Every atom there is. */
  readonly atoms: Set<number>
  /** Atoms that stand for an identifier today; an unbound one leaves its atom behind. */
  readonly held: Map<number, Held>
  /** Merges in force. */
  edges: Edge[]
  undone: Edge[]
  apart: { readonly a: number; readonly b: number }[]
  conflicts: Conflict[]
  encounters: { readonly a: number; readonly b: number; readonly reason: string }[]
  /**
   * Identifiers that met enough others and then somebody whom they had met before: they are shared from then on or, when the program
   * remembers that meeting, from the next new one.
   */
  readonly perhapsShared: Set<number>
  /**
   * Pairs whose meeting by an event was a conflict since the program last had to forget. It may remember such a pair as judged, and then
   * does not look at it again when something else keeps the two from merging in the meantime: nothing depends on which reason is told.
   */
  readonly judged: Set<string>
  /** The atoms that stand for their person, one a person. */
  readonly representatives: Set<number>
}

export type Refusal = 'single' | 'apart'

const STRONG_POWER = 50
const VOUCHED_POWER = 100

export function openModel(): Model {
  return {
    atoms: new Set(),
    held: new Map(),
    edges: [],
    undone: [],
    apart: [],
    conflicts: [],
    encounters: [],
    perhapsShared: new Set(),
    judged: new Set(),
    representatives: new Set(),
  }
}

/** Atoms of the person that this atom belongs to, by walking the merges in force. */
export function componentOf(model: Model, atom: number, edges: readonly Edge[] = model.edges): Set<number> {
  const component = new Set([atom])
  for (let grew = true; grew; ) {
    grew = false
    for (const { a, b } of edges)
      if (component.has(a) !== component.has(b)) {
        component.add(a).add(b)
        grew = true
      }
  }
  return component
}

export function personOf(model: Model, atom: number): number {
  const standing = [...componentOf(model, atom)].filter((one) => model.representatives.has(one))
  if (standing.length !== 1) throw new Error(`the model is wrong: ${standing.length} atoms stand for the person of ${atom}`)
  return standing[0] ?? 0
}

function kindsOf(model: Model, component: ReadonlySet<number>): Record<string, number> {
  const kinds: Record<string, number> = {}
  for (const atom of component) {
    const kind = model.held.get(atom)?.identifier.kind
    if (kind !== undefined) kinds[kind] = (kinds[kind] ?? 0) + 1
  }
  return kinds
}

export function atomOf(model: Model, identifier: UniverseIdentifier): number | undefined {
  for (const [atom, held] of model.held) if (nameOf(held.identifier) === nameOf(identifier)) return atom
  return undefined
}

/** An identifier that nobody had. */
export function appear(model: Model, { identifier, atom, since }: { identifier: UniverseIdentifier; atom: number; since: number }): void {
  if (model.atoms.has(atom)) throw new Error(`atom ${atom} was given out twice`)
  model.atoms.add(atom)
  model.held.set(atom, { identifier, since, shared: false })
  model.representatives.add(atom)
}

/** Two identifiers of one event, `a` the stronger one; `fresh` when one of them had just appeared, `noted` when the program notes that they met. */
export function meet(model: Model, { a, b, fresh, noted }: { a: number; b: number; fresh: boolean; noted: boolean }): void {
  if (componentOf(model, a).has(b)) return
  const reason = whyNotByEvent(model, a, b)
  if (reason !== undefined) {
    if (noted || !wasJudged(model, a, b)) note(model, { a, b, reason })
    return
  }
  const kinds = doubleSingles(model, a, b)
  if (kinds.length > 0) {
    queueConflict(model, { a, b, kinds })
    model.judged.add(`${a} ${b}`)
  } else join(model, { a, b, cause: 'event', kind: fresh ? 'linked' : 'merged' })
}

function wasJudged(model: Model, a: number, b: number): boolean {
  return model.judged.has(`${a} ${b}`)
}

/** They came together and were not merged; the first time tells why. */
function note(model: Model, met: Model['encounters'][number]): void {
  if (!hasMet(model, met.a, met.b)) model.encounters.push(met)
}

/** Somebody asked that a person have an identifier, `b`. One of a kind that is not unique is noted and joins nobody. */
export function askForIdentifier(model: Model, input: { a: number; b: number; fresh: boolean }): Refusal | 'same' | 'joined' {
  const { a, b } = input
  const kind = model.held.get(b)?.identifier.kind ?? ''
  if (rulesOf(kind).unique || componentOf(model, a).has(b)) return ask(model, { ...input, cause: 'request' })
  note(model, { a, b, reason: 'not_unique' })
  return 'same'
}

function whyNotByEvent(model: Model, a: number, b: number): string | undefined {
  const kinds = [a, b].map((atom) => rulesOf(model.held.get(atom)?.identifier.kind ?? ''))
  if (kinds.some((rules) => !rules.unique)) return 'not_unique'
  if (kinds.some((rules) => rules.mergePower === 0)) return 'never'
  if (keptApart(model, a, b)) return 'apart'
  const held = model.held.get(b)
  const limit = partnerLimit(kinds[1]?.mergePower ?? 0)
  if (held?.shared) return 'shared'
  if (held && otherPartners(model, a, b).size >= limit) {
    if (hasMet(model, a, b) || wasJudged(model, a, b)) model.perhapsShared.add(b)
    else held.shared = true
    return 'shared'
  }
  const weak = kinds.some((rules) => rules.mergePower < STRONG_POWER)
  const strongOfBoth = commonKinds(model, a, b).some((kind) => rulesOf(kind).mergePower >= STRONG_POWER)
  return weak && strongOfBoth ? 'several_people' : undefined
}

function partnerLimit(power: number): number {
  if (power >= VOUCHED_POWER) return Number.POSITIVE_INFINITY
  return power >= STRONG_POWER ? 10 : 3
}

function hasMet(model: Model, a: number, b: number): boolean {
  return model.encounters.some((met) => met.a === a && met.b === b)
}

/** Whom `b` met, merged or not, before `a`: meeting the same one again makes nobody shared. */
function otherPartners(model: Model, a: number, b: number): Set<number> {
  const merged = model.edges.filter((edge) => edge.b === b)
  const all = [...merged, ...model.encounters.filter((met) => met.b === b)].map((one) => one.a)
  return new Set(all.filter((one) => one !== a))
}

function commonKinds(model: Model, a: number, b: number): string[] {
  const [ofA, ofB] = [kindsOf(model, componentOf(model, a)), kindsOf(model, componentOf(model, b))]
  return Object.keys(ofA).filter((kind) => kind in ofB)
}

function doubleSingles(model: Model, a: number, b: number): string[] {
  return commonKinds(model, a, b).filter((kind) => rulesOf(kind).single)
}

function keptApart(model: Model, a: number, b: number): boolean {
  const [x, y] = [componentOf(model, a), componentOf(model, b)]
  return model.apart.some((pair) => (x.has(pair.a) && y.has(pair.b)) || (x.has(pair.b) && y.has(pair.a)))
}

function queueConflict(model: Model, conflict: Conflict): void {
  if (!model.conflicts.some((open) => samePair(open, conflict))) model.conflicts.push(conflict)
}

export function samePair(one: { a: number; b: number }, other: { a: number; b: number }): boolean {
  return (one.a === other.a && one.b === other.b) || (one.a === other.b && one.b === other.a)
}

/** Somebody asked that the two be one person. */
export function ask(
  model: Model,
  input: { a: number; b: number; cause: Edge['cause']; fresh: boolean; override?: boolean },
): Refusal | 'same' | 'joined' {
  const { a, b, cause } = input
  if (componentOf(model, a).has(b)) return 'same'
  if (keptApart(model, a, b)) return 'apart'
  const kinds = input.override ? [] : doubleSingles(model, a, b)
  if (kinds.length > 0) {
    queueConflict(model, { a, b, kinds })
    return 'single'
  }
  join(model, { a, b, cause, kind: input.fresh ? 'linked' : 'merged' })
  return 'joined'
}

function join(model: Model, edge: Omit<Edge, 'into' | 'from'>): void {
  const [x, y] = [personOf(model, edge.a), personOf(model, edge.b)]
  const [sizeX, sizeY] = [componentOf(model, edge.a).size, componentOf(model, edge.b).size]
  const [into, from] = sizeX > sizeY || (sizeX === sizeY && x < y) ? [x, y] : [y, x]
  model.edges.push({ ...edge, into, from })
  model.representatives.delete(from)
}

/** Takes one merge out: the person falls into two, which stay apart. Answers the two people. */
export function takeOut(model: Model, edge: Edge): { person: number; separated: number } {
  const person = personOf(model, edge.a)
  model.edges = model.edges.filter((other) => other !== edge)
  model.undone.push(edge)
  model.judged.clear()
  const parts = [componentOf(model, edge.a), componentOf(model, edge.b)]
  const gone = parts.find((part) => !part.has(person)) ?? new Set()
  const separated = [edge.from, edge.into].find((atom) => gone.has(atom)) ?? Math.min(...gone)
  model.representatives.add(separated)
  keepApart(model, edge)
  return { person, separated }
}

function keepApart(model: Model, { a, b }: { a: number; b: number }): void {
  if (!model.apart.some((pair) => samePair(pair, { a, b }))) model.apart.push({ a, b })
}

export type Decision = 'merge' | 'apart' | 'replace'

/** What somebody decides about an open conflict; kept-apart people stay apart and the conflict stays open. */
export function decide(model: Model, conflict: Conflict, decision: Decision): 'refused' | 'settled' | 'apart' | 'merged' | 'replaced' {
  const { a, b } = conflict
  const close = () => {
    model.conflicts = model.conflicts.filter((open) => open !== conflict)
    model.judged.clear()
  }
  if (componentOf(model, a).has(b)) {
    close()
    return 'settled'
  }
  if (decision === 'apart') {
    keepApart(model, conflict)
    close()
    return 'apart'
  }
  const kinds = doubleSingles(model, a, b)
  if (ask(model, { a, b, cause: 'conflict', fresh: false, override: true }) === 'apart') return 'refused'
  close()
  if (decision === 'merge') return 'merged'
  for (const kind of kinds) for (const older of newestFirst(model, a, kind).slice(1)) unbind(model, older)
  return 'replaced'
}

/** The person's atoms of a kind. */
function newestFirst(model: Model, atom: number, kind: string): number[] {
  const held = [...componentOf(model, atom)].filter((one) => model.held.get(one)?.identifier.kind === kind)
  const since = (one: number) => model.held.get(one)?.since ?? 0
  return held.sort((one, two) => since(two) - since(one) || two - one)
}

/** The atom stays with its person, the identifier is nobody's. */
export function unbind(model: Model, atom: number): void {
  model.held.delete(atom)
  model.judged.clear()
}

/** Everything of the person goes. */
export function erase(model: Model, atom: number): void {
  const gone = componentOf(model, atom)
  const stays = ({ a, b }: { a: number; b: number }) => !gone.has(a) && !gone.has(b)
  for (const one of gone) {
    model.atoms.delete(one)
    model.held.delete(one)
    model.representatives.delete(one)
  }
  model.edges = model.edges.filter(stays)
  model.undone = model.undone.filter(stays)
  model.apart = model.apart.filter(stays)
  model.conflicts = model.conflicts.filter(stays)
  model.encounters = model.encounters.filter(stays)
  model.judged.clear()
}

/** The rule that keeps two apart is lifted. */
export function lift(model: Model, pair: Model['apart'][number]): void {
  model.apart = model.apart.filter((one) => one !== pair)
  model.judged.clear()
}

/** Takes over what the model leaves open. */
export function settleShared(model: Model, isShared: (atom: number) => boolean): void {
  for (const atom of model.perhapsShared) {
    const held = model.held.get(atom)
    if (held && isShared(atom)) held.shared = true
  }
  model.perhapsShared.clear()
}
