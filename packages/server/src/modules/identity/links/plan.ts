/**
 * Decides which links make two people one: pure, over what was read of the people concerned. Links are judged in turn, each against what
 * the ones before it made.
 */

import type { KindRules } from '../kinds.ts'
import type { EncounterReason, MergeKind } from '../tables.ts'

/** A person as a merge must know it. */
export interface Component {
  readonly person: number
  atoms: number
  /** Kind → how many identifiers of it. */
  readonly kinds: Map<string, number>
}

/** Two atoms that came together; `a` is that of the stronger identifier. */
export interface Link {
  readonly a: number
  readonly b: number
  /** Absent for an atom that stands for a person of whom the request named no identifier. */
  readonly aKind: string | undefined
  readonly bKind: string
  /** Of an event: one of the identifiers is perhaps somebody else's, so that the link is weak whatever the kinds. */
  readonly hint?: boolean
  /** One of the two was made by this very link: no person ends. */
  readonly fresh: boolean
  /** `event`: the rules of kinds decide. `request`: a person asked, so only people kept apart and single kinds are refused. `override`: single kinds are not looked at. */
  readonly asked: 'event' | 'request' | 'override'
}

export type Judgement =
  | { readonly what: 'same'; readonly person: number }
  | { readonly what: MergeKind; readonly into: number; readonly from: number }
  | { readonly what: 'met'; readonly reason: EncounterReason; readonly person: number }
  | { readonly what: 'conflict'; readonly kind: string }

export interface PlanInput {
  /** Of every atom in the links: its person. */
  readonly personOf: ReadonlyMap<number, number>
  /** Of every one of those persons. */
  readonly components: ReadonlyMap<number, Component>
  /** Pairs of persons that must not become one. */
  readonly apart: Iterable<readonly [number, number]>
  /** Atom of a weaker identifier → the stronger ones it met, merged or not. */
  readonly partners: Map<number, Set<number>>
  /** Atoms of identifiers known to be shared. */
  readonly shared: ReadonlySet<number>
  readonly rulesOf: (kind: string) => KindRules | undefined
}

export interface Plan {
  judge(link: Link): Judgement
  /** Where a person that was read has gone. */
  find(person: number): number
  /** People after all judgements that took in others, by person. */
  grown(): ReadonlyMap<number, Component>
  /** Atoms found to be shared by these judgements. */
  readonly newlyShared: ReadonlySet<number>
}

/** Links of a kind below this are hints: they attach what nobody has to a known person, they never make two known people one. */
const STRONG_POWER = 50
/** Shared values of such a kind make people one whatever their number: the platform vouches for them. */
const VOUCHED_POWER = 100
/** So many stronger identifiers may meet one weak identifier before it counts as shared. */
const WEAK_PARTNERS = 3
const STRONG_PARTNERS = 10

export function openPlan(input: PlanInput): Plan {
  const parents = new Map<number, number>()
  const grown = new Map<number, Component>()
  const newlyShared = new Set<number>()
  const apart = neighbours(input.apart)
  const find = (person: number): number => {
    let root = person
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next
    for (let at = person; at !== root; ) {
      const next = parents.get(at) ?? root
      parents.set(at, root)
      at = next
    }
    return root
  }
  const componentOf = (atom: number): Component => {
    const person = input.personOf.get(atom)
    const component = person === undefined ? undefined : input.components.get(find(person))
    if (!component) throw new Error('a link names an atom that was not read')
    return component
  }
  const isShared = (link: Link): boolean => {
    if (input.shared.has(link.b) || newlyShared.has(link.b)) return true
    const limit = partnerLimit(input.rulesOf(link.bKind)?.mergePower ?? 0)
    // Meeting the same one again makes nobody shared.
    const partners = input.partners.get(link.b)
    if ((partners?.size ?? 0) - (partners?.has(link.a) ? 1 : 0) < limit) return false
    newlyShared.add(link.b)
    return true
  }
  const unite = (x: Component, y: Component): { into: number; from: number } => {
    const [into, from] = x.atoms > y.atoms || (x.atoms === y.atoms && x.person < y.person) ? [x, y] : [y, x]
    into.atoms += from.atoms
    for (const [kind, count] of from.kinds) into.kinds.set(kind, (into.kinds.get(kind) ?? 0) + count)
    parents.set(from.person, into.person)
    grown.delete(from.person)
    grown.set(into.person, into)
    inherit(apart, into.person, from.person)
    return { into: into.person, from: from.person }
  }
  const judge = (link: Link): Judgement => {
    const x = componentOf(link.a)
    const y = componentOf(link.b)
    if (x === y) return { what: 'same', person: x.person }
    const met = (reason: EncounterReason): Judgement => ({ what: 'met', reason, person: x.person })
    const never = neverMerges(link, input.rulesOf)
    if (never) return met(never)
    if (apart.get(x.person)?.has(y.person)) return met('apart')
    if (link.asked === 'event') {
      if (isShared(link)) return met('shared')
      if (isWeak(link, input.rulesOf) && bothHave(x, y, (rules) => rules.mergePower >= STRONG_POWER, input.rulesOf) !== undefined)
        return met('several_people')
    }
    const double = link.asked === 'override' ? undefined : bothHave(x, y, (rules) => rules.single, input.rulesOf)
    if (double !== undefined) return { what: 'conflict', kind: double }
    return { what: link.fresh ? 'linked' : 'merged', ...unite(x, y) }
  }
  return {
    judge: (link) => {
      const judgement = judge(link)
      if (link.asked === 'event' && judgement.what !== 'same' && judgement.what !== 'conflict') noteMeeting(input.partners, link)
      return judgement
    },
    find,
    grown: () => grown,
    newlyShared,
  }
}

function partnerLimit(power: number): number {
  if (power >= VOUCHED_POWER) return Number.POSITIVE_INFINITY
  return power >= STRONG_POWER ? STRONG_PARTNERS : WEAK_PARTNERS
}

function noteMeeting(partners: Map<number, Set<number>>, link: Link): void {
  const known = partners.get(link.b)
  if (known) known.add(link.a)
  else partners.set(link.b, new Set([link.a]))
}

type RulesOf = PlanInput['rulesOf']

/** A value that several people may have joins nobody, also when somebody asks; a kind without merge power only when somebody asks. */
function neverMerges(link: Link, rulesOf: RulesOf): EncounterReason | undefined {
  const kinds = [link.aKind, link.bKind].flatMap((kind) => (kind === undefined ? [] : (rulesOf(kind) ?? [])))
  if (kinds.some((rules) => !rules.unique)) return 'not_unique'
  if (link.asked !== 'event') return undefined
  return kinds.length < 2 || kinds.some((rules) => rules.mergePower === 0) ? 'never' : undefined
}

function isWeak(link: Link, rulesOf: RulesOf): boolean {
  if (link.hint) return true
  return [link.aKind, link.bKind].some((kind) => kind === undefined || (rulesOf(kind)?.mergePower ?? 0) < STRONG_POWER)
}

/** The first kind with such rules of which both people have an identifier. */
function bothHave(x: Component, y: Component, fits: (rules: KindRules) => boolean, rulesOf: RulesOf): string | undefined {
  const [fewer, more] = x.kinds.size <= y.kinds.size ? [x, y] : [y, x]
  for (const [kind, count] of fewer.kinds) {
    const rules = count > 0 && (more.kinds.get(kind) ?? 0) > 0 ? rulesOf(kind) : undefined
    if (rules && fits(rules)) return kind
  }
  return undefined
}

function neighbours(pairs: Iterable<readonly [number, number]>): Map<number, Set<number>> {
  const all = new Map<number, Set<number>>()
  const add = (x: number, y: number) => {
    const known = all.get(x)
    if (known) known.add(y)
    else all.set(x, new Set([y]))
  }
  for (const [x, y] of pairs) {
    add(x, y)
    add(y, x)
  }
  return all
}

/** Whoever was kept apart from one that ended is kept apart from the one that goes on. */
function inherit(apart: Map<number, Set<number>>, into: number, from: number): void {
  const others = apart.get(from)
  if (!others) return
  apart.delete(from)
  const own = apart.get(into) ?? new Set()
  apart.set(into, own)
  for (const other of others) {
    const theirs = apart.get(other)
    theirs?.delete(from)
    theirs?.add(into)
    own.add(other)
  }
}
