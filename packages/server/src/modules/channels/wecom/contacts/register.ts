/** Rows of the register of contacts, read and written set-wise. */
import { type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { ContactFacts } from '../client/contacts.ts'
import type { Corp } from '../connection/corps.ts'
import type { KnownPair } from './compare.ts'
import type { RelationRow } from './tables.ts'

interface Asked {
  readonly corp: Corp
  readonly externalUserIds: readonly string[]
}

export interface StoredPair extends KnownPair {
  readonly fetchedAt: number
}

export interface PairRow extends StoredPair {
  readonly userId: string
  readonly externalUserId: string
  readonly atom: number
}

interface ContactRow {
  external_user_id: string
  name: string
  avatar: string
  type: number
  gender: number
  unionid: string | null
  position: string
  corp_name: string
}

/** By external userid. */
export async function knownContacts(db: Queryable, { corp, externalUserIds }: Asked): Promise<Map<string, ContactFacts>> {
  const { rows } = await sql<ContactRow>`
    select external_user_id, name, avatar, type, gender, unionid, position, corp_name from channels_wecom_contacts
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and external_user_id = any(${externalUserIds}::text[])`.execute(
    db,
  )
  return new Map(
    rows.map(({ external_user_id, corp_name, ...row }) => [
      external_user_id,
      { ...row, externalUserId: external_user_id, corpName: corp_name },
    ]),
  )
}

/** By external userid and userid, with a blank between. */
export async function knownPairs(db: Queryable, { corp, externalUserIds }: Asked): Promise<Map<string, StoredPair>> {
  const { rows } = await sql<RelationRow>`select * from channels_wecom_relations
    where workspace_id = ${corp.workspaceId} and corp_id = ${corp.corpId} and external_user_id = any(${externalUserIds}::text[])`.execute(
    db,
  )
  return new Map(rows.map((row) => [`${row.external_user_id} ${row.user_id}`, storedPair(row)]))
}

export function storedPair(row: RelationRow): StoredPair {
  return {
    state: row.state,
    addedAt: row.added_at.getTime(),
    customerDeletedAt: row.customer_deleted_at?.getTime() ?? null,
    endedAt: row.ended_at?.getTime() ?? null,
    addWay: row.add_way,
    channelState: row.channel_state,
    operUserId: row.oper_user_id,
    remark: row.remark,
    description: row.description,
    tagIds: row.tag_ids,
    fetchedAt: row.fetched_at.getTime(),
  }
}

/** Contacts of whom the platform told nothing are noted by name of their id alone, unless they are known. */
export async function writeContacts(
  tx: Tx,
  input: {
    corp: Corp
    fetchedAt: number
    atoms: ReadonlyMap<string, number>
    contacts: readonly { readonly externalUserId: string; readonly contact: ContactFacts | undefined }[]
  },
): Promise<void> {
  const { corp, atoms } = input
  const fetchedAt = new Date(input.fetchedAt)
  const rows = input.contacts.map(({ externalUserId, contact }) => ({
    external_user_id: externalUserId,
    atom: atoms.get(externalUserId),
    told: contact !== undefined,
    name: contact?.name ?? '',
    avatar: contact?.avatar ?? '',
    type: contact?.type ?? 0,
    gender: contact?.gender ?? 0,
    unionid: contact?.unionid ?? null,
    position: contact?.position ?? '',
    corp_name: contact?.corpName ?? '',
  }))
  if (rows.length === 0) return
  await sql`
    insert into channels_wecom_contacts as known (workspace_id, corp_id, external_user_id, atom, name, avatar, type, gender, unionid, position,
      corp_name, fetched_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, external_user_id, atom, name, avatar, type, gender, unionid, position, corp_name,
      case when told then ${fetchedAt}::timestamptz else to_timestamp(0) end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (external_user_id text, atom bigint, told boolean, name text, avatar text,
      type smallint, gender smallint, unionid text, position text, corp_name text)
    on conflict (workspace_id, corp_id, external_user_id) do update set atom = excluded.atom, name = excluded.name, avatar = excluded.avatar,
      type = excluded.type, gender = excluded.gender, unionid = excluded.unionid, position = excluded.position, corp_name = excluded.corp_name,
      fetched_at = excluded.fetched_at
    where known.fetched_at <= excluded.fetched_at`.execute(tx)
}

/** The caller holds the lock of the register, so nothing has changed since it compared. */
export async function writePairs(tx: Tx, { corp, pairs }: { corp: Corp; pairs: readonly PairRow[] }): Promise<void> {
  if (pairs.length === 0) return
  const moment = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  const rows = pairs.map((pair) => ({
    user_id: pair.userId,
    external_user_id: pair.externalUserId,
    atom: pair.atom,
    state: pair.state,
    added_at: moment(pair.addedAt),
    customer_deleted_at: moment(pair.customerDeletedAt),
    ended_at: moment(pair.endedAt),
    add_way: pair.addWay,
    channel_state: pair.channelState,
    oper_user_id: pair.operUserId,
    remark: pair.remark,
    description: pair.description,
    tag_ids: pair.tagIds,
    fetched_at: moment(pair.fetchedAt),
  }))
  await sql`
    insert into channels_wecom_relations as known (workspace_id, corp_id, user_id, external_user_id, atom, state, added_at, customer_deleted_at,
      ended_at, add_way, channel_state, oper_user_id, remark, description, tag_ids, fetched_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, given.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (
      user_id text, external_user_id text, atom bigint, state text, added_at timestamptz, customer_deleted_at timestamptz, ended_at timestamptz,
      add_way smallint, channel_state text, oper_user_id text, remark text, description text, tag_ids text[], fetched_at timestamptz)
    on conflict (workspace_id, corp_id, external_user_id, user_id) do update set atom = excluded.atom, state = excluded.state,
      added_at = excluded.added_at, customer_deleted_at = excluded.customer_deleted_at, ended_at = excluded.ended_at, add_way = excluded.add_way,
      channel_state = excluded.channel_state, oper_user_id = excluded.oper_user_id, remark = excluded.remark,
      description = excluded.description, tag_ids = excluded.tag_ids, fetched_at = excluded.fetched_at`.execute(tx)
}
