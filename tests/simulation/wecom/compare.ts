/** What must hold of a corp's contacts here and in the local WeChat, and of the events about them. */
import type { ChannelWorld } from '../../../packages/server/src/modules/channels/testing.ts'
import { EVENTS_TABLE } from '../../../packages/server/src/modules/events/index.ts'
import { sql } from '../../../packages/server/src/platform/db/index.ts'

/** Pairs in which the customer deleted the member and the member has not deleted the customer. */
export function deletedByCustomerThere({ sandbox, corp }: ChannelWorld): string[] {
  const rows = sandbox.world.store.all<{ pair: string }>(
    "select user_id || ' ' || external_userid as pair from contacts where corp_id = ? and status = 'one_way'",
    [corp.corpId],
  )
  return rows.map(({ pair }) => pair).sort()
}

export async function deletedByCustomerHere({ handles, corp }: ChannelWorld): Promise<string[]> {
  const { rows } = await sql<{ pair: string }>`select user_id || ' ' || external_user_id as pair from channels_wecom_relations
    where corp_id = ${corp.corpId} and state = 'deleted_by_customer'`.execute(handles.db)
  return rows.map(({ pair }) => pair).sort()
}

interface StoredChange {
  readonly name: string
  readonly staff: string
  readonly atom: number
  readonly at: number
}

async function changesOf({ handles, workspace }: ChannelWorld): Promise<StoredChange[]> {
  return handles.clickhouse.query<StoredChange>({
    query: `select name, toString(properties.staff) as staff, atom, toUnixTimestamp64Milli(time) as at from ${EVENTS_TABLE}
      where workspace = ${workspace.id} and startsWith(name, 'wecom_contact_')`,
    params: {},
  })
}

/** The same change of the same pair at the same time more than once. */
export async function doubledEvents(channel: ChannelWorld): Promise<string[]> {
  const seen = new Set<string>()
  const keys = (await changesOf(channel)).map(({ name, staff, atom, at }) => `${name} ${staff} ${atom} ${at}`)
  return keys.filter((key) => seen.has(key) || !seen.add(key))
}

/** Pairs of the register without the event of their beginning. An event's atom is that of the person's strongest identifier. */
export async function pairsWithoutEvent(channel: ChannelWorld): Promise<string[]> {
  const { handles, corp } = channel
  const { rows } = await sql<{ user_id: string; at: number; external_user_id: string }>`
    select user_id, external_user_id, extract(epoch from added_at)::bigint * 1000 as at
    from channels_wecom_relations where corp_id = ${corp.corpId} and state <> 'half_added'`.execute(handles.db)
  const begun = new Set(
    (await changesOf(channel)).filter(({ name }) => name === 'wecom_contact_added').map(({ staff, at }) => `${staff} ${at}`),
  )
  return rows
    .filter(({ user_id, at }) => !begun.has(`${user_id} ${at}`))
    .map(({ user_id, external_user_id }) => `${user_id} ${external_user_id}`)
}

/** Events that were not handed to the collector. */
export async function waitingEvents({ handles, workspace }: ChannelWorld): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*) as waiting from channels_person_events
    where workspace_id = ${workspace.id}`.execute(handles.db)
  return rows[0]?.waiting ?? 0
}
