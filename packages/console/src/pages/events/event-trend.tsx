/** An event over time: how often, how many people, or a sum; by a property if wanted. A point opens the events behind it. */
import { eventSeries } from '@liuchi/server/contract/events'
import type { BodyInputOf, ResponseOf } from '@liuchi/server/platform/contract'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { useLanguage, useNumbers, useTimes } from '../../i18n/formats.ts'
import type { TimeFormats } from '../../i18n/times.ts'
import { daysBetween } from '../../i18n/times.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { useDataSpan } from '../../parts/data-span.ts'
import { type Days, rangeOf } from '../../parts/days.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Section } from '../../parts/section.tsx'
import { usePaths } from '../../paths.ts'
import { TrendControls, type TrendQuestion } from './trend-controls.tsx'

type Series = ResponseOf<typeof eventSeries>

const HOURS_UNTIL_DAYS = 2

/** Body of the call: hours for up to two days, else the unit that was chosen. */
function bodyOf(name: string, question: TrendQuestion, days: Days): BodyInputOf<typeof eventSeries> {
  const { measure, property, unit, breakdown } = question
  return {
    names: [name],
    measure: measure === 'sum' ? { kind: 'sum', property } : { kind: measure },
    unit: unit ?? (daysBetween(days.first, days.last) <= HOURS_UNTIL_DAYS ? 'hour' : 'day'),
    ...rangeOf(days),
    ...(breakdown ? { breakdown: { property: breakdown } } : {}),
  }
}

function periodName(times: TimeFormats, unit: string, at: string): string {
  if (unit === 'hour') return times.moment(at).slice(5, 16)
  return unit === 'month' ? times.day(at).slice(0, 7) : times.day(at)
}

function useLineName(): (line: Series['lines'][number]) => string {
  const { t } = useTranslation('events')
  return (line) => {
    if (line.other) return t('trend.other')
    if (line.value === undefined) return line.event
    return line.value ?? t('trend.noValue')
  }
}

export function EventTrend({ name }: { readonly name: string }) {
  const { t } = useTranslation('events')
  const { usual, span, isPending } = useDataSpan()
  const [question, ask] = useState<TrendQuestion>({ measure: 'count', property: '', breakdown: '', unit: undefined, days: undefined })
  const days = question.days ?? usual
  const body = bodyOf(name, question, days)
  const isComplete = !isPending && (question.measure !== 'sum' || question.property !== '')
  const query = useRead(eventSeries, { body }, { enabled: isComplete, keepPrevious: true })
  return (
    <Section>
      <div className="lc-stack">
        <TrendControls event={name} question={question} days={days} dataSpan={span} unit={body.unit} onChange={ask} />
        <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
        {query.data ? <TrendChart name={name} series={query.data} question={question} unit={body.unit} /> : null}
        {!query.data && isComplete && !query.error ? <Skeleton active title={false} paragraph={{ rows: 6 }} /> : null}
        {isComplete ? null : <p className="lc-soft">{t('trend.chooseProperty')}</p>}
      </div>
    </Section>
  )
}

interface TrendChartProps {
  readonly name: string
  readonly series: Series
  readonly question: TrendQuestion
  readonly unit: string
}

function TrendChart({ name, series, question, unit }: TrendChartProps) {
  const { t } = useTranslation('events')
  const times = useTimes()
  const numbers = useNumbers()
  const language = useLanguage()
  const lineName = useLineName()
  const wordsOf = useEventWords()
  const navigate = useNavigate()
  const paths = usePaths()
  const total = series.lines.reduce((sum, line) => sum + line.total, 0)
  const measure = t(`trend.measure.${question.measure}`)
  const onlyLine = series.lines.length === 1 ? series.lines[0] : undefined
  return (
    <>
      <Chart
        title={`${wordsOf(name)} · ${measure}`}
        sentence={
          onlyLine
            ? t('trend.sentence', { measure, total: numbers.count(total) })
            : t('trend.sentenceMany', { measure, count: series.lines.length })
        }
        fileName={`${name}-${question.measure}`}
        data={{
          kind: 'line',
          categories: series.periods.map((at) => periodName(times, unit, at)),
          series: series.lines.map((line) => ({ name: lineName(line), values: line.points, isRest: line.other ?? false })),
          format: numbers.count,
          categoryName: t(`trend.unit.${unit as 'day'}`),
        }}
        onPick={({ categoryIndex }) => {
          const at = series.periods[categoryIndex]
          const next = series.periods[categoryIndex + 1]
          const last = next ? times.day(Date.parse(next) - 1) : times.day(at)
          if (at) navigate(paths.explorer({ name, from: times.day(at), to: unit === 'hour' ? times.day(at) : last }))
        }}
      />
      <HowCounted source={series.source}>{language === 'en' ? series.countedAs.en : series.countedAs.zh}</HowCounted>
    </>
  )
}
