/** The choices of a funnel: steps, order, window, breakdown, days. */
import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Segmented, Select, Space } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../pagekinds/form/field.tsx'
import { DayRange } from '../../parts/day-range.tsx'
import type { Days } from '../../parts/days.ts'
import { PropertySelect } from '../../parts/property-select.tsx'
import { EventStepEditor, type StepDraft, stepFor } from './event-step.tsx'
import { type FunnelDraft, STEPS_MAX, STEPS_MIN, WINDOW_UNITS, type WindowUnit } from './funnel-draft.ts'

const WINDOW_AMOUNT_MAX = 3_650

export interface FunnelFormProps {
  readonly draft: FunnelDraft
  readonly days: Days
  readonly dataSpan: Days | undefined
  readonly onChange: (draft: FunnelDraft) => void
}

interface StepsProps {
  readonly steps: readonly StepDraft[]
  readonly onChange: (steps: readonly StepDraft[]) => void
}

function withUp(steps: readonly StepDraft[], index: number): readonly StepDraft[] {
  const moved = steps[index]
  if (!moved || index === 0) return steps
  const rest = steps.filter((_step, at) => at !== index)
  return [...rest.slice(0, index - 1), moved, ...rest.slice(index - 1)]
}

function Steps({ steps, onChange }: StepsProps) {
  const { t } = useTranslation('insights')
  return (
    <div className="lc-stack" style={{ gap: 8 }}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
        <div key={index} className="lc-step">
          <div className="lc-row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
            <span className="lc-step-number" style={{ marginTop: 5 }}>
              {index + 1}
            </span>
            <EventStepEditor
              step={step}
              label={t('funnel.step', { number: index + 1 })}
              onChange={(next) => onChange(steps.map((one, at) => (at === index ? next : one)))}
            />
            <Space size={0}>
              <Button
                type="text"
                size="small"
                icon={<ArrowUpOutlined />}
                disabled={index === 0}
                aria-label={t('funnel.moveUp', { number: index + 1 })}
                onClick={() => onChange(withUp(steps, index))}
              />
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                disabled={steps.length <= STEPS_MIN}
                aria-label={t('funnel.removeStep', { number: index + 1 })}
                onClick={() => onChange(steps.filter((_one, at) => at !== index))}
              />
            </Space>
          </div>
        </div>
      ))}
      <Button
        type="dashed"
        block
        icon={<PlusOutlined />}
        disabled={steps.length >= STEPS_MAX}
        onClick={() => onChange([...steps, stepFor('')])}
      >
        {t('funnel.addStep')}
      </Button>
    </div>
  )
}

export function FunnelForm({ draft, days, dataSpan, onChange }: FunnelFormProps) {
  const { t } = useTranslation('insights')
  const units = (Object.keys(WINDOW_UNITS) as WindowUnit[]).map((unit) => ({ value: unit, label: t(`windowUnit.${unit}`) }))
  return (
    <>
      <Field label={t('funnel.steps')}>
        <Steps steps={draft.steps} onChange={(steps) => onChange({ ...draft, steps })} />
      </Field>
      <Field label={t('funnel.order')} hint={t(`funnel.orderHint.${draft.order}`)}>
        <Segmented
          block
          options={(['strict', 'any'] as const).map((order) => ({ value: order, label: t(`funnel.orders.${order}`) }))}
          value={draft.order}
          onChange={(order) => onChange({ ...draft, order })}
        />
      </Field>
      <Field label={t('funnel.window')}>
        <Space.Compact>
          <InputNumber
            min={1}
            max={WINDOW_AMOUNT_MAX}
            precision={0}
            aria-label={t('funnel.window')}
            value={draft.windowAmount}
            onChange={(amount) => amount !== null && onChange({ ...draft, windowAmount: amount })}
          />
          <Select
            aria-label={t('funnel.windowUnit')}
            style={{ width: 100 }}
            options={units}
            value={draft.windowUnit}
            onChange={(windowUnit: WindowUnit) => onChange({ ...draft, windowUnit })}
          />
        </Space.Compact>
      </Field>
      <Field label={t('days')}>
        <DayRange value={days} dataSpan={dataSpan} onChange={(chosen) => onChange({ ...draft, days: chosen })} />
      </Field>
      <Field label={t('funnel.breakdown')}>
        <PropertySelect
          event={draft.steps[0]?.event ?? ''}
          allowClear
          label={t('funnel.breakdown')}
          placeholder={t('funnel.noBreakdown')}
          value={draft.breakdown}
          onChange={(breakdown) => onChange({ ...draft, breakdown })}
        />
      </Field>
    </>
  )
}
