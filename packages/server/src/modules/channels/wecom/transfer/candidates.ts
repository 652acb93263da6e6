/** Who would be handed over and who not, before anything is said to the platform. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'
import { HELD_STATES } from '../contacts/states.ts'
import type { ExcludedReason, TransferKind } from './states.ts'
import type {} from './tables.ts'

/** WW:92125: on the job a customer, and a group, is transferred at most twice in 90 days. */
const MAX_ON_THE_JOB = 2
const COUNTED_WITHIN_MS = 90 * 86_400_000

export interface Candidate {
  readonly externalUserId: string
  readonly atom: number
  readonly reason: ExcludedReason | null
}

interface Asked {
  readonly corp: Corp
  readonly kind: TransferKind
  readonly handover: string
  /** Undefined: all of the handover. */
  readonly externalUserIds: readonly string[] | undefined
  /** Milliseconds of the business clock. */
  readonly now: number
}

/**
 * Customers of the handover with the reason why not, sorted. On the job those whom the register has as theirs; of who has left those whom the
 * platform lists as left behind, and those of the register whom it does not. Named ones that nobody knows are absent.
 */
export async function candidatesOf(db: Queryable, { corp, kind, handover, externalUserIds, now }: Asked): Promise<Candidate[]> {
  const named = externalUserIds === undefined ? null : [...externalUserIds]
  const { workspaceId, corpId } = corp
  const isResigned = kind === 'resigned'
  const { rows } = await sql<{ id: string; atom: number; held: boolean; listed: boolean; waits: boolean; times: number }>`
    with meant as (
      select external_user_id as id, atom, state = any(${HELD_STATES}::text[]) as held from channels_wecom_relations
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and user_id = ${handover}
        and (${named === null} and state = any(${HELD_STATES}::text[]) or external_user_id = any(${named ?? []}::text[]))
      union
      select external_user_id, atom, true from channels_wecom_unassigned
      where ${isResigned} and workspace_id = ${workspaceId} and corp_id = ${corpId} and handover = ${handover}
        and (${named === null} or external_user_id = any(${named ?? []}::text[]))
      union
      select external_user_id, atom, false from channels_wecom_contacts
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and external_user_id = any(${named ?? []}::text[])),
    each_once as (select id, min(atom) as atom, bool_or(held) as held from meant group by id),
    earlier as (
      select external_user_id as id, bool_or(known.handover = ${handover} and known.state in ('planned', 'waiting')
          and transfer.state = 'running') as waits,
        count(*) filter (where known.kind = 'onjob' and known.state in ('waiting', 'done')
          and known.handed_at > ${new Date(now - COUNTED_WITHIN_MS)}) as times
      from channels_wecom_transfer_customers known
        join channels_wecom_transfers transfer on transfer.workspace_id = known.workspace_id and transfer.id = known.transfer_id
      where known.workspace_id = ${workspaceId} and known.corp_id = ${corpId} and external_user_id in (select id from each_once)
      group by external_user_id)
    select id, atom, held, coalesce(waits, false) as waits, coalesce(times, 0) as times,
      exists (select 1 from channels_wecom_unassigned listed where listed.workspace_id = ${workspaceId} and listed.corp_id = ${corpId}
        and listed.handover = ${handover} and listed.external_user_id = each_once.id) as listed
    from each_once left join earlier using (id) order by id collate "C"`.execute(db)
  return rows.map(({ id, atom, held, listed, waits, times }): Candidate => {
    const reason = waits
      ? 'waiting'
      : !held
        ? 'not_contact'
        : isResigned && !listed
          ? 'not_listed'
          : !isResigned && times >= MAX_ON_THE_JOB
            ? 'too_often'
            : null
    return { externalUserId: id, atom, reason }
  })
}

export interface ChatCandidate {
  readonly chatId: string
  readonly reason: ExcludedReason | null
}

/** The same of groups: `owned` is what the platform lists for the handover now. */
export async function chatCandidatesOf(
  db: Queryable,
  input: { corp: Corp; kind: TransferKind; owned: readonly string[]; chatIds: readonly string[] | undefined; now: number },
): Promise<ChatCandidate[]> {
  const { corp, kind, owned, now } = input
  const meant = [...new Set(input.chatIds ?? owned)].sort()
  const { rows } = await sql<{ id: string; waits: boolean; times: number }>`
    select chat_id as id, bool_or(known.state in ('planned', 'waiting') and transfer.state = 'running') as waits,
      count(*) filter (where transfer.kind = 'onjob' and known.state in ('waiting', 'done')
        and known.handed_at > ${new Date(now - COUNTED_WITHIN_MS)}) as times
    from channels_wecom_transfer_groups known
      join channels_wecom_transfers transfer on transfer.workspace_id = known.workspace_id and transfer.id = known.transfer_id
    where known.workspace_id = ${corp.workspaceId} and known.corp_id = ${corp.corpId} and chat_id = any(${meant}::text[])
    group by chat_id`.execute(db)
  const earlier = new Map(rows.map((row) => [row.id, row]))
  const isOwned = new Set(owned)
  return meant.map((chatId): ChatCandidate => {
    const { waits = false, times = 0 } = earlier.get(chatId) ?? {}
    const isTooOften = kind === 'onjob' && times >= MAX_ON_THE_JOB
    return { chatId, reason: waits ? 'waiting' : !isOwned.has(chatId) ? 'not_contact' : isTooOften ? 'too_often' : null }
  })
}

/** How many more customers each of these members can have, as far as we know, by userid. */
export async function roomOf(db: Queryable, { corp, userIds }: { corp: Corp; userIds: readonly string[] }): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; taken: number }>`
    select member.id, (select count(*) from channels_wecom_relations where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId}
        and user_id = member.id and state = any(${HELD_STATES}::text[]))
      + (select count(*) from channels_wecom_transfer_customers waiting join channels_wecom_transfers transfer
          on transfer.workspace_id = waiting.workspace_id and transfer.id = waiting.transfer_id
        where waiting.workspace_id = ${corp.workspaceId} and waiting.corp_id = ${corp.corpId} and takeover = member.id
          and waiting.state in ('planned', 'waiting') and transfer.state = 'running') as taken
    from unnest(${[...userIds]}::text[]) as member (id)`.execute(db)
  return new Map(rows.map(({ id, taken }) => [id, Math.max(0, MAX_CONTACTS_OF_MEMBER - taken)]))
}

/** Most customers of one member. No interface tells it; the platform lets a corp apply for more, and this is the highest known (unverified). */
const MAX_CONTACTS_OF_MEMBER = 20_000
