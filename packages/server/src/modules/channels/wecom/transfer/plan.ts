/** Planning a transfer: who goes to whom, evenly, in batches; and what it would come to before it is written. */
import { inTransaction, type Queryable, sql, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { WecomFailure } from '../client/failures.ts'
import type { Corp } from '../connection/corps.ts'
import { fetchChatsOf, MAX_A_CALL } from './calls.ts'
import { type Candidate, type ChatCandidate, candidatesOf, chatCandidatesOf, roomOf } from './candidates.ts'
import type { ExcludedReason, TransferKind } from './states.ts'
import type {} from './tables.ts'

/** More customers than a member can have would be none of theirs. */
const MAX_CUSTOMERS = 20_000

export interface TransferWish {
  readonly corp: Corp
  readonly kind: TransferKind
  readonly handover: string
  /** One or several; customers and groups are shared out evenly. */
  readonly takeovers: readonly string[]
  /** Undefined: all of the handover. */
  readonly externalUserIds?: readonly string[] | undefined
  readonly chatIds?: readonly string[] | undefined
  /** What customers read from who takes over, on the job; '' is the platform's own words. */
  readonly message: string
}

type Assigned<Item> = Item & { readonly takeover: string }

export interface Planned {
  readonly customers: readonly Assigned<Candidate>[]
  readonly groups: readonly Assigned<ChatCandidate>[]
}

type PlanHandles = Pick<Handles, 'db' | 'clocks'>

/**
 * What a transfer would come to. Asks the platform for the groups of the handover; not inside a transaction.
 * @throws channels.transfer_wrong, channels.wecom_refused
 */
export async function planned(handles: PlanHandles, { wecom, wish }: { wecom: Wecom; wish: TransferWish }): Promise<Planned> {
  checkMembers(wish)
  const { corp, kind, handover, takeovers, externalUserIds, chatIds } = wish
  const now = handles.clocks.business.now()
  const owned = chatIds?.length === 0 ? [] : await ownedChats(wecom, { corp, owner: handover })
  const customers = externalUserIds?.length === 0 ? [] : await candidatesOf(handles.db, { corp, kind, handover, externalUserIds, now })
  if (customers.length > MAX_CUSTOMERS) failChannels('channels.transfer_wrong', { field: 'customers', reason: `≤ ${MAX_CUSTOMERS}` })
  const groups = await chatCandidatesOf(handles.db, { corp, kind, owned, chatIds, now })
  const room = await roomOf(handles.db, { corp, userIds: takeovers })
  const unbounded = new Map(takeovers.map((userId) => [userId, Number.POSITIVE_INFINITY]))
  return { customers: shareOut(customers, room), groups: shareOut(groups, unbounded) }
}

function checkMembers({ handover, takeovers }: TransferWish): void {
  if (takeovers.includes(handover)) failChannels('channels.transfer_same_member', { userId: handover })
}

async function ownedChats(wecom: Wecom, asked: { corp: Corp; owner: string }): Promise<string[]> {
  try {
    return [...(await fetchChatsOf(wecom, asked)).keys()]
  } catch (error) {
    if (error instanceof WecomFailure) return failChannels('channels.wecom_refused', { reason: error.message })
    throw error
  }
}

/** One after the other to those who still have room. */
function shareOut<Item extends { readonly reason: ExcludedReason | null }>(
  items: readonly Item[],
  room: ReadonlyMap<string, number>,
): Assigned<Item>[] {
  const left = new Map(room)
  let queue = [...room.keys()]
  let turn = 0
  return items.map((item): Assigned<Item> => {
    if (item.reason !== null) return { ...item, takeover: '' }
    queue = queue.filter((userId) => (left.get(userId) ?? 0) > 0)
    const takeover = queue[turn % Math.max(queue.length, 1)]
    if (takeover === undefined) return { ...item, reason: 'receiver_full', takeover: '' }
    turn += 1
    left.set(takeover, (left.get(takeover) ?? 0) - 1)
    return { ...item, takeover }
  })
}

/** Writes a plan; nothing is handed over before it is approved. Answers its id. */
export function writeTransfer(
  handles: PlanHandles,
  { wish, plan, by }: { wish: TransferWish; plan: Planned; by: string },
): Promise<number> {
  const now = new Date(handles.clocks.business.now())
  return inTransaction(handles.db, async (tx) => {
    const { corp, kind, handover, takeovers, message } = wish
    const { rows } = await sql<{ id: number }>`
      insert into channels_wecom_transfers (workspace_id, corp_id, kind, handover, takeovers, message, state, created_at, created_by)
      values (${corp.workspaceId}, ${corp.corpId}, ${kind}, ${handover}, ${[...takeovers]}::text[], ${message}, 'planned', ${now}, ${by})
      returning id`.execute(tx)
    const id = rows[0]?.id ?? 0
    const customers = plan.customers.map((one) => ({ id: one.externalUserId, ...one }))
    await writeMeant(tx, { wish, transferId: id, what: 'customers', meant: customers, now })
    await writeMeant(tx, { wish, transferId: id, what: 'groups', meant: plan.groups.map((one) => ({ id: one.chatId, ...one })), now })
    return id
  })
}

interface Meant {
  readonly id: string
  readonly atom?: number
  readonly takeover: string
  readonly reason: ExcludedReason | null
}

async function writeMeant(
  tx: Tx,
  input: { wish: TransferWish; transferId: number; what: 'customers' | 'groups'; meant: readonly Meant[]; now: Date },
): Promise<void> {
  const { wish, transferId, what, meant, now } = input
  const { corp, kind, handover } = wish
  const byTakeover = Map.groupBy(
    meant.filter(({ reason }) => reason === null),
    ({ takeover }) => takeover,
  )
  const cuts = [...byTakeover].flatMap(([takeover, items]) => chunks(items).map((some) => ({ takeover, some })))
  const batches = await newBatches(tx, { wish, transferId, what, takeovers: cuts.map(({ takeover }) => takeover) })
  const batchOf = new Map(cuts.flatMap(({ some }, place) => some.map(({ id }) => [id, batches[place] ?? null] as const)))
  const rows = meant.map((one) => ({ ...one, batch: batchOf.get(one.id) ?? null, state: one.reason === null ? 'planned' : 'excluded' }))
  if (rows.length === 0) return
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (id text, atom bigint, takeover text, reason text, batch bigint, state text)`
  if (what === 'groups') {
    await sql`insert into channels_wecom_transfer_groups (workspace_id, transfer_id, batch_id, corp_id, chat_id, takeover, state, reason, changed_at)
      select ${corp.workspaceId}::integer, ${transferId}::bigint, batch, ${corp.corpId}::text, id, takeover, state, reason, ${now}::timestamptz
      from ${given}`.execute(tx)
    return
  }
  await sql`insert into channels_wecom_transfer_customers (workspace_id, transfer_id, batch_id, corp_id, kind, handover, takeover,
      external_user_id, atom, state, reason, changed_at)
    select ${corp.workspaceId}::integer, ${transferId}::bigint, batch, ${corp.corpId}::text, ${kind}::text, ${handover}::text, takeover, id, atom,
      state, reason, ${now}::timestamptz from ${given}`.execute(tx)
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const cut: Item[][] = []
  for (let start = 0; start < items.length; start += MAX_A_CALL) cut.push(items.slice(start, start + MAX_A_CALL))
  return cut
}

/** Ids of new batches for these takeovers, in their order. */
async function newBatches(
  tx: Queryable,
  { wish, transferId, what, takeovers }: { wish: TransferWish; transferId: number; what: string; takeovers: readonly string[] },
): Promise<number[]> {
  if (takeovers.length === 0) return []
  const { corp, kind, handover } = wish
  const { rows } = await sql<{ id: number }>`
    insert into channels_wecom_transfer_batches (workspace_id, transfer_id, corp_id, kind, what, handover, takeover, state)
    select ${corp.workspaceId}::integer, ${transferId}::bigint, ${corp.corpId}::text, ${kind}::text, ${what}::text, ${handover}::text, takeover,
      'planned' from unnest(${[...takeovers]}::text[]) with ordinality as given (takeover, place) order by place returning id`.execute(tx)
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}
