/** Customers and groups whom members who left have left behind: fetched once a day, or when somebody asks. */
import { inTransaction, type Queryable, sql } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import { type Corp, findCorp } from '../connection/corps.ts'
import { erasedContacts } from '../contacts/erased.ts'
import { atomsOfContacts } from '../contacts/people.ts'
import { fetchChatsOf, type LeftBehind, listUnassigned } from './calls.ts'
import { retryAt, shortened, type TransferHandles } from './queue.ts'
import type {} from './tables.ts'

const EVERY_MS = 24 * 60 * 60_000
/** Longer than all pages take. */
const LEASE_MS = 5 * 60_000
/** Members who left whose groups are asked for, one call each; those who left last come first. */
const MAX_OWNERS = 200

interface Work {
  readonly wecom: Wecom
  readonly signal?: AbortSignal | undefined
}

/** Somebody wants to know now. */
export async function askForUnassigned({ db, clocks }: Pick<Handles, 'db' | 'clocks'>, corp: Corp): Promise<void> {
  const now = new Date(clocks.business.now())
  await sql`insert into channels_wecom_unassigned_fetches (workspace_id, corp_id, look_at) values (${corp.workspaceId}, ${corp.corpId}, ${now})
    on conflict (workspace_id, corp_id) do update set look_at = excluded.look_at, tries = 0`.execute(db)
}

/** Of every corp whose time has come. Answers how many were asked. */
export async function fetchDueUnassigned(handles: TransferHandles, work: Work): Promise<number> {
  const { db, clocks } = handles
  const now = new Date(clocks.business.now())
  await sql`insert into channels_wecom_unassigned_fetches (workspace_id, corp_id, look_at)
    select workspace_id, corp_id, ${now}::timestamptz from channels_wecom_corps corp where not exists (
      select 1 from channels_wecom_unassigned_fetches known where known.workspace_id = corp.workspace_id and known.corp_id = corp.corp_id)
    on conflict do nothing`.execute(db)
  for (let done = 0; ; done++) {
    const real = clocks.real.now()
    const { rows } = await sql<{ workspaceId: number; corpId: string; tries: number }>`
      update channels_wecom_unassigned_fetches set leased_until = ${new Date(real + LEASE_MS)}
      where (workspace_id, corp_id) in (select workspace_id, corp_id from channels_wecom_unassigned_fetches
        where look_at <= ${new Date(clocks.business.now())} and (leased_until is null or leased_until <= ${new Date(real)})
        order by look_at limit 1 for update skip locked)
      returning workspace_id as "workspaceId", corp_id as "corpId", tries`.execute(db)
    const [claimed] = rows
    if (!claimed) return done
    await fetchOne(handles, work, claimed)
  }
}

async function fetchOne(
  handles: TransferHandles,
  work: Work,
  { tries, ...of }: { workspaceId: number; corpId: string; tries: number },
): Promise<void> {
  const { db, clocks } = handles
  const begunAt = clocks.business.now()
  const corp = await findCorp(db, of)
  if (corp?.workspaceId !== of.workspaceId) {
    await sql`delete from channels_wecom_unassigned_fetches where workspace_id = ${of.workspaceId} and corp_id = ${of.corpId}`.execute(db)
    return
  }
  try {
    await fetchUnassigned(handles, { ...work, corp })
    await noteFetch(db, { ...of, lookAt: begunAt + EVERY_MS, begunAt, tries: 0, reason: undefined })
  } catch (error) {
    if (!(error instanceof WecomFailure)) throw error
    const lookAt = retryAt(handles, { tries, atLeastMs: error.retryAfterMs })
    await noteFetch(db, { ...of, lookAt, begunAt: undefined, tries: tries + 1, reason: error.message })
  }
}

async function noteFetch(
  db: Queryable,
  row: { workspaceId: number; corpId: string; lookAt: number; begunAt: number | undefined; tries: number; reason: string | undefined },
): Promise<void> {
  const fetchedAt = row.begunAt === undefined ? null : new Date(row.begunAt)
  await sql`update channels_wecom_unassigned_fetches set leased_until = null, tries = ${row.tries}, reason = ${shortened(row.reason)},
      look_at = ${new Date(row.lookAt)}, fetched_at = coalesce(${fetchedAt}::timestamptz, fetched_at)
    where workspace_id = ${row.workspaceId} and corp_id = ${row.corpId}`.execute(db)
}

/** Writes whom the platform lists and takes away whom it no longer does. @throws WecomFailure; what was written until then stays */
export async function fetchUnassigned(handles: TransferHandles, { wecom, corp, signal }: Work & { corp: Corp }): Promise<void> {
  const { workspaceId, corpId } = corp
  const begunAt = new Date(handles.clocks.business.now())
  const owners = new Set<string>()
  for await (const page of listUnassigned(wecom, { corp, signal })) {
    for (const { handover } of page) if (owners.size < MAX_OWNERS) owners.add(handover)
    await writePage(handles, { corp, page, at: begunAt })
  }
  const left = await sql<{ user_id: string }>`select user_id from channels_wecom_staff
    where workspace_id = ${workspaceId} and corp_id = ${corpId} and left_at is not null order by left_at desc limit ${MAX_OWNERS}`.execute(
    handles.db,
  )
  for (const { user_id } of left.rows) if (owners.size < MAX_OWNERS) owners.add(user_id)
  const groups: { handover: string; chatId: string }[] = []
  for (const owner of owners)
    for (const chatId of (await fetchChatsOf(wecom, { corp, owner, signal })).keys()) groups.push({ handover: owner, chatId })
  await inTransaction(handles.db, async (tx) => {
    await sql`delete from channels_wecom_unassigned
      where workspace_id = ${workspaceId} and corp_id = ${corpId} and fetched_at < ${begunAt}`.execute(tx)
    await sql`delete from channels_wecom_unassigned_groups where workspace_id = ${workspaceId} and corp_id = ${corpId}`.execute(tx)
    await sql`insert into channels_wecom_unassigned_groups (workspace_id, corp_id, handover, chat_id, fetched_at)
      select ${workspaceId}::integer, ${corpId}::text, handover, "chatId", ${begunAt}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) as given (handover text, "chatId" text)
      on conflict do nothing`.execute(tx)
  })
}

async function writePage(
  handles: TransferHandles,
  { corp, page, at }: { corp: Corp; page: readonly LeftBehind[]; at: Date },
): Promise<void> {
  const erased = await erasedContacts(handles, handles.db, { ...corp, externalUserIds: page.map(({ externalUserId }) => externalUserId) })
  const kept = page.filter(({ externalUserId }) => !erased.has(externalUserId))
  const contacts = [...new Set(kept.map(({ externalUserId }) => externalUserId))].map((externalUserId) => ({
    externalUserId,
    unionid: null,
    seenAt: at.getTime(),
  }))
  if (contacts.length === 0) return
  const atoms = await atomsOfContacts(handles, { corp, contacts })
  const rows = kept.map(({ handover, externalUserId, leftAt }) => ({
    handover,
    id: externalUserId,
    atom: atoms.get(externalUserId),
    left_at: new Date(leftAt).toISOString(),
  }))
  await sql`insert into channels_wecom_unassigned (workspace_id, corp_id, handover, external_user_id, atom, left_at, fetched_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, handover, id, atom, left_at, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (handover text, id text, atom bigint, left_at timestamptz)
    where atom is not null
    on conflict (workspace_id, corp_id, handover, external_user_id) do update set atom = excluded.atom, left_at = excluded.left_at,
      fetched_at = excluded.fetched_at`.execute(handles.db)
}
