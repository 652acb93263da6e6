/** Tags that newcomers get by the rule that is for them: at once where they are welcomed, by the news of the add in any case. */
import { inTransaction, type Queryable, type Tx } from '../../../../platform/db/index.ts'
import type { Handles } from '../../../../platform/handles.ts'
import { on, type Reaction } from '../../../../platform/outbox/index.ts'
import { changeTagMarks, MAX_MARKED_AT_ONCE, manualTags } from '../../../identity/index.ts'
import { findCorp } from '../connection/corps.ts'
import { erasedContacts } from '../contacts/erased.ts'
import { atomsOfContacts } from '../contacts/people.ts'
import { CONTACTS_CHANGED } from '../contacts/record.ts'
import { chosenRule } from './choose.ts'
import type { EndedWelcome } from './queue.ts'
import { rulesOf, type StoredRule } from './rules.ts'

/** The platform tells in whole seconds. */
const ROUNDING_MS = 1_000

export type TaggingHandles = Pick<Handles, 'db' | 'clocks' | 'secret' | 'config'>

/** Numbers of the tags of a rule. @throws platform.not_found, identity.tag_not_manual */
export async function tagIdsOf(
  db: Queryable,
  { workspaceId, tags }: { workspaceId: number; tags: readonly string[] },
): Promise<readonly number[]> {
  if (tags.length === 0) return []
  return (await manualTags(db, { workspaceId, ids: tags })).map(({ id }) => id)
}

/** Somebody who was added, and the rule that is for them. */
interface Newcomer {
  readonly atom: number
  readonly rule: StoredRule
}

/** Puts tags on newcomers of one workspace; who has them already is passed over. */
async function putTags(
  { clocks }: Pick<Handles, 'clocks'>,
  tx: Tx,
  { workspaceId, newcomers }: { workspaceId: number; newcomers: readonly Newcomer[] },
): Promise<void> {
  const at = new Date(clocks.business.now())
  for (const [rule, ofRule] of Map.groupBy(newcomers, (one) => one.rule)) {
    const atoms = [...new Set(ofRule.map(({ atom }) => atom))]
    for (const tagId of rule.tagIds)
      for (let start = 0; start < atoms.length; start += MAX_MARKED_AT_ONCE)
        await changeTagMarks(tx, {
          workspaceId,
          tagId,
          cause: 'channel',
          by: rule.name,
          at,
          add: atoms.slice(start, start + MAX_MARKED_AT_ONCE),
          remove: [],
        })
  }
}

export interface Welcomed extends Pick<EndedWelcome, 'welcome'> {
  readonly rule: StoredRule
}

/** Tags who was welcomed just now, without waiting until the platform knows the pair. Who was erased since the add is left alone. */
export async function tagWelcomed(handles: TaggingHandles, welcomed: readonly Welcomed[]): Promise<void> {
  const tagged = welcomed.filter(({ rule }) => rule.tagIds.length > 0)
  for (const ofCorp of Map.groupBy(tagged, ({ welcome }) => `${welcome.workspaceId} ${welcome.corpId}`).values()) {
    const corp = ofCorp[0] && (await findCorp(handles.db, ofCorp[0].welcome))
    if (!corp) continue
    const { workspaceId } = corp
    const externalUserIds = ofCorp.map(({ welcome }) => welcome.externalUserId)
    const erased = await erasedContacts(handles, handles.db, { ...corp, externalUserIds })
    const left = ofCorp.filter(({ welcome }) => welcome.happenedAt > (erased.get(welcome.externalUserId) ?? 0))
    const contacts = left.map(({ welcome }) => ({ externalUserId: welcome.externalUserId, unionid: null, seenAt: welcome.happenedAt }))
    const atoms = await atomsOfContacts(handles, { corp, contacts })
    const newcomers = left.flatMap(({ welcome, rule }) => {
      const atom = atoms.get(welcome.externalUserId)
      return atom === undefined ? [] : [{ atom, rule }]
    })
    await inTransaction(handles.db, (tx) => putTags(handles, tx, { workspaceId, newcomers }))
  }
}

interface AddedChange {
  readonly what: string
  readonly at: number
  readonly userId: string
  readonly atom: number
  readonly channelState: string
}

/** Whoever was added since the rule was made, however it was learnt: without a welcome code, or when the process that welcomed them died. */
async function tagNewcomers(
  handles: Handles,
  tx: Tx,
  { workspaceId, payload }: { workspaceId: number; payload: Readonly<Record<string, unknown>> },
): Promise<void> {
  const changes = (payload.changes as readonly AddedChange[]).filter(({ what }) => what === 'added')
  const rules = await rulesOf(tx, { workspaceId, corpId: String(payload.corpId) })
  if (changes.length === 0 || !rules.some(({ tagIds }) => tagIds.length > 0)) return
  const workspace = await tx.selectFrom('auth_workspaces').select('time_zone').where('id', '=', workspaceId).executeTakeFirst()
  const timeZone = workspace?.time_zone ?? 'UTC'
  const newcomers = changes.flatMap(({ at, userId, atom, channelState }) => {
    const rule = chosenRule(rules, { userId, channelState, at, timeZone })
    return rule && rule.tagIds.length > 0 && at + ROUNDING_MS > rule.madeAt.getTime() ? [{ atom, rule }] : []
  })
  await putTags(handles, tx, { workspaceId, newcomers })
}

export const welcomeReactions: readonly Reaction[] = [on(CONTACTS_CHANGED, 'channels.tag_newcomers', tagNewcomers)]
