/** Names and values of traits, with those that people really have to choose from. */
import { traitNames, traitValues } from '@liuchi/server/contract/audience/traits'
import { AutoComplete, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../../api/hooks.ts'
import { useMay } from '../../../../api/session.ts'
import { useNumbers } from '../../../../i18n/formats.ts'
import { scalarOf } from '../../../../parts/conditions.ts'
import { useSettled } from '../../../../parts/settled.ts'

const NAMES_OFFERED = 100
const VALUES_OFFERED = 50

interface Offer {
  readonly value: string
  readonly label: string
  readonly people: number
}

/** A choice with how many people have it. */
function OfferLine({ offer }: { readonly offer: Offer }) {
  const numbers = useNumbers()
  return (
    <span className="lc-row" style={{ justifyContent: 'space-between', flexWrap: 'nowrap', gap: 24 }}>
      {offer.label}
      <span className="lc-soft lc-number lc-small">{offer.people < 0 ? '' : numbers.count(offer.people)}</span>
    </span>
  )
}

function useNames(q: string): { offers: readonly Offer[]; isFetching: boolean } {
  const may = useMay()(traitNames)
  const asked = useSettled(q)
  const { data, isFetching } = useRead(
    traitNames,
    { query: { limit: NAMES_OFFERED, ...(asked === '' ? {} : { q: asked }) } },
    { enabled: may, keepPrevious: true },
  )
  return { offers: (data?.items ?? []).map(({ name, people }) => ({ value: name, label: name, people })), isFetching }
}

export interface TraitNameSelectProps {
  readonly value: string
  readonly onChange: (name: string) => void
}

/** A name nobody has yet can be typed as well. */
export function TraitNameSelect({ value, onChange }: TraitNameSelectProps) {
  const { t } = useTranslation('audiences')
  const [typed, type] = useState('')
  const { offers, isFetching } = useNames(typed)
  const own = [value, typed].filter((name, at, all) => name !== '' && all.indexOf(name) === at && !offers.some((one) => one.value === name))
  return (
    <Select
      aria-label={t('trait.name')}
      style={{ width: '100%', minWidth: 140 }}
      placeholder={t('trait.choose')}
      popupMatchSelectWidth={false}
      loading={isFetching}
      showSearch={{ optionFilterProp: 'label', onSearch: type }}
      options={[...offers, ...own.map((name) => ({ value: name, label: name, people: -1 }))]}
      optionRender={({ data }) => <OfferLine offer={data} />}
      value={value === '' ? null : value}
      onChange={(name: string | null) => onChange(name ?? '')}
    />
  )
}

function useValues(name: string, q: string): readonly Offer[] {
  const may = useMay()(traitValues)
  const asked = useSettled(q)
  const { data } = useRead(
    traitValues,
    { query: { name, limit: VALUES_OFFERED, ...(asked === '' ? {} : { q: asked }) } },
    { enabled: may && name !== '', keepPrevious: true },
  )
  return (data?.items ?? []).map(({ value, people }) => ({ value, label: value, people }))
}

export interface TraitValueInputProps {
  readonly name: string
  readonly value: unknown
  /** A number that is typed stays a text. */
  readonly asText: boolean
  /** Undefined: nothing is there yet. */
  readonly onChange: (value: string | number | undefined) => void
}

export function TraitValueInput({ name, value, asText, onChange }: TraitValueInputProps) {
  const { t } = useTranslation('audiences')
  const read = (text: string) => (text === '' ? undefined : asText ? text : scalarOf(text))
  // `1.50` reads as 1.5: what was typed stands as long as it means the same.
  const [typed, type] = useState('')
  const text = read(typed) === value ? typed : value === undefined || value === null ? '' : String(value)
  const offers = useValues(name, text)
  return (
    <AutoComplete
      aria-label={t('trait.value')}
      style={{ flex: 1, minWidth: 120 }}
      placeholder={t('trait.value')}
      popupMatchSelectWidth={false}
      options={[...offers]}
      optionRender={({ data }) => <OfferLine offer={data as Offer} />}
      value={text}
      onChange={(next: string | undefined) => {
        type(next ?? '')
        onChange(read(next ?? ''))
      }}
    />
  )
}

export interface TraitValuesSelectProps {
  readonly name: string
  readonly value: unknown
  readonly onChange: (values: readonly (string | number | boolean)[]) => void
}

export function TraitValuesSelect({ name, value, onChange }: TraitValuesSelectProps) {
  const { t } = useTranslation('audiences')
  const [typed, type] = useState('')
  const offers = useValues(name, typed)
  const chosen = Array.isArray(value) ? value : []
  return (
    <Select
      mode="tags"
      aria-label={t('trait.values')}
      style={{ flex: 1, minWidth: 180 }}
      placeholder={t('trait.values')}
      popupMatchSelectWidth={false}
      tokenSeparators={[',', '，', '、', '\n']}
      showSearch={{ onSearch: type }}
      options={[...offers]}
      optionRender={({ data }) => <OfferLine offer={data as Offer} />}
      value={chosen.map(String)}
      onChange={(texts: string[]) => onChange(texts.map((text) => chosen.find((one) => String(one) === text) ?? scalarOf(text)))}
    />
  )
}
