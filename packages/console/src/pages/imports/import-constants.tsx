/** Values for fields that the file has no column for: the currency, the shop. */
import { type ImportMapping, listPresets } from '@liuchi/server/contract/events/imports'
import { AutoComplete, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Field } from '../../pagekinds/form/field.tsx'

export interface ImportConstantsProps {
  readonly mapping: ImportMapping
  readonly onChange: (mapping: ImportMapping) => void
}

const CURRENCY_FIELD = 'currency'
const CURRENCIES = ['CNY', 'USD', 'EUR', 'GBP', 'HKD', 'JPY']
const CURRENCY_LETTERS = 3

function withConstant(mapping: ImportMapping, field: string, value: string): ImportMapping {
  const { [field]: _former, ...rest } = mapping.constants
  return { ...mapping, constants: value === '' ? rest : { ...rest, [field]: value } }
}

export function ImportConstants({ mapping, onChange }: ImportConstantsProps) {
  const { t } = useTranslation('imports')
  const { data } = useRead(listPresets, {})
  const preset = data?.items.find(({ name }) => name === mapping.preset)
  if (!preset?.fields.some(({ name }) => name === CURRENCY_FIELD)) return null
  return (
    <Field label={t('option.currency')} hint={t('option.currencyHint')}>
      <AutoComplete
        aria-label={t('option.currency')}
        options={CURRENCIES.map((value) => ({ value }))}
        value={mapping.constants[CURRENCY_FIELD] ?? ''}
        onChange={(value: string) => onChange(withConstant(mapping, CURRENCY_FIELD, value.trim().toUpperCase().slice(0, CURRENCY_LETTERS)))}
      >
        <Input placeholder="CNY" maxLength={CURRENCY_LETTERS} />
      </AutoComplete>
    </Field>
  )
}
