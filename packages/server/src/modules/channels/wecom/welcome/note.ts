/** What became of welcomes: noted on the code, counted by day and rule, and told as an event of the person. */
import { inTransaction, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { localDate } from '../../../../platform/time-zone.ts'
import { type PersonEvent, queuePersonEvents } from '../../person-events/person-events.ts'
import { identifierKindOf } from '../contacts/events.ts'
import { type EndedWelcome, endWelcomes, lostWelcomes, tookMs } from './queue.ts'

type NoteHandles = Pick<Handles, 'db' | 'clocks'>

/** An outcome that was noted before, or whose code was erased, changes nothing. */
export async function noteOutcomes({ db, clocks }: NoteHandles, ended: readonly EndedWelcome[]): Promise<void> {
  if (ended.length === 0) return
  await inTransaction(db, async (tx) => {
    const noted = await endWelcomes(tx, ended)
    const fresh = ended.filter(({ welcome }) => noted.has(welcome.id))
    if (fresh.length === 0) return
    const now = clocks.business.now()
    await countByDay(tx, { ended: fresh, now })
    await queuePersonEvents(
      tx,
      fresh.flatMap((one) => (one.outcome === 'sent' ? [welcomedEvent(one, now)] : [])),
    )
  })
}

async function countByDay(tx: Tx, { ended, now }: { ended: readonly EndedWelcome[]; now: number }): Promise<void> {
  const workspaces = [...new Set(ended.map(({ welcome }) => welcome.workspaceId))]
  const zones = await tx.selectFrom('auth_workspaces').select(['id', 'time_zone']).where('id', 'in', workspaces).execute()
  const days = new Map(zones.map(({ id, time_zone }) => [id, localDate(now, time_zone)]))
  const rows = ended.flatMap(({ welcome, ruleId, outcome, endedAt }) => {
    const day = days.get(welcome.workspaceId)
    const { workspaceId: workspace_id, corpId: corp_id } = welcome
    return day ? [{ workspace_id, corp_id, day, rule_id: ruleId ?? 0, outcome, took_ms: tookMs({ welcome, endedAt }) }] : []
  })
  await sql`
    insert into channels_wecom_welcome_days as known (workspace_id, corp_id, day, rule_id, outcome, welcomes, took_ms_sum)
    select workspace_id, corp_id, day, rule_id, outcome, count(*), sum(took_ms)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as given (workspace_id integer, corp_id text, day date, rule_id bigint, outcome text, took_ms bigint)
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (workspace_id, corp_id, day, rule_id, outcome) do update set
      welcomes = known.welcomes + excluded.welcomes, took_ms_sum = known.took_ms_sum + excluded.took_ms_sum`.execute(tx)
}

function welcomedEvent({ welcome, ruleId }: EndedWelcome, now: number): PersonEvent {
  const { workspaceId, corpId, userId, externalUserId, channelState } = welcome
  const kind = identifierKindOf({ corpId })
  return {
    workspaceId,
    reference: `${kind}:${externalUserId}`,
    event: {
      messageId: `wecom welcomed ${corpId} ${welcome.id}`,
      type: 'track',
      name: 'wecom_welcomed',
      timestamp: now,
      identifiers: [{ kind, value: externalUserId }],
      properties: { channel: 'wecom', corpId, staff: userId, state: channelState, rule: String(ruleId ?? '') },
      context: {},
      source: 'server',
    },
  }
}

/** Whoever was sending these is gone: nobody knows whether they were sent. */
export async function noteLost(handles: NoteHandles): Promise<void> {
  const endedAt = handles.clocks.real.now()
  const lost = await lostWelcomes(handles)
  const reason = 'the process ended before it knew'
  await noteOutcomes(
    handles,
    lost.map((welcome) => ({ welcome, ruleId: undefined, outcome: 'unknown', reason, endedAt })),
  )
}
