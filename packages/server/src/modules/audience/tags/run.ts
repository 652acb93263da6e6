/** The job that runs a tag: by its rule, by interest, or held against the people of its live audience. */
import type { Tx } from '../../../platform/db/index.ts'
import { sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun } from '../../../platform/jobs/index.ts'
import type { MarksChanged } from '../../identity/index.ts'
import { settleCopies } from '../copies/publish.ts'
import { reckonInterest } from './interest.ts'
import { levelLive } from './live.ts'
import { retagByRule } from './retag.ts'
import { findTagRule } from './rules.ts'
import { RUN_TAG_JOB, zoneOf } from './run-queue.ts'
import type { TagRuleRow } from './tables.ts'

export interface TagRun {
  readonly handles: Handles
  readonly workspaceId: number
  readonly tagId: number
  readonly signal: AbortSignal
  /** What was written before is known to the event store. */
  settle(): Promise<void>
  /** So many more people are to be changed. */
  expect(people: number): void
  /** So many more were. */
  done(people: number): void
  /** False when the tag has got another rule since, or was archived. */
  goesOn(tx: Tx): Promise<boolean>
}

/** Two million people retagged just before are in the copies well within it. */
const SETTLE_MS = 120_000

export function runTagJob(): JobKind {
  return defineJob({ ...RUN_TAG_JOB, run })
}

async function run(job: JobRun): Promise<Record<string, unknown>> {
  const { handles, workspaceId, payload } = job
  const [tagId, round] = [Number(payload.tagId), Number(payload.round)]
  const row = await findTagRule(handles.db, { workspaceId, tagId })
  if (row?.round !== round || row.due_at === null) return { tagId: String(tagId), added: 0, removed: 0 }
  try {
    const changed = await changedBy(row, openRun(job, { tagId, round }))
    await noteEnd(handles, { row, changed, error: null })
    return { tagId: String(tagId), ...changed }
  } catch (error) {
    if (!job.signal.aborted)
      await noteEnd(handles, { row, changed: undefined, error: error instanceof Error ? error.message : String(error) })
    throw error
  }
}

async function changedBy(row: TagRuleRow, tagRun: TagRun): Promise<MarksChanged> {
  const { rule, interest, audience_id: audienceId } = row
  if (row.mode === 'live') return audienceId === null ? { added: 0, removed: 0 } : levelLive(tagRun, { audienceId })
  if (interest) return reckonInterest(tagRun, interest)
  if (!rule) throw new Error('a scheduled tag has no rule')
  return retagByRule(tagRun, { rule, timeZone: await zoneOf(tagRun.handles.db, row.workspace_id) })
}

function openRun({ handles, workspaceId, signal, report }: JobRun, { tagId, round }: { tagId: number; round: number }): TagRun {
  let [done, total] = [0, 0]
  return {
    handles,
    workspaceId,
    tagId,
    signal,
    settle: async () => {
      await settleCopies(handles, { withinMs: SETTLE_MS })
      signal.throwIfAborted()
    },
    expect: (people) => {
      total += people
      report({ done, total })
    },
    done: (people) => {
      done += people
      report({ done, total })
    },
    goesOn: async (tx) => {
      const { rows } = await sql`select 1 from audience_tag_rules
        where workspace_id = ${workspaceId} and tag_id = ${tagId} and round = ${round} and due_at is not null for share`.execute(tx)
      return rows.length > 0
    },
  }
}

const MAX_ERROR_LENGTH = 200

async function noteEnd(
  { db, clocks }: Handles,
  { row, changed, error }: { row: TagRuleRow; changed: MarksChanged | undefined; error: string | null },
): Promise<void> {
  await db
    .updateTable('audience_tag_rules')
    .set({
      last_run_at: new Date(clocks.business.now()),
      last_error: error?.slice(0, MAX_ERROR_LENGTH) ?? null,
      ...(changed && { last_added: changed.added, last_removed: changed.removed }),
    })
    .where('workspace_id', '=', row.workspace_id)
    .where('tag_id', '=', row.tag_id)
    .where('round', '=', row.round)
    .execute()
}
