/** What every list offers beside its rows: which columns, and the loaded rows as a file. */
import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { saveCsv } from '../../parts/download.ts'
import { type ChosenColumns, ColumnChooser } from './column-chooser.tsx'
import type { ListColumn } from './list-column.ts'

export interface ListExtrasProps<Row> {
  readonly id: string
  readonly columns: readonly ListColumn<Row>[]
  readonly chosen: ChosenColumns<Row>
  readonly rows: readonly Row[]
}

export function ListExtras<Row>({ id, columns, chosen, rows }: ListExtrasProps<Row>) {
  const { t } = useTranslation('kinds')
  const exported = columns.filter((column) => column.title !== '')
  const save = () =>
    saveCsv(
      id,
      exported.map((column) => column.title),
      rows.map((row) => exported.map((column) => column.value(row))),
    )
  return (
    <span className="lc-row" style={{ flexWrap: 'nowrap' }}>
      <ColumnChooser columns={exported} chosen={chosen} />
      <Button
        icon={<DownloadOutlined />}
        disabled={rows.length === 0}
        aria-label={t('list.export')}
        title={t('list.export')}
        onClick={save}
      />
    </span>
  )
}
