/** What was refused, by reason; a reason opens into samples of what came. */
import { listRejectedEvents } from '@liuchi/server/contract/events/collect'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { usePages } from '../../api/hooks.ts'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import type { Health } from './health-page.tsx'

type Rejected = Health['rejected']['items'][number]
type Sample = ResponseOf<typeof listRejectedEvents>['items'][number]

const SAMPLES_SHOWN = 10

function RejectedSamples({ code, source }: { readonly code: string; readonly source: string }) {
  const { t } = useTranslation('events')
  const query = usePages(listRejectedEvents, { query: { code, source, limit: SAMPLES_SHOWN } })
  if (query.isPending) return <Skeleton active paragraph={{ rows: 2 }} />
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  return (
    <ul className="lc-stack">
      {query.items.map((sample: Sample) => (
        <li key={sample.id} className="lc-stack" style={{ gap: 4 }}>
          <span className="lc-row">
            <Moment at={sample.receivedAt} />
            <strong>{sample.message}</strong>
            {sample.field ? <span className="lc-mono lc-soft">{sample.field}</span> : null}
          </span>
          <code className="lc-code" style={{ maxHeight: 120 }}>
            {sample.raw}
          </code>
        </li>
      ))}
      {query.items.length === 0 ? <li className="lc-soft">{t('health.noSamples')}</li> : null}
      {query.hasNextPage ? (
        <li>
          <Button size="small" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t('explorer.more')}
          </Button>
        </li>
      ) : null}
    </ul>
  )
}

export function RejectedEvents({ rejected }: { readonly rejected: Health['rejected'] }) {
  const { t } = useTranslation('events')
  const columns: readonly ListColumn<Rejected>[] = [
    { key: 'code', title: t('health.code'), render: ({ code }) => <span className="lc-mono">{code}</span>, value: ({ code }) => code },
    { key: 'source', title: t('explorer.source'), render: ({ source }) => source, value: ({ source }) => source },
    { key: 'total', title: t('health.count'), align: 'right', render: ({ total }) => <Count value={total} />, value: ({ total }) => total },
    { key: 'lastAt', title: t('health.lastAt'), render: ({ lastAt }) => <Moment at={lastAt} ago />, value: ({ lastAt }) => lastAt },
  ]
  return (
    <Section title={t('health.rejectedTitle')} flush>
      <RowTable
        rows={rejected.items}
        columns={columns}
        rowKey={({ code, source }) => `${code} ${source}`}
        label={t('health.rejectedTitle')}
        expand={({ code, source }) => <RejectedSamples code={code} source={source} />}
      />
    </Section>
  )
}
