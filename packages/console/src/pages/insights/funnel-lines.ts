/** What a funnel answers, and what its lines are called. */
import type { readFunnel } from '@liuchi/server/contract/insights'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useTranslation } from 'react-i18next'

export type FunnelAnswer = ResponseOf<typeof readFunnel>
/** One value of the breakdown. */
export type FunnelLine = NonNullable<FunnelAnswer['breakdown']>[number]

/** Name of one line of the breakdown. */
export function useLineWords(): (line: FunnelLine) => string {
  const { t } = useTranslation('events')
  return (line) => (line.other ? t('trend.other') : (line.value ?? t('trend.noValue')))
}
