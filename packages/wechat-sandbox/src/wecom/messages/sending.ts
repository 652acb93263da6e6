/** Sends an app's message to staff. */
import { createHash } from 'node:crypto'
import type { CallingApp } from '../../call.ts'
import type { World } from '../../world.ts'
import { findApp } from '../corp/corps.ts'
import { hasRoom } from './recipients.ts'
import { isAnswerable, type MessageContent } from './shapes.ts'

export interface Sending {
  readonly content: MessageContent
  readonly userIds: readonly string[]
  /** Milliseconds in which the same content to the same member is shown once; undefined: always shown. */
  readonly withoutDuplicatesMs: number | undefined
}

/** Shows the message to each member who has room for it. @returns its id, and the response_code of a card that can be answered */
export function sendMessage(world: World, app: CallingApp, sending: Sending): { msgid: string; responseCode: string | undefined } {
  const msgid = world.ids.opaque('', 64)
  const responseCode = isAnswerable(sending.content) ? world.ids.opaque('', 64) : undefined
  const shown = { ...sending.content, msgid, agentid: app.agentId }
  const now = world.clock.now()
  const sql = 'insert into messages (msgid, corp_id, agent_id, msgtype, content, sent_at, response_code) values (?, ?, ?, ?, ?, ?, ?)'
  const { msgtype } = sending.content
  world.store.run(sql, [msgid, app.corpId, app.agentId, msgtype, JSON.stringify(shown), now, responseCode ?? null])
  const digest = createHash('sha1').update(JSON.stringify(sending.content)).digest('hex')
  for (const userId of sending.userIds) {
    if (sending.withoutDuplicatesMs !== undefined && wasSent(world, app, { userId, digest, after: now - sending.withoutDuplicatesMs }))
      continue
    if (!hasRoom(world, app, userId)) continue
    world.store.run('insert into message_recipients values (?, ?, ?, ?, ?, ?)', [app.corpId, app.agentId, userId, msgid, digest, now])
    show(world, app, userId, shown)
  }
  return { msgid, responseCode }
}

/** Puts something of the app before a member's eyes. */
export function show(world: World, app: CallingApp, userId: string, content: object): void {
  const from = findApp(world, app)?.name ?? String(app.agentId)
  world.deliver({ to: { staff: userId, corpId: app.corpId }, from, channel: 'app', content })
}

export function recipientsOf(world: World, msgid: string): string[] {
  const sql = 'select user_id as userId from message_recipients where msgid = ? order by user_id'
  return world.store.all<{ userId: string }>(sql, [msgid]).map((row) => row.userId)
}

function wasSent(world: World, app: CallingApp, asked: { userId: string; digest: string; after: number }): boolean {
  const sql = 'select 1 from message_recipients where corp_id = ? and agent_id = ? and user_id = ? and sent_at > ? and digest = ? limit 1'
  return world.store.get(sql, [app.corpId, app.agentId, asked.userId, asked.after, asked.digest]) !== undefined
}
