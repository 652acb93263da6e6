/** One event with its conditions, as the builders of funnel and retention edit it. */
import type { EventStep } from '@liuchi/server/contract/insights'
import type { z } from 'zod'
import { type ConditionDraft, conditionsOf, isConditionDraft } from '../../parts/conditions.ts'
import { ConditionsEditor } from '../../parts/conditions-editor.tsx'
import { EventSelect } from '../../parts/event-select.tsx'

export interface StepDraft {
  readonly event: string
  readonly conditions: readonly ConditionDraft[]
}

export function stepFor(event: string): StepDraft {
  return { event, conditions: [] }
}

export function isStepDraft(value: unknown): value is StepDraft {
  if (typeof value !== 'object' || value === null) return false
  const { event, conditions } = value as Partial<Record<keyof StepDraft, unknown>>
  return typeof event === 'string' && Array.isArray(conditions) && conditions.every(isConditionDraft)
}

/** The step as the server takes it; unfinished conditions are left out. */
export function askedStep({ event, conditions }: StepDraft): z.input<typeof EventStep> {
  const where = conditionsOf(conditions)
  return where.length > 0 ? { event, where } : { event }
}

export interface EventStepEditorProps {
  readonly step: StepDraft
  readonly label: string
  readonly onChange: (step: StepDraft) => void
}

export function EventStepEditor({ step, label, onChange }: EventStepEditorProps) {
  return (
    <div className="lc-stack" style={{ gap: 6, flex: 1 }}>
      <EventSelect label={label} value={step.event} onChange={(event) => onChange({ event, conditions: [] })} />
      <ConditionsEditor event={step.event} value={step.conditions} onChange={(conditions) => onChange({ ...step, conditions })} />
    </div>
  )
}
