/** When a rule is for: days of the week with a time from and to, which may go over midnight. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Field } from '../../../pagekinds/form/field.tsx'
import { firstHours, type WelcomeHours } from './welcome-draft.ts'
import { useHoursWords } from './welcome-words.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const MAX_HOURS = 21

export interface WelcomeHoursProps {
  readonly hours: readonly WelcomeHours[]
  readonly onChange: (hours: WelcomeHours[], what?: string) => void
}

export function WelcomeHoursFields({ hours, onChange }: WelcomeHoursProps) {
  const { t } = useTranslation('welcome')
  const put = (place: number, one: WelcomeHours) => onChange(hours.with(place, one))
  return (
    <Field label={t('form.hours')} hint={t('form.hoursHint')}>
      {hours.map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: spans are told apart by their place only
        <OneSpan key={place} one={one} onChange={(next) => put(place, next)} onRemove={() => onChange(hours.toSpliced(place, 1))} />
      ))}
      <Button
        icon={<PlusOutlined />}
        style={{ alignSelf: 'flex-start' }}
        disabled={hours.length >= MAX_HOURS}
        onClick={() => onChange([...hours, firstHours])}
      >
        {t(hours.length === 0 ? 'form.addHours' : 'form.moreHours')}
      </Button>
    </Field>
  )
}

interface OneSpanProps {
  readonly one: WelcomeHours
  readonly onChange: (one: WelcomeHours) => void
  readonly onRemove: () => void
}

function OneSpan({ one, onChange, onRemove }: OneSpanProps) {
  const { t } = useTranslation('welcome')
  const hoursWords = useHoursWords()
  const time = (key: 'from' | 'to') => (
    <Input
      type="time"
      aria-label={t(`form.${key}`)}
      style={{ width: 120 }}
      value={one[key]}
      onChange={({ target }) => onChange({ ...one, [key]: target.value })}
    />
  )
  return (
    <div className="lc-stack" style={{ gap: 6 }}>
      <Select
        mode="multiple"
        aria-label={t('form.days')}
        style={{ width: '100%' }}
        placeholder={t('form.days')}
        value={one.days}
        options={DAYS.map((day) => ({ value: day, label: t(`day.${day}`) }))}
        onChange={(days: number[]) => onChange({ ...one, days })}
      />
      <div className="lc-row">
        {time('from')}
        <span>–</span>
        {time('to')}
        <Button type="text" icon={<DeleteOutlined />} aria-label={t('form.removeHours')} onClick={onRemove} />
      </div>
      {one.days.length > 0 && one.from !== one.to ? <span className="lc-soft lc-small">{hoursWords(one)}</span> : null}
    </div>
  )
}
