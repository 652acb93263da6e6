/** What a broadcast would come to: who gets it, who does not and why. Asked when typing rests. */
import { createBroadcast } from '@liuchi/server/contract/reach'
import type { ResponseOf } from '@liuchi/server/platform/contract'
import { useRead } from '../../../api/hooks.ts'
import { useSettled } from '../../../parts/settled.ts'
import type { BroadcastBody } from './broadcast-draft.ts'

export type Answer = ResponseOf<typeof createBroadcast>

/** Null: not complete enough to be asked. */
export function useDryRun(body: BroadcastBody | null) {
  const settled = useSettled(body)
  const isReady = settled !== null
  const query = useRead(createBroadcast, { body: { ...settled, dryRun: true } as BroadcastBody }, { enabled: isReady, keepPrevious: true })
  return {
    data: isReady ? query.data : undefined,
    error: isReady ? query.error : null,
    refetch: query.refetch,
    /** What is shown is of an older question. */
    isBehind: JSON.stringify(settled) !== JSON.stringify(body) || query.isPlaceholderData || query.isFetching,
  }
}

export type DryRun = ReturnType<typeof useDryRun>

/** How many get it. */
export function reachedBy({ planned, held }: Answer): number {
  return Object.values(held).reduce((rest, count) => rest - count, planned)
}
