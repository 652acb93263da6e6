/** Answers the calls about Moments. */
import { z } from 'zod'
import { permissionsIn } from '../../../../platform/auth/index.ts'
import { type Binding, bind, type Call } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { readMoment as readTime } from '../../../../platform/http/moment.ts'
import { personId, personsOfAtoms } from '../../../identity/index.ts'
import { corpOfWorkspace } from '../connection/corps.ts'
import { shortened } from '../contacts/masked.ts'
import * as contract from './contract.ts'
import { ableMembers, countCustomers } from './members.ts'
import { approveMoment, cancelMoment, type MomentRow, needMoment, planMoment } from './moments.ts'
import { countsOfMoments, membersOfMoment, momentsBefore, reactionsOfMoment, shownMoment } from './screens.ts'

const MomentKey = z.tuple([z.int().positive()])
const MemberKey = z.tuple([z.string()])
const ReactionKey = z.tuple([z.number(), z.string(), z.string(), z.string(), z.string()])

export function momentRoutes(): Binding[] {
  return [
    bind(contract.createMoment, create, { targetFields: ['corpId', 'id'] }),
    bind(contract.previewMoment, async ({ handles, workspace, params, body }) => {
      const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      const userIds = await ableMembers(handles.db, { corp, userIds: body.userIds })
      return { members: userIds.length, customers: await countCustomers(handles.db, { corp, userIds, tagIds: body.tagIds }) }
    }),
    bind(contract.listMoments, async ({ handles, workspace, query }) => {
      const [before] = decodeCursor(query.cursor, MomentKey) ?? []
      const rows = await momentsBefore(handles.db, { workspaceId: workspace.id, before, limit: query.limit + 1 })
      const counts = await countsOfMoments(handles.db, { workspaceId: workspace.id, ids: rows.map(({ id }) => id) })
      return cutPage(rows, { limit: query.limit, key: ({ id }) => [id], item: (row) => shownMoment(row, counts.get(row.id)) })
    }),
    bind(contract.readMoment, async (call) => shown(call, await needMoment(call.handles.db, named(call)))),
    bind(contract.approveMoment, async (call) => shown(call, await approveMoment(call.handles, { ...named(call), by: call.actor.name }))),
    bind(contract.cancelMoment, async (call) => shown(call, await cancelMoment(call.handles, named(call)))),
    bind(contract.listMomentMembers, async (call) => {
      const { handles, query } = call
      const { corp_id: corpId } = await needMoment(handles.db, named(call))
      const [after = ''] = decodeCursor(query.cursor, MemberKey) ?? []
      const rows = await membersOfMoment(handles.db, { ...named(call), corpId, after, limit: query.limit + 1 })
      return cutPage(rows, {
        limit: query.limit,
        key: ({ user_id }) => [user_id],
        item: ({ user_id: userId, published_at, visible_to: visibleTo, ...member }) => ({
          ...member,
          userId,
          visibleTo,
          publishedAt: published_at?.toISOString() ?? null,
        }),
      })
    }),
    bind(contract.listMomentReactions, reactions),
  ]
}

type Named = Pick<Call<typeof contract.readMoment>, 'handles' | 'workspace' | 'params'>

function named({ workspace, params }: Pick<Named, 'workspace' | 'params'>) {
  const id = Number(params.id)
  return { workspaceId: workspace.id, id: Number.isSafeInteger(id) ? id : 0 }
}

async function shown({ handles }: Pick<Named, 'handles'>, row: MomentRow): Promise<contract.WecomMoment> {
  const counts = await countsOfMoments(handles.db, { workspaceId: row.workspace_id, ids: [row.id] })
  return shownMoment(row, counts.get(row.id))
}

async function create(call: Call<typeof contract.createMoment>) {
  const { handles, workspace, params, body, actor } = call
  const corp = await corpOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
  const read = (field: 'at' | 'untilAt') => {
    const text = body[field]
    return text === undefined ? undefined : readTime(text, { field, timeZone: workspace.timeZone })
  }
  const { name, content, userIds, tagIds } = body
  const times = { sendAt: read('at'), untilAt: read('untilAt') }
  return shown(call, await planMoment(handles, { corp, name, content, userIds, tagIds, ...times, by: actor.name }))
}

async function reactions(call: Call<typeof contract.listMomentReactions>) {
  const { handles, workspace, query, actor } = call
  await needMoment(handles.db, named(call))
  const after = decodeCursor(query.cursor, ReactionKey)
  const rows = await reactionsOfMoment(handles.db, { ...named(call), after, limit: query.limit + 1 })
  const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms: rows.map(({ atom }) => atom) })
  const unmasked = permissionsIn(actor.grants, workspace.id).has('people.read_personal')
  return cutPage(rows, {
    limit: query.limit,
    key: (row) => [row.happened_at.getTime(), row.user_id, row.external_user_id, row.kind, row.mark],
    item: ({ kind, happened_at, user_id: userId, staff_name: staffName, atom, name }) => ({
      kind,
      at: happened_at.toISOString(),
      userId,
      staffName,
      personId: personId(persons.get(atom) ?? atom),
      name: unmasked ? name : shortened(name),
    }),
  })
}
