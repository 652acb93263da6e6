/** What to count of an event, per what, when, and by which property. */
import { Segmented, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { DayRange } from '../../parts/day-range.tsx'
import type { Days } from '../../parts/days.ts'
import { PropertySelect } from '../../parts/property-select.tsx'

const TREND_MEASURES = ['count', 'persons', 'sum'] as const
const TREND_UNITS = ['hour', 'day', 'week', 'month'] as const
export type TrendUnit = (typeof TREND_UNITS)[number]

export interface TrendQuestion {
  readonly measure: (typeof TREND_MEASURES)[number]
  /** Added up when the measure is a sum. */
  readonly property: string
  /** Empty: not broken down. */
  readonly breakdown: string
  /** Undefined: by the length of the range. */
  readonly unit: TrendUnit | undefined
  /** Undefined: the usual range. */
  readonly days: Days | undefined
}

export interface TrendControlsProps {
  readonly event: string
  readonly question: TrendQuestion
  readonly days: Days
  readonly unit: TrendUnit
  readonly dataSpan: Days | undefined
  readonly onChange: (question: TrendQuestion) => void
}

export function TrendControls({ event, question, days, unit, dataSpan, onChange }: TrendControlsProps) {
  const { t } = useTranslation('events')
  return (
    <div className="lc-row" style={{ gap: 12 }}>
      <Segmented
        aria-label={t('trend.measureLabel')}
        options={TREND_MEASURES.map((measure) => ({ value: measure, label: t(`trend.measure.${measure}`) }))}
        value={question.measure}
        onChange={(measure) => onChange({ ...question, measure })}
      />
      {question.measure === 'sum' ? (
        <div style={{ width: 160 }}>
          <PropertySelect
            event={event}
            numbersOnly
            label={t('trend.sumOf')}
            placeholder={t('trend.sumOf')}
            value={question.property}
            onChange={(property) => onChange({ ...question, property })}
          />
        </div>
      ) : null}
      <DayRange value={days} dataSpan={dataSpan} onChange={(chosen) => onChange({ ...question, days: chosen })} />
      <Select
        aria-label={t('trend.unitLabel')}
        style={{ width: 96 }}
        options={TREND_UNITS.map((one) => ({ value: one, label: t(`trend.unit.${one}`) }))}
        value={unit}
        onChange={(chosen: TrendUnit) => onChange({ ...question, unit: chosen })}
      />
      <div style={{ width: 180 }}>
        <PropertySelect
          event={event}
          allowClear
          label={t('trend.breakdown')}
          placeholder={t('trend.breakdown')}
          value={question.breakdown}
          onChange={(breakdown) => onChange({ ...question, breakdown })}
        />
      </div>
    </div>
  )
}
