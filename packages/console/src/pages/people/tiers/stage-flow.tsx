/** How people moved between the stages: a diagram of all periods, and each period as a table with the people behind every number. */
import { Segmented, Skeleton } from 'antd'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers, useTimes } from '../../../i18n/formats.ts'
import type { FlowData, FlowMove } from '../../../pagekinds/figure/flow-data.ts'
import { useIsPhone } from '../../../parts/screen-width.ts'
import { Section } from '../../../parts/section.tsx'
import type { LifecycleAnswer, PickPeople } from './lifecycle-result.tsx'
import { MoveTable } from './move-table.tsx'
import { NOT_THERE, STAGES, useStageName } from './stage-names.ts'

const FlowCanvas = lazy(() => import('../../../pagekinds/figure/flow-canvas.tsx'))
const HEIGHT_PIXELS = 340

const TONES = { new: 'blue', active: 'green', silent: 'amber', lost: 'red' } as const
type Move = LifecycleAnswer['flow']['moves'][number]

/** A phone has room for two columns. */
const PHONE_STEPS = 1

export interface StageFlowProps {
  readonly answer: LifecycleAnswer
  readonly onPick: PickPeople
}

export function StageFlow({ answer, onPick }: StageFlowProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  const times = useTimes()
  const nameOf = useStageName()
  const steps = answer.flow.moments.length - 1
  const [chosen, choose] = useState(steps - 1)
  const step = Math.min(chosen, steps - 1)
  const days = answer.flow.moments.map((moment) => times.day(Date.parse(moment) - 1))
  const latest = answer.flow.moves.filter(({ period }) => period === steps - 1)
  const sum = (fits: (move: Move) => boolean) => numbers.count(latest.filter(fits).reduce((total, { people }) => total + people, 0))
  const isAway = (stage: string | null) => stage === 'silent' || stage === 'lost'
  const sentence = t('lifecycle.flowSentence', {
    from: days[steps - 1],
    to: days[steps],
    lost: sum(({ from, to }) => to === 'lost' && from !== 'lost'),
    back: sum(({ from, to }) => isAway(from) && !isAway(to)),
    fresh: sum(({ from }) => from === null),
  })
  const see = (move: Move) =>
    onPick(t('lifecycle.moveTitle', { from: nameOf(move.from ?? NOT_THERE), to: nameOf(move.to) }), move.people, {
      move: { period: move.period, from: move.from, to: move.to },
    })
  return (
    <>
      <Section title={t('lifecycle.flow')}>
        <p className="lc-soft" style={{ marginBottom: 12 }}>
          {sentence}
        </p>
        <FlowFigure answer={answer} days={days} label={`${t('lifecycle.flow')}. ${sentence}`} onSee={see} />
      </Section>
      <Section
        title={t('lifecycle.matrix')}
        flush
        extra={
          steps > 1 ? (
            <Segmented
              size="small"
              aria-label={t('lifecycle.matrix')}
              options={Array.from({ length: steps }, (_, place) => ({ value: place, label: days[place + 1] ?? '' }))}
              value={step}
              onChange={choose}
            />
          ) : null
        }
      >
        <MoveTable
          moves={answer.flow.moves.filter(({ period }) => period === step)}
          from={days[step] ?? ''}
          to={days[step + 1] ?? ''}
          onSee={see}
        />
      </Section>
    </>
  )
}

interface FlowFigureProps {
  readonly answer: LifecycleAnswer
  readonly days: readonly string[]
  readonly label: string
  readonly onSee: (move: Move) => void
}

function FlowFigure({ answer, days, label, onSee }: FlowFigureProps) {
  const numbers = useNumbers()
  const nameOf = useStageName()
  const isPhone = useIsPhone()
  const skipped = isPhone ? Math.max(0, days.length - 1 - PHONE_STEPS) : 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: names and formats follow the language, which `label` carries
  const data = useMemo<FlowData>(
    () => ({
      moments: days.slice(skipped),
      states: [
        ...STAGES.map((key) => ({ key, name: nameOf(key), tone: TONES[key] })),
        { key: NOT_THERE, name: nameOf(NOT_THERE), tone: 'grey' as const },
      ],
      moves: answer.flow.moves
        .filter(({ period }) => period >= skipped)
        .map(({ period, from, to, people }) => ({ step: period - skipped, from: from ?? NOT_THERE, to, value: people })),
      format: numbers.count,
    }),
    [answer, skipped, label],
  )
  const pick = (picked: FlowMove) => {
    const { step, from, to } = picked
    const move = answer.flow.moves.find((one) => one.period === step + skipped && (one.from ?? NOT_THERE) === from && one.to === to)
    if (move) onSee(move)
  }
  return (
    <>
      <div className="lc-row lc-soft lc-small" style={{ justifyContent: 'space-between' }}>
        {days.slice(skipped).map((day) => (
          <span key={day}>{day}</span>
        ))}
      </div>
      <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 6 }} />}>
        <FlowCanvas data={data} label={label} heightPixels={HEIGHT_PIXELS} onPick={pick} />
      </Suspense>
    </>
  )
}
