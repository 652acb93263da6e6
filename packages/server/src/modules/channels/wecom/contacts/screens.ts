/** Reads of the registers for pages. */
import { bigints, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Corp } from '../connection/corps.ts'
import { HELD_STATES, type RelationState } from './states.ts'

export interface StaffView {
  readonly user_id: string
  readonly name: string
  readonly department_ids: number[]
  readonly contacts_enabled: boolean
  readonly left_at: Date | null
  readonly contacts: number
}

/** By userid, after the given one. */
export async function listStaff(db: Queryable, input: { corp: Corp; after: string; limit: number }): Promise<StaffView[]> {
  const { workspaceId, corpId } = input.corp
  const { rows } = await sql<StaffView>`
    select user_id, name, department_ids, contacts_enabled, left_at,
      (select count(*) from channels_wecom_relations relation where relation.workspace_id = staff.workspace_id
        and relation.corp_id = staff.corp_id and relation.user_id = staff.user_id and state = any(${HELD_STATES}::text[])) as contacts
    from channels_wecom_staff staff
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and user_id > ${input.after}
    order by user_id limit ${input.limit}`.execute(db)
  return rows
}

export interface ContactView {
  readonly corp_id: string
  readonly user_id: string
  readonly external_user_id: string
  readonly atom: number
  readonly name: string
  readonly avatar: string
  readonly type: number
  readonly state: RelationState
  readonly added_at: Date
  readonly ended_at: Date | null
  readonly add_way: number
  readonly channel_state: string
  readonly remark: string
  readonly description: string
  readonly tag_ids: string[]
  readonly fetched_at: Date
  readonly staff_name: string
}

const CONTACT_COLUMNS = sql`relation.corp_id, relation.user_id, relation.external_user_id, relation.atom, contact.name, contact.avatar,
  contact.type, relation.state, relation.added_at, relation.ended_at, relation.add_way, relation.channel_state, relation.remark,
  relation.description, relation.tag_ids, relation.fetched_at, coalesce(staff.name, '') as staff_name`

const JOINED = sql`channels_wecom_relations relation
  join channels_wecom_contacts contact using (workspace_id, corp_id, external_user_id)
  left join channels_wecom_staff staff using (workspace_id, corp_id, user_id)`

export interface ContactsAsked {
  readonly corp: Corp
  readonly userId: string | undefined
  readonly state: RelationState | undefined
  /** Userid and external userid of the last one of the page before. */
  readonly after: readonly [string, string]
  readonly limit: number
}

/** By userid and external userid. */
export async function listContacts(db: Queryable, { corp, userId, state, after, limit }: ContactsAsked): Promise<ContactView[]> {
  const { rows } = await sql<ContactView>`
    select ${CONTACT_COLUMNS} from ${JOINED}
    where relation.workspace_id = ${corp.workspaceId} and relation.corp_id = ${corp.corpId}
      and (relation.user_id, relation.external_user_id) > (${after[0]}, ${after[1]})
      ${userId === undefined ? sql`` : sql`and relation.user_id = ${userId}`}
      ${state === undefined ? sql`` : sql`and relation.state = ${state}`}
    order by relation.user_id, relation.external_user_id limit ${limit}`.execute(db)
  return rows
}

const MAX_OF_PERSON = 1_000

/** Of these atoms, those who are contacts now first, then the latest. */
export async function contactsOfAtoms(db: Queryable, input: { workspaceId: number; atoms: readonly number[] }): Promise<ContactView[]> {
  const { rows } = await sql<ContactView>`
    select ${CONTACT_COLUMNS} from ${JOINED}
    where relation.workspace_id = ${input.workspaceId} and relation.atom = any(${bigints(input.atoms)})
    order by relation.state = any(${HELD_STATES}::text[]) desc, relation.added_at desc, relation.user_id, relation.external_user_id
    limit ${MAX_OF_PERSON}`.execute(db)
  return rows
}
