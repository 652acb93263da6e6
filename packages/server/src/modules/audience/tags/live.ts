/**
 * Live tags: the people of a hidden live audience carry the tag. News of it only say of whom to look; what holds is who is in the audience when
 * one looks, under the lock of those who change marks. So news may come twice, late or in any order.
 */
import { bigints, inTransaction, type Queryable, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { emit, type News, on, type Reaction } from '../../../platform/outbox/index.ts'
import type { MovedAtoms } from '../../events/index.ts'
import { changeTagMarks, lockLinks, MAX_MARKED_AT_ONCE, type MarksChanged, personsOfAtoms } from '../../identity/index.ts'
import type { TagRun } from './run.ts'
import type {} from './tables.ts'

const PEOPLE_MOVED = 'audience.people_moved'

export const liveTagReactions: readonly Reaction[] = [
  on('audience.entered', 'audience.tag_entered', followAudience),
  on('audience.left', 'audience.tag_left', followAudience),
  on(PEOPLE_MOVED, 'audience.tag_moved', followMoved),
]

interface Followed {
  readonly workspaceId: number
  readonly tagId: number
  readonly audienceId: number
}

async function followAudience({ clocks }: Handles, tx: Tx, { workspaceId, payload }: News): Promise<void> {
  const { rows } = await sql<Followed>`
    select workspace_id as "workspaceId", tag_id as "tagId", audience_id as "audienceId" from audience_tag_rules
    where workspace_id = ${workspaceId} and audience_id = ${String(payload.audienceId)}::bigint`.execute(tx)
  const [tag] = rows
  if (!tag) return
  const atoms = (payload.personIds as string[]).map(Number)
  await level(tx, { ...tag, atoms, at: new Date(clocks.business.now()) })
}

/** Merges and un-merges move marks to other people although nobody enters or leaves. */
async function followMoved({ clocks }: Handles, tx: Tx, { workspaceId, payload }: News): Promise<void> {
  const atoms = (payload.atoms as string[]).map(Number)
  for (const tag of await liveTags(tx, [workspaceId])) await level(tx, { ...tag, atoms, at: new Date(clocks.business.now()) })
}

async function liveTags(db: Queryable, workspaceIds: readonly number[]): Promise<Followed[]> {
  const { rows } = await sql<Followed>`
    select workspace_id as "workspaceId", tag_id as "tagId", audience_id as "audienceId" from audience_tag_rules
    where workspace_id = any(${bigints(workspaceIds)}::int[]) and audience_id is not null order by tag_id`.execute(db)
  return rows
}

const MAX_ATOMS_PER_NEWS = 5_000

/** Told in the transaction in which live audiences are: these atoms have another person. Nothing is written where there is no live tag. */
export async function tellLiveTags(tx: Tx, { moved, key, at }: { moved: readonly MovedAtoms[]; key: string; at: Date }): Promise<void> {
  if (moved.length === 0) return
  const byWorkspace = Map.groupBy(moved, ({ workspaceId }) => workspaceId)
  const concerned = new Set((await liveTags(tx, [...byWorkspace.keys()])).map((tag) => tag.workspaceId))
  for (const workspaceId of concerned) {
    const atoms = [...new Set((byWorkspace.get(workspaceId) ?? []).flatMap((one) => one.atoms))]
    for (let start = 0; start < atoms.length; start += MAX_ATOMS_PER_NEWS)
      await emit(tx, {
        workspaceId,
        name: PEOPLE_MOVED,
        payload: { atoms: atoms.slice(start, start + MAX_ATOMS_PER_NEWS).map(String) },
        key: `${key} ${workspaceId} ${start}`,
        at,
      })
  }
}

/** Brings the marks of these people in line with who is in the audience now. */
async function level(tx: Tx, input: Followed & { atoms: readonly number[]; at: Date }): Promise<MarksChanged> {
  const total = { added: 0, removed: 0 }
  await lockLinks(tx, input.workspaceId)
  for (let start = 0; start < input.atoms.length; start += MAX_MARKED_AT_ONCE) {
    const atoms = input.atoms.slice(start, start + MAX_MARKED_AT_ONCE)
    const personOf = await personsOfAtoms(tx, { workspaceId: input.workspaceId, atoms })
    const persons = [...new Set(personOf.values())]
    const members = await membersAmong(tx, { ...input, persons })
    const add = persons.filter((person) => members.has(person))
    const remove = persons.filter((person) => !members.has(person))
    const changed = await changeTagMarks(tx, { ...input, add, remove, cause: 'live', by: '' })
    total.added += changed.added
    total.removed += changed.removed
  }
  return total
}

async function membersAmong(
  db: Queryable,
  { workspaceId, audienceId, persons }: Followed & { persons: readonly number[] },
): Promise<Set<number>> {
  const { rows } = await sql<{ person: number }>`
    select asked.person from unnest(${bigints(persons)}) as asked (person), lateral (
      select 1 from audience_members member where member.workspace_id = ${workspaceId} and member.audience_id = ${audienceId}
        and member.person = asked.person offset 0) as member`.execute(db)
  return new Set(rows.map(({ person }) => person))
}

/** Everybody who has the tag and everybody in the audience, in the order of their numbers. */
export async function levelLive(run: TagRun, { audienceId }: { audienceId: number }): Promise<MarksChanged> {
  const { handles, workspaceId, tagId, signal } = run
  const total = { added: 0, removed: 0 }
  for (let after = 0; ; ) {
    signal.throwIfAborted()
    const atoms = await concernedAfter(handles.db, { workspaceId, tagId, audienceId, after })
    const last = atoms.at(-1)
    if (last === undefined) return total
    run.expect(atoms.length)
    const changed = await inTransaction(handles.db, async (tx) => {
      if (!(await run.goesOn(tx))) return undefined
      return level(tx, { workspaceId, tagId, audienceId, atoms, at: new Date(handles.clocks.business.now()) })
    })
    if (!changed) return total
    total.added += changed.added
    total.removed += changed.removed
    run.done(atoms.length)
    after = last
  }
}

async function concernedAfter(db: Queryable, { workspaceId, tagId, audienceId, after }: Followed & { after: number }): Promise<number[]> {
  const { rows } = await sql<{ atom: number }>`
    select atom from (
      (select atom from pub_identity_tag_marks where workspace_id = ${workspaceId} and tag_id = ${tagId} and value = '' and has and atom > ${after}
        order by atom limit ${MAX_MARKED_AT_ONCE})
      union (select person from audience_members where workspace_id = ${workspaceId} and audience_id = ${audienceId} and person > ${after}
        order by person limit ${MAX_MARKED_AT_ONCE})
    ) as concerned order by atom limit ${MAX_MARKED_AT_ONCE}`.execute(db)
  return rows.map(({ atom }) => atom)
}
