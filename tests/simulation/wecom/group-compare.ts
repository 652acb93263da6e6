/** What must hold of the history of groups and of the events about them. */
import type { ChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { EVENTS_TABLE } from '../../../packages/server/src/modules/events/index.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'

/** How often each customer came into each group that is known here, as the platform has it. */
export async function comingsThere({ sandbox, handles, corp }: ChannelWorld): Promise<string[]> {
  const { rows } = await sql<{ chat_id: string }>`select chat_id from channels_wecom_groups where corp_id = ${corp.corpId}`.execute(
    handles.db,
  )
  const known = JSON.stringify(rows.map(({ chat_id }) => chat_id))
  const statement = `select chat_id || ' ' || member_id || ' ' || count(*) as line from chat_moves
    where corp_id = ? and type = 2 and move = 'join' and chat_id in (select value from json_each(?)) group by chat_id, member_id`
  return sandbox.world.store
    .all<{ line: string }>(statement, [corp.corpId, known])
    .map(({ line }) => line)
    .sort()
}

export async function comingsHere({ handles, corp }: ChannelWorld): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`select chat_id || ' ' || member_id || ' ' || count(*) as line
    from channels_wecom_group_members where corp_id = ${corp.corpId} and kind = 'customer' group by chat_id, member_id`.execute(handles.db)
  return rows.map(({ line }) => line).sort()
}

interface Told {
  readonly joined: number
  readonly left: number
}

/** Events of comings and goings; the same one twice makes them more than there were. */
export async function movesTold({ handles, workspace }: ChannelWorld): Promise<Told> {
  const [told] = await handles.clickhouse.query<Told>({
    query: `select countIf(name = 'wecom_group_joined') as joined, countIf(name = 'wecom_group_left') as left from ${EVENTS_TABLE}
      where workspace = ${workspace.id} and startsWith(name, 'wecom_group_')`,
    params: {},
  })
  return told ?? { joined: 0, left: 0 }
}

/** Comings and goings in the register. */
export async function movesNoted({ handles, corp }: ChannelWorld): Promise<Told> {
  const { rows } = await sql<Told>`select count(*)::integer as joined, count(left_at)::integer as "left"
    from channels_wecom_group_members where corp_id = ${corp.corpId} and kind = 'customer'`.execute(handles.db)
  return rows[0] ?? { joined: 0, left: 0 }
}
