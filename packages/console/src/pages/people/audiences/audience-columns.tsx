/** Columns of audiences. */
import type { Audience } from '@liuchi/server/contract/audience'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { useBothWords } from '../../../parts/consent-words.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { AudienceState } from './audience-state.tsx'

export function useAudienceColumns(): readonly ListColumn<Audience>[] {
  const { t } = useTranslation('audiences')
  const wordsOf = useBothWords()
  const explained = ({ explanation }: Audience) => (explanation ? wordsOf(explanation) : t('named'))
  return [
    { key: 'name', title: t('column.name'), render: ({ name }) => name, value: ({ name }) => name },
    {
      key: 'count',
      title: t('column.count'),
      align: 'right',
      render: ({ count }) => <Count value={count} />,
      value: ({ count }) => count,
    },
    {
      key: 'kind',
      title: t('column.kind'),
      render: (audience) => <AudienceState audience={audience} />,
      value: ({ kind }) => t(`kind.${kind}`),
    },
    {
      key: 'rule',
      title: t('column.rule'),
      render: (audience) => <span className="lc-wrapped">{explained(audience)}</span>,
      value: explained,
    },
    {
      key: 'computedAt',
      title: t('column.computedAt'),
      render: ({ computedAt }) => <Moment at={computedAt} ago />,
      value: ({ computedAt }) => computedAt,
      notOnPhone: true,
    },
    {
      key: 'updatedBy',
      title: t('column.updatedBy'),
      render: ({ updatedBy, updatedAt }) => (
        <span>
          {updatedBy} <span className="lc-soft">·</span> <Moment at={updatedAt} ago />
        </span>
      ),
      value: ({ updatedBy }) => updatedBy,
      notOnPhone: true,
    },
  ]
}
