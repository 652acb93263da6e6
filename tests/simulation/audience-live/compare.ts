/** Holds every live audience against its rule counted anew as of the same moment, and against the sum of its news. */
import { pageOfRule } from '../../../packages/server/src/modules/audience/rule/count.ts'
import type { Rule } from '../../../packages/server/src/modules/audience/rule/rule.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'
import type { Stage } from './stage.ts'

const ALL_PEOPLE = 1_000

/** What is wrong, in words. Everything has settled. */
export async function differences(stage: Stage): Promise<string[]> {
  const { handles, workspaceId, audiences, business } = stage
  const { rows } = await sql<{ id: number; rule: Rule; count: number | null; state: string; members: number[] }>`
    select id, rule, count, state, array(select person from audience_members member
      where member.workspace_id = audience.workspace_id and member.audience_id = audience.id order by person) as members
    from audience_audiences audience where workspace_id = ${workspaceId} and id = any(${audiences}::bigint[])`.execute(handles.db)
  const told = await membersTold(stage)
  const wrong: string[] = [...told.wrong]
  for (const { id, rule, count, state, members } of rows) {
    const question = { workspaceId, timeZone: 'Asia/Shanghai', asOf: business.at, rule, after: 0, limit: ALL_PEOPLE }
    const counted = await pageOfRule(handles, { clickhouse: handles.clickhouse }, question)
    const say = (what: string, people: Iterable<number>) => {
      if ([...people].map(Number).toSorted().join() !== members.map(Number).toSorted().join())
        wrong.push(`audience ${id} (${JSON.stringify(rule)}) has ${members.join()}, ${what}: ${[...people].join()}`)
    }
    say('counted anew', counted)
    say('by its news', told.members.get(id) ?? [])
    if (Number(count) !== members.length || state !== 'ready') wrong.push(`audience ${id} is ${state} with ${count} of ${members.length}`)
  }
  return wrong
}

interface NewsRow {
  readonly name: string
  readonly audience: string
  readonly people: string[]
}

/** Nobody enters who is in, nobody leaves who is out. */
async function membersTold({ handles, workspaceId }: Stage): Promise<{ members: Map<number, Set<number>>; wrong: string[] }> {
  const { rows } = await sql<NewsRow>`select name, payload ->> 'audienceId' as audience, payload -> 'personIds' as people
    from platform_outbox where workspace_id = ${workspaceId} and name in ('audience.entered', 'audience.left') order by id`.execute(
    handles.db,
  )
  const members = new Map<number, Set<number>>()
  const wrong: string[] = []
  for (const { name, audience, people } of rows) {
    const within = members.get(Number(audience)) ?? new Set<number>()
    members.set(Number(audience), within)
    for (const person of people.map(Number)) {
      const isNew = name === 'audience.entered' ? !within.has(person) : within.has(person)
      if (!isNew) wrong.push(`${name} of ${audience} was told twice of ${person}`)
      if (name === 'audience.entered') within.add(person)
      else within.delete(person)
    }
  }
  return { members, wrong }
}
