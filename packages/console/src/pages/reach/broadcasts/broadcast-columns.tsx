/** Columns of broadcasts. */
import type { ListedBroadcast } from '@liuchi/server/contract/reach'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { BroadcastState } from './broadcast-state.tsx'
import { CopyButton } from './copy-button.tsx'

export function useBroadcastColumns(): readonly ListColumn<ListedBroadcast>[] {
  const { t } = useTranslation('reach')
  const count = (key: 'planned' | 'sent' | 'unconfirmed'): ListColumn<ListedBroadcast> => ({
    key,
    title: t(`column.${key}`),
    align: 'right',
    render: ({ counts }) => <Count value={counts[key]} />,
    value: ({ counts }) => counts[key],
  })
  return [
    { key: 'name', title: t('column.name'), render: ({ name }) => <span className="lc-wrapped">{name}</span>, value: ({ name }) => name },
    {
      key: 'status',
      title: t('column.status'),
      render: ({ status }) => <BroadcastState status={status} />,
      value: ({ status }) => t(`status.${status}`),
    },
    count('planned'),
    count('sent'),
    {
      key: 'tapped',
      title: t('column.tapped'),
      align: 'right',
      render: ({ tasks, tapped }) =>
        tasks === 0 ? (
          '–'
        ) : (
          <span>
            <Count value={tapped} /> / <Count value={tasks} />
          </span>
        ),
      value: ({ tapped }) => tapped,
    },
    {
      key: 'deleted',
      title: t('column.deleted'),
      align: 'right',
      render: ({ counts, deleted }) => (counts.sent === 0 ? '–' : <Count value={deleted} />),
      value: ({ deleted }) => deleted,
    },
    { ...count('unconfirmed'), hiddenAtFirst: true },
    {
      key: 'purpose',
      title: t('purpose.label'),
      render: ({ purpose }) => t(`purpose.${purpose}`),
      value: ({ purpose }) => t(`purpose.${purpose}`),
      hiddenAtFirst: true,
      notOnPhone: true,
    },
    {
      key: 'when',
      title: t('column.when'),
      render: ({ dueAt, at }) => <Moment at={dueAt ?? at} />,
      value: ({ dueAt, at }) => dueAt ?? at,
    },
    {
      key: 'createdBy',
      title: t('column.createdBy'),
      render: ({ createdBy, createdAt }) => (
        <span>
          {createdBy} <span className="lc-soft">·</span> <Moment at={createdAt} ago />
        </span>
      ),
      value: ({ createdBy }) => createdBy,
      hiddenAtFirst: true,
      notOnPhone: true,
    },
    { key: 'copy', title: t('copy.column'), render: ({ id }) => <CopyButton id={id} small />, value: () => null },
  ]
}
