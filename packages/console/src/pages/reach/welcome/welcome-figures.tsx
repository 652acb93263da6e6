/** What came of welcomes in the last seven days: sent, failed and why, and how long sending takes. */
import { readWelcomeFigures, type WelcomeRule } from '@liuchi/server/contract/channels/wecom/welcome'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { FigureNumber } from '../../../pagekinds/figure/figure-number.tsx'
import { latestDays, useToday } from '../../../parts/days.ts'
import { Section } from '../../../parts/section.tsx'

const DAYS = 7
const MS_PER_SECOND = 1_000
/** What is worth a look is not in the newcomer's hands. */
const FAILED = ['expired', 'taken', 'refused', 'unknown'] as const

export type WelcomeOutcomes = ResponseOf<typeof readWelcomeFigures>
type Outcome = WelcomeOutcomes['items'][number]['outcome']

export function useWelcomeFigures(corpId: string): WelcomeOutcomes | undefined {
  const { first: from, last: to } = latestDays(useToday(), DAYS)
  return useRead(readWelcomeFigures, { params: { corpId }, query: { from, to } }).data
}

function count(items: WelcomeOutcomes['items'], outcomes: readonly Outcome[]): number {
  return items.filter(({ outcome }) => outcomes.includes(outcome)).reduce((sum, { welcomes }) => sum + welcomes, 0)
}

export function ofRule(figures: WelcomeOutcomes | undefined, id: string): { sent: number; failed: number } {
  const items = figures?.items.filter(({ ruleId }) => ruleId === id) ?? []
  return { sent: count(items, ['sent']), failed: count(items, FAILED) }
}

export interface WelcomeFiguresProps {
  readonly figures: WelcomeOutcomes | undefined
  readonly rules: readonly WelcomeRule[]
}

export function WelcomeFigures({ figures, rules }: WelcomeFiguresProps) {
  const { t } = useTranslation('welcome')
  const numbers = useNumbers()
  if (!figures || (figures.items.length === 0 && rules.length === 0)) return null
  const { items, latest } = figures
  const sent = count(items, ['sent'])
  const failed = count(items, FAILED)
  const days = [...new Set(items.map(({ day }) => day))].sort()
  const spark = days.map((day) =>
    count(
      items.filter((one) => one.day === day),
      ['sent'],
    ),
  )
  const reasons = FAILED.filter((outcome) => count(items, [outcome]) > 0)
  const seconds = (ms: number) => t('seconds', { seconds: (ms / MS_PER_SECOND).toFixed(1) })
  return (
    <Section title={t('figures.title', { days: DAYS })}>
      <div className="lc-stack">
        <div className="lc-grid">
          <FigureNumber title={t('figures.sent')} value={sent} spark={spark} how={t('figures.how')} />
          <FigureNumber title={t('figures.failed')} value={failed} />
          <FigureNumber title={t('figures.noRule')} value={count(items, ['no_rule'])} note={t('figures.noRuleNote')} />
        </div>
        {latest ? (
          <p>
            {t('figures.delay', {
              half: seconds(latest.p50Ms),
              most: seconds(latest.p99Ms),
              count: latest.sent,
              shown: numbers.exact(latest.sent),
            })}
          </p>
        ) : (
          <p className="lc-soft">{t('figures.noDelay')}</p>
        )}
        {reasons.length > 0 ? (
          <Pairs
            items={reasons.map((outcome) => ({
              name: t(`outcome.${outcome}`),
              value: t('times', { count: count(items, [outcome]), shown: numbers.exact(count(items, [outcome])) }),
            }))}
          />
        ) : null}
      </div>
    </Section>
  )
}
