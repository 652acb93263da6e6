/** Answers the calls about the registers of staff and contacts. */
import { z } from 'zod'
import { permissionsIn } from '../../../../platform/auth/index.ts'
import { type Binding, bind, type CallContext } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { knownAtoms, personId, personsOfAtoms } from '../../../identity/index.ts'
import type { Wecom } from '../client/client.ts'
import { corpOfWorkspace } from '../connection/corps.ts'
import { listContactsOfPerson, listWecomContacts, listWecomStaff, remarkContact, type WecomContact } from './contract.ts'
import { shortened } from './masked.ts'
import { knownPairs } from './register.ts'
import { writeRemark } from './remark.ts'
import { type ContactView, contactsOfAtoms, listContacts, listStaff } from './screens.ts'

const StaffKey = z.tuple([z.string()])
const ContactKey = z.tuple([z.string(), z.string()])

export function contactRoutes({ wecom }: { wecom: Wecom }): Binding[] {
  return [
    bind(listWecomStaff, async ({ handles, workspace, params, query }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      const [after = ''] = decodeCursor(query.cursor, StaffKey) ?? []
      const rows = await listStaff(handles.db, { corp, after, limit: query.limit + 1 })
      return cutPage(rows, {
        limit: query.limit,
        key: ({ user_id }) => [user_id],
        item: (row) => ({
          userId: row.user_id,
          name: row.name,
          departmentIds: row.department_ids,
          contactsEnabled: row.contacts_enabled,
          contacts: row.contacts,
          leftAt: row.left_at?.toISOString() ?? null,
        }),
      })
    }),
    bind(listWecomContacts, async ({ handles, workspace, params, query, actor }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      const after = decodeCursor(query.cursor, ContactKey) ?? (['', ''] as const)
      const rows = await listContacts(handles.db, { corp, userId: query.userId, state: query.state, after, limit: query.limit + 1 })
      const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
      const unmasked = seesPersonal(actor, workspace.id)
      return cutPage(rows, {
        limit: query.limit,
        key: ({ user_id, external_user_id }) => [user_id, external_user_id],
        item: (row) => ({ ...shownContact(row, { unmasked, person: persons.get(row.atom) ?? row.atom }), staffName: row.staff_name }),
      })
    }),
    bind(listContactsOfPerson, async ({ handles, workspace, params, actor }) => {
      const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
      const rows = await contactsOfAtoms(handles.db, { workspaceId: workspace.id, atoms })
      const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
      const unmasked = seesPersonal(actor, workspace.id)
      const shown = (row: ContactView) => shownContact(row, { unmasked, person: persons.get(row.atom) ?? row.atom })
      return { items: rows.map((row) => ({ ...shown(row), staffName: row.staff_name })) }
    }),
    bind(
      remarkContact,
      async ({ handles, workspace, params, body, actor }) => {
        const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, corpId: params.corpId })
        const { readBack } = await writeRemark(handles, { wecom, corp, ...params, fields: body })
        const pairs = await knownPairs(handles.db, { corp, externalUserIds: [params.externalUserId] })
        const { remark = '', description = '' } = pairs.get(`${params.externalUserId} ${params.userId}`) ?? {}
        const shown = (text: string) => (seesPersonal(actor, workspace.id) ? text : shortened(text))
        return { readBack, remark: shown(remark), description: shown(description) }
      },
      { targetFields: ['corpId', 'userId'] },
    ),
  ]
}

function seesPersonal({ grants }: CallContext['actor'], workspaceId: number): boolean {
  return permissionsIn(grants, workspaceId).has('people.read_personal')
}

function shownContact(row: ContactView, { unmasked, person }: { unmasked: boolean; person: number }): WecomContact {
  const shown = (text: string) => (unmasked ? text : shortened(text))
  return {
    corpId: row.corp_id,
    userId: row.user_id,
    externalUserId: row.external_user_id,
    personId: personId(person),
    name: shown(row.name),
    avatar: unmasked ? row.avatar : '',
    type: row.type,
    state: row.state,
    addedAt: row.added_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    addWay: row.add_way,
    channelState: row.channel_state,
    remark: shown(row.remark),
    description: shown(row.description),
    tagIds: row.tag_ids,
    fetchedAt: row.fetched_at.toISOString(),
  }
}
