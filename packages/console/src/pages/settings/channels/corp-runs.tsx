/** The comparisons of a corp with WeCom, newest first. */
import type { Reconciliation } from '@liuchi/server/contract/channels/wecom/reconcile'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { RowsSection } from '../../../pagekinds/list/rows-section.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'
import { useRepairWords, useStarterWords } from './reconcile-words.ts'
import { isRunning, useReconciliations } from './use-reconciliations.ts'

const states = { running: 'running', done: 'live', failed: 'refused' } as const satisfies Readonly<Record<string, ThingState>>

function stateOf(one: Reconciliation): keyof typeof states {
  if (isRunning(one)) return 'running'
  return one.error === null ? 'done' : 'failed'
}

export function CorpRuns({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const query = useReconciliations(corpId)
  return (
    <RowsSection
      label={t('tab.runs')}
      query={{ ...query, items: query.data?.items ?? [] }}
      columns={useRunColumns()}
      rowKey={({ jobId }) => jobId}
      empty={{ title: t('reconcile.never'), text: t('reconcile.neverText') }}
    />
  )
}

function useRunColumns(): readonly ListColumn<Reconciliation>[] {
  const { t } = useTranslation('channels')
  const numbers = useNumbers()
  const repairWords = useRepairWords()
  const starterWords = useStarterWords()
  return [
    {
      key: 'startedAt',
      title: t('reconcile.startedAt'),
      render: ({ startedAt }) => <Moment at={startedAt} />,
      value: (one) => one.startedAt,
    },
    {
      key: 'state',
      title: t('reconcile.state.title'),
      render: (one) => <StateTag state={states[stateOf(one)]}>{t(`reconcile.state.${stateOf(one)}`)}</StateTag>,
      value: (one) => t(`reconcile.state.${stateOf(one)}`),
    },
    { key: 'by', title: t('reconcile.by'), render: ({ by }) => starterWords(by), value: ({ by }) => starterWords(by) },
    {
      key: 'staff',
      title: t('reconcile.staff'),
      align: 'right',
      render: ({ figures }) => numbers.count(figures.staff),
      value: ({ figures }) => figures.staff,
    },
    {
      key: 'checked',
      title: t('figure.contacts'),
      align: 'right',
      render: ({ figures }) => numbers.count(figures.checked),
      value: ({ figures }) => figures.checked,
    },
    {
      key: 'groups',
      title: t('reconcile.groups'),
      align: 'right',
      render: ({ figures }) => numbers.count(figures.groups ?? 0),
      value: ({ figures }) => figures.groups ?? 0,
    },
    {
      key: 'repaired',
      title: t('reconcile.repaired'),
      render: (one) => <div className="lc-wrap">{one.error ?? repairWords(one)}</div>,
      value: (one) => one.error ?? repairWords(one),
    },
  ]
}
