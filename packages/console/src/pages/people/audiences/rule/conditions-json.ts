/** Conditions of a leaf as JSON, perhaps unfinished, and as the editor of conditions shows them. */
import { CONDITION_OPS, type ConditionDraft, conditionsOf } from '../../../../parts/conditions.ts'
import type { LeafValue } from './rule-draft.ts'

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(', ')
  return value === undefined || value === null ? '' : String(value)
}

export function draftsOf(where: unknown): ConditionDraft[] {
  if (!Array.isArray(where)) return []
  return where.map((one: unknown) => {
    const { property, op, value, text } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>
    const known = CONDITION_OPS.find((name) => name === op) ?? 'eq'
    const shown = known === 'exists' ? (value === false ? 'no' : 'yes') : textOf(text ?? value)
    return { property: textOf(property), op: known, text: shown }
  })
}

/** What was typed is kept beside a value that reads back differently (`1.`, `a,b`), and alone while there is no value yet. */
export function whereOf(drafts: readonly ConditionDraft[]): object[] | undefined {
  if (drafts.length === 0) return undefined
  return drafts.map((draft) => {
    const { property, op, text } = draft
    const [condition] = conditionsOf([draft])
    if (!condition) return { property, op, text }
    return draftsOf([condition])[0]?.text === text ? condition : { ...condition, text }
  })
}

/** The conditions without what was typed, as far as they are finished. */
function withoutTyped(where: unknown): unknown {
  if (!Array.isArray(where)) return where
  return where.map((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('value' in one)) return one
    const { text: _text, ...condition } = one as Record<string, unknown>
    return condition
  })
}

/** A leaf as the server takes it. */
export function finishedLeaf(value: LeafValue): LeafValue {
  const where = 'where' in value ? { where: withoutTyped(value.where) } : {}
  const steps = Array.isArray(value.steps) ? { steps: value.steps.map((step: LeafValue) => finishedLeaf(step)) } : {}
  return { ...value, ...where, ...steps }
}
