/** Sending a content to one person before it is approved, so that somebody sees it on a phone. It is no delivery and counts for no figure. */
import { inTransaction, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { localDate } from '../../platform/time-zone.ts'
import { planMassTasks, withoutSlot } from '../channels/index.ts'
import { failReach } from './errors.ts'
import { readFacts } from './facts.ts'
import { checkHalt } from './halts.ts'
import type { BroadcastRow } from './tables.ts'
import { readVariants } from './variants.ts'

const TESTS_PER_DAY = 10
const DAY_MS = 86_400_000
/** So long the member may tap it. */
const ENDS_AFTER_MS = DAY_MS
/** Any fixed number: these locks meet no others. */
const TEST_LOCK = 5_302

/** How the keys of its tests begin. */
function testKeys({ id }: Pick<BroadcastRow, 'id'>): string {
  return `test:${id}:`
}

/**
 * Plans the task of the member who is to tap it; answers who that is. Caps and quiet hours do not hold for it, a withdrawn consent does.
 * @throws reach.halted, reach.not_reachable, reach.variant_unknown, reach.tested_enough
 */
export function testSend(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  input: { broadcast: BroadcastRow; timeZone: string; personId: string; atom: number; variant: number },
): Promise<{ userId: string }> {
  const { broadcast, timeZone, personId, atom, variant } = input
  const { workspace_id: workspaceId, id: broadcastId, purpose, channel } = broadcast
  const now = handles.clocks.business.now()
  return inTransaction(handles.db, async (tx) => {
    await checkHalt(tx, { workspaceId })
    await sql`select pg_advisory_xact_lock(${TEST_LOCK}, ${workspaceId})`.execute(tx)
    const content = (await readVariants(tx, { workspaceId, broadcastId }))[variant]
    if (!content) return failReach('reach.variant_unknown', { variant })
    const { rows } = await sql<{ tests: number }>`select count(*) as tests from pub_channels_wecom_mass_tasks
      where workspace_id = ${workspaceId} and starts_with(key, ${testKeys(broadcast)}) and due_at > ${new Date(now - DAY_MS)}`.execute(tx)
    if ((rows[0]?.tests ?? 0) >= TESTS_PER_DAY) failReach('reach.tested_enough', { limit: TESTS_PER_DAY })
    const day = localDate(now, timeZone)
    const [facts] = await readFacts(tx, { workspaceId, broadcastId, purpose, channel, day, given: [atom] })
    const { corpId, userId, externalUserId, contactAtom } = facts ?? {}
    if (!corpId || !userId || !externalUserId || !contactAtom || facts?.consent === 'withdrawn')
      return failReach('reach.not_reachable', { personId })
    const full = await withoutSlot(tx, { workspaceId, corpId, externalUserIds: [externalUserId], at: now })
    if (full.size > 0) failReach('reach.not_reachable', { personId })
    const recipients = [{ externalUserId, atom: contactAtom, ref: 'test' }]
    const key = `${testKeys(broadcast)}${variant}:${handles.ids.uuid()}`
    await planMassTasks(handles, tx, {
      workspaceId,
      tasks: [{ key, corpId, userId, content, dueAt: now, endsAt: now + ENDS_AFTER_MS, recipients }],
    })
    return { userId }
  })
}
