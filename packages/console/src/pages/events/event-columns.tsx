/** Columns of the events seen. */
import type { listPlan } from '@liuchi/server/contract/events/plan'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { Sparkline } from '../../pagekinds/figure/sparkline.tsx'
import type { ListColumn } from '../../pagekinds/list/list-column.ts'
import { useEventWords } from '../../parts/event-words.ts'
import { Moment } from '../../parts/moment.tsx'
import { Count } from '../../parts/numbers.tsx'
import { ModeTag } from './mode-tag.tsx'

export type PlanEvent = ResponseOf<typeof listPlan>['items'][number]

const SPARK_WIDTH_PIXELS = 110

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

export function useEventColumns(): readonly ListColumn<PlanEvent>[] {
  const { t } = useTranslation('events')
  const wordsOf = useEventWords()
  return [
    { key: 'name', title: t('column.name'), render: ({ name }) => wordsOf(name), value: ({ name }) => name, sortable: true },
    {
      key: 'total',
      title: t('column.total'),
      align: 'right',
      render: ({ total }) => <Count value={total} />,
      value: ({ total }) => total,
      sortable: true,
    },
    {
      key: 'week',
      title: t('column.week'),
      align: 'right',
      render: ({ lastSevenDays }) => <Count value={sum(lastSevenDays)} />,
      value: ({ lastSevenDays }) => sum(lastSevenDays),
      sortable: true,
    },
    {
      key: 'trend',
      title: t('column.trend'),
      width: SPARK_WIDTH_PIXELS,
      notOnPhone: true,
      render: ({ lastSevenDays }) => <Sparkline values={lastSevenDays} />,
      value: ({ lastSevenDays }) => lastSevenDays.join(' '),
    },
    { key: 'declared', title: t('declared'), render: ({ declared }) => <ModeTag mode={declared} />, value: ({ declared }) => declared },
    {
      key: 'lastSeenAt',
      title: t('column.lastSeenAt'),
      render: ({ lastSeenAt }) => <Moment at={lastSeenAt} ago />,
      value: ({ lastSeenAt }) => lastSeenAt,
      sortable: true,
    },
    {
      key: 'firstSeenAt',
      title: t('column.firstSeenAt'),
      render: ({ firstSeenAt }) => <Moment at={firstSeenAt} />,
      value: ({ firstSeenAt }) => firstSeenAt,
      sortable: true,
      notOnPhone: true,
    },
    {
      key: 'type',
      title: t('column.type'),
      render: ({ eventType }) => eventType ?? '–',
      value: ({ eventType }) => eventType,
      hiddenAtFirst: true,
    },
  ]
}
