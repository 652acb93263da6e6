/** The figure of the repurchase rate: the rate, by month of the first order, and the people behind each. */
import { readRepurchase, readRepurchasePeople } from '@liuchi/server/contract/insights'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage, useNumbers } from '../../i18n/formats.ts'
import { shiftDay } from '../../i18n/times.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../pagekinds/figure/people-drawer.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'

type Answer = ResponseOf<typeof readRepurchase>
type Which = 'eligible' | 'repurchased' | 'notRepurchased'

export interface RepurchaseResultProps {
  readonly withinDays: number
  /** Last day whose orders are known, counted. */
  readonly asOfDay: string
}

export function RepurchaseResult({ withinDays, asOfDay }: RepurchaseResultProps) {
  const { t } = useTranslation('insights')
  const body = { withinDays, asOf: shiftDay(asOfDay, 1) }
  const query = useRead(readRepurchase, { body }, { keepPrevious: true })
  const [people, open] = useState<PeopleBehind>()
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} />
  if (query.data.eligible === 0)
    return <EmptyState title={t('repurchase.nobody')} text={t('repurchase.nobodyText', { days: withinDays })} />
  const pick = (which: Which, total: number, month?: string) =>
    open({
      title: month ? `${t(`repurchase.${which}`)} · ${month}` : t(`repurchase.${which}`),
      total,
      endpoint: readRepurchasePeople,
      body: { ...body, which, ...(month ? { month } : {}) },
    })
  return (
    <div className="lc-stack" style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <RepurchaseFigure answer={query.data} withinDays={withinDays} onPick={pick} />
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </div>
  )
}

interface FigureProps {
  readonly answer: Answer
  readonly withinDays: number
  readonly onPick: (which: Which, total: number, month?: string) => void
}

function RepurchaseFigure({ answer, withinDays, onPick }: FigureProps) {
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  const language = useLanguage()
  const { eligible, repurchased, cohorts } = answer
  return (
    <>
      <div className="lc-grid">
        <FigureNumber
          title={t('repurchase.rate', { days: withinDays })}
          value={answer.rate}
          form="percent"
          note={t('repurchase.rateNote', { repurchased: numbers.count(repurchased), eligible: numbers.count(eligible) })}
        />
        <FigureNumber
          title={t('repurchase.repurchased')}
          value={repurchased}
          unit={t('personUnit')}
          note={<SeePeople label={t('seePeople')} onClick={() => onPick('repurchased', repurchased)} />}
        />
        <FigureNumber
          title={t('repurchase.notRepurchased')}
          value={eligible - repurchased}
          unit={t('personUnit')}
          note={<SeePeople label={t('seePeople')} onClick={() => onPick('notRepurchased', eligible - repurchased)} />}
        />
      </div>
      <Section>
        <Chart
          title={t('repurchase.byMonth')}
          sentence={t('repurchase.byMonthSentence', { days: withinDays })}
          fileName="repurchase"
          data={{
            kind: 'bar',
            categories: cohorts.map(({ month }) => month),
            series: [{ name: t('repurchase.rate', { days: withinDays }), values: cohorts.map(({ rate }) => rate) }],
            format: numbers.percent,
            axisFormat: (value) => `${Math.round(value * 100)}%`,
            categoryName: t('repurchase.month'),
          }}
          onPick={({ categoryIndex }) => {
            const cohort = cohorts[categoryIndex]
            if (cohort) onPick('repurchased', cohort.repurchased, cohort.month)
          }}
        />
      </Section>
      <Section title={t('repurchase.table')} flush>
        <MonthTable cohorts={cohorts} onPick={onPick} />
      </Section>
      <HowCounted source={answer.source}>{language === 'en' ? answer.countedAs.en : answer.countedAs.zh}</HowCounted>
    </>
  )
}

function SeePeople({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <button type="button" className="lc-link-button" onClick={onClick}>
      {label}
    </button>
  )
}

function MonthTable({ cohorts, onPick }: { readonly cohorts: Answer['cohorts']; readonly onPick: FigureProps['onPick'] }) {
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  return (
    <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
      <table className="lc-table">
        <thead>
          <tr>
            <th scope="col">{t('repurchase.month')}</th>
            <th scope="col">{t('repurchase.eligible')}</th>
            <th scope="col">{t('repurchase.repurchased')}</th>
            <th scope="col">{t('repurchase.rateColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ month, eligible, repurchased, rate }) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              <td>
                <SeePeople label={numbers.count(eligible)} onClick={() => onPick('eligible', eligible, month)} />
              </td>
              <td>
                <SeePeople label={numbers.count(repurchased)} onClick={() => onPick('repurchased', repurchased, month)} />
              </td>
              <td>{numbers.percent(rate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
