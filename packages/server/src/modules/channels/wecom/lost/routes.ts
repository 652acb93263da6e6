/** Answers the calls about lost customers. */
import { z } from 'zod'
import { permissionsIn } from '../../../../platform/auth/index.ts'
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { personId, personsOfAtoms } from '../../../identity/index.ts'
import { shortened } from '../contacts/masked.ts'
import { namesOfStaff } from '../contacts/staff-names.ts'
import * as contract from './contract.ts'
import { type LostView, lostByStaff, lostByWeek, lostCustomers } from './screens.ts'
import { changeLostSettings, lostSettings } from './settings.ts'

const DAY_MS = 86_400_000
const LostKey = z.tuple([z.number(), z.number().int()])

export function lostRoutes(): Binding[] {
  return [
    bind(contract.listLostCustomers, lostPage),
    bind(contract.readLostFigures, async ({ handles, workspace, query }) => {
      const span = { workspaceId: workspace.id, timeZone: workspace.timeZone, weeks: query.weeks, now: handles.clocks.business.now() }
      const weeks = await lostByWeek(handles.db, span)
      const staff = await lostByStaff(handles.db, span)
      const members = staff.map(({ corp_id, user_id }) => ({ corpId: corp_id, userId: user_id }))
      const named = await namesOfStaff(handles.db, { workspaceId: workspace.id, members })
      return { weeks, staff: staff.map(({ corp_id, user_id, ...counts }) => ({ ...named(corp_id, user_id), ...counts })) }
    }),
    bind(contract.readLostSettings, ({ handles, workspace }) => lostSettings(handles.db, { workspaceId: workspace.id })),
    bind(contract.changeLostSettings, async ({ handles, workspace, body, actor }) => {
      await changeLostSettings(handles, { workspaceId: workspace.id, settings: body, by: actor.name })
      return body
    }),
  ]
}

async function lostPage({ handles, workspace, query, actor }: Call<typeof contract.listLostCustomers>) {
  const { byWhom, userId, wonBack, limit } = query
  const after = decodeCursor(query.cursor, LostKey)
  const rows = await lostCustomers(handles.db, { workspaceId: workspace.id, byWhom, userId, wonBack, after, limit: limit + 1 })
  const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
  const members = rows.flatMap(({ corp_id: corpId, user_id, still_with, won_back_by }) =>
    [user_id, still_with, won_back_by ?? ''].map((member) => ({ corpId, userId: member })),
  )
  const named = await namesOfStaff(handles.db, { workspaceId: workspace.id, members })
  const unmasked = permissionsIn(actor.grants, workspace.id).has('people.read_personal')
  const item = (row: LostView): contract.LostCustomer => ({
    id: String(row.id),
    corpId: row.corp_id,
    personId: personId(persons.get(row.atom) ?? row.atom),
    name: unmasked ? row.name : shortened(row.name),
    staff: named(row.corp_id, row.user_id),
    byWhom: row.by_whom,
    friendsSince: row.friends_since.toISOString(),
    lostAt: row.lost_at.toISOString(),
    days: Math.floor((row.lost_at.getTime() - row.friends_since.getTime()) / DAY_MS),
    stillWith: row.still_with ? named(row.corp_id, row.still_with) : null,
    sentBefore: row.sent_before,
    wonBackAt: row.won_back_at?.toISOString() ?? null,
    wonBackBy: row.won_back_by ? named(row.corp_id, row.won_back_by) : null,
  })
  return cutPage(rows, { limit, key: ({ lost_at, id }) => [lost_at.getTime(), id], item })
}
