/** How likely two people are one, as a word with its share; and how alike they are in one field. */
import type { DuplicatePerson, DuplicateReason, DuplicateSuggestion } from '@liuchi/server/contract/identity/duplicates'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../i18n/formats.ts'
import { Mark } from '../../parts/mark.tsx'
import type { Tone } from '../../theme/states.ts'

const CERTAIN_FROM = 0.99
const LIKELY_FROM = 0.9
const SHOWN_AT_MOST = 0.999

const levelTones: Readonly<Record<DuplicateReason['level'], Tone>> = {
  exact: 'green',
  swapped: 'amber',
  near: 'amber',
  similar: 'amber',
  different: 'red',
}

export function ScoreMark({ score }: Pick<DuplicateSuggestion, 'score'>) {
  const { t } = useTranslation('duplicates')
  const numbers = useNumbers()
  // One minus almost nothing is never certainty.
  const share = score > SHOWN_AT_MOST ? `>${numbers.percent(SHOWN_AT_MOST)}` : numbers.percent(score)
  const word = score >= CERTAIN_FROM ? 'certain' : score >= LIKELY_FROM ? 'likely' : 'possible'
  return (
    <Mark tone={word === 'possible' ? 'amber' : 'blue'} title={t('scoreTitle', { share })}>
      {t(`score.${word}`)} {share}
    </Mark>
  )
}

export function LevelMark({ level }: Pick<DuplicateReason, 'level'>) {
  const { t } = useTranslation('duplicates')
  return <Mark tone={levelTones[level]}>{t(`level.${level}`)}</Mark>
}

export function useDuplicateName(): (person: DuplicatePerson) => string {
  const { t } = useTranslation('duplicates')
  return ({ id, name }) => name ?? t('unnamed', { id })
}
