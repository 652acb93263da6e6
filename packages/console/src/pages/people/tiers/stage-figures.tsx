/** The four stages: how many now against a period ago, paying and not, and the way to their people. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Comparison } from '../../../pagekinds/figure/comparison.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import type { PeriodUnit } from './lifecycle-draft.ts'
import type { LifecycleAnswer, PickPeople } from './lifecycle-result.tsx'
import { STAGES } from './stage-names.ts'
import { TierActions } from './tier-actions.tsx'

/** All four beside each other, on a phone two and two. */
const FOUR_OR_TWO = 'repeat(auto-fit, minmax(148px, 1fr))'

export interface StageFiguresProps {
  readonly answer: LifecycleAnswer
  readonly unit: PeriodUnit
  readonly onPick: PickPeople
}

export function StageFigures({ answer, unit, onPick }: StageFiguresProps) {
  const { t } = useTranslation(['tiers', 'audiences'])
  const numbers = useNumbers()
  return (
    <div className="lc-grid" style={{ gridTemplateColumns: FOUR_OR_TWO }}>
      {STAGES.map((stage) => {
        const lines = answer.stages.filter((line) => line.stage === stage)
        const people = lines.reduce((sum, line) => sum + line.people, 0)
        const before = lines.reduce((sum, line) => sum + line.before, 0)
        const paying = lines.find((line) => line.paying)?.people ?? 0
        const name = t(`audiences:lifecycle.stages.${stage}`)
        return (
          <FigureNumber
            key={stage}
            title={`${name} · ${numbers.percent(people / answer.people)}`}
            value={people}
            unit={t('people')}
            comparison={
              <Comparison
                value={people}
                before={before}
                against={t('lifecycle.against', { ago: t(`lifecycle.ago.${unit}`) })}
                lessIsBetter={stage === 'silent' || stage === 'lost'}
              />
            }
            note={
              <span className="lc-stack" style={{ gap: 4 }}>
                {t('lifecycle.payingNote', { paying: numbers.count(paying), unpaid: numbers.count(people - paying) })}
                <TierActions
                  name={name}
                  people={people}
                  onSee={() => onPick(name, people, { stage })}
                  rule={{ lifecycle: { in: [stage] } }}
                />
              </span>
            }
          />
        )
      })}
    </div>
  )
}
