/** A leaf about steps one after the other. */
import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ConditionsEditor } from '../../../../../parts/conditions-editor.tsx'
import { EventSelect } from '../../../../../parts/event-select.tsx'
import { draftsOf, whereOf } from '../conditions-json.ts'
import { DURATION_UNITS, durationOfSeconds } from '../duration.ts'
import type { LeafValue } from '../rule-draft.ts'
import { DurationEditor, WindowEditor } from '../window-editor.tsx'
import { type LeafEditorProps, without } from './leaf-editor.ts'

const STEPS_MIN = 2
const STEPS_MAX = 10
const WINDOW_SECONDS_MAX = 366 * 86_400

function stepsOf(value: LeafValue): readonly LeafValue[] {
  return Array.isArray(value.steps) ? (value.steps as LeafValue[]) : []
}

interface StepProps {
  readonly number: number
  readonly step: LeafValue
  readonly onChange: (step: LeafValue) => void
  readonly onUp: (() => void) | undefined
  readonly onRemove: (() => void) | undefined
}

function Step({ number, step, onChange, onUp, onRemove }: StepProps) {
  const { t } = useTranslation('audiences')
  const name = String(step.name ?? '')
  return (
    <li className="lc-rule-step">
      <span className="lc-step-number">{number}</span>
      <div className="lc-stack" style={{ gap: 4, flex: 1 }}>
        <EventSelect
          label={t('sequence.step', { number })}
          value={name}
          onChange={(next) => onChange({ ...without(step, 'where'), name: next })}
        />
        <ConditionsEditor
          addLabel={t('narrow')}
          event={name}
          value={draftsOf(step.where)}
          onChange={(drafts) => {
            const where = whereOf(drafts)
            onChange(where ? { ...step, where } : without(step, 'where'))
          }}
        />
      </div>
      <Button
        type="text"
        size="small"
        icon={<ArrowUpOutlined />}
        disabled={!onUp}
        aria-label={t('sequence.up', { number })}
        onClick={() => onUp?.()}
      />
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        disabled={!onRemove}
        aria-label={t('sequence.remove', { number })}
        onClick={() => onRemove?.()}
      />
    </li>
  )
}

export function SequenceLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const steps = stepsOf(value)
  const put = (next: readonly LeafValue[]) => onChange({ ...value, steps: next })
  const { amount, unit } = durationOfSeconds(typeof value.withinSeconds === 'number' ? value.withinSeconds : DURATION_UNITS.day)
  return (
    <>
      <ol className="lc-stack" style={{ gap: 6 }}>
        {steps.map((step, index) => (
          <Step
            // biome-ignore lint/suspicious/noArrayIndexKey: a step has no identity but its place
            key={index}
            number={index + 1}
            step={step}
            onChange={(next) => put(steps.with(index, next))}
            onUp={index === 0 ? undefined : () => put(steps.toSpliced(index, 1).toSpliced(index - 1, 0, step))}
            onRemove={steps.length <= STEPS_MIN ? undefined : () => put(steps.toSpliced(index, 1))}
          />
        ))}
      </ol>
      <div className="lc-rule-line">
        <Button
          size="small"
          type="dashed"
          icon={<PlusOutlined />}
          disabled={steps.length >= STEPS_MAX}
          onClick={() => put([...steps, { name: '' }])}
        >
          {t('sequence.add')}
        </Button>
        <span className="lc-soft">{t('sequence.within')}</span>
        <DurationEditor
          label={t('sequence.within')}
          amount={amount}
          unit={unit}
          onChange={(next) => onChange({ ...value, withinSeconds: Math.min(next.amount * DURATION_UNITS[next.unit], WINDOW_SECONDS_MAX) })}
        />
        <span className="lc-soft">{t('sequence.when')}</span>
        <WindowEditor value={value} onChange={onChange} />
      </div>
    </>
  )
}
