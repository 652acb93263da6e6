/** 数据 · imports: every file brought in, newest first. */
import { listImports } from '@liuchi/server/contract/events/imports'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { ListPage } from '../../pagekinds/list/list-page.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { usePaths } from '../../paths.ts'
import { type Import, ImportProgress, ImportState, isUnderWay, RUNNING_REFRESH_MS } from './import-status.tsx'
import { usePresetWords } from './preset-words.ts'

function useColumns(): readonly ListColumn<Import>[] {
  const { t } = useTranslation('imports')
  const presetWords = usePresetWords()
  return [
    { key: 'fileName', title: t('column.fileName'), render: ({ fileName }) => fileName, value: ({ fileName }) => fileName },
    { key: 'preset', title: t('column.preset'), render: ({ preset }) => presetWords(preset), value: ({ preset }) => preset },
    {
      key: 'status',
      title: t('column.status'),
      render: (one) => (one.status === 'running' ? <ImportProgress one={one} /> : <ImportState status={one.status} />),
      value: ({ status }) => status,
      width: 200,
    },
    {
      key: 'rowsRead',
      title: t('column.rowsRead'),
      align: 'right',
      render: ({ rowsRead }) => <Count value={rowsRead} />,
      value: ({ rowsRead }) => rowsRead,
    },
    {
      key: 'rowsStored',
      title: t('column.rowsStored'),
      align: 'right',
      render: ({ rowsStored }) => <Count value={rowsStored} />,
      value: ({ rowsStored }) => rowsStored,
    },
    {
      key: 'rowsDuplicate',
      title: t('column.rowsDuplicate'),
      align: 'right',
      render: ({ rowsDuplicate }) => <Count value={rowsDuplicate} />,
      value: ({ rowsDuplicate }) => rowsDuplicate,
    },
    {
      key: 'rowsRejected',
      title: t('column.rowsRejected'),
      align: 'right',
      render: ({ rowsRejected }) => <Count value={rowsRejected} />,
      value: ({ rowsRejected }) => rowsRejected,
    },
    {
      key: 'createdAt',
      title: t('column.createdAt'),
      render: ({ createdAt }) => <Moment at={createdAt} ago />,
      value: ({ createdAt }) => createdAt,
    },
  ]
}

export function ImportsPage() {
  const { t } = useTranslation('imports')
  const paths = usePaths()
  const query = usePages(listImports, {}, { refreshWhile: (items) => (items.some(isUnderWay) ? RUNNING_REFRESH_MS : false) })
  const columns = useColumns()
  const start = (
    <Link to={paths.newImport()}>
      <Button type="primary">{t('new')}</Button>
    </Link>
  )
  return (
    <ListPage
      id="imports"
      title={t('title')}
      lead={t('lead')}
      query={query}
      rowKey={({ id }) => id}
      rowHref={({ id }) => paths.oneImport(id)}
      columns={columns}
      actions={start}
      empty={{ title: t('empty'), text: t('emptyText'), action: start }}
    />
  )
}
