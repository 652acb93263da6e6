/** Copies that were recognised and left out. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import type { Health } from './health-page.tsx'

type Duplicate = Health['duplicates']['items'][number]

export function DuplicateEvents({ duplicates }: { readonly duplicates: Health['duplicates'] }) {
  const { t } = useTranslation('events')
  const columns: readonly ListColumn<Duplicate>[] = [
    {
      key: 'day',
      title: t('health.day'),
      render: ({ day }) => <span className="lc-number">{day.slice(0, 10)}</span>,
      value: ({ day }) => day,
    },
    { key: 'source', title: t('explorer.source'), render: ({ source }) => source, value: ({ source }) => source },
    { key: 'total', title: t('health.count'), align: 'right', render: ({ total }) => <Count value={total} />, value: ({ total }) => total },
  ]
  return (
    <Section title={t('health.duplicatesTitle')} flush>
      <RowTable
        rows={duplicates.items}
        columns={columns}
        rowKey={({ day, source }) => `${day} ${source}`}
        label={t('health.duplicatesTitle')}
      />
    </Section>
  )
}
