/** Beside a broadcast that is being written: in words what will happen, and in numbers who gets it and who does not. */
import { Spin } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'
import { useAudience } from './audience-select.tsx'
import { type BroadcastDraft, VARIANT_LETTERS } from './broadcast-draft.ts'
import { OutcomeCounts } from './outcome-counts.tsx'
import { type DryRun, reachedBy } from './use-dry-run.ts'

/** A time of a draft as it is read. */
const readable = (time: string) => time.replace('T', ' ')

function usePlanWords({ audienceId, at, endsAt, holdout }: BroadcastDraft): string {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const name = useAudience(audienceId)?.name ?? ''
  const when = at === null ? t('plan.atOnce') : t('plan.atTime', { at: readable(at) })
  return [
    t('plan.who', { name, when }),
    ...(endsAt === null ? [] : [t('plan.ends', { at: readable(endsAt) })]),
    ...(holdout === 0 ? [] : [t('plan.holdout', { share: numbers.percent(holdout) })]),
  ].join(' ')
}

export interface DryRunResultProps {
  readonly draft: BroadcastDraft
  readonly dryRun: DryRun
  /** Why it cannot be counted. */
  readonly whyNot?: string | undefined
}

export function DryRunResult({ draft, dryRun, whyNot }: DryRunResultProps) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const words = usePlanWords(draft)
  const { data, error, isBehind } = dryRun
  if (draft.audienceId === '') return <p className="lc-soft">{t('plan.empty')}</p>
  if (whyNot !== undefined) return <p className="lc-soft">{whyNot}</p>
  if (!data) return error ? <ErrorNotice error={error} onRetry={() => dryRun.refetch()} /> : <Spin aria-label={t('plan.counting')} />
  const reached = reachedBy(data)
  return (
    <div className="lc-stack" aria-busy={isBehind} style={{ opacity: isBehind ? 0.55 : 1 }}>
      <p className="lc-sentence">{words}</p>
      <ErrorNotice error={error} onRetry={() => dryRun.refetch()} />
      <div className="lc-card lc-card-body lc-stack" style={{ gap: 4 }}>
        <span className="lc-soft lc-figure-title">{t('plan.reached')}</span>
        <span className="lc-figure-value" title={numbers.exact(reached)}>
          {numbers.count(reached)}
          <span className="lc-figure-unit">{t('people', { count: reached })}</span>
        </span>
        <span className="lc-small">{t('plan.staff', { count: data.staff, shown: numbers.exact(data.staff) })}</span>
        {data.variants.length > 1
          ? data.variants.map(({ people, staff }, index) => (
              <span key={VARIANT_LETTERS[index]} className="lc-soft lc-small">
                {t('plan.variant', {
                  letter: VARIANT_LETTERS[index],
                  people: numbers.exact(people),
                  staff: t('staffCount', { count: staff, shown: numbers.exact(staff) }),
                })}
              </span>
            ))
          : null}
        <span className="lc-soft lc-small">{t('plan.tap')}</span>
      </div>
      <Section title={t('plan.counts')}>
        <OutcomeCounts label={t('plan.counts')} planned={data.planned} counts={{ ...data.held, pending: reached }} />
      </Section>
    </div>
  )
}
