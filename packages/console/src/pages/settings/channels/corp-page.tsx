/** Settings · channels: one WeCom corp. Whether it works, what is known of it, and how it is connected. */
import {
  deleteWecomCorp,
  listWecomCorps,
  putWecomCorp,
  readCorpFigures,
  type WecomCorp,
} from '@liuchi/server/contract/channels/wecom/connection'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { DetailPage, type DetailTab } from '../../../pagekinds/detail/detail-page.tsx'
import { ConfirmButton } from '../../../parts/confirm-button.tsx'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { usePaths } from '../../../paths.ts'
import { ConnectCorp } from './connect-corp.tsx'
import { CorpActivity } from './corp-activity.tsx'
import { CorpCheck } from './corp-check.tsx'
import { CorpConnection } from './corp-connection.tsx'
import { CorpContacts } from './corp-contacts.tsx'
import { CorpFigures } from './corp-figures.tsx'
import { CorpReconcile } from './corp-reconcile.tsx'
import { CorpRuns } from './corp-runs.tsx'
import { CorpStaff } from './corp-staff.tsx'
import { CorpState } from './corp-state.tsx'
import { isLocal, LocalWechatNotice } from './local-wechat.tsx'
import { CorpTags } from './tags/corp-tags.tsx'
import { useCorpCounts } from './use-staff.ts'

/** So that a callback that came, or a verified address, is seen without asking. */
const FOLLOW_REFRESH_MS = 10_000

export function CorpPage() {
  const corpId = useParams().corpId ?? ''
  return <OneCorp key={corpId} corpId={corpId} />
}

function useTabs(corp: WecomCorp | undefined): DetailTab[] {
  const { t } = useTranslation('channels')
  if (!corp) return []
  const { corpId } = corp
  return [
    {
      key: 'overview',
      label: t('tab.overview'),
      content: (
        <div className="lc-columns lc-columns-top">
          <CorpCheck corpId={corpId} />
          <CorpReconcile corpId={corpId} />
        </div>
      ),
    },
    { key: 'contacts', label: t('tab.contacts'), content: <CorpContacts corpId={corpId} /> },
    { key: 'staff', label: t('tab.staff'), content: <CorpStaff corpId={corpId} /> },
    { key: 'tags', label: t('tab.tags'), content: <CorpTags corpId={corpId} /> },
    { key: 'activity', label: t('tab.activity'), content: <CorpActivity corpId={corpId} /> },
    { key: 'runs', label: t('tab.runs'), content: <CorpRuns corpId={corpId} /> },
    { key: 'connection', label: t('tab.connection'), content: <CorpConnection corp={corp} /> },
  ]
}

function OneCorp({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const whyNot = useWhyNot()(putWecomCorp)
  const [isEditing, edit] = useState(false)
  const query = useRead(listWecomCorps, {}, { refreshWhile: () => FOLLOW_REFRESH_MS })
  const corp = query.data?.items.find((one) => one.corpId === corpId)
  const tabs = useTabs(corp)
  const unknown = <EmptyState title={t('unknown')} text={t('unknownText')} action={<Link to={paths.channels()}>{t('back')}</Link>} />
  return (
    <>
      <DetailPage
        title={corpId}
        back={{ label: t('title'), href: paths.channels() }}
        query={query}
        state={corp ? <CorpState corp={corp} /> : null}
        notice={corp && isLocal(corp) ? <LocalWechatNotice corp={corp} /> : null}
        figures={corp ? <CorpFigures corp={corp} /> : null}
        tabs={corp ? tabs : [{ key: 'unknown', label: t('unknown'), content: unknown }]}
        actions={corp ? [{ key: 'edit', label: t('edit'), onClick: () => edit(true), whyNot }] : []}
        extraActions={corp ? <Disconnect corpId={corpId} /> : null}
      />
      {corp ? <ConnectCorp open={isEditing} onClose={() => edit(false)} corp={corp} /> : null}
    </>
  )
}

function Disconnect({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('channels')
  const paths = usePaths()
  const numbers = useNumbers()
  const navigate = useNavigate()
  const whyNot = useWhyNot()(deleteWecomCorp)
  const counts = useCorpCounts(corpId)
  const { data: figures } = useRead(readCorpFigures, { params: { corpId } })
  const stops = { tasks: numbers.exact(figures?.openMassTasks ?? 0), rules: numbers.exact(figures?.welcomeRules ?? 0) }
  const disconnect = useWrite(deleteWecomCorp, { stale: [listWecomCorps.name] })
  return (
    <ConfirmButton
      label={t('connection.disconnect')}
      question={t('connection.question', { corpId })}
      consequence={`${t('connection.stops', stops)} ${t('connection.consequence', { shown: numbers.exact(counts?.pairs ?? 0) })}`}
      done={t('connection.done')}
      whyNot={whyNot}
      run={async () => {
        await disconnect.mutateAsync({ params: { corpId } })
        await navigate(paths.channels())
      }}
    />
  )
}
