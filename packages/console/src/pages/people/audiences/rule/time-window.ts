/** When, in a leaf: back from now, between days, or as an API wrote it. */
import { shiftDay } from '../../../../i18n/times.ts'
import type { LeafValue } from './rule-draft.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/

/** `exact`: times of day that only an API writes; shown and kept as they are. */
export const WINDOW_KINDS = ['ever', 'last', 'between', 'since', 'before'] as const
export type WindowKind = (typeof WINDOW_KINDS)[number] | 'exact'

export function windowKind({ within, from, to }: LeafValue): WindowKind {
  if (within !== undefined) return 'last'
  if (from === undefined && to === undefined) return 'ever'
  const areDays = [from, to].every((time) => time === undefined || (typeof time === 'string' && (time === '' || DAY.test(time))))
  if (!areDays) return 'exact'
  if (from !== undefined && to !== undefined) return 'between'
  return from === undefined ? 'before' : 'since'
}

/** The leaf with another window; `today` is the workspace's. */
export function withWindow({ within: _within, from: _from, to: _to, ...leaf }: LeafValue, kind: WindowKind, today: string): LeafValue {
  switch (kind) {
    case 'last':
      return { ...leaf, within: 'P30D' }
    case 'between':
      return { ...leaf, from: shiftDay(today, -29), to: shiftDay(today, 1) }
    case 'since':
      return { ...leaf, from: shiftDay(today, -29) }
    case 'before':
      return { ...leaf, to: today }
    default:
      return leaf
  }
}
