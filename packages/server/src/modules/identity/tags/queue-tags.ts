/** Tells the copies in the event store of tags whose meaning changed. */
import { type Queryable, sql } from '../../../platform/db/index.ts'

const MAX_ATOMS_PER_ENTRY = 5_000

/** What holds of these tags for people changed although no mark did: whoever follows the copies is told of all of them. */
export async function queueTags(db: Queryable, input: { workspaceId: number } & ({ groupId: number } | { tagId: number })): Promise<void> {
  const which = 'tagId' in input ? sql`tag.id = ${input.tagId}` : sql`tag.group_id = ${input.groupId}`
  await sql`insert into identity_copies (workspace_id, what, atoms, names, tag_id, tag_value)
    select workspace_id, 'tags', array_agg(atom), array[name], tag_id, value from (
      select mark.workspace_id, tag.name, mark.tag_id, mark.value, mark.atom, row_number() over (partition by mark.tag_id, mark.value order by mark.atom) as place
      from identity_tags tag join identity_tag_marks mark on mark.workspace_id = tag.workspace_id and mark.tag_id = tag.id and mark.has
      where tag.workspace_id = ${input.workspaceId} and ${which}) as marks
    group by workspace_id, name, tag_id, value, (place - 1) / ${MAX_ATOMS_PER_ENTRY}`.execute(db)
}
