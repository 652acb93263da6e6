/** Where the lines between the tiers are drawn and why, and the way to draw them oneself. */
import { EditOutlined } from '@ant-design/icons'
import { changeTierSettings, readTierSettings, THRESHOLDS } from '@liuchi/server/contract/audience/tiers'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useMay, useWhyNot } from '../../../api/session.ts'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import { shiftDay } from '../../../i18n/times.ts'
import { useBothWords } from '../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { type TierSettingsAnswer, unitOf } from './threshold-unit.ts'
import { ThresholdsForm } from './thresholds-form.tsx'

/** `asOfDay`: the last day that counts. */
export function ThresholdsPanel({ asOfDay }: { readonly asOfDay: string }) {
  const { t } = useTranslation('tiers')
  const wordsOf = useBothWords()
  const may = useMay()(readTierSettings)
  const whyNot = useWhyNot()(changeTierSettings)
  const { data, error, refetch } = useRead(
    readTierSettings,
    { query: { asOf: shiftDay(asOfDay, 1) } },
    { enabled: may, keepPrevious: true },
  )
  const [isEditing, edit] = useState(false)
  if (!may) return null
  return (
    <section className="lc-stack" style={{ gap: 8 }} aria-label={t('thresholds.title')}>
      <div className="lc-row" style={{ justifyContent: 'space-between' }}>
        <span style={{ fontWeight: 500 }}>{t('thresholds.title')}</span>
        <Button
          size="small"
          icon={<EditOutlined />}
          disabled={whyNot !== undefined || !data}
          title={whyNot ?? t('thresholds.edit')}
          onClick={() => edit(true)}
        >
          {t('thresholds.edit')}
        </Button>
      </div>
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {data ? <Lines answer={data} /> : <Skeleton active title={false} />}
      {data ? <span className="lc-soft lc-small">{wordsOf(data.countedAs)}</span> : null}
      {data ? <ThresholdsForm open={isEditing} answer={data} onClose={() => edit(false)} /> : null}
    </section>
  )
}

function Lines({ answer }: { readonly answer: TierSettingsAnswer }) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const times = useTimes()
  const { days, buyers, buyersNeeded, gaps } = answer.cycle
  return (
    <>
      <span className="lc-small">
        {days === null
          ? t('thresholds.noCycle', { buyers: numbers.count(buyers), needed: buyersNeeded })
          : t('thresholds.cycle', { days, buyers: numbers.count(buyers), gaps: numbers.count(gaps) })}
      </span>
      <ul className="lc-stack" style={{ gap: 4, listStyle: 'none', margin: 0, padding: 0 }}>
        {THRESHOLDS.map((name) => {
          const { value, source } = answer.thresholds[name]
          return (
            <li key={name} className="lc-row lc-small" style={{ justifyContent: 'space-between', flexWrap: 'nowrap' }}>
              <span>{t(`thresholds.names.${name}`)}</span>
              <span style={{ whiteSpace: 'nowrap' }}>
                <strong>{numbers.count(value)}</strong> {t(`thresholds.${unitOf(name)}`)}{' '}
                <span className="lc-soft">{t(`thresholds.sources.${source}`)}</span>
              </span>
            </li>
          )
        })}
      </ul>
      {answer.changedAt ? (
        <span className="lc-soft lc-small">{t('thresholds.changed', { by: answer.changedBy ?? '', at: times.day(answer.changedAt) })}</span>
      ) : null}
    </>
  )
}
