/** Columns of the corps. */
import type { WecomCorp } from '@liuchi/server/contract/channels/wecom/connection'
import { useTranslation } from 'react-i18next'
import type { ListColumn } from '../../../pagekinds/list/list-column.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { useConnectorWords } from './connector-words.ts'
import { CorpState, standingOf } from './corp-state.tsx'
import { lastDone, useReconciliations } from './use-reconciliations.ts'
import { useCorpCounts } from './use-staff.ts'

function Pairs({ corpId }: { readonly corpId: string }) {
  return <Count value={useCorpCounts(corpId)?.pairs} />
}

function LastCompared({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const { data } = useReconciliations(corpId)
  const last = lastDone(data?.items)
  return data && !last ? <span className="lc-soft">{t('never')}</span> : <Moment at={last?.endedAt} ago />
}

export function useCorpColumns(): readonly ListColumn<WecomCorp>[] {
  const { t } = useTranslation('channels')
  const connectorWords = useConnectorWords()
  return [
    { key: 'corp', title: t('column.corp'), render: ({ corpId }) => corpId, value: ({ corpId }) => corpId },
    {
      key: 'state',
      title: t('column.state'),
      render: (corp) => <CorpState corp={corp} />,
      value: (corp) => t(`state.${standingOf(corp)}`),
    },
    {
      key: 'lastCallback',
      title: t('column.lastCallback'),
      render: ({ lastCallbackAt }) =>
        lastCallbackAt === null ? <span className="lc-soft">{t('never')}</span> : <Moment at={lastCallbackAt} ago />,
      value: ({ lastCallbackAt }) => lastCallbackAt,
    },
    {
      key: 'contacts',
      title: t('column.contacts'),
      align: 'right',
      render: ({ corpId }) => <Pairs corpId={corpId} />,
      value: () => '',
    },
    {
      key: 'reconciled',
      title: t('column.reconciled'),
      render: ({ corpId }) => <LastCompared corpId={corpId} />,
      value: () => '',
    },
    { key: 'agentId', title: t('column.agentId'), render: ({ agentId }) => agentId, value: ({ agentId }) => agentId, hiddenAtFirst: true },
    {
      key: 'connectedAt',
      title: t('column.connectedAt'),
      render: ({ connectedAt }) => <Moment at={connectedAt} />,
      value: ({ connectedAt }) => connectedAt,
    },
    {
      key: 'connectedBy',
      title: t('column.connectedBy'),
      render: ({ connectedBy }) => connectorWords(connectedBy),
      value: ({ connectedBy }) => connectorWords(connectedBy),
      hiddenAtFirst: true,
    },
  ]
}
