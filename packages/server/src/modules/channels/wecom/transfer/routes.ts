/** Answers the calls about transfers. */
import { z } from 'zod'
import { permissionsIn } from '../../../../platform/auth/index.ts'
import type { Queryable } from '../../../../platform/db/index.ts'
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { personId, personsOfAtoms } from '../../../identity/index.ts'
import { failChannels } from '../../errors.ts'
import type { Wecom } from '../client/client.ts'
import { corpOfWorkspace } from '../connection/corps.ts'
import { shortened } from '../contacts/masked.ts'
import { namesOfStaff } from '../contacts/staff-names.ts'
import * as contract from './contract.ts'
import { approveTransfer, stopTransfer } from './decide.ts'
import { type Planned, planned, type TransferWish, writeTransfer } from './plan.ts'
import {
  type CustomerView,
  customersOf,
  fetchesOf,
  groupsOf,
  sharesOf,
  type TransferredView,
  type TransferView,
  transfersOf,
  unassignedOf,
} from './screens.ts'
import { askForUnassigned } from './unassigned.ts'

const IdKey = z.tuple([z.number().int()])
const TextKey = z.tuple([z.string()])

export function transferRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    bind(contract.previewTransfer, async (call) => {
      const wish = await wishOf(call)
      return shownPlan(call.handles.db, wish, await planned(call.handles, { wecom, wish }))
    }),
    bind(contract.createTransfer, async (call) => {
      const { handles, actor } = call
      const wish = await wishOf(call)
      const id = await writeTransfer(handles, { wish, plan: await planned(handles, { wecom, wish }), by: actor.name })
      return oneTransfer(handles.db, { workspaceId: wish.corp.workspaceId, id })
    }),
    bind(contract.listTransfers, async ({ handles, workspace, query }) => {
      const [before] = decodeCursor(query.cursor, IdKey) ?? []
      const rows = await transfersOf(handles.db, { workspaceId: workspace.id, before, limit: query.limit + 1 })
      const shown = await shownTransfers(handles.db, { workspaceId: workspace.id, rows })
      return cutPage(rows, { limit: query.limit, key: ({ id }) => [id], item: (row) => shown(row) })
    }),
    bind(contract.readTransfer, async ({ handles, workspace, params }) => {
      const of = { workspaceId: workspace.id, id: Number(params.id) }
      const transfer = await oneTransfer(handles.db, of)
      const shares = await sharesOf(handles.db, of)
      const name = new Map(transfer.takeovers.map((member) => [member.userId, member.name]))
      const shown = shares.map(({ takeover, ...counts }) => ({ userId: takeover, name: name.get(takeover) ?? takeover, ...counts }))
      return { ...transfer, shares: shown }
    }),
    bind(contract.approveTransfer, async ({ handles, workspace, params, actor }) => {
      const of = { workspaceId: workspace.id, id: Number(params.id) }
      await approveTransfer(handles, { ...of, by: actor.name })
      return oneTransfer(handles.db, of)
    }),
    bind(contract.stopTransfer, async ({ handles, workspace, params }) => {
      const of = { workspaceId: workspace.id, id: Number(params.id) }
      await stopTransfer(handles, of)
      return oneTransfer(handles.db, of)
    }),
    bind(contract.listTransferredCustomers, customerPage),
    bind(contract.listTransferredGroups, groupPage),
    bind(contract.listUnassigned, async ({ handles, workspace }) => {
      const of = { workspaceId: workspace.id }
      const rows = await unassignedOf(handles.db, of)
      const members = rows.map(({ corp_id, handover }) => ({ corpId: corp_id, userId: handover }))
      const named = await namesOfStaff(handles.db, { ...of, members })
      const fetches = await fetchesOf(handles.db, of)
      return {
        items: rows.map((row) => ({
          corpId: row.corp_id,
          handover: named(row.corp_id, row.handover),
          leftAt: row.left_at?.toISOString() ?? null,
          customers: row.customers,
          groups: row.groups,
        })),
        fetches: fetches.map((row) => ({
          corpId: row.corp_id,
          fetchedAt: row.fetched_at?.toISOString() ?? null,
          nextAt: row.look_at.toISOString(),
          reason: row.reason,
        })),
      }
    }),
    bind(
      contract.refreshUnassigned,
      async ({ handles, workspace, body }) => {
        await askForUnassigned(handles, await corpOfWorkspace(handles.db, { workspaceId: workspace.id, corpId: body.corpId }))
        return { asked: true as const }
      },
      { targetFields: [] },
    ),
  ]
}

async function wishOf({
  handles,
  workspace,
  body,
}: Call<typeof contract.previewTransfer> | Call<typeof contract.createTransfer>): Promise<TransferWish> {
  const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, corpId: body.corpId })
  const named = (meant: 'all' | string[]) => (meant === 'all' ? undefined : [...new Set(meant)])
  const { kind, handover, message } = body
  const takeovers = [...new Set(body.takeovers)]
  return { corp, kind, handover, takeovers, message, externalUserIds: named(body.customers), chatIds: named(body.groups) }
}

async function shownPlan(db: Queryable, { corp, takeovers }: TransferWish, plan: Planned): Promise<contract.TransferPlan> {
  const { corpId, workspaceId } = corp
  const named = await namesOfStaff(db, { workspaceId, members: takeovers.map((userId) => ({ corpId, userId })) })
  const of = (items: readonly { takeover: string }[], userId: string) => items.filter(({ takeover }) => takeover === userId).length
  return {
    customers: share(plan.customers),
    groups: share(plan.groups),
    takeovers: takeovers.map((userId) => ({
      ...named(corpId, userId),
      customers: of(plan.customers, userId),
      groups: of(plan.groups, userId),
    })),
  }
}

function share(items: Planned['customers'] | Planned['groups']): contract.TransferPlan['customers'] {
  const excluded: contract.TransferPlan['customers']['excluded'] = {}
  let meant = 0
  for (const { reason } of items) {
    if (reason === null) meant += 1
    else excluded[reason] = (excluded[reason] ?? 0) + 1
  }
  return { total: items.length, planned: meant, excluded }
}

async function oneTransfer(db: Queryable, { workspaceId, id }: { workspaceId: number; id: number }): Promise<contract.Transfer> {
  const rows = await transfersOf(db, { workspaceId, ids: [id], limit: 1 })
  const [row] = rows
  if (!row) return failChannels('channels.transfer_unknown', { id: String(id) })
  return (await shownTransfers(db, { workspaceId, rows }))(row)
}

async function shownTransfers(
  db: Queryable,
  { workspaceId, rows }: { workspaceId: number; rows: readonly TransferView[] },
): Promise<(row: TransferView) => contract.Transfer> {
  const members = rows.flatMap((row) => [row.handover, ...row.takeovers].map((userId) => ({ corpId: row.corp_id, userId })))
  const named = await namesOfStaff(db, { workspaceId, members })
  return (row) => ({
    id: String(row.id),
    corpId: row.corp_id,
    kind: row.kind,
    handover: named(row.corp_id, row.handover),
    takeovers: row.takeovers.map((userId) => named(row.corp_id, userId)),
    message: row.message,
    state: row.state,
    stopAsked: row.stop_asked,
    customers: row.customers ?? {},
    groups: row.groups ?? {},
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    approvedAt: row.approved_at?.toISOString() ?? null,
    approvedBy: row.approved_by,
    endedAt: row.ended_at?.toISOString() ?? null,
    nextLookAt: row.next_look_at?.toISOString() ?? null,
  })
}

async function customerPage(call: Call<typeof contract.listTransferredCustomers>) {
  const { handles, workspace, query, actor } = call
  const asked = await pageAsked(call)
  const rows = await customersOf(handles.db, asked)
  const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
  const result = await shownResults(handles.db, workspace.id, rows)
  const unmasked = permissionsIn(actor.grants, workspace.id).has('people.read_personal')
  const item = (row: CustomerView): contract.TransferredCustomer => ({
    ...result(row),
    externalUserId: row.id,
    personId: personId(persons.get(row.atom) ?? row.atom),
    name: unmasked ? row.name : shortened(row.name),
    takenOverAt: row.taken_over_at?.toISOString() ?? null,
  })
  return cutPage(rows, { limit: query.limit, key: ({ id }) => [id], item })
}

async function groupPage(call: Call<typeof contract.listTransferredGroups>) {
  const { handles, workspace, query } = call
  const rows = await groupsOf(handles.db, await pageAsked(call))
  const result = await shownResults(handles.db, workspace.id, rows)
  return cutPage(rows, { limit: query.limit, key: ({ id }) => [id], item: (row) => ({ ...result(row), chatId: row.id, name: row.name }) })
}

async function pageAsked({
  handles,
  workspace,
  params,
  query,
}: Call<typeof contract.listTransferredCustomers> | Call<typeof contract.listTransferredGroups>) {
  const of = { workspaceId: workspace.id, id: Number(params.id) }
  await oneTransfer(handles.db, of)
  const [after = ''] = decodeCursor(query.cursor, TextKey) ?? []
  return { workspaceId: workspace.id, transferId: of.id, state: query.state, after, limit: query.limit + 1 }
}

async function shownResults(db: Queryable, workspaceId: number, rows: readonly TransferredView[]) {
  const members = rows.map(({ corp_id, takeover }) => ({ corpId: corp_id, userId: takeover }))
  const named = await namesOfStaff(db, { workspaceId, members })
  return (row: TransferredView) => ({
    state: row.state,
    takeover: named(row.corp_id, row.takeover),
    errcode: row.errcode,
    reason: row.reason,
    changedAt: row.changed_at.toISOString(),
  })
}
