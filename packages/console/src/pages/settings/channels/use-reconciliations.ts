/** Comparisons of a corp with WeCom: asked again while one runs. */
import { listReconciliations, type Reconciliation } from '@liuchi/server/contract/channels/wecom/reconcile'
import { useRead } from '../../../api/hooks.ts'

const RUNNING_REFRESH_MS = 1_000

export function useReconciliations(corpId: string) {
  return useRead(
    listReconciliations,
    { params: { corpId } },
    { refreshWhile: ({ items }) => (items.some(isRunning) ? RUNNING_REFRESH_MS : false) },
  )
}

export function isRunning({ endedAt }: Reconciliation): boolean {
  return endedAt === null
}

/** The newest one that came to its end. */
export function lastDone(items: readonly Reconciliation[] | undefined): Reconciliation | undefined {
  return items?.find((one) => !isRunning(one) && one.error === null)
}

/** Everything that was made good, of every kind. */
export function repairsOf({ figures }: Reconciliation): number {
  return Object.values(figures.repaired).reduce((sum, count) => sum + count, 0)
}
