/** Writes what an evaluation came to: members, when to look again, counts and news, all in the caller's transaction under the turn. */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { emitAll } from '../../../platform/outbox/index.ts'
import { personId } from '../../identity/index.ts'
import type { Evaluated } from '../rule/evaluate.ts'
import { type Found, type Move, movesOf } from './diff.ts'
import { holdTurn } from './turn.ts'
import type { Work } from './work.ts'

/** News for the modules above: `{audienceId, personIds, cause}`, see `Cause`. */
const ENTERED = 'audience.entered'
const LEFT = 'audience.left'
export const LIVE_NEWS: readonly string[] = [ENTERED, LEFT]
/** People that one piece of news names. */
const MAX_PEOPLE_PER_NEWS = 5_000
const MAX_NEWS_PER_STATEMENT = 100
const MAX_ROWS_PER_STATEMENT = 20_000

/** Answers how many came and went. The caller has read `found.current` in the same transaction or under the same turn. */
export async function writeFound(tx: Tx, work: Work, found: Omit<Found, 'evaluated'> & { evaluated: Evaluation }): Promise<number> {
  const { turn, handles } = work
  const { entered, left } = movesOf(found)
  await holdTurn(tx, { turn, asOf: found.asOf, now: handles.clocks.real.now() })
  await addCounts(tx, work, { entered, left, asOf: found.asOf })
  for (const some of chunks(left, MAX_ROWS_PER_STATEMENT)) await deleteMembers(tx, work, some)
  for (const some of chunks(entered, MAX_ROWS_PER_STATEMENT)) await insertMembers(tx, work, some)
  for (const dues of chunks(duesOf(found), MAX_ROWS_PER_STATEMENT)) await writeDues(tx, work, { dues, asOf: found.asOf })
  await tell(tx, work, { name: LEFT, moves: left, asOf: found.asOf })
  await tell(tx, work, { name: ENTERED, moves: entered, asOf: found.asOf })
  return entered.length + left.length
}

type Evaluation = ReadonlyMap<number, Evaluated>

function* chunks<T>(rows: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size)
}

const audiencesOf = (rows: readonly { audienceId: number }[]) => bigints(rows.map(({ audienceId }) => audienceId))
const personsOf = (rows: readonly { person: number }[]) => bigints(rows.map(({ person }) => person))

async function deleteMembers(tx: Tx, { turn }: Work, left: readonly Move[]): Promise<void> {
  await sql`delete from audience_members member using unnest(${audiencesOf(left)}, ${personsOf(left)}) as gone (audience_id, person)
    where member.workspace_id = ${turn.workspaceId} and member.audience_id = gone.audience_id and member.person = gone.person`.execute(tx)
}

async function insertMembers(tx: Tx, { turn }: Work, entered: readonly Move[]): Promise<void> {
  await sql`insert into audience_members (workspace_id, audience_id, person, entered_at)
    select ${turn.workspaceId}, audience_id, person, to_timestamp(at_ms / 1000.0)
    from unnest(${audiencesOf(entered)}, ${personsOf(entered)}, ${bigints(entered.map(({ enteredAt }) => enteredAt.getTime()))})
      as came (audience_id, person, at_ms)`.execute(tx)
}

/** Rows of audiences are locked in one order and before those of their members, whoever changes both. */
export async function lockAudiences(
  tx: Tx,
  { workspaceId, audiences }: { workspaceId: number; audiences: readonly number[] },
): Promise<void> {
  await sql`select 1 from audience_audiences where workspace_id = ${workspaceId} and id = any(${bigints(audiences)}) order by id for update`.execute(
    tx,
  )
}

async function addCounts(tx: Tx, { turn }: Work, input: { entered: readonly Move[]; left: readonly Move[]; asOf: number }): Promise<void> {
  const changes = new Map<number, number>()
  for (const { audienceId } of input.entered) changes.set(audienceId, (changes.get(audienceId) ?? 0) + 1)
  for (const { audienceId } of input.left) changes.set(audienceId, (changes.get(audienceId) ?? 0) - 1)
  if (changes.size === 0) return
  await lockAudiences(tx, { workspaceId: turn.workspaceId, audiences: [...changes.keys()] })
  await sql`update audience_audiences audience set count = coalesce(count, 0) + change, computed_at = ${new Date(input.asOf)}
    from unnest(${bigints([...changes.keys()])}, ${bigints([...changes.values()])}) as changed (id, change)
    where audience.workspace_id = ${turn.workspaceId} and audience.id = changed.id`.execute(tx)
}

interface Due {
  readonly audienceId: number
  readonly person: number
  readonly at: number
}

/** A moment that is already past would be looked at again and again. */
function duesOf({ asOf, evaluated }: { asOf: number; evaluated: Evaluation }): Due[] {
  return [...evaluated].flatMap(([audienceId, { flipsAt }]) =>
    [...flipsAt].map(([person, at]) => ({ audienceId, person, at: Math.max(at, asOf + 1) })),
  )
}

/** An earlier moment to come that is already kept stays: looking once too often is cheaper than a write for each event. */
async function writeDues(tx: Tx, { turn }: Work, { dues, asOf }: { dues: readonly Due[]; asOf: number }): Promise<void> {
  await sql`insert into audience_due (workspace_id, person, audience_id, due_at)
    select ${turn.workspaceId}, next.person, next.audience_id, next.due_at from (
      select audience_id, person, to_timestamp(at_ms / 1000.0) as due_at
      from unnest(${audiencesOf(dues)}, ${personsOf(dues)}, ${bigints(dues.map(({ at }) => at))}) as asked (audience_id, person, at_ms)) as next
    left join lateral (select due_at from audience_due known where known.workspace_id = ${turn.workspaceId}
      and known.person = next.person and known.audience_id = next.audience_id offset 0) as known on true
    where known.due_at is null or known.due_at > next.due_at or known.due_at <= ${new Date(asOf)}
    on conflict (workspace_id, person, audience_id) do update set due_at = excluded.due_at`.execute(tx)
}

async function tell(tx: Tx, { turn, handles }: Work, input: { name: string; moves: readonly Move[]; asOf: number }): Promise<void> {
  const about = Map.groupBy(input.moves, ({ audienceId, cause }) => `${audienceId} ${cause}`)
  const news = [...about.values()].flatMap((moves) => [...chunks(moves, MAX_PEOPLE_PER_NEWS)])
  const told = news.map((moves) => ({
    workspaceId: turn.workspaceId,
    name: input.name,
    payload: { audienceId: String(moves[0]?.audienceId), personIds: moves.map(({ person }) => personId(person)), cause: moves[0]?.cause },
    key: handles.ids.uuid(),
    at: new Date(input.asOf),
  }))
  for (const some of chunks(told, MAX_NEWS_PER_STATEMENT)) await emitAll(tx, some)
}
