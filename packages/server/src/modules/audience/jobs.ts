/**
 * Computes a static audience: page after page of the people its rule finds, then those of earlier rounds are taken out. Each step may be
 * repeated, and how far it got is kept with the audience, so it goes on after a crash. A newer round makes it end without a word.
 */
import { inTransaction, sql } from '../../platform/db/index.ts'
import type { Handles } from '../../platform/handles.ts'
import { defineJob, type JobKind, type JobRun } from '../../platform/jobs/index.ts'
import { endRound, findAudience } from './audiences.ts'
import { settleCopies } from './copies/publish.ts'
import { COMPUTE_JOB } from './job-kinds.ts'
import { refillUsers } from './live/fill.ts'
import { pageOfRule } from './rule/index.ts'
import { copyMembers, countMembers, drawVersion, dropMembers, memberAtoms, type OfRound, putPeople } from './static-members.ts'
import type { AudienceRow } from './tables.ts'

/** A page is one question to the event store, written in smaller pieces. */
const PEOPLE_PER_PAGE = 200_000
const PEOPLE_PER_STATEMENT = 20_000
const ATOMS_PER_INSERT = 50_000
/** What was written just before it was asked for is in it. */
const SETTLE_MS = 10_000

export function computeAudienceJob(): JobKind {
  const roundOf = ({ workspaceId, payload }: Pick<JobRun, 'workspaceId' | 'payload'>): OfRound => ({
    workspaceId,
    audienceId: Number(payload.audienceId),
    round: Number(payload.round),
  })
  const failed = async (run: Pick<JobRun, 'handles' | 'workspaceId' | 'payload'>) => {
    const { audienceId: id, ...of } = roundOf(run)
    const at = new Date(run.handles.clocks.business.now())
    await endRound(run.handles.db, { ...of, id, at, state: 'failed' })
  }
  return defineJob({
    ...COMPUTE_JOB,
    run: async (run) => {
      try {
        return await compute(run.handles, { ...run, of: roundOf(run), timeZone: String(run.payload.timeZone) })
      } catch (error) {
        if (!run.signal.aborted) await failed(run)
        throw error
      }
    },
    givenUp: failed,
  })
}

type Computing = Pick<JobRun, 'signal' | 'report'> & { readonly of: OfRound; readonly timeZone: string }

async function compute(handles: Handles, input: Computing): Promise<Record<string, unknown>> {
  const { of } = input
  const { workspaceId, audienceId, round } = of
  const row = await findAudience(handles.db, { workspaceId, id: audienceId })
  const result = { audienceId: String(audienceId) }
  if (row?.round !== round) return result
  if (row.rule) await fill(handles, { ...input, row })
  await copyRound(handles, input)
  await dropEarlier(handles, input)
  const count = await countMembers(handles.db, of)
  const at = new Date(handles.clocks.business.now())
  await inTransaction(handles.db, async (tx) => {
    if (await endRound(tx, { workspaceId, id: audienceId, round, state: 'ready', count, at })) await refillUsers(tx, of)
  })
  return { ...result, people: count }
}

async function fill(handles: Handles, { of, timeZone, row, signal, report }: Computing & { row: AudienceRow }): Promise<void> {
  const { rule, as_of } = row
  if (!rule) return
  await settleCopies(handles, { withinMs: SETTLE_MS })
  const { workspaceId } = of
  const question = { workspaceId, timeZone, rule, asOf: as_of?.getTime() ?? handles.clocks.business.now() }
  for (let after = row.filled_to, done = 0; ; ) {
    signal.throwIfAborted()
    const people = await pageOfRule(handles, { clickhouse: handles.clickhouse, signal }, { ...question, after, limit: PEOPLE_PER_PAGE })
    for (let start = 0; start < people.length; start += PEOPLE_PER_STATEMENT) {
      const some = people.slice(start, start + PEOPLE_PER_STATEMENT)
      if (!(await write(handles, { of, people: some }))) return
      done += some.length
      report({ done })
    }
    if (people.length < PEOPLE_PER_PAGE) return
    after = people.at(-1) ?? after
  }
}

/** One piece with how far it goes; false when a newer round has begun. */
function write({ db }: Handles, { of, people }: { of: OfRound; people: readonly number[] }): Promise<boolean> {
  const { workspaceId, audienceId, round } = of
  return inTransaction(db, async (tx) => {
    const { rows } = await sql`update audience_audiences set filled_to = ${people.at(-1) ?? 0}
      where workspace_id = ${workspaceId} and id = ${audienceId} and round = ${round} and state = 'computing' returning 1`.execute(tx)
    if (rows.length > 0) await putPeople(tx, { ...of, people })
    return rows.length > 0
  })
}

async function copyRound(handles: Handles, { of, signal }: Computing): Promise<void> {
  for (let after = 0; ; ) {
    signal.throwIfAborted()
    const version = await drawVersion(handles.db)
    const atoms = await memberAtoms(handles.db, { ...of, of: 'this', after, limit: ATOMS_PER_INSERT })
    await copyMembers(handles, { ...of, atoms, member: true, version })
    if (atoms.length < ATOMS_PER_INSERT) return
    after = atoms.at(-1) ?? after
  }
}

/** Out of the copy first: rows that are gone here would not be found again. */
async function dropEarlier(handles: Handles, { of, signal }: Computing): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const version = await drawVersion(handles.db)
    const atoms = await memberAtoms(handles.db, { ...of, of: 'earlier', after: 0, limit: ATOMS_PER_INSERT })
    await copyMembers(handles, { ...of, atoms, member: false, version })
    await dropMembers(handles.db, { ...of, atoms })
    if (atoms.length < ATOMS_PER_INSERT) return
  }
}
