/** The question of a funnel while it is being built, and what is asked of the server. */
import type { readFunnel } from '@liuchi/server/contract/insights'
import type { BodyInputOf } from '@liuchi/server/platform/contract'
import { type Days, isDays, rangeOf } from '../../parts/days.ts'
import { askedStep, isStepDraft, type StepDraft, stepFor } from './event-step.tsx'

export const WINDOW_UNITS = { minute: 60, hour: 3_600, day: 86_400 } as const
export type WindowUnit = keyof typeof WINDOW_UNITS
export const STEPS_MAX = 20
/** A funnel of one step is a number, not a funnel. */
export const STEPS_MIN = 2

export interface FunnelDraft {
  readonly steps: readonly StepDraft[]
  readonly order: 'strict' | 'any'
  readonly windowAmount: number
  readonly windowUnit: WindowUnit
  readonly breakdown: string
  /** Null: the usual days. */
  readonly days: Days | null
}

const USUAL_PATH = ['view', 'cart', 'buy']

/** Starts with the usual path of a shop where those events exist, else with the two most frequent ones. */
export function firstFunnel(names: readonly string[]): FunnelDraft {
  const usual = USUAL_PATH.filter((name) => names.includes(name))
  const chosen = usual.length >= STEPS_MIN ? usual : names.slice(0, STEPS_MIN)
  const steps = [...chosen, ...Array.from({ length: Math.max(0, STEPS_MIN - chosen.length) }, () => '')].map(stepFor)
  return { steps, order: 'strict', windowAmount: 7, windowUnit: 'day', breakdown: '', days: null }
}

export function isFunnelDraft(value: unknown): value is FunnelDraft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Record<keyof FunnelDraft, unknown>>
  return (
    Array.isArray(draft.steps) &&
    draft.steps.every(isStepDraft) &&
    (draft.order === 'strict' || draft.order === 'any') &&
    typeof draft.windowAmount === 'number' &&
    typeof draft.windowUnit === 'string' &&
    Object.hasOwn(WINDOW_UNITS, draft.windowUnit) &&
    typeof draft.breakdown === 'string' &&
    (draft.days === null || isDays(draft.days))
  )
}

export function isComplete(draft: FunnelDraft): boolean {
  return draft.steps.length >= STEPS_MIN && draft.steps.every(({ event }) => event !== '') && draft.windowAmount > 0
}

/** What every question about this funnel shares: the figure and the people behind it. */
export function askedFunnel(draft: FunnelDraft, days: Days) {
  return {
    steps: draft.steps.map(askedStep),
    order: draft.order,
    windowSeconds: Math.round(draft.windowAmount * WINDOW_UNITS[draft.windowUnit]),
    ...rangeOf(days),
  }
}

export function funnelBody(draft: FunnelDraft, days: Days): BodyInputOf<typeof readFunnel> {
  return {
    ...askedFunnel(draft, days),
    withMedians: draft.order === 'strict',
    ...(draft.breakdown ? { breakdown: { property: draft.breakdown } } : {}),
  }
}
