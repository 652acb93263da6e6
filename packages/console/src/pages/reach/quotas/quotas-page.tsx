/** 触达 · quotas: what the platform allows, how much of it is used, what happens when it is full, and what the platform warned of. */
import { listQuotas, measureQuotas, type Quota } from '@liuchi/server/contract/channels/wecom/quotas'
import { Button, Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useListAddress } from '../../../pagekinds/list/list-address.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { PageHead } from '../../../parts/page-head.tsx'
import { Section } from '../../../parts/section.tsx'
import { usePaths } from '../../../paths.ts'
import { QuotaAlarms } from './quota-alarms.tsx'
import { QuotaLimitsForm } from './quota-limits.tsx'
import { QuotaLine } from './quota-line.tsx'
import { useQuotaTrends } from './use-trends.ts'

/** Measured every ten minutes; a look that somebody else asked for is seen sooner. */
const FOLLOW_REFRESH_MS = 60_000
const CORP_KEY = 'corp'
/** What needs somebody comes first. */
const ORDER: readonly Quota['state'][] = ['full', 'near', 'unknown', 'fine']

export function QuotasPage() {
  const { t } = useTranslation('quotas')
  const address = useListAddress()
  const { data, error, refetch } = useRead(listQuotas, { query: {} }, { refreshWhile: () => FOLLOW_REFRESH_MS })
  const corpIds = [...new Set(data?.items.map((one) => one.corpId))]
  const chosen = address.get(CORP_KEY)
  const corpId = corpIds.find((one) => one === chosen) ?? corpIds[0]
  return (
    <>
      <PageHead title={t('title')} lead={t('lead')} actions={corpId ? <Actions key={corpId} corpId={corpId} /> : null} />
      <div className="lc-stack">
        <ErrorNotice error={error} onRetry={() => refetch()} />
        <QuotaAlarms />
        {corpIds.length > 1 ? (
          <Segmented
            style={{ alignSelf: 'flex-start' }}
            value={corpId ?? ''}
            options={corpIds}
            onChange={(value: string) => address.set(CORP_KEY, value)}
          />
        ) : null}
        {data || error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
        {data && corpId === undefined ? <NoCorp /> : null}
        {data && corpId ? <QuotasOfCorp key={corpId} corpId={corpId} items={data.items.filter((one) => one.corpId === corpId)} /> : null}
      </div>
    </>
  )
}

function NoCorp() {
  const { t } = useTranslation('quotas')
  const paths = usePaths()
  return <EmptyState title={t('none')} text={t('noneText')} action={<Link to={paths.channels()}>{t('toChannels')}</Link>} />
}

function Actions({ corpId }: { readonly corpId: string }) {
  const { t } = useTranslation('quotas')
  const whyNot = useWhyNot()(measureQuotas)
  const [isSetting, set] = useState(false)
  const measure = useWrite(measureQuotas, { stale: ['channels.wecom.quotas', 'channels.wecom.quota_days'] })
  return (
    <>
      <Button onClick={() => set(true)}>{t('limits.open')}</Button>
      <Button
        type="primary"
        disabled={whyNot !== undefined}
        title={whyNot}
        loading={measure.isPending}
        onClick={() => measure.mutate({ params: { corpId } })}
      >
        {t('measure')}
      </Button>
      <QuotaLimitsForm corpId={corpId} open={isSetting} onClose={() => set(false)} />
    </>
  )
}

function QuotasOfCorp({ corpId, items }: { readonly corpId: string; readonly items: readonly Quota[] }) {
  const { t } = useTranslation('quotas')
  const trends = useQuotaTrends(corpId)
  const sorted = items.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
  const count = items.filter(({ state }) => state === 'near' || state === 'full').length
  return (
    <Section title={count === 0 ? t('allFine') : t('someNear', { count, shown: count })}>
      <ul className="lc-lines">
        {sorted.map((quota) => (
          <QuotaLine key={quota.quota} quota={quota} trend={trends.get(quota.quota)} />
        ))}
      </ul>
    </Section>
  )
}
