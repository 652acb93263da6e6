/** A range of days, both counted, in the workspace's time zone; with the ranges people mean, and "all data" where the data's span is known. */
import { DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { shiftDay } from '../i18n/times.ts'
import { type Days, latestDays, useToday } from './days.ts'

const DAY_FORMAT = 'YYYY-MM-DD'

export interface DayRangeProps {
  readonly value: Days
  readonly onChange: (days: Days) => void
  /** Offered as "all data". */
  readonly dataSpan?: Days | undefined
  readonly label?: string
}

function pair(days: Days): [Dayjs, Dayjs] {
  return [dayjs(days.first), dayjs(days.last)]
}

export function DayRange({ value, onChange, dataSpan, label }: DayRangeProps) {
  const { t } = useTranslation('kinds')
  const today = useToday()
  const presets = [
    { label: t('days.today'), value: pair(latestDays(today, 1)) },
    { label: t('days.yesterday'), value: pair(latestDays(shiftDay(today, -1), 1)) },
    { label: t('days.last7'), value: pair(latestDays(today, 7)) },
    { label: t('days.last30'), value: pair(latestDays(today, 30)) },
    { label: t('days.last90'), value: pair(latestDays(today, 90)) },
    ...(dataSpan ? [{ label: t('days.dataSpan'), value: pair(dataSpan) }] : []),
  ]
  return (
    <DatePicker.RangePicker
      style={{ width: '100%', maxWidth: 320 }}
      aria-label={label ?? t('days.label')}
      allowClear={false}
      presets={presets}
      value={pair(value)}
      onChange={(range) => {
        const [first, last] = range ?? []
        if (first && last) onChange({ first: first.format(DAY_FORMAT), last: last.format(DAY_FORMAT) })
      }}
    />
  )
}
