/** Chooses an event by name out of those seen, the most frequent first; a name not seen yet can be typed. */
import { eventNames } from '@liuchi/server/contract/events'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useNumbers } from '../i18n/formats.ts'
import { useEventWords } from './event-words.ts'

const NAMES_OFFERED = 100

export interface EventSelectProps {
  readonly value: string
  readonly onChange: (name: string) => void
  readonly label: string
  readonly allowClear?: boolean
  readonly placeholder?: string
}

/** Names seen, as choices. */
export function useEventOptions(): { value: string; label: string; count: number }[] {
  const { data } = useRead(eventNames, { query: { limit: NAMES_OFFERED } })
  const wordsOf = useEventWords()
  return (data?.items ?? []).map(({ name, count }) => ({ value: name, label: wordsOf(name), count }))
}

export function EventSelect({ value, onChange, label, allowClear = false, placeholder }: EventSelectProps) {
  const { t } = useTranslation('events')
  const numbers = useNumbers()
  const [typed, setTyped] = useState('')
  const seen = useEventOptions()
  const extra = typed !== '' && !seen.some((option) => option.value === typed) ? [{ value: typed, label: typed, count: 0 }] : []
  const current = value !== '' && !seen.some((option) => option.value === value) ? [{ value, label: value, count: 0 }] : []
  return (
    <Select
      aria-label={label}
      style={{ width: '100%', minWidth: 140 }}
      placeholder={placeholder ?? t('choose')}
      allowClear={allowClear}
      popupMatchSelectWidth={false}
      showSearch={{ optionFilterProp: 'label', onSearch: setTyped }}
      options={[...seen, ...current, ...extra]}
      optionRender={({ data }) => (
        <span className="lc-row" style={{ justifyContent: 'space-between', flexWrap: 'nowrap', gap: 24 }}>
          {data.label}
          <span className="lc-soft lc-number lc-small">{numbers.count(data.count)}</span>
        </span>
      )}
      value={value === '' ? null : value}
      onChange={(name: string | null | undefined) => onChange(name ?? '')}
    />
  )
}
