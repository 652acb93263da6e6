/** Compares both sides and writes what follows: what the platform is to be told, and marks of staff that become ours. */
import { inTransaction, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { changeTagMarks, MAX_MARKED_AT_ONCE } from '../../../identity/index.ts'
import type { Corp } from '../connection/corps.ts'
import { HELD_STATES } from '../contacts/states.ts'
import { type Decision, decide } from './decide.ts'
import { type Difference, type DifferenceKey, differences } from './differ.ts'

/** In one transaction; the lock of links is held meanwhile. */
const MAX_AT_ONCE = 2_000

type LookHandles = Pick<Handles, 'db' | 'clocks'>

/** Goes through all links of a corp once. Answers how many differences it dealt with. */
export async function lookAtTags(
  handles: LookHandles,
  { corp, signal }: { corp: Corp; signal?: AbortSignal | undefined },
): Promise<number> {
  let done = 0
  for (let after: DifferenceKey | undefined; ; ) {
    signal?.throwIfAborted()
    const place = after
    const found = await inTransaction(handles.db, (tx) => lookAtSome(handles, tx, { corp, after: place }))
    done += found.length
    const last = found.at(-1)
    if (!last || found.length < MAX_AT_ONCE) return done
    after = [last.linkId, last.externalUserId, last.userId]
  }
}

async function lookAtSome(
  handles: LookHandles,
  tx: Tx,
  { corp, after }: { corp: Corp; after: DifferenceKey | undefined },
): Promise<Difference[]> {
  const found = await differences(tx, { corp, after, limit: MAX_AT_ONCE })
  const by = Map.groupBy(found, decide)
  const of = (decision: Decision) => by.get(decision) ?? []
  await forget(tx, { corp, pairs: of('forget') })
  await takeOver(handles, tx, { corp, putOn: of('put_on'), takeOff: of('take_off') })
  await settle(tx, { corp, pairs: [...of('settle'), ...of('put_on'), ...of('take_off')] })
  await queue(handles, tx, { corp, pairs: of('tell') })
  return found
}

type Pairs = { readonly corp: Corp; readonly pairs: readonly Difference[] }

async function forget(tx: Tx, { corp, pairs }: Pairs): Promise<void> {
  if (pairs.length === 0) return
  await sql`delete from channels_wecom_tag_marks mark using jsonb_to_recordset(${given(pairs)}::jsonb)
      as gone (link_id bigint, user_id text, external_user_id text)
    where mark.workspace_id = ${corp.workspaceId} and mark.corp_id = ${corp.corpId} and mark.link_id = gone.link_id
      and mark.user_id = gone.user_id and mark.external_user_id = gone.external_user_id`.execute(tx)
}

/** What is there is agreed upon; nothing is to be said. */
async function settle(tx: Tx, { corp, pairs }: Pairs): Promise<void> {
  if (pairs.length === 0) return
  await sql`
    insert into channels_wecom_tag_marks as known (workspace_id, corp_id, link_id, user_id, external_user_id, atom, has, known_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, link_id, user_id, external_user_id, atom, has, known_at
    from jsonb_to_recordset(${given(pairs)}::jsonb) as given (link_id bigint, user_id text, external_user_id text, atom bigint, has boolean,
      known_at timestamptz)
    on conflict (workspace_id, corp_id, external_user_id, user_id, link_id) do update set atom = excluded.atom, has = excluded.has,
      known_at = excluded.known_at, wanted = null, due_at = null, tries = 0, failed = null`.execute(tx)
}

async function queue({ clocks }: LookHandles, tx: Tx, { corp, pairs }: Pairs): Promise<void> {
  if (pairs.length === 0) return
  const now = new Date(clocks.real.now())
  await sql`
    insert into channels_wecom_tag_marks as known (workspace_id, corp_id, link_id, user_id, external_user_id, atom, has, known_at, wanted, due_at)
    select ${corp.workspaceId}::integer, ${corp.corpId}::text, link_id, user_id, external_user_id, atom, has, known_at, wanted, ${now}::timestamptz
    from jsonb_to_recordset(${given(pairs)}::jsonb) as given (link_id bigint, user_id text, external_user_id text, atom bigint, has boolean,
      known_at timestamptz, wanted boolean)
    on conflict (workspace_id, corp_id, external_user_id, user_id, link_id) do update set atom = excluded.atom, has = excluded.has,
      known_at = excluded.known_at, wanted = excluded.wanted, due_at = excluded.due_at, failed = null`.execute(tx)
}

function given(pairs: readonly Difference[]): string {
  return JSON.stringify(
    pairs.map(({ linkId, userId, externalUserId, atom, here, there, knownAt }) => ({
      link_id: linkId,
      user_id: userId,
      external_user_id: externalUserId,
      atom,
      has: there,
      known_at: knownAt,
      wanted: here,
    })),
  )
}

/** Marks of staff become tags here, by who made them. Taken there alone, one that another member still has stays. */
async function takeOver(
  { clocks }: LookHandles,
  tx: Tx,
  { corp, putOn, takeOff }: { corp: Corp; putOn: readonly Difference[]; takeOff: readonly Difference[] },
): Promise<void> {
  if (putOn.length + takeOff.length === 0) return
  const still = await stillMarked(tx, { corp, pairs: takeOff.filter(({ direction }) => direction === 'in') })
  const gone = takeOff.filter(({ linkId, atom }) => !still.has(`${linkId} ${atom}`))
  const names = await namesOf(tx, { corp, userIds: [...new Set([...putOn, ...gone].map(({ userId }) => userId))] })
  const at = new Date(clocks.business.now())
  const changes = [...gone.map((pair) => ({ pair, has: false })), ...putOn.map((pair) => ({ pair, has: true }))]
  for (const same of Map.groupBy(changes, ({ pair, has }) => `${pair.linkId} ${has} ${pair.userId}`).values()) {
    const [first] = same
    if (!first) continue
    const atoms = [...new Set(same.map(({ pair }) => pair.atom))]
    const marking = {
      workspaceId: corp.workspaceId,
      tagId: first.pair.tagId,
      cause: 'staff',
      by: names.get(first.pair.userId) ?? '',
      at,
    } as const
    for (let start = 0; start < atoms.length; start += MAX_MARKED_AT_ONCE) {
      const some = atoms.slice(start, start + MAX_MARKED_AT_ONCE)
      await changeTagMarks(tx, { ...marking, add: first.has ? some : [], remove: first.has ? [] : some })
    }
  }
}

/** Link and atom of those whose person another member still marks so. */
async function stillMarked(tx: Tx, { corp, pairs }: Pairs): Promise<Set<string>> {
  if (pairs.length === 0) return new Set()
  const { workspaceId, corpId } = corp
  const { rows } = await sql<{ link_id: number; atom: number }>`
    select distinct asked.link_id, asked.atom
    from jsonb_to_recordset(${JSON.stringify(pairs.map(({ linkId, corpTagId, atom }) => ({ link_id: linkId, corp_tag_id: corpTagId, atom })))}::jsonb)
        as asked (link_id bigint, corp_tag_id text, atom bigint)
      left join pub_identity_members own on own.workspace_id = ${workspaceId} and own.atom = asked.atom
      left join pub_identity_members other on other.workspace_id = ${workspaceId} and other.person = own.person
      join channels_wecom_relations relation on relation.workspace_id = ${workspaceId} and relation.corp_id = ${corpId}
        and relation.atom = coalesce(other.atom, asked.atom) and relation.state = any(${[...HELD_STATES]}::text[])
        and relation.tag_ids @> array[asked.corp_tag_id]`.execute(tx)
  return new Set(rows.map(({ link_id, atom }) => `${link_id} ${atom}`))
}

async function namesOf(tx: Tx, { corp, userIds }: { corp: Corp; userIds: readonly string[] }): Promise<Map<string, string>> {
  const { rows } = await sql<{ user_id: string; name: string }>`
    select asked.user_id, coalesce(nullif(staff.name, ''), asked.user_id) as name from unnest(${userIds}::text[]) as asked (user_id)
      left join channels_wecom_staff staff on staff.workspace_id = ${corp.workspaceId} and staff.corp_id = ${corp.corpId}
        and staff.user_id = asked.user_id`.execute(tx)
  return new Map(rows.map(({ user_id, name }) => [user_id, name]))
}
