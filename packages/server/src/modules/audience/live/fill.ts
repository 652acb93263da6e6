/** Looks at everybody for an audience that is new or has another rule, piece by piece between the turns that follow what happens. */
import { pause } from '../../../platform/clock.ts'
import { bigints, type Db, inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import { defineJob, type JobKind, type JobRun, startJob } from '../../../platform/jobs/index.ts'
import { evaluate } from './evaluate.ts'
import { type LiveAudience, openLiveRules, readAudiences } from './live-rules.ts'
import { evaluateWhole, LAST_PERSON, membersBetween } from './whole.ts'
import { asOfNow, audiencesNow, inTurn, type Work } from './work.ts'
import { lockAudiences, writeFound } from './write.ts'

/** Few enough for a turn to end well before what happens meanwhile has to be followed. */
const PEOPLE_A_PIECE = 5_000
/** Longer than whoever waits for the turn waits between two looks. */
const REST_MS = 40
const FILL_JOB = { kind: 'audience.fill', unit: 'people' } as const

/**
 * Begins the filling of a live audience that was just written, with its rule, in this transaction; answers the job's id. Live audiences that
 * name it are looked at anew too.
 */
export async function startFill(tx: Tx, input: { id: string; workspaceId: number; audienceId: number; at: Date }): Promise<string> {
  const { id, workspaceId, audienceId, at } = input
  await raiseGeneration(tx, workspaceId)
  await sql`insert into audience_live (workspace_id, audience_id) values (${workspaceId}, ${audienceId}) on conflict do nothing`.execute(tx)
  await refill(tx, { workspaceId, audiences: [audienceId] })
  await refillUsers(tx, { workspaceId, audienceId })
  const { fill } = await tx
    .selectFrom('audience_live')
    .select('fill')
    .where('workspace_id', '=', workspaceId)
    .where('audience_id', '=', audienceId)
    .executeTakeFirstOrThrow()
  return startJob(tx, { id, kind: FILL_JOB, workspaceId, payload: { audienceId, fill }, at })
}

/** The live audiences that name this one, which has other people now, are looked at anew. */
export async function refillUsers(tx: Tx, { workspaceId, audienceId }: { workspaceId: number; audienceId: number }): Promise<void> {
  const users = (await readAudiences(tx, workspaceId)).filter(({ depends }) => depends.audiences.has(String(audienceId)))
  await refill(tx, { workspaceId, audiences: users.map(({ id }) => id) })
}

/** Every live audience is looked at anew, or each that stands on a trait: what rules mean has changed, such as the bounds of the tiers. */
export async function refillAll(tx: Tx, { workspaceId, trait }: { workspaceId: number; trait?: string }): Promise<void> {
  const audiences = (await readAudiences(tx, workspaceId)).filter(({ depends }) => trait === undefined || depends.traits.has(trait))
  await refill(tx, { workspaceId, audiences: audiences.map(({ id }) => id) })
}

/** What processes remember of the rules no longer holds. */
export async function raiseGeneration(tx: Tx, workspaceId: number): Promise<void> {
  await sql`insert into audience_live_turns (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(tx)
  await sql`insert into audience_live_generations as known (workspace_id) values (${workspaceId})
    on conflict (workspace_id) do update set generation = known.generation + 1`.execute(tx)
}

async function refill(tx: Tx, { workspaceId, audiences }: { workspaceId: number; audiences: readonly number[] }): Promise<void> {
  if (audiences.length === 0) return
  await sql`update audience_live set fill = fill + 1, filled_to = 0
    where workspace_id = ${workspaceId} and audience_id = any(${bigints(audiences)})`.execute(tx)
}

interface Filling {
  readonly audience: LiveAudience
  readonly fill: number
  readonly filledTo: number
}

/** Another piece of the first audience that is being filled, or of the one told. Answers how many people were looked at, undefined: nothing to fill. */
export async function fillPiece(work: Work, only?: number): Promise<number | undefined> {
  const filling = await nextFilling(work, only)
  if (!filling) return undefined
  const { workspaceId } = work.turn
  const { audience, fill, filledTo } = filling
  if (audience.depends.population) {
    await evaluateWhole(work, { audience, cause: 'fill' })
    await inTransaction(work.handles.db, (tx) => endFilling(tx, work, filling))
    return 0
  }
  const { db } = work.handles
  const persons = await personsAfter(db, { workspaceId, after: filledTo })
  const isLast = persons.length < PEOPLE_A_PIECE
  const upTo = isLast ? LAST_PERSON : (persons.at(-1) ?? LAST_PERSON)
  const asOf = asOfNow(work)
  const evaluated = await evaluate(work, { persons, audiences: [audience], asOf })
  await inTransaction(db, async (tx) => {
    const current = await membersBetween(tx, { workspaceId, audienceId: audience.id, after: filledTo, upTo })
    await writeFound(tx, work, { asOf, current, evaluated, ended: new Map(), cause: 'fill' })
    if (isLast) await endFilling(tx, work, filling)
    else
      await sql`update audience_live set filled_to = ${upTo}
        where workspace_id = ${workspaceId} and audience_id = ${audience.id} and fill = ${fill}`.execute(tx)
  })
  work.turn.asOf = asOf
  return persons.length
}

/** The number of the filling is read before the rule: where a change comes between the two, the piece counts for nothing. */
async function nextFilling(work: Work, only: number | undefined): Promise<Filling | undefined> {
  const { rows } = await sql<{ audience_id: number; fill: number; filled_to: number }>`
    select audience_id, fill, filled_to from audience_live
    where workspace_id = ${work.turn.workspaceId} and filled_to is not null and not is_dropped order by audience_id`.execute(
    work.handles.db,
  )
  const audiences = rows.length === 0 ? [] : await audiencesNow(work)
  for (const row of rows) {
    const audience = audiences.find(({ id }) => id === row.audience_id)
    if (audience && (only === undefined || only === audience.id)) return { audience, fill: row.fill, filledTo: row.filled_to }
  }
  return undefined
}

/**
 * Unless the rule was changed meanwhile: then a filling of the new one has begun. The row of the audience is locked first, as by whoever
 * changes a rule.
 */
async function endFilling(tx: Tx, { turn, handles }: Work, { audience, fill }: Filling): Promise<void> {
  const of = sql`workspace_id = ${turn.workspaceId} and audience_id = ${audience.id}`
  const named = sql`workspace_id = ${turn.workspaceId} and id = ${audience.id}`
  await lockAudiences(tx, { workspaceId: turn.workspaceId, audiences: [audience.id] })
  const { rows } = await sql`update audience_live set filled_to = null, is_stale = false,
      rests_until = case when ${audience.depends.population} then rests_until else 'infinity' end
    where ${of} and fill = ${fill} returning fill`.execute(tx)
  if (rows.length === 0) return
  await sql`update audience_audiences set state = 'ready', count = coalesce(count, 0), computed_at = ${new Date(handles.clocks.business.now())}
    where ${named}`.execute(tx)
}

/** People after one, ascending. */
async function personsAfter(db: Db, { workspaceId, after }: { workspaceId: number; after: number }): Promise<number[]> {
  const { rows } = await sql<{ person: number }>`select person from (
      (select atom as person from pub_identity_identifiers alone
        where workspace_id = ${workspaceId} and atom > ${after} and not exists (
          select 1 from pub_identity_members member where member.workspace_id = ${workspaceId} and member.atom = alone.atom)
        order by atom limit ${PEOPLE_A_PIECE})
      union (select person from pub_identity_persons where workspace_id = ${workspaceId} and person > ${after} order by person limit ${PEOPLE_A_PIECE})
    ) as people order by person limit ${PEOPLE_A_PIECE}`.execute(db)
  return rows.map(({ person }) => person)
}

export function fillAudienceJob(): JobKind {
  return defineJob({ ...FILL_JOB, maxAttempts: 10, run: fillAudience })
}

/** Takes a turn a piece; whoever follows what happens may do pieces too. */
async function fillAudience({ handles, workspaceId, payload, signal, report }: JobRun): Promise<Record<string, unknown>> {
  const audienceId = Number(payload.audienceId)
  const rules = openLiveRules()
  let done = 0
  let outcome = await fillingUnder(handles.db, { workspaceId, audienceId, fill: Number(payload.fill) })
  while (outcome === 'open') {
    signal.throwIfAborted()
    const people = await inTurn(handles, { workspaceId, rules, signal }, (work) => fillPiece(work, audienceId))
    done += people ?? 0
    report({ done })
    await pause(REST_MS, signal)
    outcome = await fillingUnder(handles.db, { workspaceId, audienceId, fill: Number(payload.fill) })
  }
  return { people: done, outcome }
}

async function fillingUnder(
  db: Db,
  { workspaceId, audienceId, fill }: { workspaceId: number; audienceId: number; fill: number },
): Promise<'open' | 'complete' | 'replaced'> {
  const { rows } = await sql<{ fill: number; filled_to: number | null }>`select fill, filled_to from audience_live
    where workspace_id = ${workspaceId} and audience_id = ${audienceId} and not is_dropped and exists (
      select 1 from audience_audiences audience
      where audience.workspace_id = ${workspaceId} and audience.id = ${audienceId} and audience.archived_at is null)`.execute(db)
  if (rows[0]?.fill !== fill) return 'replaced'
  return rows[0].filled_to === null ? 'complete' : 'open'
}
