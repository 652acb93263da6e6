/** Beside a transfer that is being composed: how many go, to whom, and who cannot and why. */
import type { TransferPlan } from '@liuchi/server/contract/channels/wecom/transfer'
import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CallError } from '../../../api/call-error.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Count } from '../../../parts/numbers.tsx'
import { Section } from '../../../parts/section.tsx'

interface PlanQuery {
  readonly data: TransferPlan | undefined
  readonly error: CallError | null
  readonly isFetching: boolean
  readonly refetch: () => unknown
}

export function TransferPlanResult({ query }: { readonly query: PlanQuery }) {
  const { t } = useTranslation('transfers')
  const { data, error } = query
  if (error) return <ErrorNotice error={error} onRetry={() => query.refetch()} />
  if (!data) return <Spin aria-label={t('plan.counting')} />
  return (
    <div className="lc-stack" aria-busy={query.isFetching} style={{ opacity: query.isFetching ? 0.6 : 1 }}>
      <div className="lc-grid">
        <Figure title={t('plan.customers')} unit={t('plan.people', { count: data.customers.planned })} share={data.customers} />
        <Figure title={t('plan.groups')} unit={t('plan.chats', { count: data.groups.planned })} share={data.groups} />
      </div>
      <Shares takeovers={data.takeovers} />
      <Excluded plan={data} />
    </div>
  )
}

function Figure({ title, unit, share }: { readonly title: string; readonly unit: string; readonly share: TransferPlan['customers'] }) {
  const { t } = useTranslation('transfers')
  const numbers = useNumbers()
  return (
    <div className="lc-card lc-card-body lc-stack" style={{ gap: 4 }}>
      <span className="lc-soft lc-figure-title">{title}</span>
      <span className="lc-figure-value">
        {numbers.exact(share.planned)}
        <span className="lc-figure-unit">{unit}</span>
      </span>
      <span className="lc-soft lc-small">{t('plan.of', { shown: numbers.exact(share.total) })}</span>
    </div>
  )
}

export function Shares({ takeovers }: { readonly takeovers: TransferPlan['takeovers'] }) {
  const { t } = useTranslation('transfers')
  const numbers = useNumbers()
  return (
    <Section title={t('plan.who')}>
      <ul className="lc-plain-list lc-stack" style={{ gap: 6, margin: 0, paddingInlineStart: 18 }}>
        {takeovers.map(({ userId, name, customers, groups }) => (
          <li key={userId}>{t('plan.whoEach', { name, customers: numbers.exact(customers), groups: numbers.exact(groups) })}</li>
        ))}
      </ul>
    </Section>
  )
}

function Excluded({ plan }: { readonly plan: TransferPlan }) {
  const { t } = useTranslation('transfers')
  const parts = (['customers', 'groups'] as const).flatMap((what) =>
    Object.entries(plan[what].excluded).map(([reason, count]) => ({ what, reason: reason as keyof typeof plan.customers.excluded, count })),
  )
  if (parts.length === 0) return null
  return (
    <Section title={t('plan.excluded')}>
      <dl className="lc-counts">
        {parts.map(({ what, reason, count }) => (
          <div key={`${what} ${reason}`} style={{ display: 'contents' }}>
            <dt>
              {t(`column.${what}`)} · {t(`reason.${reason}`)}
            </dt>
            <dd>
              <Count value={count} />
            </dd>
            <dd />
          </div>
        ))}
      </dl>
    </Section>
  )
}
