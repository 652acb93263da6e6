/** Changing the marks of one tag on many people, exclusive groups included. */
import { bigints, sql, type Tx } from '../../../platform/db/index.ts'
import { lockLinks } from '../links/lock.ts'
import { personsOfAtoms } from '../persons.ts'
import { type KnownTag, tagsById } from './known.ts'
import { addMarks, changeScores, type MarkedPeople, type Marking, removeMarks } from './marks.ts'
import { type Mark, shownMarks } from './shown.ts'

export interface TagMarksChange extends Marking {
  /** Absent or empty: no value; taking off, whatever the value. */
  readonly value?: string | undefined
  /** People by any of their atoms, together at most `MAX_MARKED_AT_ONCE`. Nobody is in both. */
  readonly add: readonly number[]
  readonly remove: readonly number[]
}

export interface MarksChanged {
  /** People who got the tag, or the value of it, and people who lost it. */
  readonly added: number
  readonly removed: number
}

/**
 * Puts the tag on and takes it off. Of an exclusive group the new tag takes the place of the others; taking off the one that is shown leaves
 * none, whatever an earlier merge had hidden. An archived tag is left alone. May be repeated.
 */
export async function changeTagMarks(tx: Tx, input: TagMarksChange): Promise<MarksChanged> {
  const { workspaceId, tagId, value = '', add, remove } = input
  await lockLinks(tx, workspaceId)
  const [tag] = await tagsById(tx, { workspaceId, ids: [tagId] })
  if (!tag) return { added: 0, removed: 0 }
  const shown = tag.rivals.length === 0 ? undefined : await shownOfGroup(tx, { workspaceId, tag, atoms: [...add, ...remove] })
  if (shown) {
    const [first = 0, ...also] = tag.rivals
    const replaced = add.filter((atom) => shown.get(atom) !== undefined && shown.get(atom) !== tagId)
    await removeMarks(tx, { ...input, tagId: first, also, cause: 'replaced', people: { atoms: replaced } })
  }
  const values = value === '' ? undefined : add.map(() => value)
  const added = await addMarks(tx, { ...input, people: { atoms: add, values } })
  const emptied = remove.filter((atom) => shown?.get(atom) === tagId)
  const plain = shown ? remove.filter((atom) => shown.get(atom) !== tagId) : remove
  let removed = 0
  for (const [atoms, also] of [
    [plain, []],
    [emptied, value === '' ? tag.rivals : []],
  ] as const) {
    const only = value === '' ? undefined : atoms.map(() => value)
    removed += await removeMarks(tx, { ...input, also, people: { atoms, values: only } })
  }
  return { added, removed }
}

/** Given atom → the tag of the group that its person shows. */
async function shownOfGroup(
  tx: Tx,
  { workspaceId, tag, atoms }: { workspaceId: number; tag: KnownTag; atoms: readonly number[] },
): Promise<Map<number, number>> {
  const personOf = await personsOfAtoms(tx, { workspaceId, atoms })
  const { rows } = await sql<Mark & { person: number }>`
    select asked.person, mark.atom, mark.tag_id as "tagId", 0 as "exclusiveGroup", mark.value, mark.since
    from unnest(${bigints([...new Set(personOf.values())])}) as asked (person), lateral (
        select asked.person as atom union
        select known.atom from identity_members known where known.workspace_id = ${workspaceId} and known.person = asked.person) as of_person, lateral (
        select * from identity_tag_marks known where known.workspace_id = ${workspaceId} and known.atom = of_person.atom
          and known.tag_id + 0 = any(${bigints([tag.id, ...tag.rivals])}) and known.has offset 0) as mark`.execute(tx)
  const shown = new Map<number, number>()
  for (const [person, marks] of Map.groupBy(rows, (row) => row.person)) shown.set(person, shownMarks(marks)[0]?.tagId ?? 0)
  return new Map([...personOf].flatMap(([atom, person]) => (shown.has(person) ? [[atom, shown.get(person) ?? 0]] : [])))
}

export interface TagScoresChange extends Omit<Marking, 'cause' | 'by'> {
  /** Values that came, with their stored scores; values that went; values whose score alone changed. At most `MAX_MARKED_AT_ONCE` each. */
  readonly add: MarkedPeople
  readonly remove: Omit<MarkedPeople, 'scores'>
  readonly rescore: MarkedPeople
}

/** The same for an interest, where each person has values of their own. */
export async function changeTagScores(tx: Tx, input: TagScoresChange): Promise<MarksChanged & { rescored: number }> {
  const { workspaceId, tagId } = input
  await lockLinks(tx, workspaceId)
  const [tag] = await tagsById(tx, { workspaceId, ids: [tagId] })
  if (!tag) return { added: 0, removed: 0, rescored: 0 }
  const marking = { ...input, cause: 'interest' as const, by: '' }
  const removed = await removeMarks(tx, { ...marking, people: input.remove })
  const added = await addMarks(tx, { ...marking, people: input.add })
  return { added, removed, rescored: await changeScores(tx, { workspaceId, tagId, people: input.rescore }) }
}
