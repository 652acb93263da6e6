/** The people of a search in typed arrays: one column a field, one number a value, so that a million take little room. */
import { type FieldName, type FieldRule, fieldRule } from './fields.ts'
import type { FieldValue } from './person-fields.ts'

export interface Column {
  readonly rule: FieldRule
  /** Name of the trait of a `number`. */
  readonly of: string
  /** The value of each row as its place in `texts`; -1 without one. Grows in steps, so it may be longer than there are rows. */
  first: Int32Array
  /** Further values of the few rows that have several. */
  readonly more: Map<number, number[]>
  readonly texts: string[]
  /** Only while people are added. */
  readonly placeOf: Map<string, number>
  /** Rows that have a value. */
  filled: number
}

export interface People {
  /** Rows so far. */
  size: number
  /** What the caller knows each row by. */
  ids: Float64Array
  readonly columns: Column[]
  readonly columnOf: Map<string, Column>
}

const FIRST_SIZE = 1_024
/** Names of numbers that are looked at; of those the best are compared. */
const MAX_NUMBER_NAMES = 12
const MAX_NUMBERS_COMPARED = 3
const MAX_VALUES_A_FIELD = 4
/** A number is somebody's own when most people have one that nobody or few others have. */
const OWN_FROM = 0.3
/** Where a row has no value. */
export const NONE = -1

export function openPeople(): People {
  return { size: 0, ids: new Float64Array(FIRST_SIZE), columns: [], columnOf: new Map() }
}

/** Adds one person; somebody of whom nothing is known takes no row. */
export function addPerson(people: People, id: number, values: readonly FieldValue[]): void {
  if (values.length === 0) return
  const row = people.size++
  if (row === people.ids.length) {
    const grown = new Float64Array(people.ids.length * 2)
    grown.set(people.ids)
    people.ids = grown
  }
  people.ids[row] = id
  for (const value of values) {
    const column = columnFor(people, value)
    if (column) addValue(column, row, value.text)
  }
}

function columnFor(people: People, { field, of }: { field: FieldName; of: string }): Column | undefined {
  const name = `${field} ${of}`
  const known = people.columnOf.get(name)
  if (known) return known
  if (field === 'number' && people.columns.filter((column) => column.rule.field === 'number').length >= MAX_NUMBER_NAMES) return undefined
  const first = new Int32Array(people.ids.length).fill(NONE)
  const made: Column = { rule: fieldRule(field), of, first, more: new Map(), texts: [], placeOf: new Map(), filled: 0 }
  people.columns.push(made)
  people.columnOf.set(name, made)
  return made
}

function addValue(column: Column, row: number, text: string): void {
  if (row >= column.first.length) lengthen(column, Math.max(row + 1, column.first.length * 2))
  let place = column.placeOf.get(text)
  if (place === undefined) {
    place = column.texts.push(text) - 1
    column.placeOf.set(text, place)
  }
  if (column.first[row] === NONE) {
    column.first[row] = place
    column.filled++
    return
  }
  const more = column.more.get(row) ?? []
  if (more.length + 1 < MAX_VALUES_A_FIELD) column.more.set(row, [...more, place])
}

function lengthen(column: Column, length: number): void {
  const grown = new Int32Array(length).fill(NONE)
  grown.set(column.first)
  column.first = grown
}

/** Ends the adding: lets go of what it needed and leaves out numbers that are nobody's own. Answers the columns worth comparing. */
export function closePeople(people: People): Column[] {
  const numbers = people.columns.filter((column) => column.rule.field === 'number')
  const own = numbers
    .filter((column) => column.filled > 1 && column.texts.length / column.filled >= OWN_FROM)
    .sort((a, b) => b.filled - a.filled || (a.of < b.of ? -1 : 1))
    .slice(0, MAX_NUMBERS_COMPARED)
  for (const column of people.columns) {
    column.placeOf.clear()
    if (column.first.length < people.size) lengthen(column, people.size)
  }
  return people.columns.filter((column) => (column.rule.field === 'number' ? own.includes(column) : column.filled > 1))
}

/** All values of a row as places in `texts`. */
export function valuesAt(column: Column, row: number): readonly number[] {
  const first = column.first[row] as number
  if (first === NONE) return []
  const more = column.more.size === 0 ? undefined : column.more.get(row)
  return more ? [first, ...more] : [first]
}
