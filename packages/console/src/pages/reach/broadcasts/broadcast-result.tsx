/** Who came to what, what it cost, and who decided when. */
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { AskWhy } from './ask-why.tsx'
import type { BroadcastRead } from './broadcast-page.tsx'
import { OutcomeCounts } from './outcome-counts.tsx'
import { VariantResults } from './variant-results.tsx'

interface OfBroadcast {
  readonly broadcast: BroadcastRead
}

export function BroadcastResult({ broadcast }: OfBroadcast) {
  const { t } = useTranslation('reach')
  const { planned, ...counts } = broadcast.counts
  return (
    <div className="lc-stack">
      {broadcast.variants.length > 1 ? <VariantResults broadcast={broadcast} /> : null}
      <div className="lc-columns lc-columns-top">
        <Section title={t('counts')}>
          <OutcomeCounts label={t('counts')} planned={planned} counts={counts} />
        </Section>
        <div className="lc-stack">
          <AskWhy broadcast={broadcast} />
          <Cost broadcast={broadcast} />
          <Course broadcast={broadcast} />
        </div>
      </div>
    </div>
  )
}

function Cost({ broadcast }: OfBroadcast) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const { sent, deleted, holdout, holdoutDeleted } = broadcast.cost
  const of = (part: number, all: number) =>
    t('cost.of', { part: numbers.exact(part), all: numbers.exact(all), share: numbers.percent(all === 0 ? 0 : part / all) })
  return (
    <Section title={t('cost.title')}>
      {sent === 0 ? (
        <p className="lc-soft">{t('cost.none')}</p>
      ) : (
        <Pairs
          items={[
            { name: t('cost.deleted'), value: of(deleted, sent) },
            ...(holdout === 0 ? [] : [{ name: t('cost.holdoutDeleted'), value: of(holdoutDeleted, holdout) }]),
          ]}
        />
      )}
    </Section>
  )
}

function Course({ broadcast }: OfBroadcast) {
  const { t } = useTranslation('reach')
  const numbers = useNumbers()
  const { purpose, holdout, at, dueAt, endsAt, createdAt, createdBy, approvedAt, approvedBy, endedAt } = broadcast
  const by = (who: string, when: string | null) => (
    <span>
      {who} <span className="lc-soft">·</span> <Moment at={when} />
    </span>
  )
  return (
    <Section title={t('course.title')}>
      <Pairs
        items={[
          { name: t('purpose.label'), value: t(`purpose.${purpose}`) },
          { name: t('column.createdBy'), value: by(createdBy, createdAt) },
          ...(approvedBy === null ? [] : [{ name: t('course.approved'), value: by(approvedBy, approvedAt) }]),
          { name: t('column.when'), value: dueAt === null && at === null ? t('course.onApproval') : <Moment at={dueAt ?? at} /> },
          ...(endsAt === null ? [] : [{ name: t('form.ends'), value: <Moment at={endsAt} /> }]),
          ...(endedAt === null ? [] : [{ name: t('course.ended'), value: <Moment at={endedAt} /> }]),
          ...(holdout === 0 ? [] : [{ name: t('form.holdout'), value: numbers.percent(holdout) }]),
        ]}
      />
    </Section>
  )
}
