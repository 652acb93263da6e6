/** Callbacks that could not be worked through: shown, and tried again by hand. */
import { type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Corp } from '../connection/corps.ts'
import type {} from './tables.ts'

const MAX_LISTED = 100

export interface FailingCallback {
  readonly id: number
  readonly event: string
  readonly change_type: string
  readonly state: 'waiting' | 'failed'
  readonly attempts: number
  readonly error: string | null
  readonly received_at: Date
  readonly due_at: Date
}

/** Given up ones and those that failed and are tried again, the latest first. */
export async function failingCallbacks(db: Queryable, { workspaceId, corpId }: Corp): Promise<FailingCallback[]> {
  const { rows } = await sql<FailingCallback>`
    select id, event, change_type, state, attempts, error, received_at, due_at from channels_wecom_callbacks
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and (state = 'failed' or (state = 'waiting' and error is not null))
    order by received_at desc, id desc limit ${MAX_LISTED}`.execute(db)
  return rows
}

/** All of a corp are tried again now, from their first attempt. Answers how many. */
export async function retryFailing({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, { workspaceId, corpId }: Corp): Promise<number> {
  const { rows } = await sql`
    update channels_wecom_callbacks set state = 'waiting', attempts = 0, due_at = ${new Date(clocks.real.now())}
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and (state = 'failed' or (state = 'waiting' and error is not null))
    returning id`.execute(db)
  return rows.length
}
