/** A workspace in which things happen twice: in the program and in the model. */
import type { Handles } from '../../../packages/server/src/platform/handles.ts'
import type { World } from '../../../packages/server/src/platform/testing/world.ts'
import type { Model } from './model.ts'
import { boundAtoms, readStored, type Stored } from './stored.ts'
import { declaredRules, type UniverseIdentifier } from './universe.ts'

/** More than the time after which a process notices what another one changed. */
export const NOTICED_MS = 1_000

export interface Simulation {
  readonly workspaceId: number
  readonly universe: readonly UniverseIdentifier[]
  readonly model: Model
  /** What was done so far, a sentence a command. */
  readonly story: string[]
  /** What the store said last. */
  stored: Stored
  /** Commands so far. */
  step: number
  /** The process that does what comes next. */
  handles: Handles
  /** Another one on the same stores, with what it remembers from before. */
  other: Handles
}

/** The same stores as another process sees them: nothing remembered. */
export function anotherProcess(handles: Handles): Handles {
  return { ...handles, db: handles.db.withoutPlugins() }
}

export async function newWorkspace(world: World): Promise<number> {
  const { id: workspaceId } = await world.newWorkspace()
  await world.handles.db
    .insertInto('identity_kinds')
    .values(
      [...declaredRules].map(([kind, { unique, single, mergePower, trust }]) => ({
        workspace_id: workspaceId,
        kind,
        is_unique: unique,
        is_single: single,
        merge_power: mergePower,
        trust,
        declared_at: new Date(0),
      })),
    )
    .execute()
  return workspaceId
}

/** Reads the store anew. */
export async function look(simulation: Simulation): Promise<Stored> {
  simulation.stored = await readStored(simulation.handles, simulation.workspaceId)
  return simulation.stored
}

/** What the store knows the identifiers under, now. */
export async function atomsNow(simulation: Simulation): Promise<Map<string, number>> {
  const { handles, workspaceId, universe } = simulation
  return boundAtoms(handles, { workspaceId, universe, stored: await look(simulation) })
}
