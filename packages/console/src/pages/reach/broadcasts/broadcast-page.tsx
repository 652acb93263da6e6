/** 触达 · broadcasts: one of them. How it stands, who got it, who has tapped, what it cost. */
import { readBroadcast } from '@liuchi/server/contract/reach'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Alert } from 'antd'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { DetailPage, type DetailTab } from '../../../pagekinds/detail/detail-page.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { usePaths } from '../../../paths.ts'
import { BroadcastActions } from './broadcast-actions.tsx'
import { BroadcastContents } from './broadcast-contents.tsx'
import { BroadcastFigures } from './broadcast-figures.tsx'
import { BroadcastResult } from './broadcast-result.tsx'
import { BroadcastStaff } from './broadcast-staff.tsx'
import { BroadcastState, isUnderWay } from './broadcast-state.tsx'
import { HaltNotice } from './halt-notice.tsx'

const PLANNING_REFRESH_MS = 1_500
const SENDING_REFRESH_MS = 5_000

export type BroadcastRead = ResponseOf<typeof readBroadcast>

export function BroadcastPage() {
  const id = useParams().id ?? ''
  return <OneBroadcast key={id} id={id} />
}

function useTabs(broadcast: BroadcastRead | undefined): DetailTab[] {
  const { t } = useTranslation('reach')
  if (!broadcast) return []
  return [
    { key: 'result', label: t('tab.result'), content: <BroadcastResult broadcast={broadcast} /> },
    { key: 'staff', label: t('tab.staff'), content: <BroadcastStaff broadcast={broadcast} /> },
    { key: 'content', label: t('tab.content'), content: <BroadcastContents broadcast={broadcast} /> },
  ]
}

function OneBroadcast({ id }: { readonly id: string }) {
  const { t } = useTranslation('reach')
  const paths = usePaths()
  const wordsOf = useBothWords()
  const query = useRead(
    readBroadcast,
    { params: { id } },
    {
      refreshWhile: ({ status }) => (status === 'planning' ? PLANNING_REFRESH_MS : isUnderWay(status) ? SENDING_REFRESH_MS : false),
    },
  )
  const broadcast = query.data
  const tabs = useTabs(broadcast)
  return (
    <DetailPage
      title={broadcast?.name ?? t('number', { id })}
      back={{ label: t('title'), href: paths.broadcasts() }}
      query={query}
      state={broadcast ? <BroadcastState status={broadcast.status} /> : null}
      lead={broadcast ? wordsOf(broadcast.audience) : null}
      notice={broadcast ? <Notices broadcast={broadcast} /> : null}
      figures={broadcast ? <BroadcastFigures broadcast={broadcast} /> : null}
      tabs={tabs}
      extraActions={broadcast ? <BroadcastActions broadcast={broadcast} /> : null}
    />
  )
}

function Notices({ broadcast }: { readonly broadcast: BroadcastRead }) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const { status, withdrawnInTasks } = broadcast
  return (
    <>
      <HaltNotice />
      {status === 'planning' ? <Alert type="info" showIcon title={t('notice.planning')} /> : null}
      {status === 'draft' ? <Alert type="info" showIcon title={t('notice.draft')} /> : null}
      {withdrawnInTasks > 0 ? (
        <Alert
          type="warning"
          showIcon
          title={t('notice.withdrawn', { count: withdrawnInTasks, shown: numbers.exact(withdrawnInTasks) })}
          description={t('notice.withdrawnText')}
        />
      ) : null}
    </>
  )
}
