/** The eight segments: how many, how much, how many came back, what to do, and the way to an audience of them. */
import { readRepurchaseByTier } from '@liuchi/server/contract/insights/tiers'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Section } from '../../../parts/section.tsx'
import type { PickPeople, RfmAnswer } from './rfm-result.tsx'
import { TierActions } from './tier-actions.tsx'

/** From the best to those least worth the effort. */
const ORDER = [
  'champion',
  'important_develop',
  'important_keep',
  'important_win_back',
  'general_value',
  'general_develop',
  'general_keep',
  'general_win_back',
] as const

export interface SegmentTableProps {
  readonly answer: RfmAnswer
  readonly asOf: string
  /** Audiences score the same way, so a rule finds just these people. */
  readonly isDefault: boolean
  readonly onPick: PickPeople
}

export function SegmentTable({ answer, asOf, isDefault, onPick }: SegmentTableProps) {
  const { t } = useTranslation('tiers')
  const { data } = useRead(readRepurchaseByTier, { body: { asOf, by: 'segment' } }, { keepPrevious: true, enabled: isDefault })
  const score = (value: number | null) => (value === null ? '–' : value.toFixed(2))
  const { r, f, m } = answer.averages
  const lines = ORDER.flatMap((name) => answer.segments.find(({ segment }) => segment === name) ?? [])
  return (
    <Section title={t('rfm.segments')} flush>
      <p className="lc-soft" style={{ padding: '0 20px 8px' }}>
        {t('rfm.segmentsSentence', { r: score(r), f: score(f), m: score(m) })}
      </p>
      <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
        <table className="lc-table">
          <thead>
            <tr>
              <th scope="col">{t('rfm.segment')}</th>
              <th scope="col">{t('persons')}</th>
              <th scope="col">{t('amount')}</th>
              <th scope="col">{t('perPerson')}</th>
              {isDefault ? (
                <th scope="col" title={t('repurchaseHint')} style={{ whiteSpace: 'normal', maxWidth: 110 }}>
                  {t('repurchase')}
                </th>
              ) : null}
              <th scope="col" aria-label={t('see')} />
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <SegmentRow
                key={line.segment}
                line={line}
                currency={answer.currency}
                rate={isDefault ? (data?.tiers.find(({ tier }) => tier === line.segment)?.rate ?? null) : undefined}
                onPick={onPick}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

interface SegmentRowProps {
  readonly line: RfmAnswer['segments'][number]
  readonly currency: string | null
  /** Undefined: not shown. */
  readonly rate: number | null | undefined
  readonly onPick: PickPeople
}

function SegmentRow({ line, currency, rate, onPick }: SegmentRowProps) {
  const { t } = useTranslation(['tiers', 'audiences'])
  const numbers = useNumbers()
  const { segment, people, peopleShare, amount, amountShare } = line
  const name = t(`audiences:rfm.segments.${segment}`)
  const money = (value: number | null) => numbers.money(value, currency ?? undefined)
  return (
    <tr>
      <th scope="row" style={{ whiteSpace: 'normal', minWidth: 150 }}>
        <strong>{name}</strong>
        <br />
        <span className="lc-soft lc-small">{t(`rfm.do.${segment}`)}</span>
      </th>
      <td title={numbers.exact(people)}>
        <WithShare value={numbers.count(people)} share={numbers.percent(peopleShare)} label={t('share')} />
      </td>
      <td>
        <WithShare value={money(amount)} share={numbers.percent(amountShare)} label={t('amountShare')} />
      </td>
      <td>{money(people === 0 ? null : amount / people)}</td>
      {rate === undefined ? null : <td>{numbers.percent(rate)}</td>}
      <td>
        <TierActions
          name={name}
          people={people}
          onSee={() => onPick(name, people, { segment })}
          rule={rate === undefined ? undefined : { rfm: { segment: [segment] } }}
          stacked
        />
      </td>
    </tr>
  )
}

function WithShare({ value, share, label }: { readonly value: string; readonly share: string; readonly label: string }) {
  return (
    <>
      {value}
      <br />
      <span className="lc-soft lc-small" title={label}>
        {share}
      </span>
    </>
  )
}
