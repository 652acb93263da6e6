/** Contacts as the platform's JSON. Times are seconds there. */
import type { World } from '../../world.ts'
import { findCorp } from '../corp/corps.ts'
import { type Customer, findCustomer } from '../corp/customers.ts'
import { tagsOf } from '../corp-tags/marks.ts'
import type { Relation } from './relations.ts'

const MS = 1_000
/** `tags[].type`: a tag of the corp (WW:92265). */
const CORP_TAG = 1

/** @param input.bound a WeChat developer id is bound: answers carry unionids */
export function externalContactJson(customer: Customer, input: { externalUserId: string; bound: boolean }): object {
  const { name, avatar, gender, wecomCorpName } = customer
  const common = { external_userid: input.externalUserId, name, avatar, type: wecomCorpName === undefined ? 1 : 2, gender }
  if (wecomCorpName !== undefined) return { ...common, corp_name: wecomCorpName, corp_full_name: wecomCorpName }
  return input.bound ? { ...common, unionid: customer.unionid } : common
}

/** `follow_user[]` of externalcontact/get: tags with their names. */
export function followUserJson(world: World, found: Relation, customerName: string): object {
  const tags = tagsOf(world, found).map((tag) => ({ group_name: tag.groupName, tag_name: tag.tagName, tag_id: tag.tagId, type: CORP_TAG }))
  return { ...followJson(found, customerName), tags }
}

/** One entry of batch/get_by_user: only tag ids. */
export function contactWithFollowJson(world: World, found: Relation): object | undefined {
  const customer = findCustomer(world, found.customerId)
  if (!customer) return undefined
  const bound = findCorp(world, found.corpId)?.developerBound === true
  const tagIds = tagsOf(world, found).map((tag) => tag.tagId)
  return {
    external_contact: externalContactJson(customer, { externalUserId: found.externalUserId, bound }),
    follow_info: { ...followJson(found, customer.name), tag_id: tagIds },
  }
}

function followJson(found: Relation, customerName: string): object {
  return {
    userid: found.userId,
    remark: found.remark || customerName,
    description: found.description,
    createtime: Math.floor(found.createdAt / MS),
    remark_corp_name: found.remarkCompany || undefined,
    remark_mobiles: JSON.parse(found.remarkMobiles) as string[],
    oper_userid: found.operUserId,
    add_way: found.addWay,
    state: found.state || undefined,
  }
}
