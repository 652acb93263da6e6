/** Mass sends as rows: making them, bringing the tasks to the members, finding them again. */
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import type { Addressee } from './audience.ts'
import type { MassContent } from './content.ts'

/** The tasks of a mass send reach the members a little later; until then asking is 41063. The platform tells no figure: ours. */
const DISPATCH_FROM_MS = 1_000
const DISPATCH_SPREAD_MS = 2_000

type ChatType = 'single' | 'group'

export interface MassSend {
  readonly seq: number
  readonly msgid: string
  readonly corpId: string
  readonly chatType: ChatType
  readonly createType: 0 | 1
  readonly creator: string | null
  readonly allowSelect: number
  readonly content: string
  readonly createdAt: number
  readonly dispatched: number
  readonly cancelledAt: number | null
}

const COLUMNS = `seq, msgid, corp_id as corpId, chat_type as chatType, create_type as createType, creator, allow_select as allowSelect, content,
  created_at as createdAt, dispatched, cancelled_at as cancelledAt`

interface NewMassSend {
  readonly corpId: string
  readonly agentId: number
  readonly chatType: ChatType
  readonly allowSelect: boolean
  readonly content: MassContent
  readonly addressees: readonly Addressee[]
}

/** Makes the task of the corp; the members see it only after the dispatch. @returns msgid */
export function makeMassSend(world: World, made: NewMassSend): string {
  const msgid = world.ids.opaque('msg')
  const now = world.clock.now()
  const dispatchesAt = now + DISPATCH_FROM_MS + world.random.integer(DISPATCH_SPREAD_MS)
  const sql = `insert into mass_sends (msgid, corp_id, agent_id, chat_type, create_type, allow_select, content, created_at, dispatches_at)
    values (?, ?, ?, ?, 0, ?, ?, ?, ?)`
  const { corpId, agentId, chatType } = made
  world.store.run(sql, [msgid, corpId, agentId, chatType, made.allowSelect ? 1 : 0, JSON.stringify(made.content), now, dispatchesAt])
  writeAddressees(world, { corpId, msgid, addressees: made.addressees })
  return msgid
}

/** A mass send that a member made in the client: nobody has to confirm it. @returns msgid */
export function makeOwnMassSend(world: World, made: Omit<NewMassSend, 'agentId' | 'allowSelect'> & { creator: string }): string {
  const msgid = world.ids.opaque('msg')
  const now = world.clock.now()
  const sql = `insert into mass_sends (msgid, corp_id, chat_type, create_type, creator, allow_select, content, created_at, dispatches_at, dispatched)
    values (?, ?, ?, 1, ?, 0, ?, ?, ?, 1)`
  world.store.run(sql, [msgid, made.corpId, made.chatType, made.creator, JSON.stringify(made.content), now, now])
  writeAddressees(world, { corpId: made.corpId, msgid, addressees: made.addressees })
  return msgid
}

function writeAddressees(world: World, made: { corpId: string; msgid: string; addressees: readonly Addressee[] }): void {
  const { corpId, msgid, addressees } = made
  const taskSql = 'insert into mass_send_tasks (msgid, corp_id, user_id) values (?, ?, ?)'
  for (const userId of new Set(addressees.map((one) => one.userId))) world.store.run(taskSql, [msgid, corpId, userId])
  const sql = 'insert into mass_send_recipients (msgid, corp_id, user_id, target) values (?, ?, ?, ?)'
  for (const { userId, target } of addressees) world.store.run(sql, [msgid, corpId, userId, target])
}

/** Brings tasks that are due to their members, who see that they have to tap. */
export function dispatchDue(world: World): void {
  const sql = `select ${COLUMNS} from mass_sends where dispatched = 0 and dispatches_at <= ? order by dispatches_at, seq`
  for (const send of world.store.all<MassSend>(sql, [world.clock.now()])) {
    world.store.run('update mass_sends set dispatched = 1 where msgid = ?', [send.msgid])
    if (send.cancelledAt === null) askMembers(world, send, 'mass_send_task')
  }
}

/** Shows every member who has not sent yet that there is something to tap. @returns how many */
export function askMembers(world: World, send: MassSend, msgtype: 'mass_send_task' | 'mass_send_reminder'): number {
  const waiting = unsentTasks(world, send.msgid)
  const content = JSON.parse(send.content) as MassContent
  for (const userId of waiting) {
    const recipients = recipientCount(world, send.msgid, userId)
    const task = { msgid: send.msgid, chat_type: send.chatType, recipients, ...content }
    world.deliver({ to: { staff: userId, corpId: send.corpId }, from: 'wecom', channel: 'task', content: { msgtype, [msgtype]: task } })
  }
  return waiting.length
}

export function findMassSend(world: World, corpId: string, msgid: string): MassSend | undefined {
  return world.store.get<MassSend>(`select ${COLUMNS} from mass_sends where msgid = ? and corp_id = ?`, [msgid, corpId])
}

/** For calls. @throws PlatformError 41046 no msgid · 41047 not one of the corp · 41063 not with the members yet */
export function dispatchedMassSend(world: World, corpId: string, msgid: string | undefined): MassSend {
  if (!msgid) return platformError(41046)
  const found = findMassSend(world, corpId, msgid) ?? platformError(41047, msgid)
  if (found.dispatched === 0) platformError(41063)
  return found
}

/** Newest first, within [from, to] milliseconds; `before` is the `seq` of the last one seen. */
export function massSendsOf(
  world: World,
  asked: {
    corpId: string
    chatType: ChatType
    from: number
    to: number
    creator: string | undefined
    createType: 0 | 1 | undefined
    before: number
    limit: number
  },
): MassSend[] {
  const sql = `select ${COLUMNS} from mass_sends where corp_id = ? and chat_type = ? and seq < ? and created_at between ? and ?
    and (? is null or creator = ?) and (? is null or create_type = ?) order by seq desc limit ?`
  const { creator = null, createType = null } = asked
  const values = [asked.corpId, asked.chatType, asked.before, asked.from, asked.to, creator, creator, createType, createType, asked.limit]
  return world.store.all<MassSend>(sql, values)
}

function unsentTasks(world: World, msgid: string): string[] {
  const sql = 'select user_id as userId from mass_send_tasks where msgid = ? and status = 0 order by seq'
  return world.store.all<{ userId: string }>(sql, [msgid]).map((row) => row.userId)
}

function recipientCount(world: World, msgid: string, userId: string): number {
  const sql = 'select count(*) as n from mass_send_recipients where msgid = ? and user_id = ?'
  return world.store.get<{ n: number }>(sql, [msgid, userId])?.n ?? 0
}
