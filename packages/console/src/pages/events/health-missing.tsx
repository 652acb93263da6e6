/** Events that stopped coming, or come much more rarely than usual. */
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { Section } from '../../parts/section.tsx'
import { StateTag } from '../../parts/state-tag.tsx'
import { usePaths } from '../../paths.ts'
import type { Health } from './health-page.tsx'

type Missing = Health['missing'][number]

function useColumns(): readonly ListColumn<Missing>[] {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  return [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name },
    {
      key: 'reason',
      title: t('health.reason.title'),
      render: ({ reason }) => <StateTag state={reason === 'silent' ? 'refused' : 'paused'}>{t(`health.reason.${reason}`)}</StateTag>,
      value: ({ reason }) => reason,
    },
    {
      key: 'lastDay',
      title: t('health.lastDay'),
      align: 'right',
      render: ({ lastDay }) => <Count value={lastDay} />,
      value: ({ lastDay }) => lastDay,
    },
    {
      key: 'usualDay',
      title: t('health.usualDay'),
      align: 'right',
      render: ({ usualDay }) => <Count value={Math.round(usualDay)} />,
      value: ({ usualDay }) => usualDay,
    },
    {
      key: 'lastSeenAt',
      title: t('column.lastSeenAt'),
      render: ({ lastSeenAt }) => <Moment at={lastSeenAt} ago />,
      value: ({ lastSeenAt }) => lastSeenAt,
    },
  ]
}

export function MissingEvents({ missing }: { readonly missing: Health['missing'] }) {
  const { t } = useTranslation('events')
  const paths = usePaths()
  const columns = useColumns()
  return (
    <Section title={t('health.missingTitle')} flush>
      <RowTable
        rows={missing}
        columns={columns}
        rowKey={({ name }) => name}
        rowHref={({ name }) => paths.event(name)}
        label={t('health.missingTitle')}
      />
    </Section>
  )
}
