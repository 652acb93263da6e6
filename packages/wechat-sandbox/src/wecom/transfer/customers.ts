/** Transfers of customers: begun by the API, in effect after a day unless the customer says no [WW:92125, WW:94081]. */
import { PlatformError, platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { contactCount, customerOf, isContact, relation } from '../contacts/relations.ts'
import { mustSee } from '../corp/corps.ts'
import { findStaff, staffMember } from '../corp/staff.ts'
import { findUnassigned } from './unassigned.ts'

const DAY_MS = 86_400_000
/** WW:92125: it takes effect by itself after 24 hours. */
const TAKES_EFFECT_AFTER_MS = DAY_MS
/** WW:92125: a customer of members who stay is transferred at most twice in 90 natural days. */
const MAX_ON_THE_JOB = 2
export const COUNTED_WITHIN_MS = 90 * DAY_MS
/** Most customers of one member; the platform lets a corp apply for more, 20,000 is the highest figure known (unverified). */
export const MAX_CUSTOMERS_OF_MEMBER = 20_000

export const DONE = 1
export const WAITING = 2
export const REFUSED = 3
export const TOO_MANY = 4

export type TransferKind = 'onjob' | 'resigned'

export interface Asked {
  readonly corpId: string
  readonly agentId: number
  readonly kind: TransferKind
  readonly handover: string
  readonly takeover: string
  readonly successMsg: string
}

/** @throws PlatformError 40130 the same member · 60111, 60011 who is unknown or not visible · 40097 has not resigned · 84074 may not have customers */
export function checkPair(world: World, asked: Pick<Asked, 'corpId' | 'agentId' | 'kind' | 'handover' | 'takeover'>): void {
  const { corpId, handover, takeover } = asked
  if (handover === takeover) platformError(40130)
  if (asked.kind === 'onjob') {
    findStaff(world, corpId, handover)
    mustSee(world, asked, handover)
  } else {
    const left = staffMember(world, corpId, handover) ?? platformError(60111, `handover_userid: ${handover}`)
    if (left.resignedAt === undefined) platformError(40097)
  }
  checkSuccessor(world, asked, takeover)
}

/** @throws PlatformError 60111, 60011, 84074 of whoever is to take over customers or groups */
export function checkSuccessor(world: World, app: { corpId: string; agentId: number }, userId: string): void {
  const successor = findStaff(world, app.corpId, userId)
  mustSee(world, app, userId)
  if (!successor.contactsEnabled) platformError(84074, `takeover: ${userId}`)
}

/** Begins one transfer. @returns the errcode of this customer's row: 0 accepted */
export function beginTransfer(world: World, asked: Asked, externalUserId: string): number {
  try {
    const customerId = checkCustomer(world, asked, externalUserId)
    const now = world.clock.now()
    const sql = `insert into transfers (corp_id, kind, handover, takeover, external_userid, customer_id, success_msg, started_at, takes_effect_at, status)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ${WAITING})`
    const { corpId, kind, handover, takeover, successMsg } = asked
    const takesEffectAt = now + TAKES_EFFECT_AFTER_MS
    world.store.run(sql, [corpId, kind, handover, takeover, externalUserId, customerId, successMsg, now, takesEffectAt])
    const notice = { handover, takeover, takes_effect_at: Math.floor(takesEffectAt / 1_000) }
    const content = { msgtype: 'transfer_notice', transfer_notice: notice }
    world.deliver({ to: { customer: customerId }, from: handover, channel: 'wecom', content })
    return 0
  } catch (error) {
    if (error instanceof PlatformError) return error.errcode
    throw error
  }
}

/**
 * @returns the world's customer
 * @throws PlatformError 40096 unknown · 40131 not of the handover · 40129, 40100 being transferred · 40128 too often · 40099 the successor is full
 */
function checkCustomer(world: World, asked: Asked, externalUserId: string): string {
  const { corpId, kind, handover, takeover } = asked
  const customerId = customerOf(world, corpId, externalUserId) ?? platformError(40096)
  const isOwn =
    kind === 'onjob'
      ? isContact(relation(world, corpId, handover, externalUserId))
      : findUnassigned(world, corpId, { handover, externalUserId }) !== undefined
  if (!isOwn) platformError(40131)
  const waiting = `select 1 from transfers where corp_id = ? and external_userid = ? and handover = ? and status = ${WAITING}`
  if (world.store.get(waiting, [corpId, externalUserId, handover])) platformError(kind === 'onjob' ? 40129 : 40100)
  if (kind === 'onjob' && timesOnTheJob(world, corpId, externalUserId) >= MAX_ON_THE_JOB) platformError(40128)
  if (contactCount(world, corpId, takeover) >= MAX_CUSTOMERS_OF_MEMBER) platformError(40099)
  return customerId
}

/** Refused and failed ones do not count (unverified). */
function timesOnTheJob(world: World, corpId: string, externalUserId: string): number {
  const sql = `select count(*) as n from transfers where corp_id = ? and external_userid = ? and started_at > ? and kind = 'onjob'
    and status in (${DONE}, ${WAITING})`
  return world.store.get<{ n: number }>(sql, [corpId, externalUserId, world.clock.now() - COUNTED_WITHIN_MS])?.n ?? 0
}
