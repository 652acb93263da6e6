/** The stages of the lifecycle and their names. */
import { useTranslation } from 'react-i18next'

export const STAGES = ['new', 'active', 'silent', 'lost'] as const
/** Before anything was done. */
export const NOT_THERE = 'none'

/** Names of the stages, the one before all included. */
export function useStageName(): (stage: string) => string {
  const { t } = useTranslation(['tiers', 'audiences'])
  return (stage) => {
    const known = STAGES.find((one) => one === stage)
    return known ? t(`audiences:lifecycle.stages.${known}`) : t('lifecycle.entered')
  }
}
