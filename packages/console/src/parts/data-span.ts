/** Where the data is: from the first to the last day of events, so that a page opens on days that have something. */
import { readOverview } from '@liuchi/server/contract/insights'
import { useMemo } from 'react'
import { useRead } from '../api/hooks.ts'
import { useTimes } from '../i18n/formats.ts'
import { type Days, latestDays, useToday } from './days.ts'

const DEFAULT_DAYS = 30

export interface DataSpan {
  readonly isPending: boolean
  /** First to last day with events; undefined without events. */
  readonly span: Days | undefined
  /** The latest 30 days, or the last 30 days that have events when nothing came lately. */
  readonly usual: Days
}

export function useDataSpan(): DataSpan {
  const times = useTimes()
  const today = useToday()
  const { data, isPending } = useRead(readOverview, {})
  return useMemo(() => {
    const recent = latestDays(today, DEFAULT_DAYS)
    if (!data?.ever.firstAt || !data.ever.lastAt) return { isPending, span: undefined, usual: recent }
    const span = { first: times.day(data.ever.firstAt), last: times.day(data.ever.lastAt) }
    return { isPending, span, usual: span.last >= recent.first ? recent : latestDays(span.last, DEFAULT_DAYS) }
  }, [data, isPending, times, today])
}
