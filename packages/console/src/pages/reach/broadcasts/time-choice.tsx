/** Either a word for no time (at once, never) or a time of the workspace's clock. */
import { DatePicker, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { now } from '../../../clock.ts'
import { useTimes } from '../../../i18n/formats.ts'
import { shiftDay } from '../../../i18n/times.ts'
import { Field } from '../../../pagekinds/form/field.tsx'

const MINUTE_FORMAT = 'YYYY-MM-DDTHH:mm'
const FIRST_OFFERED_TIME = 'T10:00'

export interface TimeChoiceProps {
  readonly label: string
  readonly none: string
  readonly some: string
  /** Days from today that are offered first. */
  readonly daysAhead: number
  /** Said below a chosen time, beside its zone. */
  readonly hint?: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

export function TimeChoice({ label, none, some, daysAhead, hint = '', value, onChange }: TimeChoiceProps) {
  const { t } = useTranslation('reach')
  const times = useTimes()
  const offered = `${shiftDay(times.day(now()), daysAhead)}${FIRST_OFFERED_TIME}`
  return (
    <Field label={label} {...(value === null ? {} : { hint: `${t('form.zone', { zone: times.timeZone })} ${hint}`.trim() })}>
      <Segmented
        aria-label={label}
        options={[
          { value: 'none', label: none },
          { value: 'some', label: some },
        ]}
        value={value === null ? 'none' : 'some'}
        onChange={(choice) => onChange(choice === 'none' ? null : offered)}
        style={{ alignSelf: 'flex-start' }}
      />
      {value === null ? null : (
        <DatePicker
          aria-label={some}
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          allowClear={false}
          value={dayjs(value)}
          onChange={(chosen) => chosen && onChange(chosen.format(MINUTE_FORMAT))}
        />
      )}
    </Field>
  )
}
