/** For tests of transfers: staff who leave, plans, and how it stands with everybody here and on the platform. */
import { sql } from '../../../../platform/db/index.ts'
import type { ChannelWorld } from '../../testing.ts'
import { approveTransfer } from './decide.ts'
import { planned, type TransferWish, writeTransfer } from './plan.ts'
import { runTransfers } from './run.ts'
import type { TransferredState } from './states.ts'

export type Wish = Omit<TransferWish, 'corp' | 'message'> & { readonly message?: string }

/** Plans and approves. Answers the id. */
export async function startTransfer({ handles, wecom, corp, workspace }: ChannelWorld, given: Wish): Promise<number> {
  const wish = { corp, message: '', ...given }
  const id = await writeTransfer(handles, { wish, plan: await planned(handles, { wecom, wish }), by: 'test' })
  await approveTransfer(handles, { workspaceId: workspace.id, id, by: 'test' })
  return id
}

export function run({ handles, wecom }: ChannelWorld): Promise<number> {
  return runTransfers(handles, { wecom })
}

/** States of customers, or groups, of a transfer, by id. */
export async function statesOf(
  { handles, workspace }: ChannelWorld,
  { id, what = 'customers' }: { id: number; what?: 'customers' | 'groups' },
): Promise<Record<string, TransferredState>> {
  const column = sql.ref(what === 'customers' ? 'external_user_id' : 'chat_id')
  const { rows } = await sql<{ id: string; state: TransferredState }>`select ${column} as id, state
    from ${sql.table(`channels_wecom_transfer_${what}`)}
    where workspace_id = ${workspace.id} and transfer_id = ${id} order by 1`.execute(handles.db)
  return Object.fromEntries(rows.map((row) => [row.id, row.state]))
}

export async function transferState({ handles, workspace }: ChannelWorld, id: number): Promise<string> {
  const { rows } = await sql<{ state: string }>`select state from channels_wecom_transfers
    where workspace_id = ${workspace.id} and id = ${id}`.execute(handles.db)
  return rows[0]?.state ?? ''
}

const PLATFORM_STATES: Readonly<Record<number, TransferredState>> = {
  1: 'done',
  2: 'waiting',
  3: 'customer_refused',
  4: 'receiver_full',
}

/** What the platform says of its latest transfer of each customer of a handover, by external userid; how many there were of each. */
export function platformStates(
  { sandbox, corp }: ChannelWorld,
  handover: string,
): { states: Record<string, TransferredState>; begun: number } {
  const rows = sandbox.world.store.all<{ id: string; status: number }>(
    'select external_userid as id, status from transfers where corp_id = ? and handover = ? order by seq',
    [corp.corpId, handover],
  )
  return { states: Object.fromEntries(rows.map(({ id, status }) => [id, PLATFORM_STATES[status] ?? 'unknown'])), begun: rows.length }
}

/** Gives a member customers of the platform until they have so many, beside those they have; nobody is told. */
export function fillMember({ sandbox, corp }: ChannelWorld, { userId, upTo }: { userId: string; upTo: number }): void {
  const { store } = sandbox.world
  const count = "select count(*) as n from contacts where corp_id = ? and user_id = ? and status in ('mutual', 'one_way')"
  const had = store.get<{ n: number }>(count, [corp.corpId, userId])?.n ?? 0
  store.run(
    `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ?)
     insert into contacts (corp_id, user_id, external_userid, customer_id, status, created_at, settles_at, talked_at, add_way, oper_userid)
     select ?, ?, 'filler-' || (n + ?), 'filler-' || (n + ?), 'mutual', 0, 0, 0, 1, ? from numbers`,
    [upTo - had, corp.corpId, userId, had, had, userId],
  )
}

/** The platform's groups by owner. */
export function platformOwners({ sandbox, corp }: ChannelWorld): Record<string, string> {
  const rows = sandbox.world.store.all<{ id: string; owner: string }>(
    'select chat_id as id, owner from chats where corp_id = ? and dismissed_at is null order by chat_id',
    [corp.corpId],
  )
  return Object.fromEntries(rows.map(({ id, owner }) => [id, owner]))
}
