/** What happens between members and contacts, as events of the person. */
import type { PersonEvent } from '../../person-events/person-events.ts'
import type { ContactFacts } from '../client/contacts.ts'
import type { Corp } from '../connection/corps.ts'
import type { Change, ChangeKind, KnownPair } from './compare.ts'

/** How it was learnt. With `reconcile` an ending bears the time when it was learnt; `results` are the platform's, of a transfer. */
export type LearntBy = 'callback' | 'reconcile' | 'results'

export const EVENT_NAMES: Readonly<Record<ChangeKind, string>> = {
  added: 'wecom_contact_added',
  half_added: 'wecom_contact_half_added',
  deleted_by_customer: 'wecom_contact_deleted_by_customer',
  deleted_by_staff: 'wecom_contact_deleted_by_staff',
  transferred: 'wecom_contact_transferred',
}

export function identifierKindOf({ corpId }: { corpId: string }): string {
  return `external_userid:${corpId}`
}

/**
 * The event of a change. A pair is added once a time and ends once: the message id names the pair, the second it began and the change, so the
 * same change learnt by a callback and by a reconciliation is one event.
 */
export function eventOfChange(input: {
  corp: Corp
  userId: string
  externalUserId: string
  contact: ContactFacts | undefined
  pair: KnownPair
  change: Change
  learntBy: LearntBy
}): PersonEvent {
  const { corp, userId, externalUserId, contact, pair, change, learntBy } = input
  const kind = identifierKindOf(corp)
  const unionid = contact?.unionid
  return {
    workspaceId: corp.workspaceId,
    reference: `${kind}:${externalUserId}`,
    event: {
      messageId: `wecom ${change.what} ${corp.corpId} ${userId} ${externalUserId} ${pair.addedAt / 1_000}`,
      type: 'track',
      name: EVENT_NAMES[change.what],
      timestamp: change.at,
      identifiers: [...(unionid ? [{ kind: 'unionid', value: unionid }] : []), { kind, value: externalUserId }],
      ...(change.what === 'added' && contact?.name && { traits: { op: 'set', values: { nickname: contact.name } } }),
      properties: { channel: 'wecom', corpId: corp.corpId, staff: userId, way: pair.addWay, state: pair.channelState, learntBy },
      context: {},
      source: 'server',
    },
  }
}
