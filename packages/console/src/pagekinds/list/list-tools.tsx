/** Above the rows: one search box, the filters as chips, saved views. */
import { Input } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterChip } from './filter-chip.tsx'
import { type ListAddress, SEARCH_KEY, useListAddress } from './list-address.ts'
import type { ListPageProps } from './list-page.tsx'
import { SavedViews } from './saved-views.tsx'

export interface ListToolsProps<Row> {
  readonly props: ListPageProps<Row>
  readonly extras: ReactNode
}

function ListSearch({ address, placeholder }: { readonly address: ListAddress; readonly placeholder: string }) {
  return (
    <Input.Search
      key={address.q}
      className="lc-list-search"
      aria-label={placeholder}
      placeholder={placeholder}
      defaultValue={address.q}
      allowClear
      onSearch={(text) => address.set(SEARCH_KEY, text.trim())}
    />
  )
}

export function ListTools<Row>({ props, extras }: ListToolsProps<Row>) {
  const { t } = useTranslation('kinds')
  const address = useListAddress()
  const filters = props.filters ?? []
  const used = filters.map(({ key }) => key).filter((key) => address.get(key) !== '')
  return (
    <div className="lc-list-tools">
      {props.search ? <ListSearch address={address} placeholder={props.search.placeholder} /> : null}
      {filters.map((filter) => (
        <FilterChip key={filter.key} filter={filter} value={address.get(filter.key)} onChange={(value) => address.set(filter.key, value)} />
      ))}
      {used.length > 1 ? (
        <button type="button" className="lc-link-button" onClick={() => address.clear(used)}>
          {t('list.clearFilters')}
        </button>
      ) : null}
      <span style={{ flex: 1 }} />
      <SavedViews listId={props.id} address={address} />
      {extras}
    </div>
  )
}
