/** The rows of a list: a table, cards on a phone, or what an empty list says. */
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../parts/empty-state.tsx'
import { useIsPhone } from '../../parts/screen-width.ts'
import { BulkBar } from './bulk-bar.tsx'
import { SEARCH_KEY, useListAddress } from './list-address.ts'
import type { ListColumn } from './list-column.ts'
import type { ListPageProps } from './list-page.tsx'
import { RowCards } from './row-cards.tsx'
import { RowTable } from './row-table.tsx'

export interface ListRowsProps<Row> {
  readonly props: ListPageProps<Row>
  readonly columns: readonly ListColumn<Row>[]
}

/** Nothing there at all, or nothing that fits what was asked for. */
function NoRows<Row>({ props }: { readonly props: ListPageProps<Row> }) {
  const { t } = useTranslation('kinds')
  const address = useListAddress()
  const narrowing = [SEARCH_KEY, ...(props.filters ?? []).map(({ key }) => key)].filter((key) => address.get(key) !== '')
  if (narrowing.length === 0) return <EmptyState {...props.empty} />
  return (
    <EmptyState
      title={t('list.nothingFound')}
      text={t('list.nothingFoundText')}
      action={<Button onClick={() => address.clear(narrowing)}>{t('list.clearAll')}</Button>}
    />
  )
}

export function ListRows<Row extends object>({ props, columns }: ListRowsProps<Row>) {
  const isPhone = useIsPhone()
  const [selected, select] = useState<readonly string[]>([])
  const { query, rowKey, bulk } = props
  if (query.isPending) return <Skeleton active style={{ padding: 20 }} paragraph={{ rows: 6 }} title={false} />
  if (query.items.length === 0) return query.error ? null : <NoRows props={props} />
  const picked = query.items.filter((row) => selected.includes(rowKey(row)))
  const shared = { rows: query.items, columns, rowKey, rowHref: props.rowHref, expand: props.expand }
  if (isPhone) return <RowCards {...shared} />
  return (
    <>
      {bulk && picked.length > 0 ? <BulkBar rows={picked} actions={bulk} onDone={() => select([])} /> : null}
      <RowTable {...shared} label={props.title} selection={bulk ? { keys: selected, onChange: select } : undefined} />
    </>
  )
}
