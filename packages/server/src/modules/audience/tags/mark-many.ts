/** Tagging many people by hand: some named ones at once, those of an audience by a job. */
import type { Handles } from '../../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun, startJob } from '../../../platform/jobs/index.ts'
import { atomOfPersonId, type KnownTag, type MarksChanged } from '../../identity/index.ts'
import { audienceNumber, needAudience } from '../audiences.ts'
import { settleCopies } from '../copies/publish.ts'
import { countRule, pageOfRule } from '../rule/index.ts'
import { applyMarks } from './apply.ts'
import { callerOf } from './retag.ts'
import { zoneOf } from './run-queue.ts'

const MARK_JOB = { kind: 'audience.mark_people', unit: 'people', maxAttempts: 50 } as const
const PEOPLE_PER_PAGE = 200_000
const SETTLE_MS = 10_000

interface Marked {
  readonly workspaceId: number
  readonly action: 'add' | 'remove'
  readonly value: string | undefined
  readonly by: string
}

/** Answers how many people got or lost the tag. */
export async function markNamed(
  handles: Pick<Handles, 'db' | 'clocks'>,
  input: Marked & { tag: KnownTag; personIds: readonly string[] },
): Promise<number> {
  const atoms = [...new Set(input.personIds.flatMap((id) => atomOfPersonId(id) ?? []))]
  return changedOf(await mark(handles, { ...input, tagId: input.tag.id, atoms }))
}

function mark(
  handles: Pick<Handles, 'db' | 'clocks'>,
  { atoms, action, ...input }: Marked & { tagId: number; atoms: readonly number[]; signal?: AbortSignal; done?: (people: number) => void },
): Promise<MarksChanged> {
  return applyMarks(handles, { ...input, cause: 'bulk', add: action === 'add' ? atoms : [], remove: action === 'remove' ? atoms : [] })
}

function changedOf({ added, removed }: MarksChanged): number {
  return added + removed
}

/** Answers the job. @throws audience.not_found */
export async function markAudience(
  handles: Pick<Handles, 'db' | 'clocks' | 'ids'>,
  { tag, audienceId, ...input }: Marked & { tag: KnownTag; audienceId: string },
): Promise<string> {
  const { workspaceId, action, value, by } = input
  await needAudience(handles.db, { workspaceId, id: audienceNumber(audienceId) })
  return startJob(handles.db, {
    id: handles.ids.uuid(),
    kind: MARK_JOB,
    workspaceId,
    payload: { tagId: tag.id, audienceId, action, by, ...(value !== undefined && { value }) },
    at: new Date(handles.clocks.business.now()),
  })
}

export function markPeopleJob(): JobKind {
  return defineJob({ ...MARK_JOB, run: markAll })
}

/** Begun again, it passes over those who have been marked. */
async function markAll(run: JobRun): Promise<Record<string, unknown>> {
  const { handles, workspaceId, payload, signal, report } = run
  const action = payload.action === 'remove' ? 'remove' : 'add'
  const value = payload.value === undefined ? undefined : String(payload.value)
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const rule = { audience: { id: String(payload.audienceId) } }
  const question = { workspaceId, timeZone: await zoneOf(handles.db, workspaceId), asOf: handles.clocks.business.now(), rule }
  const { count: total } = await countRule(handles, callerOf(run), { ...question, sample: 0 })
  let [done, changed] = [0, 0]
  for (let after = 0; ; ) {
    signal.throwIfAborted()
    const atoms = await pageOfRule(handles, callerOf(run), { ...question, after, limit: PEOPLE_PER_PAGE })
    const counted = (people: number) => {
      done += people
      report({ done, total })
    }
    const by = String(payload.by)
    changed += changedOf(
      await mark(handles, { workspaceId, tagId: Number(payload.tagId), action, value, by, atoms, signal, done: counted }),
    )
    if (atoms.length < PEOPLE_PER_PAGE) return { changed }
    after = atoms.at(-1) ?? after
  }
}
