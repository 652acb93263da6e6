/** Edits when a leaf looks: at any time, within the last days, between two days. */
import { DatePicker, Input, InputNumber, Select, Space } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { shiftDay } from '../../../../i18n/times.ts'
import { DayRange } from '../../../../parts/day-range.tsx'
import { useToday } from '../../../../parts/days.ts'
import { type DurationUnit, durationOf, isoDuration, UNIT_NAMES } from './duration.ts'
import type { LeafValue } from './rule-draft.ts'
import { WINDOW_KINDS, type WindowKind, windowKind, withWindow } from './time-window.ts'

const AMOUNT_MAX = 9_999

export interface WindowEditorProps {
  readonly value: LeafValue
  readonly onChange: (value: LeafValue) => void
}

export interface DurationEditorProps {
  readonly label: string
  readonly amount: number
  readonly unit: DurationUnit
  readonly onChange: (duration: { amount: number; unit: DurationUnit }) => void
}

export function DurationEditor({ label, amount, unit, onChange }: DurationEditorProps) {
  const { t } = useTranslation('audiences')
  return (
    <Space.Compact>
      <InputNumber
        aria-label={label}
        style={{ width: 72 }}
        min={1}
        max={AMOUNT_MAX}
        precision={0}
        value={amount}
        onChange={(next) => next !== null && onChange({ amount: next, unit })}
      />
      <Select
        aria-label={t('window.unit')}
        popupMatchSelectWidth={false}
        style={{ minWidth: 76 }}
        value={unit}
        options={UNIT_NAMES.map((one) => ({ value: one, label: t(`window.units.${one}`) }))}
        onChange={(next: DurationUnit) => onChange({ amount, unit: next })}
      />
    </Space.Compact>
  )
}

/** A day counts as a whole: "before the 5th" ends where the 5th begins. */
function OneDay({ value, label, onChange }: { readonly value: unknown; readonly label: string; readonly onChange: (day: string) => void }) {
  return (
    <DatePicker
      aria-label={label}
      allowClear={false}
      value={typeof value === 'string' && value !== '' ? dayjs(value) : null}
      onChange={(day) => day?.isValid() && onChange(day.format('YYYY-MM-DD'))}
    />
  )
}

function WindowValue({ value, onChange }: WindowEditorProps) {
  const { t } = useTranslation('audiences')
  const { from, to, within } = value
  switch (windowKind(value)) {
    case 'last': {
      const { amount, unit } = durationOf(within) ?? { amount: 30, unit: 'day' as const }
      return (
        <DurationEditor
          label={t('window.amount')}
          amount={amount}
          unit={unit}
          onChange={(next) => onChange({ ...value, within: isoDuration(next) })}
        />
      )
    }
    case 'between':
      return (
        <span className="lc-rule-days">
          <DayRange
            value={{ first: String(from), last: shiftDay(String(to), -1) }}
            onChange={({ first, last }) => onChange({ ...value, from: first, to: shiftDay(last, 1) })}
          />
        </span>
      )
    case 'since':
      return <OneDay label={t('window.kinds.since')} value={from} onChange={(day) => onChange({ ...value, from: day })} />
    case 'before':
      return <OneDay label={t('window.kinds.before')} value={to} onChange={(day) => onChange({ ...value, to: day })} />
    case 'exact':
      return (
        <span className="lc-rule-compare">
          <Input
            className="lc-rule-time"
            aria-label={t('window.from')}
            value={String(from ?? '')}
            onChange={({ target }) => onChange({ ...value, from: target.value })}
          />
          <Input
            className="lc-rule-time"
            aria-label={t('window.to')}
            value={String(to ?? '')}
            onChange={({ target }) => onChange({ ...value, to: target.value })}
          />
        </span>
      )
    default:
      return null
  }
}

export function WindowEditor({ value, onChange }: WindowEditorProps) {
  const { t } = useTranslation('audiences')
  const today = useToday()
  const kind = windowKind(value)
  const kinds: readonly WindowKind[] = kind === 'exact' ? [...WINDOW_KINDS, 'exact'] : WINDOW_KINDS
  return (
    <span className="lc-rule-compare">
      <Select
        aria-label={t('window.when')}
        popupMatchSelectWidth={false}
        value={kind}
        options={kinds.map((one) => ({ value: one, label: t(`window.kinds.${one}`) }))}
        onChange={(next: WindowKind) => onChange(withWindow(value, next, today))}
      />
      <WindowValue value={value} onChange={onChange} />
    </span>
  )
}
