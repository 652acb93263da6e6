/** What a comparison made good, by kind, in one line of words. */
import { REPAIRS, type Reconciliation } from '@liuchi/server/contract/channels/wecom/reconcile'
import { useTranslation } from 'react-i18next'
import { useNumbers } from '../../../i18n/formats.ts'

export function useRepairWords(): (one: Reconciliation) => string {
  const { t } = useTranslation('channels')
  const numbers = useNumbers()
  return ({ figures }) => {
    const found = REPAIRS.flatMap((kind) => {
      const count = figures.repaired[kind] ?? 0
      return count > 0 ? [t(`reconcile.repair.${kind}`, { shown: numbers.count(count) })] : []
    })
    return found.length === 0 ? t('reconcile.nothing') : found.join(' · ')
  }
}

/** Comparisons that start by themselves have a name that is nobody's. */
const BY_SCHEDULE = 'schedule'

export function useStarterWords(): (by: string) => string {
  const { t } = useTranslation('channels')
  return (by) => (by === BY_SCHEDULE ? t('reconcile.bySchedule') : by)
}
