/** Brings the rows of one pass together, block by block, by sorting keys of 32 bits. */
import type { FieldName } from './fields.ts'
import type { Pass } from './passes.ts'
import { type Column, NONE, valuesAt } from './people.ts'

/** Everybody in a block is compared with everybody: a bigger one is parted by further fields, and what stays bigger is left out. */
export const MAX_BLOCK_ROWS = 60
/** Fields by which too big a block is parted, the most telling first. */
const PARTED_BY: readonly FieldName[] = ['birthday', 'given_name', 'surname', 'postcode', 'street', 'city', 'house', 'company', 'nickname']

export interface BlockCounts {
  /** Pairs that met. */
  pairs: number
  /** Rows of blocks that stayed too big. */
  leftOut: number
}

export interface Blocking {
  readonly columns: readonly Column[]
  readonly rows: number
  readonly counts: BlockCounts
  /** False ends the pass. */
  readonly onPair: (a: number, b: number) => boolean
}

/** Calls `onPair` for every two rows that share a key of the pass; the same two may come in several passes. */
export function forEachPair(pass: Pass, input: Blocking): void {
  const entries = sortedEntries(pass, input.rows)
  const words = new Uint32Array(entries.buffer, 0, entries.length * 2)
  const partBy = PARTED_BY.flatMap((field) => input.columns.find((column) => column.rule.field === field) ?? []).filter((column) =>
    pass.parts.every((part) => part.column !== column),
  )
  let from = 0
  while (from < entries.length) {
    let to = from + 1
    const key = words[from * 2 + 1]
    while (to < entries.length && words[to * 2 + 1] === key) to++
    if (to - from > 1 && !compareBlock(rowsBetween(words, from, to), { ...input, partBy })) return
    from = to
  }
}

function rowsBetween(words: Uint32Array, from: number, to: number): number[] {
  const rows: number[] = []
  for (let entry = from; entry < to; entry++) rows.push(words[entry * 2] as number)
  return rows
}

function compareBlock(rows: readonly number[], input: Blocking & { partBy: readonly Column[] }): boolean {
  const { counts, onPair, partBy } = input
  if (rows.length > MAX_BLOCK_ROWS) {
    const [column, ...further] = partBy
    if (!column) {
      counts.leftOut += rows.length
      return true
    }
    return parts(rows, column).every((part) => compareBlock(part, { ...input, partBy: further }))
  }
  for (let i = 0; i < rows.length; i++)
    for (let j = i + 1; j < rows.length; j++) {
      const [a, b] = [rows[i] as number, rows[j] as number]
      if (a === b) continue
      counts.pairs++
      if (!onPair(a, b)) return false
    }
  return true
}

/** Those with one value together; those without stay together too. */
function parts(rows: readonly number[], column: Column): number[][] {
  const byValue = new Map<number, number[]>()
  for (const row of rows) {
    const value = column.first[row] as number
    const part = byValue.get(value)
    if (part) part.push(row)
    else byValue.set(value, [row])
  }
  return [...byValue.values()].filter((part) => part.length > 1)
}

/** Row in the lower 32 bits, key in the upper: sorted by key, then row. */
function sortedEntries(pass: Pass, rows: number): BigUint64Array {
  const hashes = pass.parts.map(({ column, derive }) => Uint32Array.from(column.texts, (text) => hashOf(derive(text))))
  let words = new Uint32Array(rows * 2)
  let entries = 0
  const add = (row: number, key: number) => {
    if (entries * 2 === words.length) {
      const grown = new Uint32Array(words.length * 2)
      grown.set(words)
      words = grown
    }
    words[entries * 2] = row
    words[entries * 2 + 1] = key
    entries++
  }
  for (let row = 0; row < rows; row++) addKeys(pass, { row, hashes, add })
  return new BigUint64Array(words.buffer, 0, entries).sort()
}

function addKeys(pass: Pass, input: { row: number; hashes: readonly Uint32Array[]; add: (row: number, key: number) => void }): void {
  const { row, hashes, add } = input
  const [one, two] = pass.parts
  const [ofOne, ofTwo] = hashes
  if (!one || !ofOne || (one.column.first[row] as number) === NONE) return
  for (const value of valuesAt(one.column, row)) {
    const key = ofOne[value] as number
    if (key === 0) continue
    if (!two || !ofTwo) {
      add(row, key)
      continue
    }
    for (const other of valuesAt(two.column, row)) if (ofTwo[other] !== 0) add(row, together(key, ofTwo[other] as number))
  }
}

const FNV_START = 0x811c9dc5
const FNV_PRIME = 0x01000193

/** FNV-1a; 0 only for the empty text. Two texts with one hash only meet once too often. */
function hashOf(text: string): number {
  if (text === '') return 0
  let hash = FNV_START
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME)
  return hash >>> 0 || 1
}

const GOLDEN = 0x9e3779b1

/** The same in either order. */
function together(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a]
  const mixed = Math.imul(low, GOLDEN) ^ high
  return Math.imul(mixed ^ (mixed >>> 15), FNV_PRIME) >>> 0
}
