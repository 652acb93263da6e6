/** Events that came long after they happened. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Count, Percent } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import type { Health } from './health-page.tsx'

type Late = Health['late']['items'][number]

export function LateEvents({ late }: { readonly late: Health['late'] }) {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  const paths = usePaths()
  const columns: readonly ListColumn<Late>[] = [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    { key: 'total', title: t('health.total'), align: 'right', render: ({ total }) => <Count value={total} />, value: ({ total }) => total },
    { key: 'late', title: t('health.late'), align: 'right', render: (row) => <Count value={row.late} />, value: (row) => row.late },
    {
      key: 'share',
      title: t('health.share'),
      align: 'right',
      render: ({ share }) => <Percent value={share} />,
      value: ({ share }) => share,
    },
  ]
  return (
    <Section title={t('health.lateTitle')} flush>
      <RowTable
        rows={late.items}
        columns={columns}
        rowKey={({ name }) => name}
        rowHref={({ name }) => paths.event(name)}
        label={t('health.lateTitle')}
      />
    </Section>
  )
}
