/** Members of a corp. Who has resigned stays as a row, so that what they leave behind has an owner. */
import { platformError } from '../../platform-error.ts'
import { refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'

export interface Staff {
  readonly corpId: string
  readonly userId: string
  readonly name: string
  readonly alias: string
  readonly departmentId: number
  readonly position: string
  readonly mobile: string
  readonly email: string
  readonly gender: 1 | 2
  readonly avatar: string
  /** Activated and still with the corp. */
  readonly active: boolean
  /** May use 客户联系. */
  readonly contactsEnabled: boolean
  readonly joinedAt: number
  readonly resignedAt: number | undefined
}

interface StaffRow {
  corp_id: string
  user_id: string
  name: string
  alias: string
  department_id: number
  position: string
  mobile: string
  email: string
  gender: number
  avatar: string
  active: number
  contacts_enabled: number
  joined_at: number
  resigned_at: number | null
}

/** Anybody who ever was a member, resigned ones too. */
export function staffMember(world: World, corpId: string, userId: string): Staff | undefined {
  const row = world.store.get<StaffRow>('select * from staff where corp_id = ? and user_id = ?', [corpId, userId])
  return row && asStaff(row)
}

/** A member of today, for API calls. @throws 60111 of who is unknown or has resigned */
export function findStaff(world: World, corpId: string, userId: string): Staff {
  const found = staffMember(world, corpId, userId)
  if (!found || found.resignedAt !== undefined) return platformError(60111, `userid: ${userId}`)
  return found
}

/** A member of today, for deeds. @throws DeedRefused `unknown_staff` */
export function staffForDeed(world: World, corpId: string, userId: string): Staff {
  const found = staffMember(world, corpId, userId)
  if (!found || found.resignedAt !== undefined) return refuseDeed('unknown_staff', `no member ${userId} at ${corpId}`)
  return found
}

/** Members of today by userid. */
export function activeStaff(world: World, corpId: string): Staff[] {
  return world.store.all<StaffRow>('select * from staff where corp_id = ? and active = 1 order by user_id', [corpId]).map(asStaff)
}

/** Members of today of a department, without those of departments below it. */
export function staffOfDepartment(world: World, corpId: string, departmentId: number): Staff[] {
  const sql = 'select * from staff where corp_id = ? and department_id = ? and active = 1 order by user_id'
  return world.store.all<StaffRow>(sql, [corpId, departmentId]).map(asStaff)
}

/** Ends the membership; what becomes of customers and groups is the caller's. */
export function markResigned(world: World, corpId: string, userId: string): void {
  const sql = 'update staff set active = 0, resigned_at = ? where corp_id = ? and user_id = ? and resigned_at is null'
  world.store.run(sql, [world.clock.now(), corpId, userId])
}

function asStaff(row: StaffRow): Staff {
  return {
    corpId: row.corp_id,
    userId: row.user_id,
    name: row.name,
    alias: row.alias,
    departmentId: row.department_id,
    position: row.position,
    mobile: row.mobile,
    email: row.email,
    gender: row.gender === 1 ? 1 : 2,
    avatar: row.avatar,
    active: row.active === 1,
    contactsEnabled: row.contacts_enabled === 1,
    joinedAt: row.joined_at,
    resignedAt: row.resigned_at ?? undefined,
  }
}
