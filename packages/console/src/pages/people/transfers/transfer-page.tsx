/** 客户 · transfers: one of them. How it stands, what came of every customer and group, approving and stopping it. */
import { approveTransfer, readTransfer, stopTransfer } from '@liuchi/server/contract/channels/wecom/transfer'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { DetailPage } from '../../../pagekinds/detail/detail-page.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { usePaths } from '../../../paths.ts'
import { TransferResult } from './transfer-result.tsx'
import { sumOf, TransferState, useMembersWords } from './transfer-state.tsx'
import { TransferredCustomers, TransferredGroups } from './transferred-rows.tsx'

const RUNNING_REFRESH_MS = 4_000
const STALE = ['channels.transfers.']

export type TransferRead = ResponseOf<typeof readTransfer>

export function TransferPage() {
  const id = useParams().id ?? ''
  return <OneTransfer key={id} id={id} />
}

function OneTransfer({ id }: { readonly id: string }) {
  const { t } = useTranslation('transfers')
  const paths = usePaths()
  const members = useMembersWords()
  const query = useRead(
    readTransfer,
    { params: { id } },
    { refreshWhile: ({ state }) => (state === 'running' ? RUNNING_REFRESH_MS : false) },
  )
  const transfer = query.data
  return (
    <DetailPage
      title={transfer ? t('name', { from: transfer.handover.name, to: members(transfer.takeovers) }) : t('number', { id })}
      back={{ label: t('title'), href: paths.transfers() }}
      query={query}
      state={transfer ? <TransferState state={transfer.state} /> : null}
      lead={transfer ? t(`kind.${transfer.kind}`) : null}
      notice={transfer ? <Notice transfer={transfer} /> : null}
      figures={transfer ? <Figures transfer={transfer} /> : null}
      tabs={
        transfer
          ? [
              { key: 'result', label: t('tab.result'), content: <TransferResult transfer={transfer} /> },
              { key: 'customers', label: t('tab.customers'), content: <TransferredCustomers id={id} state={transfer.state} /> },
              { key: 'groups', label: t('tab.groups'), content: <TransferredGroups id={id} state={transfer.state} /> },
            ]
          : []
      }
      extraActions={transfer ? <Actions transfer={transfer} /> : null}
    />
  )
}

function Notice({ transfer }: { readonly transfer: TransferRead }) {
  const { t } = useTranslation('transfers')
  const times = useTimes()
  const { state, stopAsked, customers, nextLookAt } = transfer
  if (state === 'planned') return <Alert type="info" showIcon title={t('notice.planned')} />
  return (
    <>
      {stopAsked && state !== 'discarded' ? <Alert type="warning" showIcon title={t('notice.stopped')} /> : null}
      {state === 'running' && (customers.waiting ?? 0) > 0 && nextLookAt ? (
        <Alert type="info" showIcon title={t('notice.waiting', { at: times.moment(Date.parse(nextLookAt)) })} />
      ) : null}
    </>
  )
}

function Figures({ transfer: { customers, groups } }: { readonly transfer: TransferRead }) {
  const { t } = useTranslation('transfers')
  const numbers = useNumbers()
  return (
    <>
      <FigureNumber title={t('figure.customers')} value={sumOf(customers)} />
      <FigureNumber title={t('figure.done')} value={customers.done ?? 0} />
      <FigureNumber
        title={t('figure.groups')}
        value={sumOf(groups)}
        note={t('figure.groupsDone', { shown: numbers.exact(groups.done ?? 0) })}
      />
    </>
  )
}

function Actions({ transfer }: { readonly transfer: TransferRead }) {
  const { t } = useTranslation('transfers')
  const numbers = useNumbers()
  const whyNot = useWhyNot()
  const approve = useWrite(approveTransfer, { stale: STALE })
  const stop = useWrite(stopTransfer, { stale: STALE })
  const { id, state, customers, groups, stopAsked } = transfer
  const [people, chats] = [customers.planned ?? 0, groups.planned ?? 0]
  const going = { customers: numbers.exact(people), groups: numbers.exact(chats) }
  const isPlanned = state === 'planned'
  return (
    <>
      {isPlanned ? (
        <ConfirmButton
          type="primary"
          label={t('approve.label', going)}
          question={t('approve.question', going)}
          consequence={t('approve.consequence')}
          done={t('approve.done')}
          whyNot={whyNot(approveTransfer) ?? (people + chats === 0 ? t('plan.nobody') : undefined)}
          run={() => approve.mutateAsync({ params: { id } })}
        />
      ) : null}
      {isPlanned || (state === 'running' && !stopAsked) ? (
        <ConfirmButton
          label={t(isPlanned ? 'stop.discard' : 'stop.label')}
          question={t(isPlanned ? 'stop.discardQuestion' : 'stop.question')}
          consequence={t('stop.consequence')}
          done={t('stop.done')}
          whyNot={whyNot(stopTransfer)}
          run={() => stop.mutateAsync({ params: { id } })}
        />
      ) : null}
    </>
  )
}
