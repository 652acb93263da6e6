/** Tags put on and taken off by hand, person by person. */
import { inTransaction, sql, type Tx } from '../../../platform/db/index.ts'
import type { Handles } from '../../../platform/handles.ts'
import { lockLinks } from '../links/lock.ts'
import { knownPerson } from '../persons.ts'
import { changeTagMarks } from './change.ts'
import { MAX_TAGS_OF_PERSON } from './contract.ts'
import { failTag } from './errors.ts'
import { checkManual, type KnownTag, tagNamed } from './known.ts'
import type {} from './tables.ts'

interface ByHand {
  readonly workspaceId: number
  /** As the path names them. */
  readonly personId: string
  readonly name: string
  readonly value: string | undefined
  readonly by: string
}

/** @throws platform.not_found, identity.tag_unknown, identity.tag_not_manual, identity.too_many_tags_of_person */
export async function addTagByHand(handles: Pick<Handles, 'db' | 'clocks'>, input: ByHand): Promise<void> {
  const { workspaceId, by, value } = input
  await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const person = await knownPerson(tx, { workspaceId, id: input.personId })
    const tag = checkManual(await tagNamed(tx, input))
    const at = new Date(handles.clocks.business.now())
    const { added } = await changeTagMarks(tx, { workspaceId, tagId: tag.id, value, add: [person], remove: [], cause: 'request', by, at })
    if (
      added === 0 &&
      (await countMarks(tx, { workspaceId, person })) >= MAX_TAGS_OF_PERSON &&
      !(await hasTag(tx, { ...input, tag, person }))
    )
      failTag('identity.too_many_tags_of_person', { limit: MAX_TAGS_OF_PERSON })
  })
}

/** @throws platform.not_found, identity.tag_unknown, identity.tag_not_manual */
export async function removeTagByHand(handles: Pick<Handles, 'db' | 'clocks'>, input: ByHand): Promise<void> {
  const { workspaceId, by, value } = input
  await inTransaction(handles.db, async (tx) => {
    await lockLinks(tx, workspaceId)
    const person = await knownPerson(tx, { workspaceId, id: input.personId })
    const tag = checkManual(await tagNamed(tx, input))
    const at = new Date(handles.clocks.business.now())
    await changeTagMarks(tx, { workspaceId, tagId: tag.id, value, add: [], remove: [person], cause: 'request', by, at })
  })
}

async function countMarks(tx: Tx, { workspaceId, person }: { workspaceId: number; person: number }): Promise<number> {
  const { rows } = await sql<{ marks: number }>`
    select count(*) as marks from identity_tag_marks where workspace_id = ${workspaceId} and atom = ${person} and has`.execute(tx)
  return rows[0]?.marks ?? 0
}

async function hasTag(
  tx: Tx,
  { workspaceId, person, tag, value = '' }: { workspaceId: number; person: number; tag: KnownTag; value: string | undefined },
): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select true as has from identity_tag_marks mark where workspace_id = ${workspaceId} and tag_id = ${tag.id} and value = ${value} and has
      and (atom = ${person} or atom in (select atom from identity_members where workspace_id = ${workspaceId} and person = ${person})) limit 1`.execute(
    tx,
  )
  return rows.length > 0
}
