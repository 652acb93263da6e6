/** Welcome codes that wait: queued with the callback that brought them, claimed by one process each, ended with an outcome. */
import type { RawBuilder } from 'kysely'
import { sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { WelcomeOutcome } from './outcomes.ts'
import type {} from './tables.ts'

type QueueHandles = Pick<Handles, 'db' | 'clocks'>

/** Longer than a welcome is looked for, sent and answered. */
const CLAIM_MS = 60_000
const KEPT_MS = 30 * 86_400_000
const MAX_SWEPT = 50_000
const MAX_LOST = 1_000

/**
 * The statement that queues the codes among callbacks which are being stored: `stored` has their columns and ids. A code that is known is
 * passed over, so nobody is welcomed twice however often and by whatever callbacks it comes. WW:92277: which changes bring codes for a welcome.
 */
export function queueCodes(stored: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    insert into channels_wecom_welcomes (workspace_id, corp_id, code_hash, callback_id, user_id, external_user_id, channel_state, happened_at,
      received_at, state, due_at)
    select workspace_id, corp_id, encode(sha256(convert_to(fields ->> 'WelcomeCode', 'UTF8')), 'hex'), id, coalesce(fields ->> 'UserID', ''),
      external_user_id, coalesce(fields ->> 'State', ''), happened_at, received_at, 'waiting', received_at
    from ${stored}
    where event = 'change_external_contact' and change_type in ('add_external_contact', 'add_half_external_contact')
      and coalesce(fields ->> 'WelcomeCode', '') <> ''
    on conflict (corp_id, code_hash) do nothing`
}

export interface WaitingWelcome {
  readonly id: number
  readonly workspaceId: number
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly channelState: string
  /** Undefined: its callback is gone, the corp was disconnected. */
  readonly code: string | undefined
  /** Milliseconds of the platform's clock, and of ours. */
  readonly happenedAt: number
  readonly receivedAt: number
}

interface ClaimedRow {
  id: number
  workspace_id: number
  corp_id: string
  user_id: string
  external_user_id: string
  channel_state: string
  code: string | null
  happened_at: Date
  received_at: Date
}

/** Takes some that are due, oldest first. */
export async function claimWelcomes({ db, clocks }: QueueHandles, { limit }: { limit: number }): Promise<WaitingWelcome[]> {
  const now = clocks.real.now()
  const { rows } = await sql<ClaimedRow>`
    update channels_wecom_welcomes welcome set state = 'sending', claimed_until = ${new Date(now + CLAIM_MS)}
    from (
      select waiting.id, callback.fields ->> 'WelcomeCode' as code
      from channels_wecom_welcomes waiting left join channels_wecom_callbacks callback on callback.id = waiting.callback_id
      where waiting.state = 'waiting' and waiting.due_at <= ${new Date(now)}
      order by waiting.due_at limit ${limit} for update of waiting skip locked
    ) due
    where welcome.id = due.id
    returning welcome.id, workspace_id, corp_id, user_id, external_user_id, channel_state, code, happened_at, received_at`.execute(db)
  return rows.map(waitingWelcome).sort((one, other) => one.id - other.id)
}

export interface EndedWelcome {
  readonly welcome: WaitingWelcome
  readonly ruleId: number | undefined
  readonly outcome: WelcomeOutcome
  /** The platform's words; undefined where the outcome says it all. */
  readonly reason?: string
  /** Milliseconds of the real clock. */
  readonly endedAt: number
}

const MAX_REASON_LENGTH = 300

/** Writes outcomes; answers the ids of those that were written: not of codes that were erased or ended by another process. */
export async function endWelcomes(tx: Tx, ended: readonly EndedWelcome[]): Promise<Set<number>> {
  const given = ended.map(({ welcome, ruleId, outcome, reason, endedAt }) => ({
    id: welcome.id,
    state: outcome,
    rule_id: ruleId ?? null,
    reason: reason?.slice(0, MAX_REASON_LENGTH) ?? null,
    took_ms: tookMs({ welcome, endedAt }),
    ended_at: new Date(endedAt).toISOString(),
  }))
  const { rows } = await sql<{ id: number }>`
    update channels_wecom_welcomes welcome set state = given.state, rule_id = given.rule_id, reason = given.reason, took_ms = given.took_ms,
      ended_at = given.ended_at, claimed_until = null
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
      as given (id bigint, state text, rule_id bigint, reason text, took_ms integer, ended_at timestamptz)
    where welcome.id = given.id and welcome.state = 'sending' returning welcome.id`.execute(tx)
  return new Set(rows.map(({ id }) => id))
}

export function tookMs({ welcome, endedAt }: Pick<EndedWelcome, 'welcome' | 'endedAt'>): number {
  return Math.max(0, endedAt - welcome.receivedAt)
}

/** Puts one back that was certainly not sent. */
export async function postponeWelcome({ db, clocks }: QueueHandles, { id, delayMs }: { id: number; delayMs: number }): Promise<void> {
  await sql`update channels_wecom_welcomes set state = 'waiting', claimed_until = null, due_at = ${new Date(clocks.real.now() + delayMs)}
    where id = ${id} and state = 'sending'`.execute(db)
}

/** Those whose process ended before it noted what became of them. */
export async function lostWelcomes({ db, clocks }: QueueHandles): Promise<WaitingWelcome[]> {
  const { rows } = await sql<Omit<ClaimedRow, 'code'>>`
    select id, workspace_id, corp_id, user_id, external_user_id, channel_state, happened_at, received_at from channels_wecom_welcomes
    where state = 'sending' and claimed_until < ${new Date(clocks.real.now())} order by claimed_until limit ${MAX_LOST}`.execute(db)
  return rows.map((row) => waitingWelcome({ ...row, code: null }))
}

/** Forgets single codes after thirty days; the figures by day stay. */
export async function sweepWelcomes({ db, clocks }: QueueHandles): Promise<void> {
  await sql`delete from channels_wecom_welcomes where id in (
    select id from channels_wecom_welcomes
    where state not in ('waiting', 'sending') and received_at < ${new Date(clocks.real.now() - KEPT_MS)}
    order by received_at limit ${MAX_SWEPT})`.execute(db)
}

/** Longer than a code lives and a welcome waits for its answer. */
const CODE_KEPT_MS = 60_000
const MAX_BLANKED = 5_000

/** Takes the codes out of callbacks whose welcomes have come to their end. Answers how many. */
export async function blankCodes({ db, clocks }: QueueHandles): Promise<number> {
  const { rows } = await sql`update channels_wecom_callbacks set fields = fields - 'WelcomeCode' where id in (
    select id from channels_wecom_callbacks
    where fields ? 'WelcomeCode' and received_at < ${new Date(clocks.real.now() - CODE_KEPT_MS)}
      and id not in (select callback_id from channels_wecom_welcomes where state = 'waiting')
      and id not in (select callback_id from channels_wecom_welcomes where state = 'sending')
    order by received_at limit ${MAX_BLANKED} for update skip locked) returning id`.execute(db)
  return rows.length
}

function waitingWelcome(row: ClaimedRow): WaitingWelcome {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    corpId: row.corp_id,
    userId: row.user_id,
    externalUserId: row.external_user_id,
    channelState: row.channel_state,
    code: row.code ?? undefined,
    happenedAt: row.happened_at.getTime(),
    receivedAt: row.received_at.getTime(),
  }
}
