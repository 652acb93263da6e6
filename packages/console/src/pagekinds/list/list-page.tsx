/** The list kind of page: title with count, search, filters in the address, saved views, columns, bulk actions, export, empty state. */
import type { ReactNode } from 'react'
import type { CallError } from '../../api/call-error.ts'
import { useNumbers } from '../../i18n/formats.ts'
import type { EmptyStateProps } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useChosenColumns } from './column-chooser.tsx'
import type { BulkAction, ListColumn, ListFilter } from './list-column.ts'
import { ListExtras } from './list-extras.tsx'
import { ListFoot } from './list-foot.tsx'
import { ListRows } from './list-rows.tsx'
import { ListTools } from './list-tools.tsx'

/** What a list needs of a query; `usePages` gives it, a plain array does as well. */
export interface ListQuery<Row> {
  readonly items: readonly Row[]
  readonly isPending: boolean
  readonly isFetching?: boolean
  readonly error: CallError | null
  readonly refetch: () => unknown
  readonly hasNextPage?: boolean
  readonly isFetchingNextPage?: boolean
  readonly fetchNextPage?: () => unknown
}

export interface ListPageProps<Row> {
  /** Names what this browser remembers about the list. */
  readonly id: string
  readonly title: string
  readonly lead?: ReactNode
  readonly query: ListQuery<Row>
  readonly rowKey: (row: Row) => string
  readonly columns: readonly ListColumn<Row>[]
  readonly empty: EmptyStateProps
  readonly rowHref?: (row: Row) => string
  readonly search?: { readonly placeholder: string }
  readonly filters?: readonly ListFilter[]
  readonly actions?: ReactNode
  readonly bulk?: readonly BulkAction<Row>[]
  readonly expand?: (row: Row) => ReactNode
  /** Between the head and the rows: a figure, a notice. */
  readonly above?: ReactNode
  /** How many there are in all, when the server says; otherwise what is loaded is counted. */
  readonly total?: number | undefined
}

export function ListPage<Row extends object>(props: ListPageProps<Row>) {
  const numbers = useNumbers()
  const chosen = useChosenColumns(props.id, props.columns)
  const { query } = props
  const total = props.total ?? (query.hasNextPage ? undefined : query.items.length)
  const isCounted = !query.isPending && total !== undefined && total > 0
  const hasTools = props.search !== undefined || (props.filters?.length ?? 0) > 0
  const extras = <ListExtras id={props.id} columns={props.columns} chosen={chosen} rows={query.items} />
  return (
    <>
      <PageHead
        title={props.title}
        beside={isCounted ? <span className="lc-soft lc-number">{numbers.count(total)}</span> : null}
        lead={props.lead}
        actions={props.actions}
      />
      <div className="lc-stack">
        {props.above}
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {query.error && query.items.length === 0 ? null : (
          <section className="lc-card lc-card-flush" aria-label={props.title} aria-busy={query.isFetching ?? false}>
            {hasTools ? <ListTools props={props} extras={extras} /> : null}
            <ListRows props={props} columns={chosen.shown} />
            {query.items.length > 0 ? <ListFoot query={query} extras={hasTools ? null : extras} /> : null}
          </section>
        )}
      </div>
    </>
  )
}
