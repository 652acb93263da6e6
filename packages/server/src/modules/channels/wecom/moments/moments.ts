/** Moments: planned, approved, cancelled. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import type { Corp } from '../connection/corps.ts'
import { useMedia } from '../media/media.ts'
import { type MomentContent, mediaOfMoment } from './content.ts'
import { ableMembers } from './members.ts'
import type { MomentOutcome, MomentState } from './states.ts'
import type {} from './tables.ts'

const DAY_MS = 86_400_000
/** A Moment that is older is none: ours. */
const UNTIL_AFTER_MS = 3 * DAY_MS
const MAX_OPEN_MS = 30 * DAY_MS
/** Of one without a name. */
const NAME_FROM_TEXT_LENGTH = 30

type MakingHandles = Pick<Handles, 'db' | 'clocks'>

export interface MomentRow {
  id: number
  workspace_id: number
  corp_id: string
  name: string
  content: MomentContent
  user_ids: string[]
  tag_ids: string[]
  state: MomentState
  outcome: MomentOutcome | null
  send_at: Date
  until_at: Date
  cancel_asked: boolean
  created_at: Date
  created_by: string
  approved_at: Date | null
  approved_by: string | null
  handed_at: Date | null
  refused_user_ids: string[]
  refused_tag_ids: string[]
  closed_at: Date | null
  ended_at: Date | null
  reason: string | null
}

export interface NewMoment {
  readonly corp: Corp
  readonly name: string | undefined
  readonly content: MomentContent
  readonly userIds: readonly string[]
  readonly tagIds: readonly string[]
  /** Milliseconds. */
  readonly sendAt: number | undefined
  readonly untilAt: number | undefined
  readonly by: string
}

/** A draft. @throws channels.moment_too_late, channels.media_unknown */
export async function planMoment({ db, clocks }: MakingHandles, input: NewMoment): Promise<MomentRow> {
  const { corp, content, by } = input
  const now = clocks.business.now()
  const sendAt = Math.max(now, input.sendAt ?? now)
  const untilAt = input.untilAt ?? sendAt + UNTIL_AFTER_MS
  if (untilAt <= sendAt || untilAt > sendAt + MAX_OPEN_MS) failChannels('channels.moment_too_late')
  await useMedia({ db, clocks }, { workspaceId: corp.workspaceId, ids: mediaOfMoment(content) })
  const [firstLine = ''] = content.text.trim().split('\n')
  const name = input.name ?? [...firstLine].slice(0, NAME_FROM_TEXT_LENGTH).join('')
  const { rows } = await sql<MomentRow>`
    insert into channels_wecom_moments
      (workspace_id, corp_id, name, content, user_ids, tag_ids, state, send_at, until_at, created_at, created_by)
    values (${corp.workspaceId}, ${corp.corpId}, ${name}, ${JSON.stringify(content)}::jsonb, ${[...new Set(input.userIds)]},
      ${[...new Set(input.tagIds)]}, 'draft', ${new Date(sendAt)}, ${new Date(untilAt)}, ${new Date(now)}, ${by})
    returning *`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the Moment was not written')
  return row
}

interface Named {
  readonly workspaceId: number
  readonly id: number
}

/** @throws channels.moment_unknown */
export async function needMoment(db: Queryable, { workspaceId, id }: Named): Promise<MomentRow> {
  const { rows } = await sql<MomentRow>`select * from channels_wecom_moments where workspace_id = ${workspaceId} and id = ${id}`.execute(db)
  return rows[0] ?? failChannels('channels.moment_unknown', { id: String(id) })
}

async function lockMoment(tx: Tx, { workspaceId, id }: Named): Promise<MomentRow> {
  const { rows } = await sql<MomentRow>`select * from channels_wecom_moments
    where workspace_id = ${workspaceId} and id = ${id} for update`.execute(tx)
  return rows[0] ?? failChannels('channels.moment_unknown', { id: String(id) })
}

/**
 * From here on it is handed over when its time comes. Approving it again changes nothing.
 * @throws channels.moment_unknown, channels.moment_wrong_state, channels.moment_too_late, channels.moment_nobody
 */
export function approveMoment({ db, clocks }: MakingHandles, { by, ...named }: Named & { by: string }): Promise<MomentRow> {
  return inTransaction(db, async (tx) => {
    const row = await lockMoment(tx, named)
    if (row.state !== 'draft' && row.state !== 'ended') return row
    if (row.state === 'ended') return failChannels('channels.moment_wrong_state', { id: String(row.id), state: row.state })
    const now = new Date(clocks.business.now())
    if (row.until_at <= now) failChannels('channels.moment_too_late')
    const corp = { workspaceId: row.workspace_id, corpId: row.corp_id }
    if ((await ableMembers(tx, { corp, userIds: row.user_ids })).length === 0) failChannels('channels.moment_nobody')
    const { rows } = await sql<MomentRow>`
      update channels_wecom_moments set state = 'approved', approved_at = ${now}, approved_by = ${by}, look_at = greatest(send_at, ${now})
      where workspace_id = ${row.workspace_id} and id = ${row.id} returning *`.execute(tx)
    return rows[0] ?? row
  })
}

/**
 * Nobody publishes it from here on; what is handed over already is taken back from the platform soon, and what was published before that stays.
 * Cancelling it again changes nothing. @throws channels.moment_unknown, channels.moment_wrong_state
 */
export function cancelMoment({ db, clocks }: MakingHandles, named: Named): Promise<MomentRow> {
  return inTransaction(db, async (tx) => {
    const row = await lockMoment(tx, named)
    if (row.cancel_asked) return row
    if (row.closed_at) return failChannels('channels.moment_wrong_state', { id: String(row.id), state: row.state })
    const now = new Date(clocks.business.now())
    const isHere = row.state === 'draft' || row.state === 'approved'
    const ended = sql`state = 'ended', outcome = 'cancelled', closed_at = ${now}, ended_at = ${now}, look_at = null, leased_until = null`
    const { rows } = await sql<MomentRow>`
      update channels_wecom_moments set cancel_asked = true, ${isHere ? ended : sql`look_at = case when leased_until is null then ${now}::timestamptz else look_at end`}
      where workspace_id = ${row.workspace_id} and id = ${row.id} returning *`.execute(tx)
    return rows[0] ?? row
  })
}
