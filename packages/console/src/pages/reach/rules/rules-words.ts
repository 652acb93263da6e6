/** The rules of reach in sentences, always as many and in the same order, so that two sets can be held against each other. */
import type { ReachSettings } from '@liuchi/server/contract/reach/settings'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'

export const SPANS = ['perDay', 'perWeek', 'perMonth'] as const

export function useRulesWords(): (settings: ReachSettings) => readonly string[] {
  const { t } = useTranslation('reachrules')
  const numbers = useNumbers()
  return useCallback(
    ({ fatigue, quietHours, marketingConsent, holdout }) => [
      ...SPANS.map((span) => {
        const most = fatigue[span]
        return most === null ? t(`words.${span}None`) : t(`words.${span}`, { count: most, shown: numbers.exact(most) })
      }),
      quietHours === null
        ? t('words.noQuiet')
        : t(quietHours.action === 'postpone' ? 'words.postpone' : 'words.hold', { from: quietHours.from, to: quietHours.to }),
      t(`words.consent.${marketingConsent}`),
      holdout === 0 ? t('words.noHoldout') : t('words.holdout', { share: numbers.percent(holdout) }),
    ],
    [t, numbers],
  )
}
