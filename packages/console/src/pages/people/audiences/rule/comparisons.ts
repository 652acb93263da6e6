/** Comparisons of a number inside a leaf (`{gte: 2, lt: 5}`) as rows that an editor shows, and back. */
import type { LeafValue } from './rule-draft.ts'

export const COMPARISON_OPS = ['gte', 'lte', 'eq', 'gt', 'lt', 'ne', 'in', 'nin'] as const
export type ComparisonOp = (typeof COMPARISON_OPS)[number]

export interface ComparisonRow {
  readonly op: ComparisonOp
  /** Null while it is empty; several for `in` and `nin`. */
  readonly value: number | null | readonly number[]
}

export function isList(op: ComparisonOp): boolean {
  return op === 'in' || op === 'nin'
}

function comparedWith(value: unknown): ComparisonRow['value'] {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'number')
  return typeof value === 'number' ? value : null
}

/** The comparisons that a leaf or a part of it makes, in its own order. */
export function rowsOf(value: LeafValue): ComparisonRow[] {
  return Object.keys(value).flatMap((key) => {
    const op = COMPARISON_OPS.find((one) => one === key)
    return op ? [{ op, value: comparedWith(value[key]) }] : []
  })
}

/** `value` with these comparisons instead of its own. */
export function withRows(value: LeafValue, rows: readonly ComparisonRow[]): LeafValue {
  const others = Object.entries(value).filter(([key]) => !COMPARISON_OPS.some((op) => op === key))
  return Object.fromEntries([...others, ...rows.map((row) => [row.op, row.value])])
}

/** A comparison not made yet: after "at least" comes "at most". */
export function freeOp(rows: readonly ComparisonRow[]): ComparisonOp | undefined {
  return COMPARISON_OPS.find((op) => !rows.some((row) => row.op === op))
}

/** The row with another comparison; its number stays where it can. */
export function rowAs({ value }: ComparisonRow, op: ComparisonOp): ComparisonRow {
  const first = Array.isArray(value) ? (value[0] ?? null) : value
  return { op, value: isList(op) ? (Array.isArray(value) ? value : first === null ? [] : [first as number]) : (first as number | null) }
}
