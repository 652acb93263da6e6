/** What of each quota was used in the last thirty days, the latest last; nothing for days that were not measured. */
import { readQuotaDays } from '@liuchi/server/contract/channels/wecom/quotas'
import { useRead } from '../../../api/hooks.ts'
import { latestDays, useToday } from '../../../parts/days.ts'

const DAYS = 30

export function useQuotaTrends(corpId: string): ReadonlyMap<string, readonly number[]> {
  const { first: from, last: to } = latestDays(useToday(), DAYS)
  const { data } = useRead(readQuotaDays, { params: { corpId }, query: { from, to } })
  const byQuota = Map.groupBy(data?.items ?? [], ({ quota }) => quota)
  return new Map([...byQuota].map(([quota, days]) => [quota, days.map(({ used }) => used)]))
}
