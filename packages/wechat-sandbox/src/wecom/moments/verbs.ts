/** What people do with Moments: members publish, customers and members like and comment. */
import { z } from 'zod'
import { PlatformError } from '../../platform-error.ts'
import { type Actor, defineVerb, refuseDeed, type Verb } from '../../verb.ts'
import type { World } from '../../world.ts'
import { knownExternalUserId } from '../contacts/relations.ts'
import { onlyCorp } from '../corp/corps.ts'
import { staffForDeed } from '../corp/staff.ts'
import { findMoment, type Moment, postMoment, publish, taskOf } from './rows.ts'

/** The client's bound for a comment is not published: ours, characters. */
const MAX_WORDS = 1_000
const MAX_TEXT = 2_000

/** @throws DeedRefused unknown_moment */
function momentForDeed(world: World, corpId: string, momentId: string): Moment {
  try {
    return findMoment(world, corpId, momentId)
  } catch (error) {
    if (error instanceof PlatformError) return refuseDeed('unknown_moment', `no moment ${momentId}`)
    throw error
  }
}

const confirm = defineVerb({
  name: 'confirmMoment',
  actor: 'staff',
  shape: z.object({ momentId: z.string() }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    const moment = momentForDeed(world, corpId, input.momentId)
    const task = taskOf(world, moment.momentId, userId)
    if (!task) return refuseDeed('unknown_moment', `${userId} is not asked to publish ${moment.momentId}`)
    if (task.publishedAt !== null) refuseDeed('already_published', `${userId} has published it already`)
    if (moment.cancelledAt !== null) refuseDeed('cancelled', 'the corp has cancelled the moment')
    return [`published, ${publish(world, moment, userId)} can see it`]
  },
})

const post = defineVerb({
  name: 'postMoment',
  actor: 'staff',
  shape: z.object({ text: z.string().min(1).max(MAX_TEXT) }),
  act: ({ world, actor, input }) => {
    const { corpId, userId } = staffForDeed(world, actor.corpId, actor.userId)
    const posted = postMoment(world, { corpId, userId, text: input.text })
    return [`posted ${posted.momentId}`, `${posted.seenBy} can see it`]
  },
})

interface Posting {
  readonly momentId: string
  readonly publisher: string
}

interface Seen extends Posting {
  readonly externalUserId: string | null
  readonly byUserId: string | null
}

interface Look {
  /** undefined: the newest one they see */
  readonly momentId: string | undefined
  /** Whose posting, when several members published the same; undefined: the newest */
  readonly publisher: string | undefined
}

/** Which posting the person looks at. @throws DeedRefused not_visible */
function seenBy(world: World, actor: Actor, look: Look): Seen {
  const { corpId } = onlyCorp(world)
  const [momentId, publisher] = [look.momentId ?? null, look.publisher ?? null]
  const wanted = [momentId, momentId, publisher, publisher]
  if (actor.kind === 'staff') {
    const found = world.store.get<Posting>(SEEN_BY_STAFF_SQL, [corpId, ...wanted]) ?? notVisible(actor.userId, look)
    return { ...found, externalUserId: null, byUserId: actor.userId }
  }
  const externalUserId = knownExternalUserId(world, corpId, actor.id) ?? notVisible(actor.id, look)
  const found = world.store.get<Posting>(SEEN_BY_CUSTOMER_SQL, [externalUserId, ...wanted]) ?? notVisible(actor.id, look)
  return { ...found, externalUserId, byUserId: null }
}

/** Members see what colleagues and they published. */
const SEEN_BY_STAFF_SQL = `select moment_tasks.moment_id as momentId, user_id as publisher from moment_tasks join moments using (moment_id)
  where corp_id = ? and published_at is not null and (? is null or moment_id = ?) and (? is null or user_id = ?)
  order by published_at desc, moment_tasks.seq desc limit 1`
const SEEN_BY_CUSTOMER_SQL = `select moment_id as momentId, user_id as publisher from moment_viewers
  where external_userid = ? and sees = 1 and (? is null or moment_id = ?) and (? is null or user_id = ?) order by seq desc limit 1`

function notVisible(who: string, look: Look): never {
  return refuseDeed('not_visible', `${who} does not see ${look.momentId ?? 'any moment'}`)
}

function react(world: World, seen: Seen, kind: 'like' | 'comment', words: string | null): void {
  const sql = 'insert into moment_reactions (moment_id, user_id, kind, external_userid, by_user_id, words, at) values (?, ?, ?, ?, ?, ?, ?)'
  world.store.run(sql, [seen.momentId, seen.publisher, kind, seen.externalUserId, seen.byUserId, words, world.clock.now()])
}

const like = defineVerb({
  name: 'likeMoment',
  actor: 'any',
  // Of momentId the newest the person sees, of userId (whose posting) the newest of several members who published the same.
  shape: z.object({ momentId: z.string().optional(), userId: z.string().optional() }),
  act: ({ world, actor, input }) => {
    const seen = seenBy(world, actor, { momentId: input.momentId, publisher: input.userId })
    const sql = `select 1 from moment_reactions where moment_id = ? and user_id = ? and kind = 'like' and external_userid is ? and by_user_id is ?`
    const before = world.store.get(sql, [seen.momentId, seen.publisher, seen.externalUserId, seen.byUserId])
    if (before) refuseDeed('already_liked', 'liked already')
    react(world, seen, 'like', null)
    return [`liked what ${seen.publisher} published`]
  },
})

const comment = defineVerb({
  name: 'commentMoment',
  actor: 'any',
  shape: z.object({ momentId: z.string().optional(), userId: z.string().optional(), text: z.string().min(1).max(MAX_WORDS) }),
  act: ({ world, actor, input }) => {
    const seen = seenBy(world, actor, { momentId: input.momentId, publisher: input.userId })
    react(world, seen, 'comment', input.text)
    return [`commented on what ${seen.publisher} published`]
  },
})

export const momentVerbs: readonly Verb[] = [confirm, post, like, comment]
