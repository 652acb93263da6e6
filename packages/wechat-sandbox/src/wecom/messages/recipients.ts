/** Who a message of an app goes to, and how many an app may send. */
import type { CallingApp } from '../../call.ts'
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { dayBegin } from '../beijing-days.ts'
import { canSee } from '../corp/corps.ts'
import { departmentsOf, staffBelow } from '../corp/departments.ts'
import { activeStaff, type Staff, staffMember } from '../corp/staff.ts'

const EVERYBODY = '@all'
const BETWEEN = '|'
/** WW:90236 */
const MAX_USERS = 1_000
const MAX_PARTIES = 100
const MAX_TAGS = 100

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** WW:90454 2023-08-28: an app sends at most 200 × members of the corp a day. */
const DAILY_PER_MEMBER = 200
/** WW:90454: more to one member is dropped without a word. */
const MEMBER_PER_MINUTE = 30
const MEMBER_PER_HOUR = 1_000

interface Addressed {
  readonly userIds: readonly string[]
  readonly invalidUsers: readonly string[]
  readonly invalidParties: readonly string[]
  readonly invalidTags: readonly string[]
}

/** @throws PlatformError 40058 too many ids · 81013 nobody is left. Internal tags do not exist in this world: every `totag` is invalid. */
export function addressed(world: World, app: CallingApp, to: { touser?: string; toparty?: string; totag?: string }): Addressed {
  const users = ids(to.touser, 'touser', MAX_USERS)
  if (users[0] === EVERYBODY) {
    const userIds = visible(world, app, activeStaff(world, app.corpId))
    return { userIds, invalidUsers: [], invalidParties: [], invalidTags: [] }
  }
  const parties = ids(to.toparty, 'toparty', MAX_PARTIES)
  const invalidTags = ids(to.totag, 'totag', MAX_TAGS)
  const isMember = (userId: string) => staffMember(world, app.corpId, userId)?.active === true && canSee(world, app, userId)
  const known = new Set(departmentsOf(world, app.corpId).map((one) => String(one.departmentId)))
  const found = new Set(users.filter(isMember))
  for (const party of parties.filter((one) => known.has(one))) {
    for (const userId of visible(world, app, staffBelow(world, app.corpId, Number(party)))) found.add(userId)
  }
  if (found.size === 0) platformError(81013)
  const invalidUsers = users.filter((userId) => !isMember(userId)).map((userId) => userId.toLowerCase())
  return { userIds: [...found], invalidUsers, invalidParties: parties.filter((one) => !known.has(one)), invalidTags }
}

export function listed(ids: readonly (string | number)[]): string {
  return ids.join(BETWEEN)
}

/** @throws PlatformError 45009 when the app's day is used up */
export function checkDay(world: World, app: CallingApp, more: number): void {
  const sql = 'select count(*) as n from message_recipients where corp_id = ? and agent_id = ? and sent_at >= ?'
  const sent = world.store.get<{ n: number }>(sql, [app.corpId, app.agentId, dayBegin(world.clock.now())])?.n ?? 0
  const most = activeStaff(world, app.corpId).length * DAILY_PER_MEMBER
  if (sent + more > most) platformError(45009, `${most} person-times a day, ${sent} are used`)
}

/** Whether the member gets one more message of the app now; if not it is dropped without a word. */
export function hasRoom(world: World, app: CallingApp, userId: string): boolean {
  const now = world.clock.now()
  return count(world, app, userId, now - MINUTE_MS) < MEMBER_PER_MINUTE && count(world, app, userId, now - HOUR_MS) < MEMBER_PER_HOUR
}

function count(world: World, app: CallingApp, userId: string, after: number): number {
  const sql = 'select count(*) as n from message_recipients where corp_id = ? and agent_id = ? and user_id = ? and sent_at > ?'
  return world.store.get<{ n: number }>(sql, [app.corpId, app.agentId, userId, after])?.n ?? 0
}

function visible(world: World, app: CallingApp, staff: readonly Staff[]): string[] {
  return staff.map((one) => one.userId).filter((userId) => canSee(world, app, userId))
}

function ids(said: string | undefined, field: string, most: number): string[] {
  const found = (said ?? '').split(BETWEEN).filter((id) => id !== '')
  if (found.length > most) platformError(40058, `${field}: at most ${most}, not ${found.length}`)
  return found
}
