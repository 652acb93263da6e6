/** What became of the callbacks, newest first. */
import type { World } from '../world.ts'

export interface CallbackLine {
  readonly id: number
  readonly corpId: string
  readonly event: string
  readonly changeType: string
  readonly createdAt: number
  readonly state: 'waiting' | 'sending' | 'sent' | 'lost' | 'failed' | 'unheard'
  readonly attempts: number
  readonly outcome: string | null
  /** Second copies of the fault 'duplicate' are 1. */
  readonly copy: 0 | 1
  readonly xml: string
}

export function callbackLog(world: World, input: { limit: number; beforeId?: number }): CallbackLine[] {
  return world.store.all<CallbackLine>(
    `select id, corp_id as corpId, event, change_type as changeType, created_at as createdAt, state, attempts, outcome, copy, xml
     from callbacks where id < ? order by id desc limit ?`,
    [input.beforeId ?? Number.MAX_SAFE_INTEGER, input.limit],
  )
}

/** How many there are of each state. */
export function callbackCounts(world: World): Record<string, number> {
  const rows = world.store.all<{ state: string; count: number }>('select state, count(*) as count from callbacks group by state')
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
