/** The newest events of one name, as a table. */
import { queryEvents } from '@liuchi/server/contract/events'
import { Button, Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usePages } from '../../api/hooks.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { EventDetails } from './event-details.tsx'
import { useEventRowColumns } from './event-row-columns.tsx'

const SHOWN = 20

export function LatestEvents({ name }: { readonly name: string }) {
  const { t } = useTranslation('events')
  const paths = usePaths()
  const query = usePages(queryEvents, { body: { names: [name], limit: SHOWN, withContext: true } })
  const columns = useEventRowColumns().filter(({ key, hiddenAtFirst }) => key !== 'name' && !hiddenAtFirst)
  if (query.isPending) return <Skeleton active />
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (query.items.length === 0) return <EmptyState title={t('explorer.empty')} />
  return (
    <Section
      title={t('tab.latest')}
      flush
      extra={
        <Link to={paths.explorer({ name })}>
          <Button size="small">{t('explorer.more')}</Button>
        </Link>
      }
    >
      <RowTable
        rows={query.items}
        columns={columns}
        rowKey={({ id }) => id}
        label={t('tab.latest')}
        expand={(row) => <EventDetails event={row} />}
      />
    </Section>
  )
}
