/** Rows as a table. A row that has a page of its own opens with a click, its first column is a real link. */
import { Table, type TableColumnType } from 'antd'
import type { Key } from 'react'
import { Link, useNavigate } from 'react-router'
import { byColumn, type ListColumn } from './list-column.ts'

export interface RowTableProps<Row> {
  readonly rows: readonly Row[]
  readonly columns: readonly ListColumn<Row>[]
  readonly rowKey: (row: Row) => string
  readonly rowHref?: ((row: Row) => string) | undefined
  readonly loading?: boolean
  readonly selection?: { readonly keys: readonly string[]; readonly onChange: (keys: readonly string[]) => void } | undefined
  readonly expand?: ((row: Row) => React.ReactNode) | undefined
  readonly label: string
}

function tableColumn<Row>(column: ListColumn<Row>, href: ((row: Row) => string) | undefined): TableColumnType<Row> {
  const made: TableColumnType<Row> = {
    key: column.key,
    title: column.title,
    align: column.align ?? 'left',
    render: (_value: unknown, row: Row) => (href ? <Link to={href(row)}>{column.render(row)}</Link> : column.render(row)),
  }
  if (column.width !== undefined) made.width = column.width
  if (column.sortable) made.sorter = byColumn(column)
  return made
}

/** A click on a link, button or field inside the row is theirs, not the row's. */
function isOwnClick(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a,button,input,label,[role=menuitem],.ant-typography-copy') !== null
}

export function RowTable<Row extends object>(props: RowTableProps<Row>) {
  const { rows, columns, rowKey, rowHref, selection, expand, loading = false, label } = props
  const navigate = useNavigate()
  const onRow = (row: Row) => ({
    onClick: (event: React.MouseEvent) => {
      if (rowHref && !isOwnClick(event.target)) navigate(rowHref(row))
    },
  })
  return (
    <Table<Row>
      size="middle"
      aria-label={label}
      className={rowHref ? 'lc-clickable' : ''}
      columns={columns.map((column, index) => tableColumn(column, index === 0 ? rowHref : undefined))}
      dataSource={[...rows]}
      rowKey={rowKey}
      onRow={onRow}
      loading={loading}
      pagination={false}
      scroll={{ x: 'max-content' }}
      {...(selection
        ? { rowSelection: { selectedRowKeys: [...selection.keys], onChange: (keys: Key[]) => selection.onChange(keys.map(String)) } }
        : {})}
      {...(expand ? { expandable: { expandedRowRender: expand } } : {})}
    />
  )
}
