/** Moments whose time has come, claimed by one process each, and how a claim ends. */
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { MomentContent } from './content.ts'
import type { MomentOutcome, MomentState } from './states.ts'
import type {} from './tables.ts'

/** Longer than uploads and calls with all their tries: whoever is still at it is not taken for dead. */
const LEASE_MS = 10 * 60_000
const FIRST_DELAY_MS = 20_000
const MAX_DELAY_MS = 60 * 60_000
const MAX_REASON_LENGTH = 300

export interface ClaimedMoment {
  readonly id: number
  readonly workspaceId: number
  readonly corpId: string
  readonly content: MomentContent
  readonly userIds: readonly string[]
  readonly tagIds: readonly string[]
  readonly state: MomentState
  readonly untilAt: Date
  readonly handedAt: Date | null
  readonly handedTo: readonly string[]
  readonly jobId: string | null
  readonly momentId: string | null
  readonly closedAt: Date | null
  readonly tries: number
  readonly cancelAsked: boolean
}

export type MomentHandles = Pick<Handles, 'db' | 'clocks' | 'ids' | 'secret' | 'config'>

/** Claims what is due. One that somebody was handing over and did not end is looked for: it may have been made. */
export async function claimMoments({ db, clocks }: MomentHandles, { limit }: { limit: number }): Promise<ClaimedMoment[]> {
  const now = new Date(clocks.business.now())
  const real = clocks.real.now()
  const { rows } = await sql<ClaimedMoment>`
    update channels_wecom_moments set leased_until = ${new Date(real + LEASE_MS)},
      state = case state when 'sending' then 'looking' else state end, tries = case state when 'sending' then 0 else tries end
    where id in (
      select id from channels_wecom_moments
      where look_at <= ${now} and (leased_until is null or leased_until <= ${new Date(real)})
      order by look_at, id limit ${limit} for update skip locked)
    returning id, workspace_id as "workspaceId", corp_id as "corpId", content, user_ids as "userIds", tag_ids as "tagIds", state,
      until_at as "untilAt", handed_at as "handedAt", handed_to as "handedTo", job_id as "jobId", moment_id as "momentId",
      closed_at as "closedAt", tries, cancel_asked as "cancelAsked"`.execute(db)
  return rows
}

/** Whatever waits for somebody else is due now. */
export async function wakeMoments({ db, clocks }: Pick<Handles, 'db' | 'clocks'>): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`update channels_wecom_moments set look_at = ${now}
    where state in ('making', 'waiting', 'watching') and look_at > ${now} and leased_until is null`.execute(db)
}

/** Ends the claim: it is in this state and due again at `lookAt`; at once, if it is to be cancelled since. False when it is not ours any more. */
export async function putBack(
  { clocks }: Pick<Handles, 'clocks'>,
  db: Pick<Handles, 'db'>['db'] | Tx,
  input: {
    moment: ClaimedMoment
    state: MomentState
    lookAt: number
    tries?: number
    reason?: string | undefined
    also?: ReturnType<typeof sql>
  },
): Promise<boolean> {
  const { moment, state, tries = 0, reason, also } = input
  const [now, lookAt] = [new Date(clocks.business.now()), new Date(input.lookAt)]
  const { rows } = await sql`update channels_wecom_moments set state = ${state}, tries = ${tries}, leased_until = null,
      reason = ${shortened(reason)}::text, ${also ? sql`${also},` : sql``}
      look_at = case when cancel_asked and not ${moment.cancelAsked}::boolean then ${now}::timestamptz else ${lookAt}::timestamptz end
    where workspace_id = ${moment.workspaceId} and id = ${moment.id} and state = ${moment.state} returning id`.execute(db)
  return rows.length > 0
}

/** When to try again after so many tries in vain. */
export function retryAt({ clocks, ids }: MomentHandles, { tries, atLeastMs = 0 }: { tries: number; atLeastMs?: number }): number {
  const delayMs = Math.min(FIRST_DELAY_MS * 2 ** tries, MAX_DELAY_MS) * (0.75 + ids.fraction() / 2)
  return clocks.business.now() + Math.max(delayMs, atLeastMs)
}

export async function endMoment(
  { db, clocks }: MomentHandles,
  { moment, outcome, reason }: { moment: ClaimedMoment; outcome: MomentOutcome; reason?: string | undefined },
): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`update channels_wecom_moments set state = 'ended', outcome = ${outcome}, ended_at = ${now}, closed_at = coalesce(closed_at, ${now}),
      look_at = null, leased_until = null, reason = ${shortened(reason)}::text
    where workspace_id = ${moment.workspaceId} and id = ${moment.id} and state = ${moment.state}`.execute(db)
}

function shortened(reason: string | undefined): string | null {
  return reason?.slice(0, MAX_REASON_LENGTH) ?? null
}
