/** The day a tier page looks at: the last one of the data unless one is chosen. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import { useDataSpan } from '../../../parts/data-span.ts'
import { useToday } from '../../../parts/days.ts'

/** `day` is the chosen one, or the last that has data. */
export function useAsOfDay(chosen: string | null) {
  const today = useToday()
  const { span, isPending } = useDataSpan()
  const lastDay = useMemo(() => (span && span.last < today ? span.last : today), [span, today])
  return { day: chosen ?? lastDay, isPending, isEmpty: !isPending && span === undefined }
}

export function AsOfField({ day, onChange }: { readonly day: string; readonly onChange: (day: string) => void }) {
  const { t } = useTranslation('tiers')
  return (
    <Field label={t('asOf')} hint={t('asOfHint')}>
      <DatePicker
        aria-label={t('asOf')}
        allowClear={false}
        style={{ width: 180 }}
        value={dayjs(day)}
        onChange={(chosen) => chosen && onChange(chosen.format('YYYY-MM-DD'))}
      />
    </Field>
  )
}
