/** Members and departments. Apps made after 2022-06-20 see neither mobile nor e-mail, gender, avatar or code of a member (A). */
import { z } from 'zod'
import { type CallingApp, defineCall } from '../../../call.ts'
import { pageAfter } from '../../../paging.ts'
import { platformError } from '../../../platform-error.ts'
import type { World } from '../../../world.ts'
import { canSee, mustSee } from '../corps.ts'
import { departmentsOf, departmentWithBelow, ROOT_DEPARTMENT_ID, staffBelow } from '../departments.ts'
import { activeStaff, findStaff, type Staff, staffOfDepartment } from '../staff.ts'

/** WW:96021 */
const MAX_IDS = 10_000

const departmentId = z.coerce.number().int().positive()

const getUser = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/get',
  source: 'WW:90332',
  limits: '60111, 60011 out of the visible range; no mobile, e-mail, gender, avatar',
  query: z.object({ userid: z.string().default('') }),
  answer: ({ world, app, query }) => {
    if (query.userid === '') platformError(41009)
    const member = findStaff(world, app.corpId, query.userid)
    mustSee(world, app, member.userId)
    return memberFields(member)
  },
})

const listUsers = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/list',
  source: 'WW:90337',
  limits: '60123 of an unknown department',
  query: z.object({ department_id: departmentId, fetch_child: z.string().optional() }),
  answer: ({ world, app, query }) => ({ userlist: membersOf(world, app, query.department_id).map(memberFields) }),
})

const listSimple = defineCall({
  method: 'GET',
  path: '/cgi-bin/user/simplelist',
  source: 'WW:90336',
  limits: '60123 of an unknown department',
  query: z.object({ department_id: departmentId, fetch_child: z.enum(['0', '1']).default('0') }),
  answer: ({ world, app, query }) => {
    const members = membersOf(world, app, query.department_id, query.fetch_child === '1')
    return { userlist: members.map(({ userId, name, departmentId: id }) => ({ userid: userId, name, department: [id], open_userid: '' })) }
  },
})

const listIds = defineCall({
  method: 'POST',
  path: '/cgi-bin/user/list_id',
  source: 'WW:96021',
  limits: 'limit ≤ 10,000; cursor',
  body: z.object({ cursor: z.string().default(''), limit: z.number().int().min(1).max(MAX_IDS).default(MAX_IDS) }),
  answer: ({ world, app, body }) => {
    const members = activeStaff(world, app.corpId).filter((member) => canSee(world, app, member.userId))
    const page = pageAfter(members, { cursor: body.cursor, limit: body.limit, key: (member) => member.userId })
    return {
      next_cursor: page.nextCursor,
      dept_user: page.items.map((member) => ({ userid: member.userId, department: member.departmentId })),
    }
  },
})

const listDepartments = defineCall({
  method: 'GET',
  path: '/cgi-bin/department/list',
  source: 'WW:90344',
  limits: '60003 of an unknown department',
  query: z.object({ id: departmentId.optional() }),
  answer: ({ world, app, query }) => {
    const found = query.id === undefined ? departmentsOf(world, app.corpId) : departmentWithBelow(world, app.corpId, query.id)
    if (query.id !== undefined && found.length === 0) platformError(60003)
    return {
      department: found.map((one) => ({
        id: one.departmentId,
        name: one.name,
        name_en: '',
        department_leader: [],
        parentid: one.parentId,
        order: one.sort,
      })),
    }
  },
})

/** @throws 60123 of an unknown department */
function membersOf(world: World, app: CallingApp, id: number, below = false): Staff[] {
  if (departmentWithBelow(world, app.corpId, id).length === 0) platformError(60123)
  const members = below ? staffBelow(world, app.corpId, id) : staffOfDepartment(world, app.corpId, id)
  return members.filter((member) => canSee(world, app, member.userId))
}

function memberFields(member: Staff): object {
  return {
    userid: member.userId,
    name: member.name,
    department: [member.departmentId],
    order: [0],
    position: member.position,
    is_leader_in_dept: [0],
    direct_leader: [],
    telephone: '',
    alias: member.alias,
    status: 1,
    address: '',
    open_userid: '',
    main_department: member.departmentId || ROOT_DEPARTMENT_ID,
    extattr: { attrs: [] },
    external_position: member.position,
  }
}

export const contactsBookCalls = [getUser, listUsers, listSimple, listIds, listDepartments]
