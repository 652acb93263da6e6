/** What is wrong with connections, from what is stored: nothing is asked of the platform. */
import { sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Fault } from './contract.ts'
import { faultWords } from './words.ts'

const HOUR_MS = 3_600_000
const QUIET_AFTER_MS = 24 * HOUR_MS
const BEHIND_AFTER_MS = 10 * 60_000
/** One is made every day. */
const RECONCILE_OLD_MS = 36 * HOUR_MS

interface CorpState {
  readonly corp_id: string
  readonly connected_at: Date
  readonly verified_at: Date | null
  readonly last_callback_at: Date | null
  /** Of the last comparison that ended; null: it came to something. */
  readonly error: string | null
  readonly error_at: Date | null
  readonly compared_at: Date | null
  readonly behind: number
  readonly behind_since: Date | null
  readonly failed: number
  readonly failed_since: Date | null
}

export interface FoundFault {
  readonly fault: Fault
  readonly since: Date | null
  readonly count?: number
  readonly reason?: string
}

type FaultHandles = Pick<Handles, 'db' | 'clocks'>

/** Of all corps of the workspace, by corp. */
export async function wecomFaults(handles: FaultHandles, { workspaceId }: { workspaceId: number }) {
  const corps = await corpStates(handles, workspaceId)
  const clocks = { real: handles.clocks.real.now(), business: handles.clocks.business.now() }
  return corps.flatMap((corp) =>
    faultsOf(corp, clocks).map(({ fault, since, count = 0, reason = '' }) => ({
      corpId: corp.corp_id,
      fault,
      ...faultWords[fault]({ count, reason }),
      since: since?.toISOString() ?? null,
    })),
  )
}

/** Callbacks are received on the real clock, comparisons made on that of business. */
function faultsOf(corp: CorpState, now: { real: number; business: number }): FoundFault[] {
  const isQuiet = corp.last_callback_at !== null && now.real - corp.last_callback_at.getTime() > QUIET_AFTER_MS
  const isOld = now.business - (corp.compared_at ?? corp.connected_at).getTime() > RECONCILE_OLD_MS
  return [
    ...(corp.verified_at === null ? [{ fault: 'callback_unverified' as const, since: corp.connected_at }] : []),
    ...(isQuiet ? [{ fault: 'callbacks_quiet' as const, since: corp.last_callback_at }] : []),
    ...(corp.behind > 0 ? [{ fault: 'callbacks_behind' as const, since: corp.behind_since, count: corp.behind }] : []),
    ...(corp.failed > 0 ? [{ fault: 'callbacks_failed' as const, since: corp.failed_since, count: corp.failed }] : []),
    ...(corp.error === null ? [] : [{ fault: 'reconcile_failed' as const, since: corp.error_at, reason: corp.error }]),
    ...(isOld ? [{ fault: 'reconcile_old' as const, since: corp.compared_at }] : []),
  ]
}

/** Callbacks that failed count until a comparison that began after them has repaired what they were about. */
async function corpStates({ db, clocks }: FaultHandles, workspaceId: number): Promise<CorpState[]> {
  const offset = clocks.business.now() - clocks.real.now()
  const before = new Date(clocks.real.now() - BEHIND_AFTER_MS)
  const { rows } = await sql<CorpState>`
    select corp.corp_id, corp.connected_at, corp.verified_at, corp.last_callback_at, last.error,
      case when last.error is not null then last.ended_at end as error_at, good.compared_at,
      coalesce(waiting.callbacks, 0)::int as behind, waiting.since as behind_since, coalesce(failed.callbacks, 0)::int as failed,
      failed.since as failed_since
    from channels_wecom_corps corp
      left join lateral (select run.error, run.ended_at from channels_wecom_reconciliations run
        where run.workspace_id = corp.workspace_id and run.corp_id = corp.corp_id and run.ended_at is not null
        order by run.ended_at desc limit 1) as last on true
      left join lateral (select max(run.started_at) as compared_at from channels_wecom_reconciliations run
        where run.workspace_id = corp.workspace_id and run.corp_id = corp.corp_id and run.ended_at is not null and run.error is null
      ) as good on true
      left join (select callback.corp_id, count(*) as callbacks, min(callback.received_at) as since from channels_wecom_callbacks callback
        where callback.state = 'waiting' and callback.received_at < ${before} and callback.workspace_id = ${workspaceId}
        group by callback.corp_id) as waiting on waiting.corp_id = corp.corp_id
      left join lateral (select count(*) as callbacks, min(callback.received_at) as since from channels_wecom_callbacks callback
        where callback.workspace_id = corp.workspace_id and callback.corp_id = corp.corp_id and callback.state = 'failed'
          and callback.received_at > coalesce(good.compared_at - make_interval(secs => ${offset / 1_000}::double precision), '-infinity')
      ) as failed on true
    where corp.workspace_id = ${workspaceId} order by corp.corp_id`.execute(db)
  return rows
}
