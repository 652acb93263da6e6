/** The day is over: the successor gets the customer, or the transfer fails. */
import type { World } from '../../world.ts'
import { ADD_WAY, addRelation, contactCount, isContact, relation, removeRelation } from '../contacts/relations.ts'
import { staffMember } from '../corp/staff.ts'
import { changeMarks, copyTags } from '../corp-tags/marks.ts'
import { DONE, MAX_CUSTOMERS_OF_MEMBER, REFUSED, TOO_MANY, WAITING } from './customers.ts'
import { dropUnassigned, findUnassigned } from './unassigned.ts'

/** RX, A14: why a transfer_fail. */
const FAIL_REASON = { [REFUSED]: 'customer_refused', [TOO_MANY]: 'customer_limit_exceed' } as const
const DEFAULT_MSG = '您好，您的服务已升级，后续将由我接替我的同事，继续为您服务。'

interface Transfer {
  readonly seq: number
  readonly corpId: string
  readonly handover: string
  readonly takeover: string
  readonly externalUserId: string
  readonly customerId: string
  readonly successMsg: string
}

const COLUMNS = `seq, corp_id as corpId, handover, takeover, external_userid as externalUserId, customer_id as customerId, success_msg as successMsg`

/** Carries out the transfers whose day is over. */
export function takeEffect(world: World): void {
  const sql = `select ${COLUMNS} from transfers where status = ${WAITING} and takes_effect_at <= ? order by takes_effect_at, seq`
  for (const transfer of world.store.all<Transfer>(sql, [world.clock.now()])) carryOut(world, transfer)
}

/** The transfer that waits for this customer's day to pass. @param takeover undefined: whoever it is */
export function waitingTransfer(
  world: World,
  of: { corpId: string; customerId: string; takeover: string | undefined },
): Transfer | undefined {
  const sql = `select ${COLUMNS} from transfers where corp_id = ? and customer_id = ? and status = ${WAITING} and (? is null or takeover = ?)
    order by seq limit 1`
  const takeover = of.takeover ?? null
  return world.store.get<Transfer>(sql, [of.corpId, of.customerId, takeover, takeover])
}

/** Ends a transfer without success and tells the corp. */
export function failTransfer(world: World, transfer: Transfer, status: typeof REFUSED | typeof TOO_MANY): void {
  world.store.run('update transfers set status = ? where seq = ?', [status, transfer.seq])
  const fields = { FailReason: FAIL_REASON[status], UserID: transfer.takeover, ExternalUserID: transfer.externalUserId }
  world.callback({ corpId: transfer.corpId, Event: 'change_external_contact', ChangeType: 'transfer_fail', fields })
}

function carryOut(world: World, transfer: Transfer): void {
  const { corpId, takeover, externalUserId, customerId } = transfer
  // A successor who has left meanwhile can take nobody: the nearest of the platform's states (unverified).
  const able = staffMember(world, corpId, takeover)?.active === true
  if (!able || contactCount(world, corpId, takeover) >= MAX_CUSTOMERS_OF_MEMBER) {
    failTransfer(world, transfer, TOO_MANY)
    return
  }
  const had = isContact(relation(world, corpId, takeover, externalUserId))
  giveOver(world, transfer, had)
  world.store.run(`update transfers set status = ${DONE}, taken_over_at = takes_effect_at where seq = ?`, [transfer.seq])
  if (had) return
  const fields = { UserID: takeover, ExternalUserID: externalUserId }
  const isNews = !wasHandedOverBy(world, transfer)
  if (isNews) world.callback({ corpId, Event: 'change_external_contact', ChangeType: 'add_external_contact', fields })
  const content = { msgtype: 'text', text: { content: transfer.successMsg || DEFAULT_MSG } }
  world.deliver({ to: { customer: customerId }, from: takeover, channel: 'wecom', content })
}

/** WW:96325: a customer the successor once gave away comes back without an add_external_contact, as does one who is a friend already. */
function wasHandedOverBy(world: World, transfer: Transfer): boolean {
  const sql = `select 1 from transfers where corp_id = ? and external_userid = ? and handover = ? and kind = 'onjob' and status = ${DONE}`
  return world.store.get(sql, [transfer.corpId, transfer.externalUserId, transfer.takeover]) !== undefined
}

/** Moves relation, remark and corp tags. A customer who had deleted the member before stays one who deleted (unverified). */
function giveOver(world: World, transfer: Transfer, had: boolean): void {
  const { corpId, handover, takeover, externalUserId, customerId } = transfer
  const pair = { corpId, userId: takeover, externalUserId }
  const made = { ...pair, customerId, addWay: ADD_WAY.assigned, operUserId: handover }
  const left = findUnassigned(world, corpId, { handover, externalUserId })
  if (left) {
    const { relationStatus: status, remark, description } = left
    if (!had) addRelation(world, { ...made, status, remark, description })
    changeMarks(world, pair, { add: JSON.parse(left.tagIds) as string[], remove: [] })
    dropUnassigned(world, left.seq)
    return
  }
  const before = relation(world, corpId, handover, externalUserId)
  if (!before || !isContact(before)) {
    // The member deleted the customer during the day: the successor gets them without remark and tags (unverified).
    if (!had) addRelation(world, made)
    return
  }
  if (!had) addRelation(world, { ...made, status: before.status, remark: before.remark, description: before.description })
  copyTags(world, { corpId, userId: handover, externalUserId }, takeover)
  removeRelation(world, { corpId, userId: handover, externalUserId, by: 'transfer' })
  const fields = { UserID: handover, ExternalUserID: externalUserId, Source: 'DELETE_BY_TRANSFER' }
  world.callback({ corpId, Event: 'change_external_contact', ChangeType: 'del_external_contact', fields })
}
