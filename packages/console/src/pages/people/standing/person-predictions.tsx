/** What is predicted of a person: still there, how often and for how much they will buy, and when next. */
import { type PersonPredictions as Predictions, readPersonPredictions } from '@liuchi/server/contract/audience/predictions'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useNumbers } from '../../../i18n/formats.ts'
import { Pairs } from '../../../pagekinds/detail/pairs.tsx'
import { useBothWords } from '../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Section } from '../../../parts/section.tsx'

export function PersonPredictions({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('audiences')
  const wordsOf = useBothWords()
  const { data, error, refetch } = useRead(readPersonPredictions, { params: { id: personId } })
  return (
    <Section title={t('predicted.title')}>
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {!data && !error ? <Skeleton active title={false} /> : null}
      {data?.none ? <p className="lc-soft">{wordsOf(data.none)}</p> : null}
      {data?.predictions ? <Figures predictions={data.predictions} /> : null}
    </Section>
  )
}

function Figures({ predictions }: { readonly predictions: Predictions }) {
  const { t } = useTranslation('audiences')
  const numbers = useNumbers()
  const wordsOf = useBothWords()
  const { alive, expectedPurchases, horizonDays, lifetimeValue, valueDays, currency, nextPurchaseOn, calibrationEnd } = predictions
  return (
    <div className="lc-stack">
      <p className="lc-sentence">{wordsOf(predictions.words)}</p>
      <Pairs
        items={[
          { name: t('prediction.names.alive'), value: numbers.percent(alive) },
          { name: t('predicted.purchases', { days: horizonDays }), value: numbers.count(expectedPurchases) },
          { name: t('predicted.value', { days: valueDays }), value: numbers.money(lifetimeValue, currency ?? undefined) },
          { name: t('predicted.next'), value: nextPurchaseOn ?? t('predicted.noNext') },
        ]}
      />
      <span className="lc-soft lc-small">{t('predicted.until', { day: calibrationEnd })}</span>
    </div>
  )
}
