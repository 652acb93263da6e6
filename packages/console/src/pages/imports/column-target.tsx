/** What a column becomes: a field of the preset, an identifier, a property, a trait, or nothing. */
import { listPresets, type PresetName } from '@liuchi/server/contract/events/imports'
import { listIdentifierKinds } from '@liuchi/server/contract/identity'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage } from '../../i18n/formats.ts'
import { useKindWords } from '../../parts/kind-words.ts'

export interface ColumnTargetProps {
  readonly preset: PresetName
  readonly column: string
  readonly value: string
  readonly onChange: (target: string) => void
}

function useTargets(presetName: PresetName, column: string) {
  const { t } = useTranslation('imports')
  const language = useLanguage()
  const kindWords = useKindWords()
  const presets = useRead(listPresets, {})
  const kinds = useRead(listIdentifierKinds, {})
  const preset = presets.data?.items.find(({ name }) => name === presetName)
  const fields = (preset?.fields ?? []).map(({ name, words, required }) => ({
    value: name,
    label: `${language === 'en' ? words.en : words.zh}${required ? ' *' : ''}`,
  }))
  const identifiers = (kinds.data?.items ?? [])
    .filter(({ kind }) => !kind.includes('<') && !fields.some((field) => field.value === kind))
    .map(({ kind }) => ({ value: kind, label: kindWords(kind) }))
  return [
    { label: t('target.fields'), options: fields },
    ...(preset?.readsIdentifiers ? [{ label: t('target.identifiers'), options: identifiers }] : []),
    {
      label: t('target.other'),
      options: [
        { value: `property:${column}`, label: t('target.property', { name: column }) },
        { value: `trait:${column}`, label: t('target.trait', { name: column }) },
        { value: 'ignore', label: t('target.ignore') },
      ],
    },
  ]
}

export function ColumnTarget({ preset, column, value, onChange }: ColumnTargetProps) {
  const { t } = useTranslation('imports')
  const targets = useTargets(preset, column)
  const isOffered = targets.some(({ options }) => options.some((option) => option.value === value))
  const options = isOffered ? targets : [...targets, { label: '', options: [{ value, label: value }] }]
  return (
    <Select
      size="small"
      aria-label={t('target.label', { name: column })}
      style={{ width: '100%', minWidth: 130 }}
      popupMatchSelectWidth={false}
      options={options}
      value={value}
      onChange={onChange}
    />
  )
}
