/** The tree of departments; the root is 1. */
import type { World } from '../../world.ts'
import { type Staff, staffOfDepartment } from './staff.ts'

export interface Department {
  readonly departmentId: number
  readonly name: string
  readonly parentId: number
  readonly sort: number
}

export const ROOT_DEPARTMENT_ID = 1

export function departmentsOf(world: World, corpId: string): Department[] {
  const sql =
    'select department_id as departmentId, name, parent_id as parentId, sort from departments where corp_id = ? order by department_id'
  return world.store.all<Department>(sql, [corpId])
}

/** The department and all below it, nearest first; empty when it does not exist. */
export function departmentWithBelow(world: World, corpId: string, departmentId: number): Department[] {
  const all = departmentsOf(world, corpId)
  const found = all.filter((department) => department.departmentId === departmentId)
  for (const one of found) found.push(...all.filter((department) => department.parentId === one.departmentId))
  return found
}

/** Members of today of the department and all below it, by userid. */
export function staffBelow(world: World, corpId: string, departmentId: number): Staff[] {
  const found = departmentWithBelow(world, corpId, departmentId).flatMap((one) => staffOfDepartment(world, corpId, one.departmentId))
  return found.sort((a, b) => (a.userId < b.userId ? -1 : 1))
}
