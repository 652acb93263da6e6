/** What a person did, and when last. */
import type { Handles } from '../../../platform/handles.ts'
import { knownAtoms } from '../../identity/index.ts'
import type { Area } from '../areas.ts'
import { ask, type Caller } from '../ask.ts'
import { openParameters } from '../parameters.ts'
import { queryEvents } from '../rows.ts'
import { EVENTS_TABLE, filterSql, TIME_MS } from '../table.ts'

interface TimelineInput {
  readonly workspaceId: number
  readonly id: string
  readonly from: number | undefined
  readonly to: number | undefined
  readonly limit: number
  readonly cursor: string | undefined
  /** Only events of this area. */
  readonly area?: Area | undefined
}

/** Events of one person, newest first. Throws `platform.not_found` for an id that was never given out. */
export async function readTimeline(handles: Handles, caller: Caller, input: TimelineInput): ReturnType<typeof queryEvents> {
  const { workspaceId, id, ...range } = input
  const atoms = await knownAtoms(handles, { workspaceId, id })
  return queryEvents({ ...caller, db: handles.db }, { workspaceId, atoms, withContext: false, ...range })
}

/** Milliseconds of the latest event of each atom; those without events are left out. */
export async function lastEventTimes(
  handles: Pick<Handles, 'clickhouse'>,
  input: { workspaceId: number; atoms: readonly number[] },
): Promise<ReadonlyMap<number, number>> {
  if (input.atoms.length === 0) return new Map()
  const parameters = openParameters()
  const rows = await ask<{ atom: number; last: number }>(handles, {
    query: `select atom, max(${TIME_MS}) as last from ${EVENTS_TABLE} where ${filterSql(input, parameters)} group by atom`,
    parameters,
    lane: 'point',
  })
  return new Map(rows.map((row) => [row.atom, row.last]))
}
