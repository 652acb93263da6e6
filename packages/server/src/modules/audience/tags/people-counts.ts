/** How many people have a tag, as the event store knows it. */
import { ask, type Caller, openParameters, personColumn } from '../../events/index.ts'
import { tagsById } from '../../identity/index.ts'
import { TAGS_COPY } from '../copies/table.ts'
import type { RuleHandles } from '../rule/index.ts'
import { countTagged } from './retag.ts'

/** By tag; archived ones are left out. */
export async function countPeopleOfTags(
  handles: RuleHandles,
  { workspaceId, tagIds }: { workspaceId: number; tagIds: readonly number[] },
): Promise<Map<number, number>> {
  const tags = await tagsById(handles.db, { workspaceId, ids: tagIds })
  const open = tags.filter(({ rivals }) => rivals.length === 0).map(({ id }) => id)
  const counts = await countTagged(handles, { workspaceId, tagIds: open })
  const groups = new Map(tags.flatMap(({ id, rivals }) => (rivals.length === 0 ? [] : [[Math.min(id, ...rivals), [id, ...rivals]]])))
  for (const group of groups.values())
    for (const [tag, people] of await countShown(handles, { workspaceId, group })) counts.set(tag, people)
  return counts
}

/** Of an exclusive group a person shows the tag that was put on last. */
async function countShown(
  caller: Caller,
  { workspaceId, group }: { workspaceId: number; group: readonly number[] },
): Promise<[number, number][]> {
  const parameters = openParameters()
  const rows = await ask<{ tag: number; people: number }>(caller, {
    query: `
      SELECT shown AS tag, count() AS people FROM (
        SELECT ${personColumn()} AS person, argMax(tag, (since_ms, tag)) AS shown FROM ${TAGS_COPY} FINAL
        WHERE workspace = ${parameters.bind('UInt32', workspaceId)} AND tag IN ${parameters.bind('Array(UInt64)', group)} AND has = 1
        GROUP BY person)
      GROUP BY shown`,
    parameters,
  })
  return rows.map(({ tag, people }) => [tag, people])
}
