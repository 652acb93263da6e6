/** How a person came to be: what was merged, undone, kept apart and decided, newest first. */
import { type IdentityStep, identityHistory } from '@liuchi/server/contract/identity/links'
import { Skeleton } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../../api/hooks.ts'
import { ErrorNotice } from '../../../parts/error-notice.tsx'
import { useKindWords } from '../../../parts/kind-words.ts'
import { Moment } from '../../../parts/moment.tsx'
import { Section } from '../../../parts/section.tsx'
import { IdentifierPair, IdentifierTag } from './identifier-tag.tsx'
import { useIdentityWords } from './identity-words.ts'

const DECIDED = ['merged', 'apart', 'replaced', 'settled'] as const

export function PersonHistory({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('people')
  const { data, isPending, error, refetch } = useRead(identityHistory, { params: { id: personId } })
  return (
    <Section title={t('history.title')}>
      {isPending ? <Skeleton active /> : null}
      <ErrorNotice error={error} onRetry={() => refetch()} />
      {data?.items.length === 0 ? <span className="lc-soft">{t('history.none')}</span> : null}
      <ol className="lc-steps">
        {data?.items.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps that were not merged have no id; the list is replaced as a whole
          <HistoryStep key={index} step={step} />
        ))}
      </ol>
      {data?.more ? <p className="lc-soft lc-small">{t('history.more')}</p> : null}
    </Section>
  )
}

/** Why a step was: of a conflict the kind it is about or what was decided, of what was taken back nothing but who did it. */
function useWhy(): (step: IdentityStep) => string {
  const { t } = useTranslation('people')
  const kindWords = useKindWords()
  const identityWords = useIdentityWords()
  const causeOf = ({ what, cause }: IdentityStep) => {
    if (what === 'unmerged' || what === 'lifted') return ''
    if (what === 'conflict') return kindWords(cause)
    const decided = what === 'conflict_decided' ? DECIDED.find((state) => state === cause) : undefined
    return decided ? t(`conflicts.state.${decided}`) : identityWords.cause(cause)
  }
  return (step) => [causeOf(step), step.by].filter((word) => word !== '').join(' · ')
}

function HistoryStep({ step }: { readonly step: IdentityStep }) {
  const { t } = useTranslation('people')
  const why = useWhy()(step)
  const [one, other] = step.identifiers
  const isOne = step.what === 'unbound'
  return (
    <li className={`lc-step-${step.what}`}>
      <strong>{t(`history.what.${step.what}`)}</strong>
      {isOne ? <IdentifierTag identifier={one ?? other} /> : <IdentifierPair identifiers={step.identifiers} />}
      <span className="lc-soft lc-small">
        <Moment at={step.at} />
        {why === '' ? '' : ` · ${why}`}
      </span>
    </li>
  )
}
