/** One quota: how full it is, when it begins again, what happens when it is full, and who or what uses it. */
import type { Quota } from '@liuchi/server/contract/channels/wecom/quotas'
import { Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { Sparkline } from '../../../pagekinds/figure/sparkline.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { StateTag } from '../../../parts/state-tag.tsx'
import type { ThingState } from '../../../theme/states.ts'
import { QuotaExpiries, QuotaSlots, QuotaSubjects } from './quota-details.tsx'

const states: Readonly<Record<Quota['state'], ThingState>> = { fine: 'live', near: 'paused', full: 'refused', unknown: 'draft' }
const colours: Readonly<Record<Quota['state'], string>> = {
  fine: 'var(--lc-good)',
  near: 'var(--lc-warn)',
  full: 'var(--lc-bad)',
  unknown: 'var(--lc-text-faint)',
}

export interface QuotaLineProps {
  readonly quota: Quota
  readonly trend: readonly number[] | undefined
}

export function QuotaLine({ quota, trend }: QuotaLineProps) {
  const { t } = useTranslation('quotas')
  const { used, limit, state, reason } = quota
  const needsHelp = state === 'near' || state === 'full'
  const percent = used !== null && limit ? Math.min(100, (used / limit) * 100) : 0
  return (
    <li className="lc-line lc-quota">
      <div className="lc-stack lc-quota-main" style={{ gap: 6 }}>
        <div className="lc-row" style={{ justifyContent: 'space-between' }}>
          <strong>{t(`name.${quota.quota}`)}</strong>
          <StateTag state={states[state]}>{t(`state.${state}`)}</StateTag>
        </div>
        {limit === null ? null : (
          <Progress percent={percent} showInfo={false} strokeColor={colours[state]} aria-label={t(`name.${quota.quota}`)} />
        )}
        <span>{state === 'unknown' ? whyUnknown(t, reason) : <Sentence quota={quota} />}</span>
        <span className="lc-soft lc-small">
          {t(`what.${quota.quota}`)}
          {quota.limitFrom === 'settings' ? ` ${t('ownLimit')}` : ''}
        </span>
        {needsHelp ? <span className="lc-small">{t(`mend.${quota.quota}`)}</span> : null}
        <Details quota={quota} />
      </div>
      <div className="lc-quota-side lc-stack" style={{ gap: 4 }}>
        {trend && trend.length > 1 ? (
          <>
            <Sparkline values={trend} />
            <span className="lc-soft lc-small">{t('trend', { days: trend.length })}</span>
          </>
        ) : null}
        <span className="lc-soft lc-small">
          {quota.asOf === null ? t('neverAsked') : t('asOf')} {quota.asOf === null ? null : <Moment at={quota.asOf} ago />}
        </span>
      </div>
    </li>
  )
}

type Words = ReturnType<typeof useTranslation<'quotas'>>['t']

function whyUnknown(t: Words, reason: string | null): string {
  return reason === null || reason === 'not_asked' ? t('notAsked') : t('noAnswer', { reason })
}

function Sentence({ quota }: { readonly quota: Quota }) {
  const { t } = useTranslation('quotas')
  const numbers = useNumbers()
  const times = useTimes()
  const { used, limit, unit, subjects, resetsAt } = quota
  const [first] = subjects
  const count = used ?? 0
  const shown = { count, used: numbers.exact(count), limit: numbers.exact(limit), left: numbers.exact(Math.max(0, (limit ?? 0) - count)) }
  const who = first && quota.unit !== 'units' ? t('most', { name: first.name }) : ''
  const text =
    quota.quota === 'receive_slots'
      ? t('slotsUsed', shown)
      : quota.quota === 'acquisition'
        ? t('unitsLeft', shown)
        : limit === null
          ? t(`unlimited.${unit}`, shown)
          : t(`used.${unit}`, shown)
  const resets = resetsAt === null ? '' : ` · ${t('resets', { at: times.moment(resetsAt) })}`
  return (
    <>
      {who}
      {text}
      <span className="lc-soft">{resets}</span>
    </>
  )
}

function Details({ quota }: { readonly quota: Quota }) {
  const { t } = useTranslation('quotas')
  const [isOpen, open] = useState(false)
  const { subjects, slots, expiries, near, full } = quota
  if (subjects.length === 0 && slots.length === 0 && expiries.length === 0) return null
  return (
    <>
      <button
        type="button"
        className="lc-link-button lc-small"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        onClick={() => open(!isOpen)}
      >
        {isOpen
          ? t('hide')
          : subjects.length > 0 && near + full > 0
            ? t('showNear', { count: near + full, shown: near + full })
            : t('show')}
      </button>
      {isOpen ? (
        <>
          <QuotaSlots slots={slots} />
          <QuotaExpiries expiries={expiries} />
          <QuotaSubjects quota={quota} />
        </>
      ) : null}
    </>
  )
}
