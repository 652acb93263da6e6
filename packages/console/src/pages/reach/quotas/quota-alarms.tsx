/** What WeCom warned of and nobody has settled; renders nothing when there is nothing. */
import { listQuotaAlarms, type QuotaAlarm, settleQuotaAlarm } from '@liuchi/server/contract/channels/wecom/quotas'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../../api/hooks.ts'
import { useWhyNot } from '../../../api/session.ts'
import { useLanguage } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'

const FOLLOW_REFRESH_MS = 60_000

export function QuotaAlarms() {
  const { t } = useTranslation('quotas')
  const { data, error } = useRead(listQuotaAlarms, { query: {} }, { refreshWhile: () => FOLLOW_REFRESH_MS })
  if (error) return <ErrorNotice error={error} />
  if (!data || data.items.length === 0) return null
  return (
    <Section title={t('alarms.title', { count: data.items.length, shown: data.items.length })}>
      <ul className="lc-lines">
        {data.items.map((alarm) => (
          <Alarm key={alarm.id} alarm={alarm} />
        ))}
      </ul>
    </Section>
  )
}

function Alarm({ alarm }: { readonly alarm: QuotaAlarm }) {
  const { t } = useTranslation('quotas')
  const isEnglish = useLanguage() === 'en'
  const whyNot = useWhyNot()(settleQuotaAlarm)
  const settle = useWrite(settleQuotaAlarm, { stale: ['channels.wecom.quota_alarms'] })
  const { words, mend, lastAt, times, corpId } = alarm
  return (
    <li className="lc-line">
      <div className="lc-stack lc-wide-words" style={{ gap: 2 }}>
        <strong>{isEnglish ? words.en : words.zh}</strong>
        <span className="lc-soft">{isEnglish ? mend.en : mend.zh}</span>
        <span className="lc-soft lc-small">
          <Moment at={lastAt} ago /> · {corpId}
          {times > 1 ? ` · ${t('alarms.times', { times })}` : ''}
        </span>
        <ErrorNotice error={settle.error} />
      </div>
      <Button
        size="small"
        disabled={whyNot !== undefined}
        title={whyNot}
        loading={settle.isPending}
        onClick={() => settle.mutate({ params: { id: alarm.id } })}
      >
        {t('alarms.settle')}
      </Button>
    </li>
  )
}
