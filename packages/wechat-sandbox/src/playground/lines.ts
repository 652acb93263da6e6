/** A person's conversations: what reached their inbox, and what they themselves said, which lies in the inboxes of others. */
import { personKey } from '../inbox/inbox.ts'
import type { Actor } from '../verb.ts'
import { onlyCorp } from '../wecom/corp/corps.ts'
import { findCustomer } from '../wecom/corp/customers.ts'
import { staffMember } from '../wecom/corp/staff.ts'
import type { World } from '../world.ts'

const MAX_LINES = 300
/** Deliveries of one's own group messages looked through; a message lies in every member's inbox. */
const MAX_COPIES = 5_000

export interface Line {
  readonly id: number
  readonly at: number
  readonly mine: boolean
  readonly channel: string
  /** The group, or the other person's userid, customer id or app. */
  readonly with: string
  readonly from: string
  readonly fromName: string
  readonly content: object
}

interface Row {
  id: number
  person: string
  at: number
  sender: string
  channel: string
  chat_id: string | null
  content: string
}

/** The newest, oldest first. */
export function linesOf(world: World, actor: Actor): Line[] {
  const own = actor.kind === 'customer' ? { customer: actor.id } : { staff: actor.userId, corpId: actor.corpId }
  const me = actor.kind === 'customer' ? actor.id : actor.userId
  const received = world.store.all<Row>('select * from inbox where person = ? order by id desc limit ?', [personKey(own), MAX_LINES])
  const said = world.store.all<Row>("select * from inbox where sender = ? and channel in ('wecom', 'wechat') order by id desc limit ?", [
    me,
    MAX_LINES,
  ])
  const saidInGroups = world.store.all<Row>(
    `select min(id) as id, '' as person, at, sender, channel, chat_id, content from
       (select * from inbox where sender = ? and channel = 'group' order by id desc limit ?)
     group by chat_id, at, content order by id desc limit ?`,
    [me, MAX_COPIES, MAX_LINES],
  )
  const names = new Map<string, string>()
  const nameOf = (id: string) => {
    const name = names.get(id) ?? staffMember(world, onlyCorp(world).corpId, id)?.name ?? findCustomer(world, id)?.name ?? id
    names.set(id, name)
    return name
  }
  const line = (row: Row, mine: boolean): Line => ({
    id: row.id,
    at: row.at,
    mine,
    channel: row.channel,
    with: row.chat_id ?? (mine ? (row.person.split(':').at(-1) ?? '') : row.sender),
    from: row.sender,
    fromName: nameOf(row.sender),
    content: JSON.parse(row.content) as object,
  })
  return [...received.map((row) => line(row, false)), ...[...said, ...saidInGroups].map((row) => line(row, true))]
    .sort((a, b) => a.id - b.id)
    .slice(-MAX_LINES)
}
