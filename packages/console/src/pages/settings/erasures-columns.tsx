/** Columns of the deletions. */
import type { Erasure } from '@liuchi/server/contract/compliance/rights'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { ErasureState, sumOf } from './erasures-state.tsx'

const HASH_SHOWN_CHARACTERS = 12

export function useErasureColumns(): readonly ListColumn<Erasure>[] {
  const { t } = useTranslation('privacy')
  return [
    {
      key: 'requestedAt',
      title: t('erasures.requestedAt'),
      render: ({ requestedAt }) => <Moment at={requestedAt} />,
      value: ({ requestedAt }) => requestedAt,
    },
    { key: 'state', title: t('erasures.state.title'), render: (one) => <ErasureState state={one.state} />, value: ({ state }) => state },
    {
      key: 'reason',
      title: t('erasures.reason'),
      render: ({ reason }) => t(`erase.reasons.${reason}`),
      value: ({ reason }) => t(`erase.reasons.${reason}`),
    },
    { key: 'requestedBy', title: t('erasures.requestedBy'), render: (one) => one.requestedBy, value: (one) => one.requestedBy },
    {
      key: 'rows',
      title: t('erasures.rows'),
      align: 'right',
      render: (one) => <Count value={sumOf(one, 'rows')} />,
      value: (one) => sumOf(one, 'rows'),
    },
    {
      key: 'kept',
      title: t('erasures.kept'),
      align: 'right',
      render: (one) => <Count value={sumOf(one, 'kept')} />,
      value: (one) => sumOf(one, 'kept'),
    },
    { key: 'left', title: t('erasures.left'), align: 'right', render: ({ left }) => <Count value={left} />, value: ({ left }) => left },
    {
      key: 'hash',
      title: t('erasures.hash'),
      render: ({ personHash }) => (
        <span className="lc-mono lc-soft" title={personHash}>
          {personHash.slice(0, HASH_SHOWN_CHARACTERS)}…
        </span>
      ),
      value: ({ personHash }) => personHash,
      notOnPhone: true,
    },
  ]
}
