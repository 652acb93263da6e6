/** What customers tell the platform about members: that they agree to the chat archive 会话存档, that they complain 投诉. */
import { z } from 'zod'
import type { Area } from '../../area.ts'
import { defineVerb, refuseDeed } from '../../verb.ts'
import type { World } from '../../world.ts'
import { knownExternalUserId, type Relation, relationsOfCustomer } from '../contacts/relations.ts'
import { onlyCorp } from '../corp/corps.ts'
import { customerForDeed } from '../corp/customers.ts'
import { issueWelcomeCode } from '../welcome/codes.ts'

const schema = `
create table if not exists feedback_complaints (
  seq integer primary key,
  corp_id text not null,
  user_id text not null,
  customer_id text not null,
  reason text not null,
  -- 1: the customer put the member on the black list as well
  blocked integer not null,
  at integer not null
) strict;
create index if not exists feedback_complaints_of_staff on feedback_complaints (corp_id, user_id, at);

create table if not exists feedback_archive_consents (
  corp_id text not null,
  user_id text not null,
  customer_id text not null,
  at integer not null,
  primary key (corp_id, user_id, customer_id)
) strict, without rowid;
`

/** Characters; the client's bound is not published: ours. */
const MAX_REASON = 200

/** How many customers put the member on the black list within [from, to) milliseconds. */
export function blockedBy(world: World, asked: { corpId: string; userId: string; from: number; to: number }): number {
  const sql = `select count(distinct customer_id) as n from feedback_complaints
    where corp_id = ? and user_id = ? and at >= ? and at < ? and blocked = 1`
  return world.store.get<{ n: number }>(sql, [asked.corpId, asked.userId, asked.from, asked.to])?.n ?? 0
}

/**
 * The member meant, or all whom the customer knows, who talked last first.
 * @returns at least one
 * @throws DeedRefused unknown_customer, not_a_contact
 */
function requireContacts(world: World, customerId: string, userId: string | undefined): [Relation, ...Relation[]] {
  customerForDeed(world, customerId)
  const { corpId } = onlyCorp(world)
  const externalUserId = knownExternalUserId(world, corpId, customerId)
  const all = externalUserId ? relationsOfCustomer(world, corpId, externalUserId) : []
  const [first, ...others] = all.filter((one) => userId === undefined || one.userId === userId).sort((a, b) => b.talkedAt - a.talkedAt)
  return first ? [first, ...others] : refuseDeed('not_a_contact', `${customerId} does not know ${userId ?? 'any member'}`)
}

/** @returns whether this is news */
function agree(world: World, found: Relation): boolean {
  const { corpId, userId, externalUserId, customerId } = found
  const sql = 'insert into feedback_archive_consents (corp_id, user_id, customer_id, at) values (?, ?, ?, ?) on conflict do nothing'
  if (world.store.run(sql, [corpId, userId, customerId, world.clock.now()]).changes === 0) return false
  const fields = { UserID: userId, ExternalUserID: externalUserId, WelcomeCode: issueWelcomeCode(world, found) }
  world.callback({ corpId, Event: 'change_external_contact', ChangeType: 'msg_audit_approved', fields })
  return true
}

const agreeArchive = defineVerb({
  name: 'agreeArchive',
  actor: 'customer',
  // userId: with whom talk may be archived; absent: with all members the customer knows.
  shape: z.object({ userId: z.string().min(1).optional() }),
  act: ({ world, actor, input }) => {
    const agreed = requireContacts(world, actor.id, input.userId).filter((found) => agree(world, found))
    if (agreed.length === 0) return refuseDeed('already_agreed', `${actor.id} has agreed already`)
    return agreed.flatMap(({ userId }) => [`agreed that talk with ${userId} is archived`, 'callback msg_audit_approved'])
  },
})

const complain = defineVerb({
  name: 'complain',
  actor: 'customer',
  // userId: absent, who talked to the customer last. block: puts the member on the black list as well, which get_user_behavior_data counts.
  // The platform tells the corp nothing else.
  shape: z.object({
    userId: z.string().min(1).optional(),
    reason: z.string().max(MAX_REASON).default(''),
    block: z.boolean().default(false),
  }),
  act: ({ world, actor, input }) => {
    const [{ corpId, userId, customerId }] = requireContacts(world, actor.id, input.userId)
    const sql = 'insert into feedback_complaints (corp_id, user_id, customer_id, reason, blocked, at) values (?, ?, ?, ?, ?, ?)'
    world.store.run(sql, [corpId, userId, customerId, input.reason, input.block ? 1 : 0, world.clock.now()])
    return [`complained about ${userId}`, ...(input.block ? [`put ${userId} on the black list`] : [])]
  },
})

export const feedbackArea: Area = { name: 'feedback', schema, calls: [], verbs: [agreeArchive, complain] }
