/** The model held against what happened: by week with the hidden weeks shaded, and by how often people had bought before. */
import { readClv } from '@liuchi/server/contract/insights/clv'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { Segmented, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useNumbers } from '../../i18n/formats.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { useBothWords } from '../../parts/consent-words.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { Section } from '../../parts/section.tsx'

type Answer = ResponseOf<typeof readClv>

export interface ModelCheckProps {
  readonly calibrationEnd: string
  readonly horizon: number
}

export function ModelCheck({ calibrationEnd, horizon }: ModelCheckProps) {
  const wordsOf = useBothWords()
  const query = useRead(readClv, { body: { calibrationEnd, unit: 'week', horizon } }, { keepPrevious: true })
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} />
  const answer = query.data
  return (
    <div className="lc-stack" aria-busy={query.isFetching} style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <CheckFigures answer={answer} />
      <Section>
        <WeekChart answer={answer} />
      </Section>
      {answer.byFrequency ? (
        <Section>
          <FrequencyChart lines={answer.byFrequency} />
        </Section>
      ) : null}
      <HowCounted source={answer.source}>{wordsOf(answer.countedAs)}</HowCounted>
    </div>
  )
}

function CheckFigures({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const { holdout, predicted } = answer
  const whole = (value: number) => numbers.count(Math.round(value))
  return (
    <div className="lc-grid">
      <FigureNumber
        title={t('model.holdoutTitle')}
        value={holdout?.error ?? null}
        form="percent"
        note={
          holdout
            ? t('model.holdoutCompared', { expected: whole(holdout.expected), actual: whole(holdout.actual) })
            : t('model.noHoldoutDays')
        }
      />
      <FigureNumber title={t('model.ahead', { weeks: predicted.weeks })} value={predicted.purchases} unit={t('model.aheadUnit')} />
      <FigureNumber
        title={t('model.aheadValue', { weeks: predicted.weeks })}
        value={predicted.value}
        form="money"
        currency={answer.currency ?? undefined}
      />
      <FigureNumber title={t('model.alive')} value={predicted.aliveShare} form="percent" note={t('model.aliveNote')} />
    </div>
  )
}

type View = 'weekly' | 'cumulative'

function WeekChart({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  const [view, show] = useState<View>('weekly')
  const { weeks, holdout } = answer
  const hidden = weeks.findIndex((week) => week.holdout)
  const fitted = weeks[hidden === -1 ? weeks.length - 1 : hidden - 1]
  const whole = (value: number) => numbers.count(Math.round(value))
  const sentence = holdout
    ? t('model.holdoutSentence', {
        weeks: numbers.count(holdout.weeks),
        expected: whole(holdout.expected),
        actual: whole(holdout.actual),
        error: holdout.error === null ? '–' : numbers.change(holdout.error),
      })
    : t('model.weeklySentence', { expected: whole(fitted?.expectedCumulative ?? 0), actual: whole(fitted?.actualCumulative ?? 0) })
  return (
    <Chart
      title={t('model.byWeek')}
      sentence={sentence}
      fileName="repeat-purchases"
      extra={
        <Segmented<View>
          size="small"
          options={[
            { value: 'weekly', label: t('model.weekly') },
            { value: 'cumulative', label: t('model.cumulative') },
          ]}
          value={view}
          onChange={show}
        />
      }
      data={{
        kind: 'line',
        categories: weeks.map(({ day }) => day),
        series: [
          { name: t('model.actual'), values: weeks.map((week) => (view === 'weekly' ? week.actual : week.actualCumulative)) },
          {
            name: t('model.expected'),
            isExpected: true,
            values: weeks.map((week) => (view === 'weekly' ? week.expected : week.expectedCumulative)),
          },
        ],
        format: (value) => numbers.count(Math.round(value * 10) / 10),
        categoryName: t('model.weekEnding'),
        shaded: hidden === -1 ? undefined : { from: hidden, name: t('model.holdout') },
      }}
    />
  )
}

function FrequencyChart({ lines }: { readonly lines: NonNullable<Answer['byFrequency']> }) {
  const { t } = useTranslation('predictions')
  const numbers = useNumbers()
  return (
    <Chart
      title={t('model.byFrequency')}
      sentence={t('model.byFrequencySentence')}
      fileName="calibration-by-frequency"
      data={{
        kind: 'bar',
        categories: lines.map(({ purchases, orMore }) => t(orMore ? 'model.orMore' : 'model.times', { count: purchases })),
        series: [
          { name: t('model.actual'), values: lines.map(({ actual }) => actual) },
          { name: t('model.expected'), values: lines.map(({ expected }) => expected) },
        ],
        format: numbers.count,
        categoryName: t('model.frequency'),
      }}
    />
  )
}
