/**
 * Erases a person. First everything they were called is noted as keyed hashes; then they are cut: nobody finds them and nothing can be linked to
 * them any more; then every holder erases what it knows of their atoms; at the end each counts what is left. Each step is kept when it is done,
 * and each bears being repeated, so that the job goes on after a crash at any point.
 */
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun } from '../../../platform/jobs/index.ts'
import { clearIdentifiers, cutPerson, personOfId } from '../../identity/index.ts'
import { addStep, atomsFirst, changeErasure, type ErasureRow, findErasure } from './erasures.ts'
import { type CalledKind, openHashes } from './hashes.ts'
import type { EraseInput, PersonDataHolder } from './holders.ts'
import { ERASE_JOB } from './job-kinds.ts'

interface Erasing {
  readonly workspaceId: number
  readonly id: string
  readonly holders: readonly PersonDataHolder[]
  readonly signal: AbortSignal
}

export function erasePersonJob({ holders }: { readonly holders: readonly PersonDataHolder[] }): JobKind {
  return defineJob({
    ...ERASE_JOB,
    run: async ({ handles, workspaceId, payload, signal, report }) => {
      const erasing = { workspaceId, id: String(payload.erasureId), holders, signal }
      try {
        return await runErasure(handles, { ...erasing, report })
      } catch (error) {
        if (!signal.aborted) await changeErasure(handles.db, { workspaceId, id: erasing.id, state: 'failed' })
        throw error
      }
    },
    givenUp: ({ handles, workspaceId, payload }) =>
      changeErasure(handles.db, { workspaceId, id: String(payload.erasureId), state: 'failed' }),
  })
}

/** Answers the proof. */
async function runErasure(handles: Handles, input: Erasing & Pick<JobRun, 'report'>): Promise<Record<string, unknown>> {
  const { workspaceId, id, holders, report } = input
  const found = await findErasure(handles.db, input)
  if (!found) throw new Error('the job names no erasure')
  if (found.state !== 'done') {
    await changeErasure(handles.db, { workspaceId, id, state: 'running' })
    const total = holders.length + 1
    const atoms = found.cut ? (found.atoms ?? []) : await cut(handles, { ...input, erasure: found })
    const done = new Set(found.steps.map(({ holder }) => holder))
    const left = holders.filter(({ findsBy, name }) => findsBy === 'atoms' && !done.has(name))
    for (const [place, holder] of left.entries()) {
      report({ done: total - left.length + place, total })
      await erase(handles, { ...input, holder, atoms })
    }
    await prove(handles, { ...input, atoms })
    report({ done: total, total })
  }
  const proven = await findErasure(handles.db, input)
  return { erasureId: id, steps: proven?.steps ?? [] }
}

const MAX_TURNS = 50

/** Ends the person. Whatever was linked to them since the request belongs to them: then it is all looked at once more. */
async function cut(handles: Handles, input: Erasing & { erasure: ErasureRow }): Promise<readonly number[]> {
  const { workspaceId, id, holders, erasure } = input
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const atoms = await noteCalled(handles, { ...input, atoms: await atomsNow(handles, erasure) })
    for (const holder of holders) if (holder.findsBy === 'identifiers') await erase(handles, { ...input, holder, atoms })
    const { missing } = await cutPerson(handles, {
      workspaceId,
      atoms,
      alongside: async (tx, rows) => {
        await changeErasure(tx, { workspaceId, id, cut: true })
        await addStep(tx, { workspaceId, id, step: { holder: CUT, rows, kept: 0, at: stepTime(handles) } })
      },
    })
    if (missing.length === 0) return atoms
  }
  throw new Error(`a person grew faster than they could be erased, ${MAX_TURNS} times`)
}

/** Name of the step by which the person stops being anybody. */
export const CUT = 'cut'

async function atomsNow({ db }: Handles, { workspace_id, atoms }: ErasureRow): Promise<readonly number[]> {
  const person = await personOfId(db, { workspaceId: workspace_id, id: String(atoms?.[0]) })
  return person === undefined ? (atoms ?? []) : atomsFirst(db, { workspaceId: workspace_id, person })
}

const HASHES_PER_STATEMENT = 5_000

/** Keeps the hashes of the person's id, atoms and identifiers, which atoms are worked on, and how much every holder has. */
async function noteCalled(handles: Handles, input: Erasing & { atoms: readonly number[] }): Promise<readonly number[]> {
  const { workspaceId, id, signal, atoms, holders } = input
  const hash = openHashes(handles, workspaceId)
  const note = async (kind: CalledKind, values: readonly string[]) => {
    for (let start = 0; start < values.length; start += HASHES_PER_STATEMENT) {
      signal.throwIfAborted()
      const hashes = values.slice(start, start + HASHES_PER_STATEMENT).map((value) => hash(kind, value))
      await sql`insert into compliance_erased (workspace_id, hash, erasure_id, kind)
        select ${workspaceId}, hash, ${id}::uuid, ${kind} from unnest(${hashes}::text[]) as called (hash) on conflict do nothing`.execute(
        handles.db,
      )
    }
  }
  let identifiers = 0
  await note('person', atoms.slice(0, 1).map(String))
  await note('atom', atoms.map(String))
  for await (const some of clearIdentifiers(handles, { workspaceId, atoms, signal })) {
    identifiers += some.length
    await note(
      'identifier',
      some.map(({ kind, value }) => `${kind}:${value}`),
    )
  }
  const found: Record<string, number> = {}
  for (const { name, count } of holders) if (count) found[name] = await count(handles, { workspaceId, atoms })
  await changeErasure(handles.db, { workspaceId, id, atoms: [...atoms], atom_count: atoms.length, identifier_count: identifiers, found })
  return atoms
}

async function erase(handles: Handles, input: Erasing & { holder: PersonDataHolder; atoms: readonly number[] }): Promise<void> {
  const { workspaceId, id, holder } = input
  input.signal.throwIfAborted()
  const { rows, kept } = await holder.erase(handles, eraseInput(handles, input))
  await addStep(handles.db, { workspaceId, id, step: { holder: holder.name, rows, kept, at: stepTime(handles) } })
}

function eraseInput(
  handles: Handles,
  { workspaceId, id, signal, atoms }: Omit<Erasing, 'holders'> & { atoms: readonly number[] },
): EraseInput {
  return { workspaceId, erasureId: id, signal, atoms, identifiers: clearIdentifiers(handles, { workspaceId, atoms, signal }) }
}

function stepTime({ clocks }: Pick<Handles, 'clocks'>): string {
  return new Date(clocks.business.now()).toISOString()
}

const MAX_ROUNDS = 5
/** Longer than any insert of events that had begun with the person's atoms before they were cut. */
const LOOK_AGAIN_AFTER_MS = 5 * 60_000

/** Looks for what is left and erases it, until nothing is. */
async function prove(handles: Handles, input: Erasing & { atoms: readonly number[] }): Promise<void> {
  const { workspaceId, id } = input
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left = await eraseLeft(handles, input)
    await changeErasure(handles.db, { workspaceId, id, left_rows: left })
    if (left > 0) continue
    const look_again_at = new Date(handles.clocks.real.now() + LOOK_AGAIN_AFTER_MS)
    return changeErasure(handles.db, {
      workspaceId,
      id,
      state: 'done',
      finished_at: new Date(handles.clocks.business.now()),
      look_again_at,
    })
  }
  throw new Error(`after ${MAX_ROUNDS} rounds something of an erased person was still found`)
}

/** Counts what each holder still has and lets those who have something erase once more; answers how much there was. */
export async function eraseLeft(handles: Handles, input: Erasing & { atoms: readonly number[] }): Promise<number> {
  let left = 0
  for (const holder of input.holders) {
    input.signal.throwIfAborted()
    const own = (await holder.count?.(handles, input)) ?? 0
    if (own > 0) await erase(handles, { ...input, holder })
    left += own
  }
  return left
}
