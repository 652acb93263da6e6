/** Who a mass send is for, and which member sends it to whom [WW:92135]. */
import { platformError } from '../../platform-error.ts'
import type { World } from '../../world.ts'
import { isContact, type Relation, relation, relationsOfCustomer, relationsOfStaff } from '../contacts/relations.ts'
import { canSee, mustSee } from '../corp/corps.ts'
import { activeStaff, findStaff } from '../corp/staff.ts'
import { tagsOf } from '../corp-tags/marks.ts'
import { chatsOf } from '../groups/chats.ts'

export interface Addressee {
  readonly userId: string
  /** external_userid or chat_id */
  readonly target: string
}

interface Audience {
  readonly addressees: readonly Addressee[]
  /** What the platform answers as fail_list. */
  readonly failed: readonly string[]
}

interface App {
  readonly corpId: string
  readonly agentId: number
}

interface Asked {
  readonly externalUserIds: readonly string[]
  readonly sender: string | undefined
  /** Any tag of a group, of every group. */
  readonly tagGroups: readonly (readonly string[])[]
}

/**
 * Customers: those named, else all of the sender, else all of every visible member; of these only those with the tags. A customer named without
 * a sender goes to the one member who talked to them last.
 */
export function customersFor(world: World, app: App, asked: Asked): Audience {
  const { sender, externalUserIds } = asked
  if (sender !== undefined) checkSender(world, app, sender)
  if (externalUserIds.length === 0) {
    const senders = sender === undefined ? ableMembers(world, app) : [sender]
    return { addressees: allOf(world, app, senders, asked.tagGroups), failed: [] }
  }
  const addressees: Addressee[] = []
  const failed: string[] = []
  const able = ableMembers(world, app)
  for (const externalUserId of new Set(externalUserIds)) {
    const found =
      sender === undefined ? lastTalker(world, { corpId: app.corpId, externalUserId, able }) : ownOf(world, app, sender, externalUserId)
    if (!found) failed.push(externalUserId)
    else if (bears(world, found, asked.tagGroups)) addressees.push({ userId: found.userId, target: externalUserId })
  }
  return { addressees, failed }
}

/** Groups of the sender: those named, else all. @throws PlatformError 60111, 60011, 84074 of the sender */
export function groupsFor(world: World, app: App, asked: { sender: string; chatIds: readonly string[] }): Audience {
  const { sender, chatIds } = asked
  checkSender(world, app, sender)
  const owned = chatsOf(world, app.corpId, sender).map((chat) => chat.chatId)
  const named = chatIds.length === 0 ? owned : [...new Set(chatIds)]
  const own = named.filter((chatId) => owned.includes(chatId))
  return { addressees: own.map((target) => ({ userId: sender, target })), failed: named.filter((chatId) => !own.includes(chatId)) }
}

function checkSender(world: World, app: App, sender: string): void {
  const member = findStaff(world, app.corpId, sender)
  mustSee(world, app, sender)
  if (!member.contactsEnabled) platformError(84074, `sender: ${sender}`)
}

/** Every customer once, with the member who talked to them last among `senders`. */
function allOf(world: World, app: App, senders: Iterable<string>, tagGroups: Asked['tagGroups']): Addressee[] {
  const chosen = new Map<string, Relation>()
  for (const sender of senders) {
    for (const one of relationsOfStaff(world, app.corpId, sender)) {
      const other = chosen.get(one.externalUserId)
      if (bears(world, one, tagGroups) && (!other || isNearer(one, other))) chosen.set(one.externalUserId, one)
    }
  }
  return [...chosen.values()].map((one) => ({ userId: one.userId, target: one.externalUserId }))
}

/** Members of today whom the app sees: read once, a mass send may ask for 10,000 customers. */
function ableMembers(world: World, app: App): ReadonlySet<string> {
  return new Set(
    activeStaff(world, app.corpId)
      .map((one) => one.userId)
      .filter((userId) => canSee(world, app, userId)),
  )
}

function lastTalker(world: World, of: { corpId: string; externalUserId: string; able: ReadonlySet<string> }): Relation | undefined {
  return relationsOfCustomer(world, of.corpId, of.externalUserId)
    .filter((one) => of.able.has(one.userId))
    .reduce<Relation | undefined>((best, one) => (best && !isNearer(one, best) ? best : one), undefined)
}

function ownOf(world: World, app: App, sender: string, externalUserId: string): Relation | undefined {
  const found = relation(world, app.corpId, sender, externalUserId)
  return isContact(found) ? found : undefined
}

/** Whom the customer still has comes before whom they deleted, then who talked later. */
function isNearer(one: Relation, other: Relation): boolean {
  if (one.status !== other.status) return one.status === 'mutual'
  return one.talkedAt > other.talkedAt || (one.talkedAt === other.talkedAt && one.seq > other.seq)
}

function bears(world: World, one: Relation, tagGroups: Asked['tagGroups']): boolean {
  if (tagGroups.length === 0) return true
  const borne = new Set(tagsOf(world, one).map((tag) => tag.tagId))
  return tagGroups.every((tags) => tags.some((tagId) => borne.has(tagId)))
}
