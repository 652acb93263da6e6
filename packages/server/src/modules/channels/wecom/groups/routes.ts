/** Answers the calls about customer groups. */
import { z } from 'zod'
import { permissionsIn } from '../../../../platform/auth/index.ts'
import { fail } from '../../../../platform/errors.ts'
import { type Binding, bind, type CallContext } from '../../../../platform/http/bind.ts'
import { cutPage, decodeCursor } from '../../../../platform/http/cursor.ts'
import { periodBounds, shiftDays, startOfPeriod } from '../../../../platform/time-zone.ts'
import { readRange } from '../../../events/index.ts'
import { knownAtoms, personId, personsOfAtoms } from '../../../identity/index.ts'
import { shortened } from '../contacts/masked.ts'
import {
  listGroupMembers,
  listGroups,
  listGroupsOfPerson,
  MAX_FIGURE_DAYS,
  readGroup,
  readGroupFigures,
  readGroupOverview,
  type WecomGroup,
  type WecomGroupMember,
} from './contract.ts'
import { groupDays, groupOverlap, groupOverview, groupOwners } from './figures.ts'
import { findGroups, findMembers, type GroupView, groupOfWorkspace, groupsOfAtoms, type MemberView } from './screens.ts'

const GroupKey = z.tuple([z.number(), z.string()])
const MemberKey = z.tuple([z.number(), z.string(), z.number()])
const USUAL_DAYS = 30

const told = (value: number) => ({ value, source: 'register' as const })

export function groupRoutes(): Binding[] {
  return [...ofAllGroups(), ...ofOneGroup(), groupsOfPerson()]
}

function ofAllGroups(): Binding[] {
  return [
    bind(listGroups, async ({ handles, workspace, query }) => {
      const { limit, cursor, ...asked } = query
      const after = decodeCursor(cursor, GroupKey)
      const rows = await findGroups(handles.db, { ...asked, workspaceId: workspace.id, after, limit: limit + 1 })
      const key = (row: GroupView) => [query.order === 'newest' ? row.created_at.getTime() : row.customers, row.chat_id]
      return cutPage(rows, { limit, key, item: shownGroup })
    }),
    bind(readGroupOverview, async ({ handles, workspace }) => {
      const { groups, memberships, people, repeated, strangers } = await groupOverview(handles.db, { workspaceId: workspace.id })
      return {
        groups: told(groups),
        memberships: told(memberships),
        people: told(people),
        repeated: told(repeated),
        strangers: told(strangers),
        owners: await groupOwners(handles.db, { workspaceId: workspace.id }),
      }
    }),
  ]
}

function ofOneGroup(): Binding[] {
  return [
    bind(readGroup, async ({ handles, workspace, params }) =>
      shownGroup(await groupOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })),
    ),
    bind(listGroupMembers, async ({ handles, workspace, params, query, actor }) => {
      const group = await groupOfWorkspace(handles.db, { workspaceId: workspace.id, ...params })
      const after = decodeCursor(query.cursor, MemberKey)
      const rows = await findMembers(handles.db, { group, who: query.who, after, limit: query.limit + 1 })
      const atoms = rows.flatMap(({ atom }) => atom ?? [])
      const persons = await personsOfAtoms(handles.db, { workspaceId: workspace.id, atoms })
      const shown = { group, persons, unmasked: seesPersonal(actor, workspace.id) }
      return cutPage(rows, {
        limit: query.limit,
        key: (row) => [
          (query.who === 'left' && row.left_at ? row.left_at : row.joined_at).getTime(),
          row.member_id,
          row.joined_at.getTime(),
        ],
        item: (row) => shownMember(row, shown),
      })
    }),
    bind(readGroupFigures, async ({ handles, workspace, params, query }) => {
      const { db, clocks } = handles
      const group = await groupOfWorkspace(db, { workspaceId: workspace.id, ...params })
      const now = clocks.business.now()
      const days = await groupDays(db, { group, bounds: boundsOf(query, workspace, now), timeZone: workspace.timeZone, now })
      const { repeated, strangers } = await groupOverlap(db, { group })
      return {
        customers: told(group.customers),
        staff: told(group.staff),
        joined: told(days.reduce((sum, { joined }) => sum + joined, 0)),
        left: told(days.reduce((sum, { left }) => sum + left, 0)),
        repeated: told(repeated),
        strangers: told(strangers),
        days,
      }
    }),
  ]
}

function groupsOfPerson(): Binding {
  return bind(listGroupsOfPerson, async ({ handles, workspace, params }) => {
    const atoms = await knownAtoms(handles, { workspaceId: workspace.id, id: params.id })
    const rows = await groupsOfAtoms(handles.db, { workspaceId: workspace.id, atoms })
    return {
      items: rows.map((row) => ({
        corpId: row.corp_id,
        chatId: row.chat_id,
        name: row.group_name,
        owner: row.owner,
        ownerName: row.owner_name,
        state: row.state,
        joinedAt: row.joined_at.toISOString(),
        joinScene: row.join_scene,
        channelState: row.channel_state,
        leftAt: row.left_at?.toISOString() ?? null,
        leftHow: row.left_how,
      })),
    }
  })
}

function seesPersonal({ grants }: CallContext['actor'], workspaceId: number): boolean {
  return permissionsIn(grants, workspaceId).has('people.read_personal')
}

/** Where the days of the question begin, and where the last ends. */
function boundsOf(query: { from?: string | undefined; to?: string | undefined }, { timeZone }: { timeZone: string }, now: number) {
  const asked = readRange(query, timeZone)
  const to = asked.to ?? now + 1
  const from = asked.from ?? shiftDays(startOfPeriod(to - 1, 'day', timeZone), 1 - USUAL_DAYS, timeZone)
  const bounds = periodBounds({ from, to, unit: 'day', timeZone }, MAX_FIGURE_DAYS)
  const reason = { zh: `最多 ${MAX_FIGURE_DAYS} 天`, en: `is at most ${MAX_FIGURE_DAYS} days before to` }
  return bounds ?? fail('platform.invalid', { field: 'from', reason })
}

function shownGroup(row: GroupView): WecomGroup {
  return {
    corpId: row.corp_id,
    chatId: row.chat_id,
    name: row.name,
    notice: row.notice,
    owner: row.owner,
    ownerName: row.owner_name,
    admins: row.admins,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    dismissedAt: row.dismissed_at?.toISOString() ?? null,
    staff: row.staff,
    customers: row.customers,
    firstSeenAt: row.first_seen_at.toISOString(),
    fetchedAt: row.fetched_at.toISOString(),
  }
}

function shownMember(
  row: MemberView,
  { group, persons, unmasked }: { group: GroupView; persons: ReadonlyMap<number, number>; unmasked: boolean },
): WecomGroupMember {
  const isStaff = row.kind === 'staff'
  const shown = (text: string) => (isStaff || unmasked ? text : shortened(text))
  return {
    memberId: row.member_id,
    kind: row.kind,
    personId: row.atom === null ? null : personId(persons.get(row.atom) ?? row.atom),
    name: shown(row.staff_name || row.name),
    nickname: shown(row.nickname),
    isOwner: row.member_id === group.owner,
    isAdmin: group.admins.includes(row.member_id),
    joinedAt: row.joined_at.toISOString(),
    joinScene: row.join_scene,
    invitor: row.invitor,
    invitorName: row.invitor_name,
    channelState: row.channel_state,
    leftAt: row.left_at?.toISOString() ?? null,
    leftHow: row.left_how,
    otherGroups: row.other_groups,
    contactOf: row.contact_of,
  }
}
