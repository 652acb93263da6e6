/** Links identifiers that came together in events. */
import { inTransaction } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { declaredKinds } from '../declared-kinds.ts'
import { kindOf } from '../kinds.ts'
import { applyLinks, type WantedLink } from './apply.ts'
import { lockLinks } from './lock.ts'

/** Links of one workspace in a transaction: long enough to be fast, short enough not to keep others waiting. */
const MAX_LINKS_PER_TRANSACTION = 1_000

/** Applies the rules to identifiers that came together. Idempotent. */
export async function linkSeen(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: { workspaceId: number; links: readonly WantedLink[] },
): Promise<void> {
  const { workspaceId, links } = input
  const declared = await declaredKinds(handles, workspaceId)
  const rulesOf = (kind: string) => kindOf(kind, declared)
  for (let start = 0; start < links.length; start += MAX_LINKS_PER_TRANSACTION) {
    await inTransaction(handles.db, async (tx) => {
      await lockLinks(tx, workspaceId)
      await applyLinks(tx, { workspaceId, links: links.slice(start, start + MAX_LINKS_PER_TRANSACTION), rulesOf })
    })
  }
}
