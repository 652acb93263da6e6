/** A welcome code lives 20 seconds and works once. */
import type { World } from '../../world.ts'

/** WW:92599 */
export const WELCOME_CODE_LIFE_MS = 20_000

export interface WelcomeCode {
  readonly code: string
  readonly corpId: string
  readonly userId: string
  readonly externalUserId: string
  readonly customerId: string
  readonly issuedAt: number
  readonly usedAt: number | null
  readonly usedByAgentId: number | null
}

const COLUMNS = `code, corp_id as corpId, user_id as userId, external_userid as externalUserId, customer_id as customerId, issued_at as issuedAt,
  used_at as usedAt, used_by_agent_id as usedByAgentId`

/** Makes the code that goes out with the callback of an add; older codes of the pair stop working. */
export function issueWelcomeCode(
  world: World,
  made: { corpId: string; userId: string; externalUserId: string; customerId: string },
): string {
  const { corpId, userId, externalUserId, customerId } = made
  forgetWelcomeCodes(world, made)
  const code = world.ids.opaque('', 64)
  const sql = 'insert into welcome_codes (code, corp_id, user_id, external_userid, customer_id, issued_at) values (?, ?, ?, ?, ?, ?)'
  world.store.run(sql, [code, corpId, userId, externalUserId, customerId, world.clock.now()])
  return code
}

export function findWelcomeCode(world: World, corpId: string, code: string): WelcomeCode | undefined {
  return world.store.get<WelcomeCode>(`select ${COLUMNS} from welcome_codes where corp_id = ? and code = ?`, [corpId, code])
}

/** Was the customer welcomed by this staff member with the latest code? */
export function wasWelcomed(world: World, pair: { corpId: string; userId: string; externalUserId: string }): boolean {
  const sql = 'select 1 from welcome_codes where corp_id = ? and user_id = ? and external_userid = ? and used_at is not null'
  return world.store.get(sql, [pair.corpId, pair.userId, pair.externalUserId]) !== undefined
}

/** The relation ended or began anew: what was given out for the old one is worth nothing. */
export function forgetWelcomeCodes(world: World, pair: { corpId: string; userId: string; externalUserId: string }): void {
  const sql = 'delete from welcome_codes where corp_id = ? and user_id = ? and external_userid = ?'
  world.store.run(sql, [pair.corpId, pair.userId, pair.externalUserId])
}

export function markWelcomeCodeUsed(world: World, code: WelcomeCode, agentId: number): void {
  world.store.run('update welcome_codes set used_at = ?, used_by_agent_id = ? where code = ?', [world.clock.now(), agentId, code.code])
}
