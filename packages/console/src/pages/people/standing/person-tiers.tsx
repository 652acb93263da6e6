/** Where a person stands: lifecycle, value, RFM; each with the words that say why. */
import { readPersonTiers, type PersonTiers as Tiers } from '@liuchi/server/contract/audience/tiers'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { useBothWords } from '../../../parts/consent-words.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { Mark } from '../../../parts/mark.tsx'
import { Section } from '../../../parts/section.tsx'
import type { Tone } from '../../../theme/states.ts'

const stageTones: Readonly<Record<NonNullable<Tiers['lifecycle']>['stage'], Tone>> = {
  new: 'blue',
  active: 'green',
  silent: 'amber',
  lost: 'red',
}

export function PersonTiers({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('audiences')
  const { data, error, refetch } = useRead(readPersonTiers, { params: { id: personId } })
  return (
    <Section title={t('tiers.title')}>
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {!data && !error ? <Skeleton active title={false} /> : null}
      {data ? <Standing tiers={data} /> : null}
    </Section>
  )
}

interface TierProps {
  readonly title: string
  readonly words: string
  readonly children: ReactNode
}

function Tier({ title, words, children }: TierProps) {
  return (
    <li className="lc-line">
      <div className="lc-stack" style={{ gap: 4 }}>
        <span className="lc-row" style={{ gap: 6 }}>
          <span className="lc-soft">{title}</span>
          {children}
        </span>
        <span className="lc-soft lc-small">{words}</span>
      </div>
    </li>
  )
}

function Standing({ tiers }: { readonly tiers: Tiers }) {
  const { t } = useTranslation('audiences')
  const wordsOf = useBothWords()
  const { lifecycle, value, rfm } = tiers
  return (
    <ul className="lc-lines">
      {lifecycle ? (
        <Tier title={t('leaf.lifecycle')} words={wordsOf(lifecycle.words)}>
          <Mark tone={stageTones[lifecycle.stage]}>{t(`lifecycle.stages.${lifecycle.stage}`)}</Mark>
          <span>{t(`lifecycle.payings.${lifecycle.paying ? 'yes' : 'no'}`)}</span>
        </Tier>
      ) : null}
      <Tier title={t('leaf.value')} words={wordsOf(value.words)}>
        <Mark tone="violet">{value.stage ? t(`value.stages.${value.stage}`) : t('tiers.neverBought')}</Mark>
        <span>{t(`value.relations.${value.relation}`)}</span>
        {value.intent ? (
          <span>
            {t('value.intent')} {t(`value.intents.${value.intent}`)}
          </span>
        ) : null}
      </Tier>
      {rfm ? (
        <Tier title="RFM" words={wordsOf(rfm.words)}>
          <Mark tone="blue">{t(`rfm.segments.${rfm.segment}`)}</Mark>
          <span className="lc-number">
            R{rfm.r} F{rfm.f} M{rfm.m}
          </span>
        </Tier>
      ) : null}
    </ul>
  )
}
