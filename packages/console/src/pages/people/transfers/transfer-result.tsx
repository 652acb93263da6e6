/** What came of a transfer, by result; the counts sum to all that were meant. */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { Moment } from '../../../parts/moment.tsx'
import { Count, Percent } from '../../../parts/numbers.tsx'
import { Section } from '../../../parts/section.tsx'
import type { TransferRead } from './transfer-page.tsx'
import { Shares } from './transfer-plan.tsx'
import { RESULTS, ResultMark, sumOf } from './transfer-state.tsx'

export function TransferResult({ transfer }: { readonly transfer: TransferRead }) {
  const { t } = useTranslation('transfers')
  const { handover, takeovers, message, kind, createdAt, createdBy, approvedAt, approvedBy, shares } = transfer
  return (
    <div className="lc-stack">
      <div className="lc-grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))' }}>
        {(['customers', 'groups'] as const).map((what) =>
          sumOf(transfer[what]) > 0 ? (
            <Section key={what} title={t(`column.${what}`)}>
              <ResultCounts label={t(`column.${what}`)} counts={transfer[what]} />
            </Section>
          ) : null,
        )}
      </div>
      {shares.length > 0 ? <Shares takeovers={shares} /> : null}
      <Section>
        <Pairs
          items={[
            { name: t('facts.handover'), value: handover.name },
            { name: t('facts.takeovers'), value: takeovers.map(({ name }) => name).join(t('comma')) },
            ...(kind === 'onjob' ? [{ name: t('facts.message'), value: message || t('facts.messageDefault') }] : []),
            { name: t('facts.created'), value: <By name={createdBy} at={createdAt} /> },
            ...(approvedAt ? [{ name: t('facts.approved'), value: <By name={approvedBy ?? ''} at={approvedAt} /> }] : []),
          ]}
        />
      </Section>
    </div>
  )
}

function By({ name, at }: { readonly name: string; readonly at: string }) {
  return (
    <span>
      {name} <span className="lc-soft">·</span> <Moment at={at} />
    </span>
  )
}

function ResultCounts({ label, counts }: { readonly label: string; readonly counts: TransferRead['customers'] }) {
  const { t } = useTranslation('transfers')
  const sum = sumOf(counts)
  return (
    <dl className="lc-counts" aria-label={label}>
      {RESULTS.filter((result) => (counts[result] ?? 0) > 0).map((result) => (
        <Fragment key={result}>
          <dt>
            <ResultMark result={result} />
          </dt>
          <dd>
            <Count value={counts[result]} />
          </dd>
          <dd className="lc-soft">
            <Percent value={sum === 0 ? 0 : (counts[result] ?? 0) / sum} />
          </dd>
        </Fragment>
      ))}
      <dt className="lc-counts-sum">{t('result.sum')}</dt>
      <dd className="lc-counts-sum">
        <Count value={sum} />
      </dd>
      <dd />
    </dl>
  )
}
