/** Rules about everybody, such as the best fifth of buyers: nobody can be looked at alone, so all who are in are read and held against the members. */
import type { RawBuilder } from 'kysely'
import { inTransaction, type Queryable, sql } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { personsOfAtoms } from '../../identity/index.ts'
import { pageOfRule } from '../rule/count.ts'
import type { Cause, Membership } from './diff.ts'
import { membershipOf } from './evaluate.ts'
import type { LiveAudience } from './live-rules.ts'
import { asOfNow, audiencesNow, callerOf, type Step, type Work } from './work.ts'
import { writeFound } from './write.ts'

const PEOPLE_A_PAGE = 200_000
/** Nobody has a higher number. */
export const LAST_PERSON = Number.MAX_SAFE_INTEGER
/** After a change at most so often; and so often where nothing is known to have changed, as time passes. */
const REST_MS = 60_000
const AT_LEAST_EVERY_MS = 600_000
/** A long evaluation rests this many times as long. */
const REST_FACTOR = 20

/** Of a row `live` of `audience_live`: it is to be evaluated whole. `everything`: also one that was a moment ago. */
export function isWhole({ clocks }: Pick<Handles, 'clocks'>, everything: boolean): RawBuilder<boolean> {
  const now = clocks.business.now()
  return sql<boolean>`(live.filled_to is null and not live.is_dropped and (
    live.is_stale and (${everything} or live.rests_until <= ${new Date(now)}) or live.rests_until <= ${new Date(now - AT_LEAST_EVERY_MS)}))`
}

/** Evaluates the first one that is to be evaluated. */
export async function lookAtEverybody(work: Work, { everything }: { everything: boolean }): Promise<Step> {
  const { turn, handles } = work
  const { rows } = await sql<{ audience_id: number }>`select audience_id from audience_live live
    where workspace_id = ${turn.workspaceId} and ${isWhole(handles, everything)}`.execute(handles.db)
  const waiting = new Set(rows.map((row) => row.audience_id))
  const audience = (await audiencesNow(work)).find(({ id, depends }) => depends.population && waiting.has(id))
  if (!audience) return 'nothing'
  await evaluateWhole(work, { audience, cause: 'change' })
  return waiting.size > 1 ? 'more' : 'done'
}

/** All of it within one turn; begun again after a crash. */
export async function evaluateWhole(work: Work, { audience, cause }: { audience: LiveAudience; cause: Cause }): Promise<void> {
  const { handles, turn, timeZone, signal } = work
  const { workspaceId } = turn
  const begun = handles.clocks.real.now()
  const asOf = asOfNow(work)
  for (let after = 0; after < LAST_PERSON; ) {
    signal?.throwIfAborted()
    const { rule } = audience
    const page = await pageOfRule(handles, callerOf(work), { workspaceId, timeZone, asOf, rule, after, limit: PEOPLE_A_PAGE })
    const upTo = page.length < PEOPLE_A_PAGE ? LAST_PERSON : (page.at(-1) ?? LAST_PERSON)
    await writePage(work, { audience, cause, asOf, page, after, upTo })
    after = upTo
  }
  turn.asOf = asOf
  const took = handles.clocks.real.now() - begun
  const restsUntil = new Date(handles.clocks.business.now() + Math.max(REST_MS, REST_FACTOR * took))
  await sql`update audience_live set is_stale = false, rests_until = ${restsUntil}
    where workspace_id = ${workspaceId} and audience_id = ${audience.id}`.execute(handles.db)
}

async function writePage(
  work: Work,
  input: { audience: LiveAudience; cause: Cause; asOf: number; page: readonly number[]; after: number; upTo: number },
): Promise<void> {
  const { db } = work.handles
  const { workspaceId } = work.turn
  const { audience, cause, asOf, page } = input
  const current = await membersBetween(db, { workspaceId, audienceId: audience.id, after: input.after, upTo: input.upTo })
  const known = new Set(current.map(({ person }) => person))
  const newcomers = page.filter((person) => !known.has(person))
  // The event store hears of merges a moment later, and keeps figures of people that were erased.
  const personOf = await personsOfAtoms(db, { workspaceId, atoms: newcomers })
  const gone = new Set(newcomers.filter((person) => personOf.get(person) !== person))
  const holds = new Set(page.filter((person) => !gone.has(person)))
  const evaluated = new Map([[audience.id, { holds, flipsAt: new Map<number, number>() }]])
  await inTransaction(db, (tx) => writeFound(tx, work, { asOf, current, evaluated, ended: new Map(), cause }))
}

/** Of one audience, `after` < person ≤ `upTo`. */
export async function membersBetween(
  db: Queryable,
  input: { workspaceId: number; audienceId: number; after: number; upTo: number },
): Promise<Membership[]> {
  const rows = await db
    .selectFrom('audience_members')
    .select(['audience_id', 'person', 'entered_at'])
    .where('workspace_id', '=', input.workspaceId)
    .where('audience_id', '=', input.audienceId)
    .where('person', '>', input.after)
    .where('person', '<=', input.upTo)
    .execute()
  return rows.map(membershipOf)
}
