/** The figures of RFM: buyers and money, the grid of R × F, how the money is spread, the eight segments, and the people behind each. */
import { readRfm, readRfmPeople } from '@liuchi/server/contract/insights/tiers'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { shiftDay } from '../../../i18n/times.ts'
import { Chart } from '../../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../../pagekinds/figure/how-counted.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../../pagekinds/figure/people-drawer.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import type { RfmQuestion } from './rfm-form.tsx'
import { RfmGrid } from './rfm-grid.tsx'
import { SegmentTable } from './segment-table.tsx'

export type RfmAnswer = ResponseOf<typeof readRfm>
type Which = { readonly r?: number; readonly f?: number; readonly m?: number; readonly segment?: RfmAnswer['segments'][number]['segment'] }
export type PickPeople = (title: string, total: number, which: Which) => void

/** Long sums of money need the room. */
const TWO_AND_TWO = 'repeat(auto-fit, minmax(min(230px, 45%), 1fr))'

const IMPORTANT: readonly string[] = ['champion', 'important_keep', 'important_develop', 'important_win_back']

export interface RfmResultProps {
  /** Last day that counts. */
  readonly asOfDay: string
  readonly question: RfmQuestion
}

export function RfmResult({ asOfDay, question: { method, bounds, isDefault } }: RfmResultProps) {
  const { t } = useTranslation('tiers')
  const wordsOf = useBothWords()
  const body = { asOf: shiftDay(asOfDay, 1), method, ...(method === 'bounds' ? { bounds } : {}) }
  const query = useRead(readRfm, { body }, { keepPrevious: true })
  const [people, open] = useState<PeopleBehind>()
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 10 }} />
  const answer = query.data
  if (answer.buyers === 0) return <EmptyState title={t('rfm.empty')} text={t('rfm.emptyText')} />
  const pick: PickPeople = (title, total, which) => open({ title, total, endpoint: readRfmPeople, body: { ...body, ...which } })
  return (
    <div className="lc-stack" style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <RfmFigures answer={answer} />
      <RfmGrid answer={answer} onPick={pick} />
      <SegmentTable answer={answer} asOf={body.asOf} isDefault={isDefault} onPick={pick} />
      <MoneySpread answer={answer} onPick={pick} />
      <HowCounted source={answer.source}>{wordsOf(answer.countedAs)}</HowCounted>
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </div>
  )
}

function RfmFigures({ answer }: { readonly answer: RfmAnswer }) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const important = answer.segments.filter(({ segment }) => IMPORTANT.includes(segment))
  const sum = (of: (line: RfmAnswer['segments'][number]) => number) => important.reduce((total, line) => total + of(line), 0)
  const others = answer.ordersInOtherCurrencies
  return (
    <div className="lc-grid" style={{ gridTemplateColumns: TWO_AND_TWO }}>
      <FigureNumber title={t('rfm.buyers')} value={answer.buyers} unit={t('people')} />
      <FigureNumber
        title={t('orders')}
        value={answer.orders}
        note={t('rfm.ordersPerBuyer', { orders: numbers.count(Math.round((answer.orders / answer.buyers) * 10) / 10) })}
      />
      <FigureNumber
        title={t('rfm.money')}
        value={answer.amount}
        form="money"
        currency={answer.currency ?? undefined}
        note={
          others > 0
            ? t('rfm.otherCurrencies', { count: others })
            : t('rfm.perBuyer', { amount: numbers.money(answer.amount / answer.buyers, answer.currency ?? undefined) })
        }
      />
      <FigureNumber
        title={t('rfm.topShare')}
        value={sum(({ amountShare }) => amountShare ?? 0)}
        form="percent"
        note={t('rfm.topShareNote', { people: numbers.count(sum(({ people }) => people)) })}
      />
    </div>
  )
}

function MoneySpread({ answer, onPick }: { readonly answer: RfmAnswer; readonly onPick: PickPeople }) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const lines = answer.distribution.m
  const top = lines.at(-1)
  return (
    <Section>
      <Chart
        title={t('rfm.mTitle')}
        sentence={t('rfm.mSentence', {
          people: numbers.count(top?.people ?? 0),
          share: numbers.percent(answer.amount === 0 ? null : (top?.amount ?? 0) / answer.amount),
        })}
        fileName="rfm-money"
        data={{
          kind: 'bar',
          categories: lines.map(({ score }) => t('rfm.mScore', { score })),
          series: [{ name: t('amount'), values: lines.map(({ amount }) => amount) }],
          format: (value) => numbers.money(value, answer.currency ?? undefined),
          axisFormat: numbers.count,
          categoryName: 'M',
        }}
        onPick={({ categoryIndex }) => {
          const line = lines[categoryIndex]
          if (line && line.people > 0) onPick(t('rfm.mPeople', { score: line.score }), line.people, { m: line.score })
        }}
      />
    </Section>
  )
}
