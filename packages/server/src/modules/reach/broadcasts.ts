/** Broadcasts: made, approved, stopped. */
import { createHash } from 'node:crypto'
import { inTransaction, type Queryable, sql, type Tx } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import type { Rule } from '../audience/index.ts'
import { cancelMassTasks } from '../channels/index.ts'
import type { WecomContent } from '../channels/wecom/mass-send/contract.ts'
import { failReach } from './errors.ts'
import { checkHalt } from './halts.ts'
import { taskKeys } from './hand-over.ts'
import { CLAIM_MS } from './plan.ts'
import type { BroadcastState } from './states.ts'
import type { BroadcastRow, Purpose } from './tables.ts'
import { writeVariants } from './variants.ts'

type MakingHandles = Pick<Handles, 'db' | 'clocks'>

export interface NewBroadcast {
  readonly workspaceId: number
  readonly name: string
  readonly rule: Rule
  readonly contents: readonly WecomContent[]
  /** Milliseconds. */
  readonly sendAt: number | undefined
  readonly endsAt: number | undefined
  readonly purpose: Purpose
  readonly holdout: number
  readonly by: string
  /** Who asked for what, where a repetition is to be known by that alone; absent: every request is a new one. */
  readonly requestHash?: string | undefined
}

/** What a dry run decides about too. @throws reach.ends_before_start */
export function draftOf({ clocks }: Pick<Handles, 'clocks'>, input: NewBroadcast) {
  const { workspaceId, name, rule, contents, sendAt, endsAt, purpose, holdout, by } = input
  const now = clocks.business.now()
  if (endsAt !== undefined && endsAt <= Math.max(now, sendAt ?? now)) failReach('reach.ends_before_start')
  const said = JSON.stringify([name, rule, contents, sendAt, endsAt, purpose, holdout])
  return {
    workspace_id: workspaceId,
    name,
    purpose,
    channel: 'wecom',
    rule,
    as_of: new Date(now),
    send_at: sendAt === undefined ? null : new Date(sendAt),
    ends_at: endsAt === undefined ? null : new Date(endsAt),
    holdout,
    // The same request draws the same people, so a dry run says what the broadcast will.
    seed: createHash('sha256').update(said).digest('hex'),
    created_at: new Date(now),
    created_by: by,
  } as const
}

/** Whoever asks the same again within so long, without a key, is taken for a client that got no answer. */
const REPEATED_MS = 60_000
/** Any fixed number: these locks meet no others. */
const REPEAT_LOCK = 5_304

/**
 * Written with its contents and claimed by this process for planning; or, `isRepeat`, the one that the same one made by the same request
 * within the last minute and that has not ended.
 * @throws reach.ends_before_start
 */
export function createBroadcast(handles: MakingHandles, input: NewBroadcast): Promise<BroadcastRow & { readonly isRepeat: boolean }> {
  const { rule, ...draft } = draftOf(handles, input)
  return inTransaction(handles.db, async (tx) => {
    const asked = handles.clocks.real.now()
    const earlier = await findRepeated(tx, { ...input, asked, createdAt: draft.created_at })
    if (earlier) return { ...earlier, isRepeat: true }
    const row = await tx
      .insertInto('reach_broadcasts')
      .values({
        ...draft,
        rule: JSON.stringify(rule),
        state: 'planning',
        claimed_until: new Date(asked + CLAIM_MS),
        due_at: null,
        handed_at: null,
        approved_at: null,
        approved_by: null,
        ended_at: null,
        ended_by: null,
        request_hash: input.requestHash ?? null,
        asked_at: new Date(asked),
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    await writeVariants(tx, { workspaceId: row.workspace_id, broadcastId: row.id, contents: input.contents })
    return { ...row, rule, isRepeat: false }
  })
}

/** By both clocks: who moves the business clock by a day asks for something new. */
async function findRepeated(
  tx: Tx,
  { workspaceId, requestHash, asked, createdAt }: NewBroadcast & { asked: number; createdAt: Date },
): Promise<BroadcastRow | undefined> {
  if (requestHash === undefined) return undefined
  await sql`select pg_advisory_xact_lock(${REPEAT_LOCK}, ${workspaceId})`.execute(tx)
  const { rows } = await sql<BroadcastRow>`select * from reach_broadcasts
    where workspace_id = ${workspaceId} and request_hash = ${requestHash} and state not in ('ended', 'stopped')
      and asked_at > ${new Date(asked - REPEATED_MS)} and created_at > ${new Date(createdAt.getTime() - REPEATED_MS)}
    order by id desc limit 1`.execute(tx)
  return rows[0]
}

interface Named {
  readonly workspaceId: number
  readonly id: number
}

const BROADCAST_ID = /^[1-9]\d{0,15}$/

/** The number behind an id; 0, which none has, for what was never given out as one. */
export function broadcastNumber(id: string): number {
  return BROADCAST_ID.test(id) && Number.isSafeInteger(Number(id)) ? Number(id) : 0
}

/** @throws reach.broadcast_unknown */
export async function needBroadcast(db: Queryable, { workspaceId, id }: Named): Promise<BroadcastRow> {
  const { rows } = await sql<BroadcastRow>`select * from reach_broadcasts where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0] ?? failReach('reach.broadcast_unknown', { id: String(id) })
}

async function lockBroadcast(tx: Tx, { workspaceId, id }: Named): Promise<BroadcastRow> {
  const { rows } = await sql<BroadcastRow>`
    select * from reach_broadcasts where workspace_id = ${workspaceId} and id = ${id} for update`.execute(tx)
  return rows[0] ?? failReach('reach.broadcast_unknown', { id: String(id) })
}

/**
 * From here on it goes out when its time comes. Approving it again changes nothing.
 * @throws reach.halted, reach.broadcast_unknown, reach.still_planning, reach.wrong_state, reach.nobody, reach.ends_before_start
 */
export function approveBroadcast({ db, clocks }: MakingHandles, { by, ...named }: Named & { by: string }): Promise<BroadcastRow> {
  const { workspaceId, id } = named
  return inTransaction(db, async (tx) => {
    await checkHalt(tx, { workspaceId })
    const row = await lockBroadcast(tx, named)
    if (row.state === 'approved' || row.state === 'sending') return row
    if (row.state === 'planning') failReach('reach.still_planning', { id: String(id), planned: await countPlanned(tx, named) })
    check(row, ['draft'])
    const now = new Date(clocks.business.now())
    if (row.ends_at && row.ends_at <= now) failReach('reach.ends_before_start')
    const { rows: some } = await sql`select 1 from reach_deliveries
      where workspace_id = ${workspaceId} and broadcast_id = ${id} and state = 'pending' limit 1`.execute(tx)
    if (some.length === 0) failReach('reach.nobody', { id: String(id) })
    const dueAt = row.send_at && row.send_at > now ? row.send_at : now
    const { rows } = await sql<BroadcastRow>`
      update reach_broadcasts set state = 'approved', due_at = ${dueAt}, approved_at = ${now}, approved_by = ${by}
      where workspace_id = ${workspaceId} and id = ${id} returning *`.execute(tx)
    return rows[0] ?? row
  })
}

async function countPlanned(tx: Tx, { workspaceId, id }: Named): Promise<number> {
  const { rows } = await sql<{ planned: number }>`select count(*) as planned from reach_deliveries
    where workspace_id = ${workspaceId} and broadcast_id = ${id}`.execute(tx)
  return rows[0]?.planned ?? 0
}

function check({ id, state }: BroadcastRow, allowed: readonly BroadcastState[]): void {
  if (!allowed.includes(state)) failReach('reach.wrong_state', { id: String(id), state })
}

/**
 * Nothing more is handed over, and what nobody tapped is cancelled. Stopping it again changes nothing.
 * @throws reach.broadcast_unknown, reach.wrong_state
 */
export function stopBroadcast(
  handles: MakingHandles & Pick<Handles, 'ids'>,
  { by, ...named }: Named & { by: string },
): Promise<BroadcastRow> {
  const { workspaceId, id } = named
  return inTransaction(handles.db, async (tx) => {
    const row = await lockBroadcast(tx, named)
    if (row.state === 'stopped') return row
    check(row, ['planning', 'draft', 'approved', 'sending'])
    const now = new Date(handles.clocks.business.now())
    await sql`update reach_deliveries set state = 'cancelled', changed_at = ${now}
      where workspace_id = ${workspaceId} and broadcast_id = ${id} and state = 'pending' and handed_at is null`.execute(tx)
    await cancelMassTasks(handles, tx, { workspaceId, keyPrefix: taskKeys(row), reason: 'stopped' })
    const { rows } = await sql<BroadcastRow>`
      update reach_broadcasts set state = 'stopped', ended_at = ${now}, ended_by = ${by}, claimed_until = null
      where workspace_id = ${workspaceId} and id = ${id} returning *`.execute(tx)
    return rows[0] ?? row
  })
}
