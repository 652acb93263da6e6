/** The staff of a corp by name, and how many staff and relations it has: as registered now while its staff fits one page, else as last compared. */
import { listWecomStaff } from '@liuchi/server/contract/channels/wecom/contacts'
import { useRead } from '../../../api/hooks.ts'
import { lastDone, useReconciliations } from './use-reconciliations.ts'

/** What one call answers with at most. */
const STAFF_ASKED = 1_000

interface CorpCounts {
  /** With 客户联系. */
  readonly staff: number
  /** Pairs of a member and a contact that the platform lists. */
  readonly pairs: number
  /** When they were compared; absent: now. */
  readonly asOf?: string | null
}

function useStaffPage(corpId: string) {
  return useRead(listWecomStaff, { params: { corpId }, query: { limit: STAFF_ASKED } })
}

/** A member by their name, as far as it was read; else by their account. */
export function useStaffName(corpId: string): (userId: string) => string {
  const { data } = useStaffPage(corpId)
  const names = new Map(data?.items.map(({ userId, name }) => [userId, name]))
  return (userId) => names.get(userId) || userId
}

/** Undefined while nothing is known. */
export function useCorpCounts(corpId: string): CorpCounts | undefined {
  const { data } = useStaffPage(corpId)
  const last = lastDone(useReconciliations(corpId).data?.items)
  // Without anybody on the list, nobody has asked WeCom yet.
  if (data && data.nextCursor === null && data.items.length > 0) {
    return {
      staff: data.items.filter(({ contactsEnabled, leftAt }) => contactsEnabled && leftAt === null).length,
      pairs: data.items.reduce((sum, { contacts }) => sum + contacts, 0),
    }
  }
  return last && { staff: last.figures.staff, pairs: last.figures.checked, asOf: last.endedAt }
}
