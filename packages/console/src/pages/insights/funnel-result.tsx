/** The figure of a funnel: conversion, chart, table by step and value; each number opens the people behind it. */
import { readFunnel, readFunnelPeople } from '@liuchi/server/contract/insights'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { useLanguage, useNumbers } from '../../i18n/formats.ts'
import { Chart } from '../../pagekinds/figure/chart.tsx'
import type { ChartSeries } from '../../pagekinds/figure/chart-data.ts'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { HowCounted } from '../../pagekinds/figure/how-counted.tsx'
import { type PeopleBehind, PeopleDrawer } from '../../pagekinds/figure/people-drawer.tsx'
import type { Days } from '../../parts/days.ts'
import { ErrorNotice } from '../../parts/error-notice.tsx'
import { useEventWords } from '../../parts/event-words.ts'
import { Section } from '../../parts/section.tsx'
import { askedFunnel, type FunnelDraft, funnelBody, isComplete } from './funnel-draft.ts'
import { type FunnelAnswer, useLineWords } from './funnel-lines.ts'
import { FunnelTable, type PickStep } from './funnel-table.tsx'

export interface FunnelResultProps {
  readonly draft: FunnelDraft
  readonly days: Days
}

export function FunnelResult({ draft, days }: FunnelResultProps) {
  const query = useRead(readFunnel, { body: funnelBody(draft, days) }, { enabled: isComplete(draft), keepPrevious: true })
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => query.refetch()} />
  if (!query.data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <div className="lc-stack" aria-busy={query.isFetching} style={{ opacity: query.isPlaceholderData ? 0.6 : 1 }}>
      <FunnelFigure answer={query.data} draft={draft} days={days} />
    </div>
  )
}

interface FunnelFigureProps extends FunnelResultProps {
  readonly answer: FunnelAnswer
}

function usePickStep({ answer, draft, days }: FunnelFigureProps, open: (people: PeopleBehind) => void): PickStep {
  const { t } = useTranslation('insights')
  const wordsOf = useEventWords()
  const lineWords = useLineWords()
  return ({ step, which, line }) => {
    const steps = line?.steps ?? answer.steps
    const reached = steps[step - 1]?.persons ?? 0
    const before = steps[step - 2]?.persons ?? 0
    const name = wordsOf(answer.steps[step - 1]?.name ?? '')
    const title = t(which === 'reached' ? 'funnel.reachedTitle' : 'funnel.droppedTitle', { step: name })
    open({
      title: line ? `${title} · ${lineWords(line)}` : title,
      total: which === 'reached' ? reached : before - reached,
      endpoint: readFunnelPeople,
      body: {
        ...askedFunnel(draft, days),
        step,
        which,
        ...(line ? { breakdown: { property: draft.breakdown, value: line.value } } : {}),
      },
    })
  }
}

function FunnelFigure(props: FunnelFigureProps) {
  const { answer } = props
  const { t } = useTranslation('insights')
  const numbers = useNumbers()
  const language = useLanguage()
  const wordsOf = useEventWords()
  const lineWords = useLineWords()
  const [people, open] = useState<PeopleBehind>()
  const pick = usePickStep(props, open)
  const first = answer.steps[0]
  const last = answer.steps.at(-1)
  const lines = answer.breakdown ?? []
  const series: ChartSeries[] =
    lines.length > 0
      ? lines.map((line) => ({ name: lineWords(line), values: line.steps.map(({ persons }) => persons), isRest: line.other ?? false }))
      : [{ name: t('people'), values: answer.steps.map(({ persons }) => persons) }]
  return (
    <>
      <div className="lc-grid">
        <FigureNumber
          title={t('funnel.conversion')}
          value={last?.conversionFromStart}
          form="percent"
          note={t('funnel.conversionNote', { last: numbers.count(last?.persons), first: numbers.count(first?.persons) })}
        />
        <FigureNumber title={t('funnel.entered')} value={first?.persons} unit={t('personUnit')} />
        <FigureNumber title={t('funnel.finished')} value={last?.persons} unit={t('personUnit')} />
      </div>
      <Section>
        <Chart
          title={t('funnel.chart')}
          sentence={t('funnel.chartSentence', {
            chain: answer.steps.map(({ persons }) => numbers.count(persons)).join(' → '),
            rate: numbers.percent(last?.conversionFromStart),
          })}
          fileName="funnel"
          data={{
            kind: 'bar',
            categories: answer.steps.map(({ name }, index) => `${index + 1}. ${wordsOf(name)}`),
            series,
            format: numbers.count,
            categoryName: t('funnel.stepColumn'),
          }}
          onPick={({ categoryIndex, seriesIndex }) => {
            const line = lines[seriesIndex]
            if (!line?.other) pick({ step: categoryIndex + 1, which: 'reached', line })
          }}
        />
      </Section>
      <Section title={t('funnel.table')} flush>
        <FunnelTable answer={answer} onPick={pick} />
      </Section>
      <HowCounted source={answer.source}>{language === 'en' ? answer.countedAs.en : answer.countedAs.zh}</HowCounted>
      <PeopleDrawer people={people} onClose={() => open(undefined)} />
    </>
  )
}
