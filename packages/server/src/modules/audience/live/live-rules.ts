/** The live audiences of a workspace and what they stand on, kept in memory until their generation moves on. */
import { bigints, type Queryable, sql } from '../../../platform/db/index.ts'
import { ORDER_CANCELLED } from '../../events/index.ts'
import { dependenciesOf } from '../rule/depends.ts'
import type { Dependencies, Known } from '../rule/operator.ts'
import type { Rule } from '../rule/rule.ts'
import { mayHoldForNewcomers } from './newcomers.ts'
import type {} from './tables.ts'

export interface LiveAudience {
  readonly id: number
  readonly rule: Rule
  readonly depends: Dependencies
  /** Somebody of whom nothing is known may be in it. */
  readonly newcomers: boolean
}

export interface LiveRules {
  /** Workspaces without a live audience are left out. */
  read(db: Queryable, workspaceIds: readonly number[]): Promise<ReadonlyMap<number, readonly LiveAudience[]>>
}

interface Remembered {
  readonly generation: number
  readonly audiences: readonly LiveAudience[]
}

/** One small look-up a call; rules are read again only after one was changed. */
export function openLiveRules(): LiveRules {
  const remembered = new Map<number, Remembered>()
  const of = async (db: Queryable, { workspaceId, generation }: { workspaceId: number; generation: number }) => {
    const known = remembered.get(workspaceId)
    if (known?.generation === generation) return known.audiences
    const audiences = await readAudiences(db, workspaceId)
    remembered.set(workspaceId, { generation, audiences })
    return audiences
  }
  return {
    read: async (db, workspaceIds) => {
      const { rows } = await sql<{ workspaceId: number; generation: number }>`
        select workspace_id as "workspaceId", generation from audience_live_generations
        where workspace_id = any(${bigints(workspaceIds)}::int[])`.execute(db)
      const found = new Map<number, readonly LiveAudience[]>()
      for (const row of rows) {
        const audiences = await of(db, row)
        if (audiences.length > 0) found.set(row.workspaceId, audiences)
      }
      return found
    },
  }
}

/** As they are in the store now. */
export async function readAudiences(db: Queryable, workspaceId: number): Promise<LiveAudience[]> {
  const { rows } = await sql<{ id: number; name: string; kind: 'live' | 'static'; rule: Rule | null; live: boolean }>`
    select audience.id, audience.name, audience.kind, audience.rule, live.audience_id is not null as live
    from audience_audiences audience left join audience_live live
      on live.workspace_id = audience.workspace_id and live.audience_id = audience.id and not live.is_dropped
    where audience.workspace_id = ${workspaceId} and audience.archived_at is null order by audience.id`.execute(db)
  const known: Known['audiences'] = new Map(rows.flatMap(({ id, rule, ...row }) => (rule ? [[String(id), { ...row, rule }]] : [])))
  return rows.flatMap(({ id, rule, live }) =>
    live && rule ? [{ id, rule, depends: dependenciesOf(rule, known), newcomers: mayHoldForNewcomers(rule) }] : [],
  )
}

/** Whether an audience may hold otherwise for somebody of whom this changed. */
export function isConcerned({ depends, newcomers }: LiveAudience, { what, name }: { what: string; name: string }): boolean {
  switch (what) {
    case 'events':
      return depends.anyEvent || (name === '' ? depends.events.size > 0 : depends.events.has(name))
    case 'orders':
      return depends.anyEvent || depends.events.has(ORDER_CANCELLED)
    case 'traits':
      return name === '' ? depends.traits.size > 0 : depends.traits.has(name)
    case 'tags':
      return name === '' ? depends.tags.size > 0 : depends.tags.has(name)
    case 'consents':
      return depends.consents
    case 'identifiers':
      return depends.identifiers || newcomers
    default:
      return true
  }
}
