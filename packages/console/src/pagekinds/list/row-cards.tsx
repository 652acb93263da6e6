/** Rows as cards for a thumb: the first column is the title, the others are pairs below it. */
import { Fragment, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ListColumn } from './list-column.ts'

export interface RowCardsProps<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly ListColumn<Row>[]
  readonly rowKey: (row: Row) => string
  readonly rowHref?: ((row: Row) => string) | undefined
  readonly expand?: ((row: Row) => ReactNode) | undefined
}

function CardPairs<Row>({ row, columns }: { readonly row: Row; readonly columns: readonly ListColumn<Row>[] }) {
  return (
    <dl className="lc-pairs">
      {columns.map((column) => (
        <Fragment key={column.key}>
          <dt>{column.title}</dt>
          <dd>{column.render(row)}</dd>
        </Fragment>
      ))}
    </dl>
  )
}

export function RowCards<Row>({ rows, columns, rowKey, rowHref, expand }: RowCardsProps<Row>) {
  const { t } = useTranslation('kinds')
  const [first, ...rest] = columns.filter((column) => !column.notOnPhone)
  return (
    <ul>
      {rows.map((row) => (
        <li key={rowKey(row)} className="lc-list-card">
          <div className="lc-list-card-title">{rowHref ? <Link to={rowHref(row)}>{first?.render(row)}</Link> : first?.render(row)}</div>
          <CardPairs row={row} columns={rest} />
          {expand ? (
            <details style={{ marginTop: 8 }}>
              <summary className="lc-soft">{t('list.details')}</summary>
              {expand(row)}
            </details>
          ) : null}
        </li>
      ))}
    </ul>
  )
}
