/** Leaves that name a thing of the brand: a tag, another audience. */
import { AUDIENCE_KINDS, listAudiences } from '@liuchi/server/contract/audience'
import { listTags } from '@liuchi/server/contract/identity/tags'
import { Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../../../api/hooks.ts'
import { useMay } from '../../../../../api/session.ts'
import { useSettled } from '../../../../../parts/settled.ts'
import { type LeafEditorProps, without } from './leaf-editor.ts'

const OFFERED = 100

function withOwn(offers: readonly { value: string; label: string }[], own: string): { value: string; label: string }[] {
  return own === '' || offers.some(({ value }) => value === own) ? [...offers] : [{ value: own, label: own }, ...offers]
}

export function TagLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const may = useMay()(listTags)
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const { data, isFetching } = useRead(
    listTags,
    { query: { limit: OFFERED, ...(q === '' ? {} : { q }) } },
    { enabled: may, keepPrevious: true },
  )
  const name = String(value.name ?? '')
  const chosen = data?.items.find((tag) => tag.name === name)
  const offers = (data?.items ?? []).map((tag) => ({ value: tag.name, label: tag.groupName ? `${tag.groupName} · ${tag.name}` : tag.name }))
  const hasValue = typeof value.value === 'string'
  return (
    <div className="lc-rule-line">
      <div className="lc-rule-name">
        <Select
          aria-label={t('tag.name')}
          style={{ width: '100%', minWidth: 160 }}
          placeholder={t('tag.choose')}
          popupMatchSelectWidth={false}
          loading={isFetching}
          notFoundContent={t('tag.none')}
          showSearch={{ filterOption: false, onSearch: type }}
          options={withOwn(offers, name)}
          value={name === '' ? null : name}
          onChange={(next: string) => onChange({ ...without(value, 'value'), name: next })}
        />
      </div>
      {chosen?.kind === 'interest' || hasValue ? (
        <Input
          aria-label={t('tag.value')}
          style={{ width: 200 }}
          placeholder={t('tag.anyValue')}
          allowClear
          value={hasValue ? String(value.value) : ''}
          onChange={({ target }) => onChange(target.value === '' ? without(value, 'value') : { ...value, value: target.value })}
        />
      ) : null}
    </div>
  )
}

export function AudienceLeaf({ value, onChange }: LeafEditorProps) {
  const { t } = useTranslation('audiences')
  const [typed, type] = useState('')
  const q = useSettled(typed)
  const { data, isFetching } = useRead(listAudiences, { query: { limit: OFFERED, ...(q === '' ? {} : { q }) } }, { keepPrevious: true })
  const id = String(value.id ?? '')
  const groups = AUDIENCE_KINDS.map((kind) => ({
    label: t(`kind.${kind}`),
    options: (data?.items ?? []).filter((one) => one.kind === kind).map((one) => ({ value: one.id, label: one.name })),
  })).filter(({ options }) => options.length > 0)
  const isKnown = id === '' || groups.some(({ options }) => options.some((one) => one.value === id))
  return (
    <div className="lc-rule-line">
      <div className="lc-rule-name">
        <Select
          aria-label={t('audience.name')}
          style={{ width: '100%', minWidth: 200 }}
          placeholder={t('audience.choose')}
          popupMatchSelectWidth={false}
          loading={isFetching}
          notFoundContent={t('audience.none')}
          showSearch={{ filterOption: false, onSearch: type }}
          options={isKnown ? groups : [{ label: '', options: [{ value: id, label: `#${id}` }] }, ...groups]}
          value={id === '' ? null : id}
          onChange={(next: string) => onChange({ id: next })}
        />
      </div>
    </div>
  )
}
