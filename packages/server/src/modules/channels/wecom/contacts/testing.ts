/** The register of pairs as the platform has it and as it is stored here, line for line comparable. */
import { sql } from '../../../../platform/db/index.ts'
import type { ChannelWorld } from '../../testing.ts'
import { HELD_STATES } from './states.ts'

interface PlatformPair {
  user_id: string
  external_userid: string
  created_at: number
  add_way: number
  state: string | null
  remark: string
  description: string
  name: string
  tags: string | null
}

/** Every pair of a member and a contact, as a line. */
export function platformRegister({ sandbox, corp }: ChannelWorld): string[] {
  const rows = sandbox.world.store.all<PlatformPair>(
    `select user_id, external_userid, contacts.created_at, add_way, state, remark, description, customers.name,
       (select group_concat(tag_id) from (select tag_id from contact_tags mark where mark.corp_id = contacts.corp_id
         and mark.user_id = contacts.user_id and mark.external_userid = contacts.external_userid order by tag_id)) as tags
     from contacts join customers on customers.id = contacts.customer_id where corp_id = ? and status in ('mutual', 'one_way')`,
    [corp.corpId],
  )
  return rows
    .map((row) => {
      const addedAt = Math.floor(row.created_at / 1_000)
      return line([
        row.user_id,
        row.external_userid,
        addedAt,
        row.add_way,
        row.state ?? '',
        row.remark || row.name,
        row.description,
        row.tags ?? '',
      ])
    })
    .sort()
}

/** The same of what is stored. */
export async function storedRegister({ handles, corp }: ChannelWorld): Promise<string[]> {
  const { rows } = await sql<{ line: (string | number)[]; added_at: Date; tag_ids: string[] }>`
    select jsonb_build_array(user_id, external_user_id, floor(extract(epoch from added_at)), add_way, channel_state, remark, description,
      array_to_string(tag_ids, ',')) as line
    from channels_wecom_relations where corp_id = ${corp.corpId} and state = any(${HELD_STATES}::text[])`.execute(handles.db)
  return rows.map((row) => line(row.line)).sort()
}

function line(parts: readonly (string | number)[]): string {
  return parts.join(' · ')
}
