/** Chooses an audience by its name. */
import { type Audience, listAudiences, readAudience } from '@liuchi/server/contract/audience'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { useSettled } from '../../../parts/settled.ts'

const OFFERED = 50

export interface AudienceSelectProps {
  readonly label: string
  /** Empty: none yet. */
  readonly value: string
  readonly onChange: (id: string) => void
}

export function useAudience(id: string) {
  return useRead(readAudience, { params: { id } }, { enabled: id !== '' }).data
}

export function AudienceSelect({ label, value, onChange }: AudienceSelectProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const [text, setText] = useState('')
  const q = useSettled(text.trim())
  const found = useRead(listAudiences, { query: { limit: OFFERED, ...(q === '' ? {} : { q }) } }, { keepPrevious: true })
  const chosen = useAudience(value)
  const labelOf = ({ name, count }: Pick<Audience, 'name' | 'count'>) =>
    t('form.audienceOption', { name, count: count ?? 0, shown: numbers.count(count) })
  const known = [...(found.data?.items ?? []), ...(chosen ? [chosen] : [])]
  const options = new Map(known.map((one) => [one.id, { value: one.id, label: labelOf(one) }]))
  return (
    <Select
      aria-label={label}
      style={{ width: '100%' }}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('form.audiencePlaceholder')}
      notFoundContent={t('form.noAudiences')}
      loading={found.isFetching}
      options={[...options.values()]}
      value={value === '' ? null : value}
      onChange={(id: string) => onChange(id)}
    />
  )
}
