/** Who publishes a moment, and which customers may see it [WW:95094, visible_range]. */
import type { World } from '../../world.ts'
import { type Relation, relationsOfStaff } from '../contacts/relations.ts'
import { canSee } from '../corp/corps.ts'
import { departmentsOf, staffBelow } from '../corp/departments.ts'
import { activeStaff, staffMember } from '../corp/staff.ts'
import { tagsOf } from '../corp-tags/marks.ts'
import { findTag } from '../corp-tags/tags.ts'

interface Wanted {
  readonly userIds: readonly string[]
  readonly departmentIds: readonly number[]
  readonly tagIds: readonly string[]
}

export interface Range {
  readonly senders: readonly string[]
  /** undefined: public */
  readonly tagIds: readonly string[] | undefined
  readonly invalid: { readonly userIds: readonly string[]; readonly departmentIds: readonly number[]; readonly tagIds: readonly string[] }
}

/** Senders named, else those who have one of the customers named, else everybody the app sees; who is not known or not visible is invalid. */
export function rangeOf(world: World, app: { corpId: string; agentId: number }, wanted: Wanted): Range {
  const { corpId } = app
  const able = (userId: string) => {
    const member = staffMember(world, corpId, userId)
    return member?.active === true && member.contactsEnabled && canSee(world, app, userId)
  }
  const departments = new Set(departmentsOf(world, corpId).map((one) => one.departmentId))
  const tagIds = wanted.tagIds.filter((tagId) => findTag(world, corpId, tagId))
  const named = new Set(wanted.userIds.filter(able))
  for (const departmentId of wanted.departmentIds.filter((one) => departments.has(one))) {
    for (const { userId } of staffBelow(world, corpId, departmentId)) if (able(userId)) named.add(userId)
  }
  const isNamed = wanted.userIds.length > 0 || wanted.departmentIds.length > 0
  const everybody = () =>
    activeStaff(world, corpId)
      .map((one) => one.userId)
      .filter(able)
  const byCustomers = wanted.tagIds.length > 0 && !isNamed
  const has = (userId: string) => customersOf(world, { corpId, userId, tagIds }).length > 0
  return {
    senders: isNamed ? [...named] : byCustomers ? everybody().filter(has) : everybody(),
    tagIds: wanted.tagIds.length > 0 ? tagIds : undefined,
    invalid: {
      userIds: wanted.userIds.filter((userId) => !able(userId)),
      departmentIds: wanted.departmentIds.filter((one) => !departments.has(one)),
      tagIds: wanted.tagIds.filter((tagId) => !tagIds.includes(tagId)),
    },
  }
}

/** The member's customers who bear one of the tags; all when the moment is public. */
export function customersOf(world: World, of: { corpId: string; userId: string; tagIds: readonly string[] | undefined }): Relation[] {
  const all = relationsOfStaff(world, of.corpId, of.userId)
  const { tagIds } = of
  return tagIds ? all.filter((one) => tagsOf(world, one).some((tag) => tagIds.includes(tag.tagId))) : all
}
