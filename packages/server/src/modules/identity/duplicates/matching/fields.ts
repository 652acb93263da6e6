/** What two people are compared by: how each field is compared, and what is believed about it before any data is seen. */
import type { DuplicateReason } from '../contract.ts'
import { jaroWinkler, oneSlipApart } from './likeness.ts'
import { hasHan } from './spelling.ts'

export type FieldName = DuplicateReason['field']
export type LevelName = DuplicateReason['level']

/** How alike two people are in a field, as it stands in typed arrays; the more alike the higher. */
export const MISSING = 0
export const DIFFERENT = 1
const SIMILAR = 2
export const NEAR = 3
/** Given name and surname stand in each other's place. */
export const SWAPPED = 4
export const EXACT = 5
export const LEVELS = 6
/** Names of the levels from `DIFFERENT` on. */
export const LEVEL_NAMES = ['different', 'similar', 'near', 'swapped', 'exact'] as const satisfies readonly LevelName[]

/** Chances of the levels `different`, `similar`, `near`, `swapped`, `exact`, in this order; they sum to 1. */
export type Chances = readonly [number, number, number, number, number]

export interface FieldRule {
  readonly field: FieldName
  /** Of two texts that are not equal. */
  readonly compare: (a: string, b: string) => number
  /** Says who somebody is. What a household shares (surname, address) never makes a suggestion alone. */
  readonly personal: boolean
  /** Among records of one person (m), before any data. */
  readonly same: Chances
  /** Among any two people (u), before any data. */
  readonly chance: Chances
}

const NEAR_FROM = 0.92
const SIMILAR_FROM = 0.82
/** A slip in a shorter word makes another word. */
const MIN_SLIP_LENGTH = 4
const MIN_HAN_SLIP_LENGTH = 2

function compareWords(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  if (shorter >= MIN_HAN_SLIP_LENGTH && oneSlipApart(a, b)) {
    if (shorter >= MIN_SLIP_LENGTH) return NEAR
    if (hasHan(a)) return SIMILAR
  }
  return byJaro(a, b)
}

function byJaro(a: string, b: string): number {
  const likeness = jaroWinkler(a, b)
  return likeness >= NEAR_FROM ? NEAR : likeness >= SIMILAR_FROM ? SIMILAR : DIFFERENT
}

function compareDigits(a: string, b: string): number {
  return oneSlipApart(a, b) ? NEAR : DIFFERENT
}

const YEAR_END = 4
const MONTH_END = 6

/** `near`: one slip, or day and month in each other's place. `similar`: two of year, month and day are equal. */
function compareDates(a: string, b: string): number {
  if (oneSlipApart(a, b)) return NEAR
  const [year, month, day] = [a.slice(0, YEAR_END), a.slice(YEAR_END, MONTH_END), a.slice(MONTH_END)]
  if (b === `${year}${day}${month}`) return NEAR
  const equal = [b.startsWith(year), b.slice(YEAR_END, MONTH_END) === month, b.slice(MONTH_END) === day].filter(Boolean).length
  return equal === 2 ? SIMILAR : DIFFERENT
}

const MIN_LOCAL_LENGTH = 5

/** `similar`: the same name at another provider. */
function compareEmails(a: string, b: string): number {
  if (oneSlipApart(a, b)) return NEAR
  const local = a.slice(0, a.indexOf('@'))
  return local.length >= MIN_LOCAL_LENGTH && b.startsWith(`${local}@`) ? SIMILAR : DIFFERENT
}

const neverAlike = () => DIFFERENT

/** In the order in which they are shown. */
const FIELD_RULES: readonly FieldRule[] = [
  {
    field: 'surname',
    compare: compareWords,
    personal: false,
    same: [0.1, 0.04, 0.08, 0.01, 0.77],
    chance: [0.984, 0.008, 0.002, 0.001, 0.005],
  },
  {
    field: 'given_name',
    compare: compareWords,
    personal: true,
    same: [0.1, 0.05, 0.08, 0.01, 0.76],
    chance: [0.984, 0.008, 0.002, 0.001, 0.005],
  },
  { field: 'nickname', compare: compareWords, personal: true, same: [0.6, 0.05, 0.05, 0, 0.3], chance: [0.993, 0.005, 0.001, 0, 0.001] },
  {
    field: 'birthday',
    compare: compareDates,
    personal: true,
    same: [0.06, 0.04, 0.06, 0, 0.84],
    chance: [0.99345, 0.006, 0.0005, 0, 0.00005],
  },
  { field: 'phone', compare: compareDigits, personal: true, same: [0.5, 0, 0.3, 0, 0.2], chance: [0.999998, 0, 1e-6, 0, 1e-6] },
  { field: 'email', compare: compareEmails, personal: true, same: [0.4, 0.2, 0.2, 0, 0.2], chance: [0.999898, 1e-4, 1e-6, 0, 1e-6] },
  { field: 'number', compare: compareDigits, personal: true, same: [0.06, 0, 0.1, 0, 0.84], chance: [0.999989, 0, 1e-5, 0, 1e-6] },
  { field: 'gender', compare: neverAlike, personal: false, same: [0.03, 0, 0, 0, 0.97], chance: [0.5, 0, 0, 0, 0.5] },
  { field: 'company', compare: compareWords, personal: false, same: [0.25, 0.05, 0.05, 0, 0.65], chance: [0.979, 0.01, 0.001, 0, 0.01] },
  { field: 'street', compare: compareWords, personal: false, same: [0.15, 0.05, 0.15, 0, 0.65], chance: [0.9897, 0.01, 0.0001, 0, 0.0002] },
  { field: 'house', compare: compareDigits, personal: false, same: [0.2, 0, 0.05, 0, 0.75], chance: [0.95, 0, 0.03, 0, 0.02] },
  { field: 'city', compare: compareWords, personal: false, same: [0.12, 0.03, 0.1, 0, 0.75], chance: [0.967, 0.01, 0.003, 0, 0.02] },
  { field: 'province', compare: neverAlike, personal: false, same: [0.08, 0, 0, 0, 0.92], chance: [0.8, 0, 0, 0, 0.2] },
  { field: 'postcode', compare: compareDigits, personal: false, same: [0.12, 0, 0.1, 0, 0.78], chance: [0.988, 0, 0.01, 0, 0.002] },
]

const ruleOf = new Map(FIELD_RULES.map((rule) => [rule.field, rule]))

export function fieldRule(field: FieldName): FieldRule {
  const rule = ruleOf.get(field)
  if (!rule) throw new Error(`no rule compares the field ${field}`)
  return rule
}
