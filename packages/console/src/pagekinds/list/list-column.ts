/** What a list page is told about its rows. */
import type { ReactNode } from 'react'
import type { Cell } from '../../parts/download.ts'

export interface ListColumn<Row> {
  readonly key: string
  readonly title: string
  readonly render: (row: Row) => ReactNode
  /** The plain value, for the exported file and for sorting. */
  readonly value: (row: Row) => Cell
  readonly align?: 'left' | 'right' | 'center'
  readonly width?: number
  /** Sort in the browser; only for lists that are loaded as a whole. */
  readonly sortable?: boolean
  /** Not shown until chosen. */
  readonly hiddenAtFirst?: boolean
  /** Left out of the cards on a phone. */
  readonly notOnPhone?: boolean
}

export interface FilterOption {
  readonly value: string
  readonly label: string
}

/** A filter is one value in the address under `key`. */
export type ListFilter =
  | { readonly key: string; readonly label: string; readonly kind: 'choice'; readonly options: readonly FilterOption[] }
  | { readonly key: string; readonly label: string; readonly kind: 'text'; readonly placeholder?: string }
  | { readonly key: string; readonly label: string; readonly kind: 'day' }

export interface BulkAction<Row> {
  readonly key: string
  /** Says the number: "Revoke 3 keys". */
  readonly label: (rows: readonly Row[]) => string
  readonly danger?: boolean
  /** Only leads somewhere or opens a form: nothing to ask before. */
  readonly leads?: boolean
  /** Why it is not possible with these rows. */
  readonly whyNot?: (rows: readonly Row[]) => string | undefined
  readonly run: (rows: readonly Row[]) => Promise<unknown>
}

function compareCells(a: Cell, b: Cell): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a ?? '').localeCompare(String(b ?? ''))
}

/** Order of two rows by a column, empty values first. */
export function byColumn<Row>(column: ListColumn<Row>): (a: Row, b: Row) => number {
  return (a, b) => compareCells(column.value(a), column.value(b))
}
