/** Compares two rows field by field. */
import { DIFFERENT, EXACT, LEVELS, MISSING, NEAR, SWAPPED } from './fields.ts'
import { type Column, NONE, valuesAt } from './people.ts'

export interface Comparer {
  readonly columns: readonly Column[]
  /** The level of each column for the pair compared last. */
  readonly levels: Uint8Array
  compare(a: number, b: number): void
}

export function openComparer(columns: readonly Column[]): Comparer {
  const levels = new Uint8Array(columns.length)
  const given = columns.findIndex((column) => column.rule.field === 'given_name')
  const surname = columns.findIndex((column) => column.rule.field === 'surname')
  const named = given >= 0 && surname >= 0
  const compare = (a: number, b: number) => {
    for (let index = 0; index < columns.length; index++) levels[index] = levelOf(columns[index] as Column, a, b)
    if (!named || !mayBeSwapped(levels[given] as number, levels[surname] as number)) return
    if (!areSwapped(columns[given] as Column, columns[surname] as Column, a, b)) return
    levels[given] = SWAPPED
    levels[surname] = MISSING
  }
  return { columns, levels, compare }
}

function levelOf(column: Column, a: number, b: number): number {
  const x = column.first[a] as number
  const y = column.first[b] as number
  if (x === NONE || y === NONE) return MISSING
  if (x === y) return EXACT
  const { rule, texts, more } = column
  if (more.size === 0 || !(more.has(a) || more.has(b))) return rule.compare(texts[x] as string, texts[y] as string)
  let best: number = DIFFERENT
  for (const one of valuesAt(column, a))
    for (const other of valuesAt(column, b))
      best = Math.max(best, one === other ? EXACT : rule.compare(texts[one] as string, texts[other] as string))
  return best
}

function mayBeSwapped(given: number, surname: number): boolean {
  return given !== MISSING && surname !== MISSING && given < NEAR && surname < NEAR
}

/** Each stands in the other's place, one of them with a slip at most. */
function areSwapped(given: Column, surname: Column, a: number, b: number): boolean {
  const text = (column: Column, row: number) => column.texts[column.first[row] as number] as string
  const [givenA, surnameA, givenB, surnameB] = [text(given, a), text(surname, a), text(given, b), text(surname, b)]
  const crossed = givenA === surnameB
  const back = surnameA === givenB
  if (crossed && back) return true
  if (crossed) return surname.rule.compare(surnameA, givenB) >= NEAR
  return back && given.rule.compare(givenA, surnameB) >= NEAR
}

/** The levels of all columns as one number, below 2^53 for up to 20 columns. */
export function patternOf(levels: Uint8Array): number {
  let pattern = 0
  for (let index = levels.length - 1; index >= 0; index--) pattern = pattern * LEVELS + (levels[index] as number)
  return pattern
}

export function levelsOf(pattern: number, columns: number): Uint8Array {
  const levels = new Uint8Array(columns)
  let left = pattern
  for (let index = 0; index < columns; index++) {
    levels[index] = left % LEVELS
    left = Math.floor(left / LEVELS)
  }
  return levels
}

/** Of the values both rows have, the place of the one that fewest people have; -1 when there is none. */
export function sharedValue(column: Column, input: { a: number; b: number; holders: Int32Array }): number {
  const { a, b, holders } = input
  const x = column.first[a] as number
  if (column.more.size === 0) return x === column.first[b] ? x : NONE
  let rarest = NONE
  const others = valuesAt(column, b)
  for (const one of valuesAt(column, a))
    if (others.includes(one) && (rarest === NONE || (holders[one] as number) < (holders[rarest] as number))) rarest = one
  return rarest
}
