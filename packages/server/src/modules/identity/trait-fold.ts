/** What a change does to a trait. Pure: the stored state and the changes in, the new state out. */
import { storableText } from '../../platform/json-text.ts'
import type { TraitRule } from './contract.ts'

export type TraitOp = 'set' | 'setOnce' | 'increment' | 'append' | 'unset' | 'delete'

export interface TraitState {
  /** Undefined: unset. */
  readonly value: unknown
  /** Milliseconds of the event that last decided the value. */
  readonly changedAt: number
  readonly source: string
  /** Who edited it; empty when an event or a file did. */
  readonly by: string
}

/** A stored trait as queries read it; `set` tells JSON's null from a trait that was unset. */
export interface TraitStateRow {
  readonly atom: number
  readonly name: string
  readonly value: unknown
  readonly set: boolean
  readonly changed_at: Date
  readonly source: string
  readonly made_by: string
}

export function storedState({ value, set, changed_at, source, made_by }: TraitStateRow): TraitState {
  return { value: set ? value : undefined, changedAt: changed_at.getTime(), source, by: made_by }
}

export interface TraitStep {
  readonly op: TraitOp
  readonly values: Readonly<Record<string, unknown>>
  /** Event time, milliseconds. */
  readonly at: number
  readonly source: string
  /** Who edits; absent: an event or a file. */
  readonly by?: string
}

export type RuleOf = (name: string) => TraitRule

/** The name under which the moment of the last deletion of all traits is kept. */
export const ALL_TRAITS = ''
/** A list trait keeps its newest entries. */
export const MAX_LIST_ENTRIES = 500
/** Source of what a person edited in the console or by the API. */
export const EDITED = 'request'
/** Most trusted first; what collectors of events say comes after all of these. */
export const TRUSTED_SOURCES: readonly string[] = [EDITED, 'server', 'import']

const latest: RuleOf = () => 'latest'

/** How much a source is trusted; more is greater. */
export function trustOf(source: string): number {
  const place = TRUSTED_SOURCES.indexOf(source)
  return place === -1 ? 0 : TRUSTED_SOURCES.length - place
}

/**
 * How a state stands under a rule, more significant first; the greater one decides. The order is total, so that writes end in the same
 * state whichever comes first, in one atom and across the atoms of a person.
 */
function standing(rule: TraitRule, { value, changedAt, source }: TraitState): readonly [number, number] {
  switch (rule) {
    case 'latest':
      return [changedAt, trustOf(source)]
    case 'trusted':
      return [trustOf(source), changedAt]
    case 'first':
      if (source === EDITED) return [1, changedAt]
      return value === undefined ? [-1, changedAt] : [0, -changedAt]
  }
}

/** Positive when `a` decides, negative when `b` does; 0 when the rule does not say. */
export function compareStates(rule: TraitRule, a: TraitState, b: TraitState): number {
  const [one, other] = [standing(rule, a), standing(rule, b)]
  return one[0] - other[0] || one[1] - other[1]
}

/** Applies the steps, oldest event first, to the traits of one atom. Answers the traits that changed. */
export function foldTraits(
  stored: ReadonlyMap<string, TraitState>,
  steps: readonly TraitStep[],
  ruleOf: RuleOf = latest,
): Map<string, TraitState> {
  const traits = new Map(stored)
  const changed = new Set<string>()
  const put = (name: string, state: TraitState) => {
    traits.set(name, state)
    changed.add(name)
  }
  for (const step of [...steps].sort((a, b) => a.at - b.at)) {
    if (step.op === 'delete') deleteAll(traits, { step, ruleOf, put })
    else for (const [name, value] of Object.entries(step.values)) applyStep(traits, { step, name: storableText(name), value, ruleOf, put })
  }
  return new Map([...changed].flatMap((name) => [[name, traits.get(name)] as const]).filter(isKnown))
}

function isKnown(entry: readonly [string, TraitState | undefined]): entry is [string, TraitState] {
  return entry[1] !== undefined
}

type Put = (name: string, state: TraitState) => void

function deleteAll(traits: ReadonlyMap<string, TraitState>, { step, ruleOf, put }: { step: TraitStep; ruleOf: RuleOf; put: Put }): void {
  const gone = stateOf(step, undefined)
  for (const [name, state] of traits) if (name !== ALL_TRAITS && compareStates(ruleOf(name), gone, state) >= 0) put(name, gone)
  if ((traits.get(ALL_TRAITS)?.changedAt ?? Number.NEGATIVE_INFINITY) < step.at) put(ALL_TRAITS, gone)
}

function stateOf({ at, source, by }: TraitStep, value: unknown): TraitState {
  return { value, changedAt: at, source, by: by ?? '' }
}

/** The rule decides between what is set; what adds up counts whenever it comes, unless all traits were deleted after it happened. */
function applyStep(
  traits: ReadonlyMap<string, TraitState>,
  input: { step: TraitStep; name: string; value: unknown; ruleOf: RuleOf; put: Put },
): void {
  const { step, name, value, put } = input
  if (name === ALL_TRAITS) return
  const rule = input.ruleOf(name)
  const known = traits.get(name)
  const deleted = traits.get(ALL_TRAITS)
  const decides = (state: TraitState) => [known, deleted].every((other) => other === undefined || isAhead(rule, state, other))
  const set = stateOf(step, value)
  const unset = stateOf(step, undefined)
  switch (step.op) {
    case 'set':
      if (decides(set)) put(name, set)
      break
    case 'setOnce':
      if (known?.value === undefined && decides(set)) put(name, set)
      break
    case 'unset':
      if (decides(unset)) put(name, unset)
      break
    case 'increment':
      if (finite(value) && mayAdd(rule, { step, known, deleted })) put(name, grown(step, known, sum(known?.value, value)))
      break
    case 'append':
      if (mayAdd(rule, { step, known, deleted })) put(name, grown(step, known, joined(known?.value, value)))
      break
  }
}

/** Of states that stand alike the one that comes later goes on, but the first of those that came first stays. */
function isAhead(rule: TraitRule, state: TraitState, other: TraitState): boolean {
  const ahead = compareStates(rule, state, other)
  return ahead > 0 || (ahead === 0 && (rule !== 'first' || state.source === EDITED))
}

function mayAdd(rule: TraitRule, input: { step: TraitStep; known: TraitState | undefined; deleted: TraitState | undefined }): boolean {
  const { step, known, deleted } = input
  if (deleted && step.at < deleted.changedAt) return false
  if (known?.value === undefined || rule === 'latest') return true
  return rule === 'trusted' ? trustOf(step.source) >= trustOf(known.source) : step.source === EDITED
}

function grown(step: TraitStep, known: TraitState | undefined, value: unknown): TraitState {
  return { ...stateOf(step, value), changedAt: Math.max(step.at, known?.changedAt ?? step.at) }
}

function finite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

/** A trait that is no number counts from 0; a sum beyond what a double holds stays where it was. */
function sum(value: unknown, by: number): number {
  const from = finite(value) ? value : 0
  return Number.isFinite(from + by) ? from + by : from
}

/** Entries are kept once, in the order they came; a single value counts as a list of one. */
function joined(value: unknown, added: unknown): unknown[] {
  const all = new Map([...listOf(value), ...listOf(added)].map((entry) => [JSON.stringify(entry), entry]))
  return [...all.values()].slice(-MAX_LIST_ENTRIES)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}
