/** Options that have a default found from the file; folded away because most imports never need them. */
import { DELIMITERS, ENCODING_NAMES, type ImportMapping } from '@liuchi/server/contract/events/imports'
import { Collapse, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '../../api/session.ts'
import { Field } from '../../pagekinds/form/field.tsx'
import { TimeZoneSelect } from '../../parts/time-zone-select.tsx'
import { ImportConstants } from './import-constants.tsx'
import type { Preview } from './import-upload.ts'

export interface ImportOptionsProps {
  readonly mapping: ImportMapping
  readonly found: Preview | undefined
  readonly onChange: (mapping: ImportMapping) => void
}

const delimiterNames: Readonly<Record<(typeof DELIMITERS)[number], string>> = { ',': ',', ';': ';', '\t': 'Tab', '|': '|' }

/** Without a choice the option is left out, so that the server decides from the file. */
function withOption<K extends 'encoding' | 'delimiter' | 'header' | 'timeZone'>(
  mapping: ImportMapping,
  key: K,
  value: ImportMapping[K] | undefined,
): ImportMapping {
  const { [key]: _former, ...rest } = mapping
  return (value === undefined ? rest : { ...rest, [key]: value }) as ImportMapping
}

export function ImportOptions({ mapping, found, onChange }: ImportOptionsProps) {
  const { t } = useTranslation('imports')
  const workspaceZone = useTimeZone()
  const fields = (
    <div className="lc-grid">
      <Field label={t('option.encoding')}>
        <Select
          allowClear
          aria-label={t('option.encoding')}
          placeholder={found ? t('option.found', { value: found.encoding }) : t('option.auto')}
          options={ENCODING_NAMES.map((value) => ({ value, label: value }))}
          value={mapping.encoding ?? null}
          onChange={(value: ImportMapping['encoding'] | null) => onChange(withOption(mapping, 'encoding', value ?? undefined))}
        />
      </Field>
      <Field label={t('option.delimiter')}>
        <Select
          allowClear
          aria-label={t('option.delimiter')}
          placeholder={t('option.auto')}
          options={DELIMITERS.map((value) => ({ value, label: delimiterNames[value] }))}
          value={mapping.delimiter ?? null}
          onChange={(value: ImportMapping['delimiter'] | null) => onChange(withOption(mapping, 'delimiter', value ?? undefined))}
        />
      </Field>
      <Field label={t('option.header')}>
        <Select
          allowClear
          aria-label={t('option.header')}
          placeholder={t('option.auto')}
          options={[
            { value: 'yes', label: t('option.headerYes') },
            { value: 'no', label: t('option.headerNo') },
          ]}
          value={mapping.header === undefined ? null : mapping.header ? 'yes' : 'no'}
          onChange={(value: string | null | undefined) => onChange(withOption(mapping, 'header', value ? value === 'yes' : undefined))}
        />
      </Field>
      <Field label={t('option.timeZone')} hint={t('option.timeZoneHint')}>
        <TimeZoneSelect value={mapping.timeZone ?? workspaceZone} onChange={(value) => onChange(withOption(mapping, 'timeZone', value))} />
      </Field>
      <ImportConstants mapping={mapping} onChange={onChange} />
    </div>
  )
  return <Collapse items={[{ key: 'options', label: t('option.title'), children: fields }]} />
}
