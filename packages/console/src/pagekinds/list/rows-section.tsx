/** Rows as one section of a page, inside a tab for instance: a table, cards on a phone, or what an empty one says. */
import { Skeleton } from 'antd'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { useIsPhone } from '../../parts/screen-width.ts'
import { Section } from '../../parts/section.tsx'
import type { ListColumn } from './list-column.ts'
import { ListFoot } from './list-foot.tsx'
import type { ListQuery } from './list-page.tsx'
import { RowCards } from './row-cards.tsx'
import { RowTable } from './row-table.tsx'

export interface RowsSectionProps<Row> {
  readonly label: string
  readonly query: ListQuery<Row>
  readonly columns: readonly ListColumn<Row>[]
  readonly rowKey: (row: Row) => string
  readonly rowHref?: (row: Row) => string
  readonly empty: { readonly title: string; readonly text: string }
}

export function RowsSection<Row extends object>({ label, query, columns, rowKey, rowHref, empty }: RowsSectionProps<Row>) {
  const isPhone = useIsPhone()
  const rows = query.items
  const shared = { rows, columns, rowKey, rowHref }
  return (
    <Section flush>
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      {query.isPending ? <Skeleton active paragraph={{ rows: 4 }} title={false} style={{ padding: 20 }} /> : null}
      {!query.isPending && !query.error && rows.length === 0 ? <EmptyState {...empty} /> : null}
      {rows.length > 0 ? isPhone ? <RowCards {...shared} /> : <RowTable {...shared} label={label} /> : null}
      {rows.length > 0 ? <ListFoot query={query} extras={null} /> : null}
    </Section>
  )
}
