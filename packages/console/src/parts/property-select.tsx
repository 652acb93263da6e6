/** Chooses a property that an event carried lately; `amount` and `currency` are the event's own. */
import { eventProperties } from '@liuchi/server/contract/events'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'

export interface PropertySelectProps {
  /** Empty: nothing to choose from yet. */
  readonly event: string
  readonly value: string
  readonly onChange: (property: string) => void
  readonly label: string
  readonly placeholder?: string
  readonly allowClear?: boolean
  /** Only properties with numbers. */
  readonly numbersOnly?: boolean
}

export function PropertySelect({
  event,
  value,
  onChange,
  label,
  placeholder,
  allowClear = false,
  numbersOnly = false,
}: PropertySelectProps) {
  const { t } = useTranslation('events')
  const [typed, setTyped] = useState('')
  const { data, isFetching } = useRead(eventProperties, { query: { name: event } }, { enabled: event !== '' })
  const seen = (data?.items ?? []).filter(({ types }) => !numbersOnly || types.includes('number')).map(({ property }) => property)
  const all = [...new Set([...seen, ...[value, typed].filter((one) => one !== '')])]
  return (
    <Select
      aria-label={label}
      style={{ width: '100%', minWidth: 130 }}
      placeholder={placeholder ?? t('chooseProperty')}
      allowClear={allowClear}
      loading={isFetching}
      popupMatchSelectWidth={false}
      showSearch={{ onSearch: setTyped }}
      options={all.map((property) => ({ value: property, label: property }))}
      value={value === '' ? null : value}
      onChange={(property: string | null | undefined) => onChange(property ?? '')}
    />
  )
}
