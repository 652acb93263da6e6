/** Events nobody declared, in a workspace that declares some. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import type { Health } from './health-page.tsx'

type Unknown = Health['unknown'][number]

export function UnknownEvents({ unknown }: { readonly unknown: readonly Unknown[] }) {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  const paths = usePaths()
  const columns: readonly ListColumn<Unknown>[] = [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    { key: 'total', title: t('health.count'), align: 'right', render: ({ total }) => <Count value={total} />, value: ({ total }) => total },
  ]
  return (
    <Section title={t('health.unknownTitle')} flush>
      <RowTable
        rows={unknown}
        columns={columns}
        rowKey={({ name }) => name}
        rowHref={({ name }) => paths.event(name)}
        label={t('health.unknownTitle')}
      />
    </Section>
  )
}
