/**
 * Putting tags on people and taking them off, set-wise: one statement a batch writes the marks, their history and the queue for the copies in
 * the event store. People are named by any of their atoms. A new mark stands on the atom that stands for the person; one that any of the
 * atoms has already is not put on again; taking off reaches all atoms. So merges and un-merges move no mark.
 *
 * `lateral` with `offset 0` has the planner look up row by row, and `tag_id + 0` keeps it from looking along a tag for somebody's marks: before
 * the first statistics of a table that is being filled it would rather read all of it for each person. The lock of links is held by everybody
 * who writes marks, so that what was not there a moment ago is inserted as it is: `on conflict` would look a third time.
 */
import type { RawBuilder } from 'kysely'
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { lockLinks } from '../links/lock.ts'
import { isThere } from '../persons.ts'
import { MAX_TAGS_OF_PERSON, TAG_HISTORY_KEPT, type TagCause } from './contract.ts'
import type {} from './tables.ts'

/** People of one call; the lock of links is held meanwhile, so that nobody is merged or erased between being looked up and written. */
export const MAX_MARKED_AT_ONCE = 2_500
/** The newest change is the mark itself. */
const EARLIER_KEPT = TAG_HISTORY_KEPT - 1

export interface Marking {
  readonly workspaceId: number
  readonly tagId: number
  readonly cause: TagCause
  /** Name of the account or key; empty when a rule or an interest does it. */
  readonly by: string
  /** Of the business clock. */
  readonly at: Date
}

/** Columns of equal length. */
export interface MarkedPeople {
  readonly atoms: readonly number[]
  /** Absent: no values. */
  readonly values?: readonly string[] | undefined
  readonly scores?: readonly number[] | undefined
}

/** Puts the tag on and answers how many marks came. People who are gone, or have as many tags as one may, are passed over. */
export async function addMarks(tx: Tx, input: Marking & { people: MarkedPeople }): Promise<number> {
  const { workspaceId, tagId, people } = input
  if (people.atoms.length === 0) return 0
  await lockLinks(tx, workspaceId)
  const { rows } = await sql<{ marks: number }>`
    with asked as (${askedPeople(input)}), fresh as (
      select person, value, score, own.place from asked
        left join lateral (select ctid as place, has from identity_tag_marks mark where mark.workspace_id = ${workspaceId}
          and mark.tag_id = ${tagId} and mark.value = asked.value and mark.atom = asked.person offset 0) as own on true
        left join lateral (select true as has from (${atomsOf(workspaceId)}) as of_person, lateral (
            select 1 from identity_tag_marks mark where mark.workspace_id = ${workspaceId} and mark.tag_id = ${tagId}
              and mark.value = asked.value and mark.atom = of_person.atom and mark.has offset 0) as mark
          where asked.several limit 1) as other on true
      where own.has is not true and other.has is null and ${await hasRoom(tx, input)}
    ), ${noted(sql`select place from fresh where place is not null`)}, back as (
      update identity_tag_marks stored set has = true, score = fresh.score, since = ${input.at}, cause = ${input.cause}, made_by = ${input.by},
        changes = stored.changes + 1
      from fresh where stored.ctid = fresh.place
      returning stored.workspace_id, stored.tag_id, stored.value, stored.atom
    ), came as (
      insert into identity_tag_marks (workspace_id, tag_id, value, atom, score, since, cause, made_by)
      select ${workspaceId}::int, ${tagId}::bigint, value, person, score, ${input.at}::timestamptz, ${input.cause}, ${input.by}
        from fresh where place is null order by value, person
      returning workspace_id, tag_id, value, atom
    ), written as (select * from back union all select * from came), ${queued()}
    select count(*) as marks from written`.execute(tx)
  return rows[0]?.marks ?? 0
}

/** Takes the tag off, with the values given or with all, and answers how many people lost a mark. */
export async function removeMarks(
  tx: Tx,
  input: Marking & { people: Omit<MarkedPeople, 'scores'>; also?: readonly number[] },
): Promise<number> {
  const { workspaceId, tagId, people } = input
  if (people.atoms.length === 0) return 0
  await lockLinks(tx, workspaceId)
  const tags = [tagId, ...(input.also ?? [])]
  const ofValue = people.values ? sql`and mark.value = asked.value` : sql``
  const { rows } = await sql<{ people: number }>`
    with asked as (${askedPeople(input)}), whose as (
      select person, mark.ctid as place from asked, lateral (${atomsOf(workspaceId)}) as of_person, lateral (
        select ctid from identity_tag_marks mark where mark.workspace_id = ${workspaceId} and mark.atom = of_person.atom
          and mark.tag_id + 0 = any(${bigints(tags)}) ${ofValue} and mark.has offset 0) as mark
    ), ${noted(sql`select place from whose`)}, written as (
      update identity_tag_marks stored set has = false, score = 0, since = ${input.at}, cause = ${input.cause}, made_by = ${input.by},
        changes = stored.changes + 1
      where ctid = any(array(select place from whose))
      returning workspace_id, tag_id, value, atom
    ), ${queued()}
    select count(distinct person) as people from whose`.execute(tx)
  return rows[0]?.people ?? 0
}

/** Brings scores of marks that are there up to date; not a change for the history. Answers how many. */
export async function changeScores(tx: Tx, input: Pick<Marking, 'workspaceId' | 'tagId'> & { people: MarkedPeople }): Promise<number> {
  const { workspaceId, tagId, people } = input
  if (people.atoms.length === 0) return 0
  await lockLinks(tx, workspaceId)
  const { rows } = await sql<{ marks: number }>`
    with asked as (${askedPeople(input)}), whose as (
      select mark.ctid as place, asked.score as given from asked, lateral (${atomsOf(workspaceId)}) as of_person, lateral (
        select ctid from identity_tag_marks mark where mark.workspace_id = ${workspaceId} and mark.tag_id = ${tagId}
          and mark.value = asked.value and mark.atom = of_person.atom and mark.has and mark.score <> asked.score offset 0) as mark
    ), written as (
      update identity_tag_marks stored set score = whose.given from whose where stored.ctid = whose.place
      returning stored.workspace_id, stored.tag_id, stored.value, stored.atom
    ), ${queued()}
    select count(*) as marks from written`.execute(tx)
  return rows[0]?.marks ?? 0
}

/** (person, several, value, score), each person and value once; people who are gone are left out. */
function askedPeople({ workspaceId, people }: { workspaceId: number; people: MarkedPeople }): RawBuilder<unknown> {
  const { atoms, values, scores } = people
  const texts = values ? sql`${values}::text[]` : sql`array_fill(''::text, array[${atoms.length}::int])`
  const numbers = scores ? sql`${`{${scores.join(',')}}`}::float8[]` : sql`array_fill(0::float8, array[${atoms.length}::int])`
  return sql`
    select distinct on (coalesce(member.person, given.atom), given.value) coalesce(member.person, given.atom) as person,
      member.person is not null as several, given.value, given.score
    from unnest(${bigints(atoms)}, ${texts}, ${numbers}) as given (atom, value, score)
      left join lateral (select known.person from identity_members known
        where known.workspace_id = ${workspaceId} and known.atom = given.atom offset 0) as member on true
    where member.person is not null or ${isThere(workspaceId, sql`given.atom`)}
    order by coalesce(member.person, given.atom), given.value, given.score desc`
}

/** All atoms of `asked.person`. */
function atomsOf(workspaceId: number): RawBuilder<unknown> {
  return sql`select asked.person as atom where not asked.several union all
    select member.atom from identity_members member where asked.several and member.workspace_id = ${workspaceId} and member.person = asked.person
    offset 0`
}

/** Counting each person's marks is left out where there are too few tags to come near the limit. */
async function hasRoom(tx: Tx, { workspaceId, people }: Marking & { people: MarkedPeople }): Promise<RawBuilder<boolean>> {
  const { rows } = await sql<{ many: boolean }>`
    select count(*) >= ${MAX_TAGS_OF_PERSON} or bool_or(kind = 'interest') as many from identity_tags
    where workspace_id = ${workspaceId}`.execute(tx)
  if (!people.values && rows[0]?.many !== true) return sql<boolean>`true`
  return sql<boolean>`(select count(*) from identity_tag_marks mark
    where mark.workspace_id = ${workspaceId} and mark.atom = asked.person and mark.has) < ${MAX_TAGS_OF_PERSON}`
}

/** Keeps how the marks at these places stand before they change. */
function noted(places: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`noted as (
      insert into identity_tag_history (workspace_id, atom, tag_id, value, place, changes, has, since, cause, made_by)
      select workspace_id, atom, tag_id, value, changes % ${EARLIER_KEPT}::int, changes, has, since, cause, made_by from identity_tag_marks
        where ctid = any(array(${places}))
      on conflict (workspace_id, atom, tag_id, value, place) do update set changes = excluded.changes, has = excluded.has,
        since = excluded.since, cause = excluded.cause, made_by = excluded.made_by
    )`
}

/** Tells the copies of the rows of `written`. */
function queued(): RawBuilder<unknown> {
  return sql`queued as (
      insert into identity_copies (workspace_id, what, atoms, names, tag_id, tag_value)
      select workspace_id, 'tags', array_agg(atom), (
          select array[tag.name] from identity_tags tag where tag.workspace_id = written.workspace_id and tag.id = written.tag_id), tag_id, value
        from written group by workspace_id, tag_id, value
    )`
}
