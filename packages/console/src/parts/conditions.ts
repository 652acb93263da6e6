/** Conditions on the properties of an event, as builders edit them: drafts may be incomplete, only complete ones are asked. */
import type { Condition } from '@liuchi/server/contract/events'

export const CONDITION_OPS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'contains', 'exists'] as const
export type ConditionOp = (typeof CONDITION_OPS)[number]

export interface ConditionDraft {
  readonly property: string
  readonly op: ConditionOp
  /** As typed; several values of `in` and `nin` separated by commas. */
  readonly text: string
}

export const emptyCondition: ConditionDraft = { property: '', op: 'eq', text: '' }

export function isConditionDraft(value: unknown): value is ConditionDraft {
  if (typeof value !== 'object' || value === null) return false
  const { property, op, text } = value as Partial<Record<keyof ConditionDraft, unknown>>
  return typeof property === 'string' && typeof text === 'string' && CONDITION_OPS.some((one) => one === op)
}

/** A text that reads as a number is compared as one. */
export function scalarOf(text: string): string | number {
  const trimmed = text.trim()
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(trimmed) ? Number(trimmed) : trimmed
}

function listOf(text: string): (string | number)[] {
  return text
    .split(/[,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(scalarOf)
}

/** The condition to ask, or undefined while something is missing. */
function conditionOf({ property, op, text }: ConditionDraft): Condition | undefined {
  if (property === '') return undefined
  if (op === 'exists') return { property, op, value: text !== 'no' }
  if (text.trim() === '') return undefined
  if (op === 'in' || op === 'nin') {
    const value = listOf(text)
    return value.length > 0 ? { property, op, value } : undefined
  }
  if (op === 'contains') return { property, op, value: text.trim() }
  return { property, op, value: scalarOf(text) }
}

export function conditionsOf(drafts: readonly ConditionDraft[]): Condition[] {
  return drafts.map(conditionOf).filter((condition) => condition !== undefined)
}
