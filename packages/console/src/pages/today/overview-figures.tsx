/** The figures of the first page: thirty days against the thirty before, and today against yesterday at this time. */
import type { readOverview } from '@liuchi/server/contract/insights'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { useLanguage, useNumbers } from '../../i18n/formats.ts'
import { Comparison } from '../../pagekinds/figure/comparison.tsx'
import { FigureNumber } from '../../pagekinds/figure/figure-number.tsx'
import { type Paths, usePaths } from '../../paths.ts'

type Overview = ResponseOf<typeof readOverview>
type Figure = Overview['figures'][number]

export interface OverviewFiguresProps {
  readonly overview: Overview
  /** False when the figures are those of a former day. */
  readonly isNow: boolean
}

function hrefOf(figure: Figure, paths: Paths): string {
  if (figure.name === 'events') return paths.events()
  if (figure.name === 'activePersons') return paths.people()
  return paths.event('buy')
}

/** As of a former day the last point is the empty day after it. */
function sparkOf({ spark }: Figure, isNow: boolean): readonly number[] {
  return (isNow ? spark : spark.slice(0, -1)).map(({ value }) => value)
}

function DayLine({ figure, isNow }: { readonly figure: Figure; readonly isNow: boolean }) {
  const { t } = useTranslation('today')
  const numbers = useNumbers()
  const written = (value: number) => (figure.unit === 'money' ? numbers.money(value, figure.currency) : numbers.count(value))
  const { value, previous } = isNow ? figure.today : figure.yesterday
  return (
    <>
      {t(isNow ? 'todayLine' : 'lastDayLine', { value: written(value) })}
      {previous === 0 ? null : ` · ${t(isNow ? 'yesterdaySameTime' : 'dayBefore', { value: written(previous) })}`}
    </>
  )
}

export function OverviewFigures({ overview, isNow }: OverviewFiguresProps) {
  const { t } = useTranslation(['today', 'kinds'])
  const language = useLanguage()
  const paths = usePaths()
  return (
    <div className="lc-grid">
      {overview.figures.map((figure) => (
        <FigureNumber
          key={`${figure.name} ${figure.currency ?? ''}`}
          title={t(`figure.${figure.name}`)}
          value={figure.last30Days.value}
          {...(figure.unit === 'money' ? { form: 'money' as const, currency: figure.currency } : { unit: t(`unit.${figure.unit}`) })}
          comparison={<Comparison value={figure.last30Days.value} before={figure.last30Days.previous} against={t('against30')} />}
          spark={sparkOf(figure, isNow)}
          how={t('kinds:figure.counted', { text: language === 'en' ? figure.countedAs.en : figure.countedAs.zh, source: overview.source })}
          note={<DayLine figure={figure} isNow={isNow} />}
          href={hrefOf(figure, paths)}
        />
      ))}
    </div>
  )
}
