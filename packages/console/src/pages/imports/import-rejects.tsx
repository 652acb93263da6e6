/** Rows that were refused: where, why, and what stood there. */
import { listRejects } from '@liuchi/server/contract/events/imports'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'

type Reject = ResponseOf<typeof listRejects>['items'][number]

export interface ImportRejectsProps {
  readonly id: string
  readonly rowsRejected: number
}

export function ImportRejects({ id, rowsRejected }: ImportRejectsProps) {
  const { t } = useTranslation('imports')
  const numbers = useNumbers()
  const query = usePages(listRejects, { params: { id } })
  const columns: readonly ListColumn<Reject>[] = [
    {
      key: 'line',
      title: t('reject.line'),
      align: 'right',
      width: 90,
      render: ({ line }) => <span className="lc-number">{numbers.exact(line)}</span>,
      value: ({ line }) => line,
    },
    { key: 'reason', title: t('reject.reason'), render: ({ reason }) => reason, value: ({ reason }) => reason },
    { key: 'row', title: t('reject.row'), render: ({ row }) => <code className="lc-mono lc-soft">{row}</code>, value: ({ row }) => row },
  ]
  return (
    <Section title={t('reject.title', { count: rowsRejected, shown: numbers.exact(rowsRejected) })} flush>
      <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
      <RowTable
        rows={query.items}
        columns={columns}
        rowKey={({ line, code }) => `${line} ${code}`}
        loading={query.isPending}
        label={t('reject.list')}
      />
      {query.hasNextPage ? (
        <div className="lc-list-foot">
          <span />
          <Button loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      ) : null}
    </Section>
  )
}
