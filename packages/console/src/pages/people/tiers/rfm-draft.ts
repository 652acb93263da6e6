/** What the RFM page asks. */
import { RfmBounds } from '@liuchi/server/contract/audience/tiers'

export interface RfmDraft {
  /** Last day that counts; null: the last day of the data. */
  readonly asOfDay: string | null
  /** Null: as set for the workspace. */
  readonly method: 'quintile' | 'bounds' | null
  /** Null: as set for the workspace, else the usual ones. */
  readonly bounds: RfmBounds | null
}

export const noRfmDraft: RfmDraft = { asOfDay: null, method: null, bounds: null }

export function isRfmDraft(value: unknown): value is RfmDraft {
  if (typeof value !== 'object' || value === null) return false
  const { asOfDay, method, bounds } = value as Partial<Record<keyof RfmDraft, unknown>>
  const fitsBounds = bounds === null || (typeof bounds === 'object' && Array.isArray((bounds as RfmBounds).r))
  return (
    (asOfDay === null || typeof asOfDay === 'string') && (method === null || method === 'quintile' || method === 'bounds') && fitsBounds
  )
}

/** To begin with: a month, two, three and half a year. */
export const usualBounds: RfmBounds = { r: [180, 90, 60, 30], f: [2, 3, 5, 10], m: [100, 300, 1_000, 3_000] }

/** Whether the server would take them. */
export function areBounds(bounds: RfmBounds): boolean {
  return RfmBounds.safeParse(bounds).success
}
