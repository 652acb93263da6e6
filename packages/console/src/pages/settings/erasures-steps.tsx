/** What a deletion did, place by place: removed, kept and why, when. */
import type { ErasureStep } from '@liuchi/server/contract/compliance/rights'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { RowCards } from '../../pagekinds/list/row-cards.tsx'
import { RowTable } from '../../pagekinds/list/row-table.tsx'
import { useBothWords } from '../../parts/consent-words.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { useIsPhone } from '../../parts/screen-width.ts'
import { Section } from '../../parts/section.tsx'

function useColumns(): readonly ListColumn<ErasureStep>[] {
  const { t } = useTranslation('privacy')
  const wordsOf = useBothWords()
  return [
    { key: 'words', title: t('erasures.holder'), render: ({ words }) => wordsOf(words), value: ({ words }) => wordsOf(words) },
    {
      key: 'rows',
      title: t('erasures.rows'),
      align: 'right',
      render: ({ rows }) => <Count value={rows} />,
      value: ({ rows }) => rows,
    },
    { key: 'kept', title: t('erasures.kept'), align: 'right', render: ({ kept }) => <Count value={kept} />, value: ({ kept }) => kept },
    {
      key: 'why',
      title: t('erasures.why'),
      render: ({ why }) => (why === null ? <span className="lc-soft">–</span> : <span className="lc-wrapped">{wordsOf(why)}</span>),
      value: ({ why }) => (why === null ? '' : wordsOf(why)),
    },
    { key: 'at', title: t('erasures.at'), render: ({ at }) => <Moment at={at} />, value: ({ at }) => at },
  ]
}

export function ErasureSteps({ steps }: { readonly steps: readonly ErasureStep[] }) {
  const { t } = useTranslation('privacy')
  const columns = useColumns()
  const isPhone = useIsPhone()
  const shared = { rows: steps, columns, rowKey: ({ holder }: ErasureStep) => holder }
  if (steps.length === 0)
    return (
      <Section title={t('erasures.steps')}>
        <EmptyState title={t('erasures.noSteps')} />
      </Section>
    )
  return (
    <Section title={t('erasures.steps')} flush>
      {isPhone ? <RowCards {...shared} /> : <RowTable {...shared} label={t('erasures.steps')} />}
    </Section>
  )
}
