/** What people see on their phones, newest last. */
import type { Message, Person, World } from '../world.ts'

export interface InboxItem {
  readonly id: number
  /** Milliseconds of the world's clock. */
  readonly at: number
  readonly from: string
  readonly channel: string
  readonly chatId?: string
  readonly content: object
}

interface InboxRow {
  id: number
  at: number
  sender: string
  channel: string
  chat_id: string | null
  content: string
}

export function putInInbox(world: World, message: Message): void {
  world.store.run('insert into inbox (person, at, sender, channel, chat_id, content) values (?, ?, ?, ?, ?, ?)', [
    personKey(message.to),
    world.clock.now(),
    message.from,
    message.channel,
    message.chatId ?? null,
    JSON.stringify(message.content),
  ])
}

/** The newest `limit` after `afterId`, oldest first. */
export function readInbox(world: World, input: { owner: Person; limit: number; afterId?: number }): InboxItem[] {
  const sql = 'select * from inbox where person = ? and id > ? order by id desc limit ?'
  const rows = world.store.all<InboxRow>(sql, [personKey(input.owner), input.afterId ?? 0, input.limit])
  return rows.reverse().map((row) => ({
    id: row.id,
    at: row.at,
    from: row.sender,
    channel: row.channel,
    ...(row.chat_id !== null && { chatId: row.chat_id }),
    content: JSON.parse(row.content) as object,
  }))
}

/** The person as a column: `customer:ID` or `staff:CORP:USERID`. */
export function personKey(owner: Person): string {
  return 'customer' in owner ? `customer:${owner.customer}` : `staff:${owner.corpId}:${owner.staff}`
}
