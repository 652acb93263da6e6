/** Chooses one person: by name, number or whole identifier. */
import { listPersons, type Person } from '@liuchi/server/contract/identity'
import { Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../api/hooks.ts'
import { useKindWords } from './kind-words.ts'
import { usePersonName } from './person-name.ts'
import { useSettled } from './settled.ts'

const PEOPLE_OFFERED = 20
const IDENTIFIERS_SHOWN = 2

export interface PersonSelectProps {
  readonly label: string
  /** Empty: nobody yet. */
  readonly value: string
  readonly onChange: (id: string) => void
}

export function PersonSelect({ label, value, onChange }: PersonSelectProps) {
  const { t } = useTranslation('people')
  const nameOf = usePersonName()
  const kindWords = useKindWords()
  const [text, setText] = useState('')
  const q = useSettled(text.trim())
  const found = useRead(listPersons, { query: { q, limit: PEOPLE_OFFERED } }, { enabled: q !== '', keepPrevious: true })
  const chosen = useRead(listPersons, { query: { ids: value } }, { enabled: value !== '' })
  const labelOf = (one: Person) =>
    [
      `${nameOf(one)} #${one.id}`,
      ...one.identifiers.slice(0, IDENTIFIERS_SHOWN).map(({ kind, value: of }) => `${kindWords(kind)} ${of}`),
    ].join(' · ')
  const people = [...(q === '' ? [] : (found.data?.items ?? [])), ...(chosen.data?.items ?? [])]
  const options = new Map(people.map((one) => [one.id, { value: one.id, label: labelOf(one) }]))
  if (value !== '' && !options.has(value)) options.set(value, { value, label: t('number', { id: value }) })
  return (
    <Select
      aria-label={label}
      style={{ width: '100%', maxWidth: 480 }}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t('search')}
      notFoundContent={q === '' ? t('merge.type') : t('merge.notFound')}
      loading={found.isFetching}
      options={[...options.values()]}
      value={value === '' ? null : value}
      onChange={(id: string) => onChange(id)}
    />
  )
}
