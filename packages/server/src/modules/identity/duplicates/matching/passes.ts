/** By what people are brought together to be compared: those who share a key meet. Several passes, since any field may hold a slip. */
import type { FieldName } from './fields.ts'
import type { Column } from './people.ts'

/** Turns a value into what must be equal; empty: meets nobody. */
type Derive = (text: string) => string

export interface KeyPart {
  readonly column: Column
  readonly derive: Derive
}

export interface Pass {
  /** One part, or two that must both be equal, in either order (names may stand in each other's place). */
  readonly parts: readonly KeyPart[]
  /** Whether what meets here teaches how people write their own data: the pass must say who somebody is. */
  readonly teaches: boolean
}

const whole: Derive = (text) => text
const start =
  (length: number): Derive =>
  (text) =>
    text.slice(0, length)
const localPart: Derive = (text) => text.slice(0, text.indexOf('@'))

const PAIRS: readonly { readonly fields: readonly [FieldName, FieldName]; readonly starts?: number; readonly teaches?: true }[] = [
  { fields: ['given_name', 'surname'], teaches: true },
  { fields: ['birthday', 'given_name'], teaches: true },
  { fields: ['birthday', 'surname'], teaches: true },
  { fields: ['birthday', 'street'] },
  { fields: ['birthday', 'postcode'] },
  { fields: ['birthday', 'city'] },
  { fields: ['birthday', 'nickname'], teaches: true },
  { fields: ['given_name', 'street'] },
  { fields: ['given_name', 'postcode'] },
  { fields: ['given_name', 'city'] },
  { fields: ['surname', 'street'] },
  { fields: ['surname', 'postcode'] },
  { fields: ['surname', 'house'] },
  { fields: ['street', 'house'] },
  { fields: ['street', 'city'] },
  { fields: ['nickname', 'city'] },
  { fields: ['company', 'given_name'] },
  { fields: ['company', 'surname'] },
  { fields: ['given_name', 'surname'], starts: 3 },
]
/** A nickname of two characters is everybody's. */
const MIN_NICKNAME_LENGTH = 3
const MIN_LOCAL_LENGTH = 4
/** Longer numbers are taken apart up to here. */
const MAX_WINDOWS = 20

/** The passes that the columns allow. */
export function passesOver(columns: readonly Column[]): Pass[] {
  const named = (field: FieldName) => columns.find((column) => column.rule.field === field)
  const passes: Pass[] = []
  for (const { fields, starts, teaches } of PAIRS) {
    const pair = fields.map(named)
    const derive = starts === undefined ? whole : start(starts)
    if (pair.every((column) => column !== undefined))
      passes.push({ parts: pair.map((column) => ({ column, derive })), teaches: teaches ?? false })
  }
  for (const column of columns) passes.push(...passesOfOne(column))
  return passes
}

function passesOfOne(column: Column): Pass[] {
  const one = (derive: Derive, teaches = false): Pass => ({ parts: [{ column, derive }], teaches })
  switch (column.rule.field) {
    case 'nickname':
      return [one((text) => (text.length >= MIN_NICKNAME_LENGTH ? text : ''))]
    case 'email':
      return [one(whole, true), one((text) => (localPart(text).length >= MIN_LOCAL_LENGTH ? localPart(text) : ''))]
    case 'phone':
    case 'number':
      return [one(whole, true), ...windows(column).map((derive) => one(derive))]
    default:
      return []
  }
}

/**
 * One derivation for each place in the number: what is left without two neighbouring digits. Two numbers with one digit changed, or two
 * neighbours swapped, are equal without them; one with a digit more or less is met through its other fields.
 */
function windows(column: Column): Derive[] {
  const longest = column.texts.reduce((most, text) => Math.max(most, text.length), 0)
  const count = Math.min(MAX_WINDOWS, Math.max(0, longest - 1))
  return Array.from(
    { length: count },
    (_, at) => (text: string) => (at + 1 < text.length ? `${text.slice(0, at)}..${text.slice(at + 2)}` : ''),
  )
}
