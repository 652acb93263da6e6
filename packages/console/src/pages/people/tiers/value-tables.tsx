/** Buyers by value stage with how many of each came back; everybody by intent and by relation. */
import { readRepurchaseByTier } from '@liuchi/server/contract/insights/tiers'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Section } from '../../../parts/section.tsx'
import type { LifecycleAnswer, PickPeople } from './lifecycle-result.tsx'
import { TierActions } from './tier-actions.tsx'

export interface ValueTableProps {
  readonly answer: LifecycleAnswer
  readonly asOf: string
  readonly onPick: PickPeople
}

export function ValueTable({ answer, asOf, onPick }: ValueTableProps) {
  const { t } = useTranslation(['tiers', 'audiences'])
  const numbers = useNumbers()
  const { data } = useRead(readRepurchaseByTier, { body: { asOf, by: 'value' } }, { keepPrevious: true })
  return (
    <Section title={t('lifecycle.values')} flush>
      <p className="lc-soft" style={{ padding: '0 20px 8px' }}>
        {t('lifecycle.valuesSentence', { buyers: numbers.count(answer.buyers) })}
      </p>
      <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
        <table className="lc-table">
          <thead>
            <tr>
              <th scope="col">{t('lifecycle.values')}</th>
              <th scope="col">{t('persons')}</th>
              <th scope="col">{t('share')}</th>
              <th scope="col">{t('orders')}</th>
              <th scope="col" title={t('repurchaseHint')} style={{ whiteSpace: 'normal', maxWidth: 110 }}>
                {t('repurchase')}
              </th>
              <th scope="col" aria-label={t('see')} />
            </tr>
          </thead>
          <tbody>
            {answer.values.map(({ stage, people, share, orders }) => {
              const name = t(`audiences:value.stages.${stage}`)
              return (
                <tr key={stage}>
                  <th scope="row">{name}</th>
                  <td title={numbers.exact(people)}>{numbers.count(people)}</td>
                  <td>{numbers.percent(share)}</td>
                  <td>{numbers.count(orders)}</td>
                  <td>{numbers.percent(data?.tiers.find(({ tier }) => tier === stage)?.rate)}</td>
                  <td>
                    <TierActions
                      name={name}
                      people={people}
                      onSee={() => onPick(name, people, { value: stage })}
                      rule={{ value: { in: [stage] } }}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Section>
  )
}

export function OtherTiers({ answer, onPick }: { readonly answer: LifecycleAnswer; readonly onPick: PickPeople }) {
  const { t } = useTranslation(['tiers', 'audiences'])
  const days = answer.thresholds.intentDays.value
  const intents = answer.intents.map(({ intent, people }) => ({
    key: intent,
    name: t(`audiences:value.intents.${intent}`),
    people,
    which: { intent },
    rule: { value: { intent: [intent] } },
  }))
  const relations = answer.relations.map(({ relation, people }) => ({
    key: relation,
    name: t(`audiences:value.relations.${relation}`),
    people,
    which: { relation },
    rule: { value: { relation: [relation] } },
  }))
  return (
    <div className="lc-columns">
      <TierLines title={t('lifecycle.intents')} sentence={t('lifecycle.intentsSentence', { days })} lines={intents} onPick={onPick} />
      <TierLines title={t('lifecycle.relations')} sentence={t('lifecycle.relationsSentence')} lines={relations} onPick={onPick} />
    </div>
  )
}

interface TierLinesProps {
  readonly title: string
  readonly sentence: string
  readonly lines: readonly {
    readonly key: string
    readonly name: string
    readonly people: number
    readonly which: Parameters<PickPeople>[2]
    readonly rule: object
  }[]
  readonly onPick: PickPeople
}

function TierLines({ title, sentence, lines, onPick }: TierLinesProps) {
  const { t } = useTranslation('tiers')
  const numbers = useNumbers()
  return (
    <Section title={title} flush>
      <p className="lc-soft" style={{ padding: '0 20px 8px' }}>
        {sentence}
      </p>
      <div className="lc-scroll-x" style={{ padding: '0 8px 8px' }}>
        <table className="lc-table" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              <th scope="col">{t('persons')}</th>
              <th scope="col" aria-label={t('see')} />
            </tr>
          </thead>
          <tbody>
            {lines.map(({ key, name, people, which, rule }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td title={numbers.exact(people)}>{numbers.count(people)}</td>
                <td>
                  <TierActions name={name} people={people} onSee={() => onPick(name, people, which)} rule={rule} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  )
}
